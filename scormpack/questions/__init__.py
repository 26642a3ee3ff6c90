"""The question types. A new one is a module, a template, a player module, vectors and a line here."""

from __future__ import annotations

from scormpack.questions.multiple_choice import MultipleChoice
from scormpack.questions.question import Finding, Identifier, Question, Silence
from scormpack.questions.single_choice import SingleChoice

AnyQuestion = SingleChoice | MultipleChoice

QUESTION_TYPES: dict[str, type[SingleChoice | MultipleChoice]] = {
    "single-choice": SingleChoice,
    "multiple-choice": MultipleChoice,
}

DEFAULT_QUESTION_TYPE = "single-choice"

__all__ = [
    "DEFAULT_QUESTION_TYPE",
    "QUESTION_TYPES",
    "AnyQuestion",
    "Finding",
    "Identifier",
    "MultipleChoice",
    "Question",
    "Silence",
    "SingleChoice",
]

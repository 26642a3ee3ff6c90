"""The question types. A new one is a module, a template, a player module, vectors and a line here."""

from __future__ import annotations

from scormpack.questions.categorise import Categorise
from scormpack.questions.fill_in import FillIn
from scormpack.questions.likert import Likert
from scormpack.questions.long_text import LongText
from scormpack.questions.matching import Matching
from scormpack.questions.multiple_choice import MultipleChoice
from scormpack.questions.numeric import Numeric
from scormpack.questions.ordering import Ordering
from scormpack.questions.question import Finding, Identifier, Interaction, Named, Question, Silence
from scormpack.questions.short_text import ShortText
from scormpack.questions.single_choice import SingleChoice
from scormpack.questions.true_false import TrueFalse

AnyQuestion = (
    SingleChoice
    | MultipleChoice
    | TrueFalse
    | ShortText
    | Numeric
    | Matching
    | Ordering
    | FillIn
    | Categorise
    | Likert
    | LongText
)

QUESTION_TYPES: dict[str, type[AnyQuestion]] = {
    "single-choice": SingleChoice,
    "multiple-choice": MultipleChoice,
    "true-false": TrueFalse,
    "short-text": ShortText,
    "numeric": Numeric,
    "matching": Matching,
    "ordering": Ordering,
    "fill-in": FillIn,
    "categorise": Categorise,
    "likert": Likert,
    "long-text": LongText,
}

LAUNCH_TYPES = frozenset({"single-choice", "multiple-choice", "true-false"})
"""Those that every player can show; the others come with a script of their own, packed where a course needs it."""

DEFAULT_QUESTION_TYPE = "single-choice"

__all__ = [
    "DEFAULT_QUESTION_TYPE",
    "LAUNCH_TYPES",
    "QUESTION_TYPES",
    "AnyQuestion",
    "Categorise",
    "FillIn",
    "Finding",
    "Identifier",
    "Interaction",
    "Likert",
    "LongText",
    "Matching",
    "MultipleChoice",
    "Named",
    "Numeric",
    "Ordering",
    "Question",
    "ShortText",
    "Silence",
    "SingleChoice",
    "TrueFalse",
]

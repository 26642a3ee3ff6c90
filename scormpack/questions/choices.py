"""What the question types with options share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from scormpack.answer_key import ChoiceKey
from scormpack.questions.question import (
    Finding,
    Interaction,
    Labelled,
    Named,
    Question,
    check_ids,
    check_texts,
    html_of,
    known,
)
from scormpack.text import InlineMarkdown, Markdown

MAX_CHOICES = 26
"""SCORM 1.2 names a choice by one letter; the digits are left alone, for some LMSs read them as places."""


class Choice(Named):
    """One option."""

    text: InlineMarkdown
    correct: bool = False
    feedback: Markdown | None = None


class ChoiceQuestion(Question):
    """A question that is answered by choosing among options, kept in the author's order."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=MAX_CHOICES)]

    def choice_keys(self) -> tuple[ChoiceKey, ...]:
        """The options as the player scores them."""
        return tuple(
            ChoiceKey(id=choice.id, correct=choice.correct, feedback=html_of(choice.feedback))
            for choice in self.choices
        )

    def identity(self) -> tuple[str, ...]:
        """Reordering options touches nobody's answer, so the order is left out."""
        return (self.type, *known(self.choices))

    def interaction(self) -> Interaction:
        """Options in the author's order."""
        return Interaction(
            "choice",
            tuple(Labelled(choice.id, choice.text.plain) for choice in self.choices),
            right=(tuple(choice.id for choice in self.choices if choice.correct),),
        )

    def check_choices(self) -> Iterator[Finding]:
        """Ids and texts that are there twice, and a question without a right option."""
        yield from self.check_hints()
        yield from check_ids([choice.id for choice in self.choices], "choices", "choices")
        yield from check_texts([(choice.id, choice.text.plain) for choice in self.choices], "choices", "choice")
        if not any(choice.correct for choice in self.choices):
            yield Finding(
                "QST001",
                ("choices",),
                "no choice is marked as right",
                "add `correct: true` to the right one",
            )

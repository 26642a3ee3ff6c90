"""What the question types with options share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from scormpack.contract import ChoiceKey
from scormpack.questions.question import Finding, Identifier, Question
from scormpack.text import Authored, InlineMarkdown, Markdown

MAX_CHOICES = 26
"""SCORM 1.2 names a choice by one letter; the digits are left alone, for some LMSs read them as places."""


class Choice(Authored):
    """One option."""

    id: Identifier
    text: InlineMarkdown
    correct: bool = False
    feedback: Markdown | None = None


class ChoiceQuestion(Question):
    """A question that is answered by choosing among options, kept in the author's order."""

    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=MAX_CHOICES)]

    def choice_keys(self) -> tuple[ChoiceKey, ...]:
        """The options as the player scores them."""
        return tuple(
            ChoiceKey(
                id=choice.id,
                correct=choice.correct,
                feedback=choice.feedback.html if choice.feedback else "",
            )
            for choice in self.choices
        )

    def identity(self) -> tuple[str, ...]:
        """Reordering options touches nobody's answer, so the order is left out."""
        return (self.id, self.type, *sorted(choice.id for choice in self.choices))

    def check_choices(self) -> Iterator[Finding]:
        """Ids and texts that are there twice, and a question without a right option."""
        ids: set[str] = set()
        texts: dict[str, str] = {}
        for place, choice in enumerate(self.choices):
            if choice.id in ids:
                yield Finding(
                    "QST003",
                    ("choices", place, "id"),
                    f"two choices of this question have the id `{choice.id}`",
                    "a choice's id must be its own within the question",
                )
            ids.add(choice.id)
            plain = " ".join(choice.text.plain.casefold().split())
            if plain in texts:
                yield Finding(
                    "QST004",
                    ("choices", place, "text"),
                    f"this choice says the same as `{texts[plain]}`",
                    "write another option, or delete this one",
                )
            texts.setdefault(plain, choice.id)
        if not any(choice.correct for choice in self.choices):
            yield Finding(
                "QST001",
                ("choices",),
                "no choice is marked as right",
                "add `correct: true` to the right one",
            )

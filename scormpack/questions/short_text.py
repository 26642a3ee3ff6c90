"""A word or a phrase to be typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import AcceptedText, ShortTextKey
from scormpack.questions.accepted import SHORTEST_FIELD, check_accepted
from scormpack.questions.question import Finding, Interaction, Question
from scormpack.text import WHOLE

LONGEST = 32
"""In characters, where the author sets no other limit; each costs 16 bits of the learner's state."""


class ShortText(Question):
    """Right when it is one of ``answers``, white space, quotes and case evened out, or matches one of ``patterns``."""

    type: Literal["short-text"] = "short-text"
    answers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    match_case: bool = False
    ignore_accents: bool = False
    longest: Annotated[int, Field(ge=SHORTEST_FIELD, le=250), WHOLE] = LONGEST

    def accepted(self) -> AcceptedText:
        """What is right, as data."""
        return AcceptedText(
            answers=self.answers,
            patterns=self.patterns,
            match_case=self.match_case,
            ignore_accents=self.ignore_accents,
            longest=self.longest,
        )

    def check(self) -> Iterator[Finding]:
        """Answers that cannot be given, patterns that cannot be read."""
        yield from self.check_hints()
        yield from check_accepted(self.accepted(), ())

    def width(self) -> int:
        """The text itself, 16 bits a code unit."""
        return 16 * self.longest

    def identity(self) -> tuple[str, ...]:
        """A text means the same whatever is right; its room is part of the layout."""
        return (self.type, str(self.longest))

    def answer_key(self) -> ShortTextKey:
        """The accepted texts."""
        return ShortTextKey(**self.asked(), accepted=self.accepted())

    def interaction(self) -> Interaction:
        """Each accepted answer is a way of being right."""
        return Interaction("fill-in", right=tuple((answer,) for answer in self.answers), match_case=self.match_case)

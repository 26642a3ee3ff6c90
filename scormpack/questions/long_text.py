"""A text that learners judge by themselves, with a rubric and a model answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import CriterionKey, LongTextKey
from scormpack.questions.question import (
    Finding,
    Interaction,
    Named,
    Question,
    check_ids,
    check_texts,
    known,
)
from scormpack.text import WHOLE, Markdown


class Criterion(Named):
    """What a good text has. ``weight`` is its share of the question's points."""

    text: Markdown
    weight: Annotated[int, Field(ge=1, le=100), WHOLE] = 1


class LongText(Question):
    """A learner writes, then compares with the model answer and says which criteria are met.

    The text stays in the learner's browser; the LMS's state keeps the criteria. Without a rubric it earns nothing.
    """

    type: Literal["long-text"] = "long-text"
    points: Annotated[int, Field(ge=0, le=100), WHOLE] = 0
    rubric: Annotated[tuple[Criterion, ...], Field(max_length=12)] = ()
    shortest: Annotated[int, Field(ge=0, le=2000), WHOLE] = 0
    longest: Annotated[int, Field(ge=100, le=20_000), WHOLE] = 4000

    def check(self) -> Iterator[Finding]:
        """Points that nothing can earn, a rubric that earns none, lengths that exclude each other."""
        yield from self.check_hints()
        yield from check_ids([criterion.id for criterion in self.rubric], "rubric", "criteria")
        yield from check_texts([(c.id, c.text.plain) for c in self.rubric], "rubric", "criterion")
        if self.points and not self.rubric:
            yield Finding(
                "QST015",
                ("points",),
                "nobody can earn these points: there is no rubric to judge the text by",
                "add `rubric`, or leave `points` out",
            )
        if self.rubric and not self.points:
            yield Finding("QST015", ("rubric",), "this rubric earns no points", "add `points: 1` or more")
        if self.shortest > self.longest:
            yield Finding("QST015", ("shortest",), f"`shortest` is above `longest`, {self.longest}", "")

    def states(self) -> int:
        """Unanswered, or any set of criteria."""
        return (1 << len(self.rubric)) + 1

    def identity(self) -> tuple[str, ...]:
        """The ids of the criteria."""
        return (self.type, *known(self.rubric))

    def answer_key(self) -> LongTextKey:
        """The rubric."""
        rubric = tuple(CriterionKey(id=c.id, text=c.text.html, weight=c.weight) for c in self.rubric)
        return LongTextKey(**self.asked(), rubric=rubric, shortest=self.shortest, longest=self.longest)

    def interaction(self) -> Interaction:
        """A text; no one answer is right."""
        return Interaction("long-fill-in")

    def earns_parts(self) -> bool:
        """As many criteria as there are, so many shares."""
        return len(self.rubric) > 1 or super().earns_parts()

"""A statement to be rated on a scale; nothing is right or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import LikertKey
from scormpack.questions.question import Finding, Interaction, Labelled, Named, Question, check_ids, check_texts, known
from scormpack.text import WHOLE, InlineMarkdown, RichText


class Step(Named):
    """One step of the scale."""

    text: InlineMarkdown


def _step(name: str, text: str) -> Step:
    return Step.model_construct(id=name, text=RichText(text, text, text))


AGREEMENT = (
    _step("strongly-disagree", "Strongly disagree"),
    _step("disagree", "Disagree"),
    _step("neutral", "Neither agree nor disagree"),
    _step("agree", "Agree"),
    _step("strongly-agree", "Strongly agree"),
)
"""The scale where the author gives none."""


class Likert(Question):
    """A learner says how far the prompt applies. It earns nothing, and counts as answered."""

    type: Literal["likert"] = "likert"
    points: Annotated[int, Field(ge=0, le=0), WHOLE] = 0
    scale: Annotated[tuple[Step, ...], Field(min_length=2, max_length=11)] = AGREEMENT

    def check(self) -> Iterator[Finding]:
        """Ids and texts that are there twice."""
        yield from self.check_hints()
        yield from check_ids([step.id for step in self.scale], "scale", "steps")
        yield from check_texts([(step.id, step.text.plain) for step in self.scale], "scale", "step")

    def states(self) -> int:
        """Unanswered, or one of the steps."""
        return len(self.scale) + 1

    def identity(self) -> tuple[str, ...]:
        """The ids of the steps."""
        return (self.type, *known(self.scale))

    def answer_key(self) -> LikertKey:
        """The steps from one end to the other."""
        return LikertKey(**self.asked(), scale=tuple(step.id for step in self.scale))

    def interaction(self) -> Interaction:
        """A scale without a right step."""
        return Interaction("likert", tuple(Labelled(step.id, step.text.plain) for step in self.scale))

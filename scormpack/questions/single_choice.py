"""One option is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from scormpack.answer_key import SingleChoiceKey
from scormpack.questions.choices import ChoiceQuestion
from scormpack.questions.question import Finding


class SingleChoice(ChoiceQuestion):
    """A learner chooses one option; the right one earns the points."""

    type: Literal["single-choice"] = "single-choice"

    def check(self) -> Iterator[Finding]:
        """More than one right option is the usual slip."""
        yield from self.check_choices()
        right = [place for place, choice in enumerate(self.choices) if choice.correct]
        for place in right[1:]:
            yield Finding(
                "QST002",
                ("choices", place, "correct"),
                "a second choice is marked as right, but this is a single choice",
                "unmark one, or set `type: multiple-choice`",
            )

    def states(self) -> int:
        """Unanswered, or one of the options."""
        return len(self.choices) + 1

    def answer_key(self) -> SingleChoiceKey:
        """The options with the right one marked."""
        return SingleChoiceKey(**self.asked(), choices=self.choice_keys())

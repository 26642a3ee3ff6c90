"""One or more options are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from scormpack.contract import MultipleChoiceKey
from scormpack.questions.choices import ChoiceQuestion
from scormpack.questions.question import Finding


class MultipleChoice(ChoiceQuestion):
    """A learner chooses any number of options; all the right ones, and no other, earn the points."""

    type: Literal["multiple-choice"] = "multiple-choice"

    def check(self) -> Iterator[Finding]:
        """Only what all questions with options can get wrong."""
        yield from self.check_choices()

    def states(self) -> int:
        """Every set of options; the empty one is unanswered."""
        return 1 << len(self.choices)

    def answer_key(self) -> MultipleChoiceKey:
        """The options with the right ones marked."""
        return MultipleChoiceKey(id=self.id, points=self.points, choices=self.choice_keys())

"""One or more options are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from scormpack.answer_key import Credit, MultipleChoiceKey
from scormpack.questions.choices import ChoiceQuestion
from scormpack.questions.question import Finding


class MultipleChoice(ChoiceQuestion):
    """A learner chooses any number of options; all the right ones, and no other, earn all points."""

    type: Literal["multiple-choice"] = "multiple-choice"
    credit: Credit = "all-or-nothing"

    def check(self) -> Iterator[Finding]:
        """Only what all questions with options can get wrong."""
        yield from self.check_choices()

    def states(self) -> int:
        """Every set of options; the empty one is unanswered."""
        return 1 << len(self.choices)

    def answer_key(self) -> MultipleChoiceKey:
        """The options with the right ones marked."""
        return MultipleChoiceKey(**self.asked(), choices=self.choice_keys(), credit=self.credit)

    def earns_parts(self) -> bool:
        """By its credit, or by hints that cost something."""
        return self.credit != "all-or-nothing" or super().earns_parts()

"""A statement that is true or false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from scormpack.answer_key import ChoiceKey, TrueFalseKey
from scormpack.questions.question import Finding, Interaction, Labelled, Question
from scormpack.text import InlineMarkdown, RichText


class TrueFalse(Question):
    """A learner says whether the prompt is true. The two labels are the author's, for a course has one language."""

    type: Literal["true-false"] = "true-false"
    answer: bool
    true_label: InlineMarkdown = RichText("True", "True", "True")
    false_label: InlineMarkdown = RichText("False", "False", "False")

    @property
    def labels(self) -> tuple[tuple[str, RichText], ...]:
        """Both options with their ids, in the order in which they are shown."""
        return (("true", self.true_label), ("false", self.false_label))

    def check(self) -> Iterator[Finding]:
        """Two labels that cannot be told apart."""
        yield from self.check_hints()
        if self.true_label.plain.casefold() == self.false_label.plain.casefold():
            yield Finding("QST004", ("false_label",), "both labels say the same", "such as `True` and `False`")

    def states(self) -> int:
        """Unanswered, true, false."""
        return 3

    def identity(self) -> tuple[str, ...]:
        """Nothing but the question itself."""
        return (self.type,)

    def answer_key(self) -> TrueFalseKey:
        """Both options, the right one marked."""
        right = "true" if self.answer else "false"
        choices = tuple(ChoiceKey(id=name, correct=name == right) for name, _label in self.labels)
        return TrueFalseKey(**self.asked(), choices=choices)

    def interaction(self) -> Interaction:
        """``true`` or ``false``."""
        options = tuple(Labelled(name, label.plain) for name, label in self.labels)
        return Interaction("true-false", options, right=(("true" if self.answer else "false",),))

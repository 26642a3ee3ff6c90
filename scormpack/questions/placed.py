"""What the question types share in which items are placed: matched, or put into categories."""

from __future__ import annotations

from scormpack.answer_key import Credit
from scormpack.questions.question import Interaction, Labelled, Question


class PlacingQuestion(Question):
    """Each item has one right place among several."""

    credit: Credit = "all-or-nothing"

    def sources(self) -> tuple[Labelled, ...]:
        """The items in the author's order."""
        raise NotImplementedError

    def targets(self) -> tuple[Labelled, ...]:
        """The places in the author's order."""
        raise NotImplementedError

    def right_pairs(self) -> tuple[str, ...]:
        """``item.target`` for each item, as it is right."""
        raise NotImplementedError

    def states(self) -> int:
        """Each item is in one of the places or in none."""
        return int((len(self.targets()) + 1) ** len(self.sources()))

    def identity(self) -> tuple[str, ...]:
        """The ids of both sides; their order touches nobody's answer."""
        was = self.was()
        sources, targets = (
            sorted(was.get(one.id, one.id) for one in side) for side in (self.sources(), self.targets())
        )
        return (self.type, *sources, "to", *targets)

    def interaction(self) -> Interaction:
        """Items to places."""
        return Interaction("matching", self.sources(), self.targets(), right=(self.right_pairs(),))

    def earns_parts(self) -> bool:
        """By its credit, or by hints that cost something."""
        return self.credit != "all-or-nothing" or super().earns_parts()

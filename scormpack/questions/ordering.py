"""Items to be put in order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import Credit, OrderingKey
from scormpack.questions.question import (
    Finding,
    Interaction,
    Labelled,
    Named,
    Question,
    check_ids,
    check_texts,
    known,
)
from scormpack.text import InlineMarkdown


class OrderedItem(Named):
    """One of the items."""

    text: InlineMarkdown


class Ordering(Question):
    """The author writes ``items`` in their right order; learners meet them in another."""

    type: Literal["ordering"] = "ordering"
    items: Annotated[tuple[OrderedItem, ...], Field(min_length=3, max_length=12)]
    credit: Credit = "all-or-nothing"

    @property
    def shown(self) -> tuple[OrderedItem, ...]:
        """The items as they stand in the page, which is read and printed without a script: by their text.

        Where that happens to be the right order, it is turned round.
        """
        by_text = tuple(sorted(self.items, key=lambda item: (item.text.plain.casefold(), item.id)))
        return by_text[::-1] if by_text == self.items else by_text

    def check(self) -> Iterator[Finding]:
        """Ids and texts that are there twice."""
        yield from self.check_hints()
        yield from check_ids([item.id for item in self.items], "items", "items")
        yield from check_texts([(item.id, item.text.plain) for item in self.items], "items", "item")

    def states(self) -> int:
        """Every order, or unanswered; 12! is below 2^29."""
        return math.factorial(len(self.items)) + 1

    def identity(self) -> tuple[str, ...]:
        """The ids; which order is right touches nobody's answer."""
        return (self.type, *known(self.items))

    def answer_key(self) -> OrderingKey:
        """The right order."""
        return OrderingKey(**self.asked(), items=tuple(item.id for item in self.items), credit=self.credit)

    def interaction(self) -> Interaction:
        """A sequence."""
        options = tuple(Labelled(item.id, item.text.plain) for item in self.items)
        return Interaction("sequencing", options, right=(tuple(item.id for item in self.items),))

    def earns_parts(self) -> bool:
        """By its credit, or by hints that cost something."""
        return self.credit != "all-or-nothing" or super().earns_parts()

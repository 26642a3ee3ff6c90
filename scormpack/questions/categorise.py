"""Items to be sorted into categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import CategoriseKey, PlacedKey
from scormpack.diagnostics import did_you_mean
from scormpack.questions.placed import PlacingQuestion
from scormpack.questions.question import (
    Finding,
    Identifier,
    Labelled,
    Named,
    check_ids,
    check_states,
    check_texts,
    html_of,
)
from scormpack.text import InlineMarkdown, Markdown

MAX_ITEMS = 24
"""SCORM 1.2 names an item by one digit or letter."""


class Category(Named):
    """A place for items."""

    text: InlineMarkdown


class Item(Named):
    """``category`` is the id of the one it belongs to."""

    text: InlineMarkdown
    category: Identifier
    feedback: Markdown | None = None


class Categorise(PlacingQuestion):
    """A learner puts each item into one of the categories; a category may stay empty."""

    type: Literal["categorise"] = "categorise"
    categories: Annotated[tuple[Category, ...], Field(min_length=2, max_length=6)]
    items: Annotated[tuple[Item, ...], Field(min_length=2, max_length=MAX_ITEMS)]

    def check(self) -> Iterator[Finding]:
        """Ids and texts that are there twice, and categories that do not exist."""
        yield from self.check_hints()
        yield from check_ids([category.id for category in self.categories], "categories", "categories")
        yield from check_texts([(c.id, c.text.plain) for c in self.categories], "categories", "category")
        yield from check_ids([item.id for item in self.items], "items", "items")
        yield from check_texts([(item.id, item.text.plain) for item in self.items], "items", "item")
        known = [category.id for category in self.categories]
        for place, item in enumerate(self.items):
            if item.category not in known:
                yield Finding(
                    "QST013",
                    ("items", place, "category"),
                    f"there is no category `{item.category}`",
                    did_you_mean(item.category, known) or "name one of the categories by its id",
                    word=item.category,
                    known=tuple(known),
                )
        yield from check_states(self, "items")

    def sources(self) -> tuple[Labelled, ...]:
        """The items."""
        return tuple(Labelled(item.id, item.text.plain) for item in self.items)

    def targets(self) -> tuple[Labelled, ...]:
        """The categories."""
        return tuple(Labelled(category.id, category.text.plain) for category in self.categories)

    def right_pairs(self) -> tuple[str, ...]:
        """Each item in its category."""
        return tuple(f"{item.id}.{item.category}" for item in self.items)

    def answer_key(self) -> CategoriseKey:
        """Items and where they belong."""
        return CategoriseKey(
            **self.asked(),
            items=tuple(PlacedKey(id=i.id, to=i.category, feedback=html_of(i.feedback)) for i in self.items),
            targets=tuple(category.id for category in self.categories),
            credit=self.credit,
        )

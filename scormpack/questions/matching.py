"""Items that each have a match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import MatchingKey, PlacedKey
from scormpack.questions.placed import PlacingQuestion
from scormpack.questions.question import Finding, Labelled, Named, check_ids, check_states, check_texts, html_of
from scormpack.text import InlineMarkdown, Markdown

MAX_PAIRS = 9
"""SCORM 1.2 names an item by one digit."""


class Pair(Named):
    """An item, ``text``, and its ``match``; one id for both."""

    text: InlineMarkdown
    match: InlineMarkdown
    feedback: Markdown | None = None


class Extra(Named):
    """A match that belongs to no item."""

    text: InlineMarkdown


class Matching(PlacingQuestion):
    """A learner finds each item's match among those of all items and some that belong to none."""

    type: Literal["matching"] = "matching"
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=MAX_PAIRS)]
    extra: Annotated[tuple[Extra, ...], Field(max_length=9)] = ()

    def check(self) -> Iterator[Finding]:
        """Ids and texts that are there twice."""
        yield from self.check_hints()
        yield from check_ids([pair.id for pair in self.pairs], "pairs", "pairs")
        yield from check_texts([(pair.id, pair.text.plain) for pair in self.pairs], "pairs", "item")
        taken = {pair.id for pair in self.pairs}
        for place, extra in enumerate(self.extra):
            if extra.id in taken:
                yield Finding(
                    "QST003",
                    ("extra", place, "id"),
                    f"`{extra.id}` is the id of another match of this question",
                    "each needs an id of its own within the question",
                )
            taken.add(extra.id)
        seen: dict[str, str] = {}
        for place, target in enumerate(self.targets()):
            plain = " ".join(target.text.casefold().split())
            if plain in seen:
                pairs = len(self.pairs)
                path = ("pairs", place, "match") if place < pairs else ("extra", place - pairs, "text")
                yield Finding(
                    "QST004",
                    path,
                    f"this match says the same as that of `{seen[plain]}`",
                    "learners could not tell which is meant; for items that share a place, use `type: categorise`",
                )
            seen.setdefault(plain, target.id)
        yield from check_states(self, "pairs")

    def sources(self) -> tuple[Labelled, ...]:
        """The items."""
        return tuple(Labelled(pair.id, pair.text.plain) for pair in self.pairs)

    def targets(self) -> tuple[Labelled, ...]:
        """The matches, then those that belong to no item."""
        matches = (Labelled(pair.id, pair.match.plain) for pair in self.pairs)
        return (*matches, *(Labelled(extra.id, extra.text.plain) for extra in self.extra))

    @property
    def shown_targets(self) -> tuple[Labelled, ...]:
        """The matches as they stand in the page, which is read and printed without a script: by their text."""
        return tuple(sorted(self.targets(), key=lambda target: (target.text.casefold(), target.id)))

    def right_pairs(self) -> tuple[str, ...]:
        """An item's match has the item's id."""
        return tuple(f"{pair.id}.{pair.id}" for pair in self.pairs)

    def answer_key(self) -> MatchingKey:
        """Items and where they belong."""
        return MatchingKey(
            **self.asked(),
            items=tuple(PlacedKey(id=p.id, to=p.id, feedback=html_of(p.feedback)) for p in self.pairs),
            targets=tuple(target.id for target in self.targets()),
            credit=self.credit,
        )

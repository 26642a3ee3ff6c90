"""Blanks in a text, to be filled in or chosen for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Annotated, Literal

from pydantic import Field

from scormpack.answer_key import AcceptedText, BlankKey, Credit, FillInKey
from scormpack.diagnostics import did_you_mean, suggested
from scormpack.questions.accepted import SHORTEST_FIELD, check_accepted, utf16_length
from scormpack.questions.question import Finding, Interaction, Named, Question, check_ids
from scormpack.text import WHOLE, Markdown

LONGEST = 24
PLACE = re.compile(r"\[\[([^\[\]\n]*)\]\]")
"""How a blank stands in the text: ``[[id]]``."""


class Blank(Named):
    """Typed, where it has no ``options``; else one of them is chosen, and ``answers`` names the right ones."""

    answers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    options: Annotated[tuple[str, ...], Field(max_length=12)] = ()
    match_case: bool = False
    ignore_accents: bool = False
    longest: Annotated[int, Field(ge=SHORTEST_FIELD, le=120), WHOLE] = LONGEST

    @property
    def units(self) -> int:
        """The longest response in UTF-16 code units."""
        return max((utf16_length(option) for option in self.options), default=self.longest)

    def accepted(self) -> AcceptedText:
        """What is right, as data."""
        return AcceptedText(
            answers=self.answers,
            patterns=self.patterns,
            match_case=self.match_case,
            ignore_accents=self.ignore_accents,
            longest=self.units,
        )


class FillIn(Question):
    """``text`` has ``[[id]]`` for each of ``blanks``."""

    type: Literal["fill-in"] = "fill-in"
    text: Markdown
    blanks: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=10)]
    credit: Credit = "all-or-nothing"

    def check(self) -> Iterator[Finding]:
        """Blanks without a place and places without a blank; options of which none, or none of these, is right."""
        yield from self.check_hints()
        yield from check_ids([blank.id for blank in self.blanks], "blanks", "blanks")
        places = [unescape(name) for name in PLACE.findall(self.text.html)]
        known = [blank.id for blank in self.blanks]
        placed = set(places)
        for name in dict.fromkeys(places):
            around = ("[[", "]]")
            if name not in known:
                meant = suggested(name, [one for one in known if one not in placed])
                placed.add(meant or "")
                hint = f"did you mean `[[{meant}]]`?" if meant else "add it to `blanks`"
                message = f"there is no blank `{name}`"
                yield Finding("QST014", ("text",), message, hint, word=name, known=tuple(known), around=around)
            elif places.count(name) > 1:
                message = f"the blank `{name}` stands here twice"
                yield Finding("QST014", ("text",), message, "give each an id of its own", word=name, around=around)
        for place, blank in enumerate(self.blanks):
            if blank.id not in placed:
                yield Finding(
                    "QST014",
                    ("blanks", place, "id"),
                    f"the blank `{blank.id}` has no place in the text",
                    f"write `[[{blank.id}]]` where it belongs",
                )
            yield from self._check_blank(blank, place)

    def _check_blank(self, blank: Blank, place: int) -> Iterator[Finding]:
        yield from check_accepted(blank.accepted(), ("blanks", place))
        if not blank.options:
            return
        if blank.patterns:
            yield Finding("QST014", ("blanks", place, "patterns"), "a choice among options needs no patterns", "")
        for n, answer in enumerate(blank.answers):
            if answer not in blank.options:
                yield Finding(
                    "QST014",
                    ("blanks", place, "answers", n),
                    f"`{answer}` is none of the options",
                    did_you_mean(answer, blank.options) or "an answer is written as its option",
                    word=answer,
                    known=blank.options,
                )
        if len(set(blank.options)) < max(2, len(blank.options)):
            yield Finding("QST014", ("blanks", place, "options"), "options are two or more, each its own", "")

    def width(self) -> int:
        """The texts with a mark between two of them, 16 bits a code unit."""
        units = sum(blank.units for blank in self.blanks) + len(self.blanks) - 1
        return 16 * max(units, SHORTEST_FIELD)

    def identity(self) -> tuple[str, ...]:
        """The blanks in their order, and the room they have."""
        return (self.type, *(f"{blank.known_as}.{blank.units}" for blank in self.blanks))

    def answer_key(self) -> FillInKey:
        """What each blank takes."""
        blanks = tuple(BlankKey(id=b.id, accepted=b.accepted(), options=b.options) for b in self.blanks)
        return FillInKey(**self.asked(), blanks=blanks, credit=self.credit)

    def interaction(self) -> Interaction:
        """The first answer of each blank; a blank that has patterns alone can be filled in no one way."""
        first = [blank.answers[:1] for blank in self.blanks]
        right = (tuple(answers[0] for answers in first),) if all(first) else ()
        match_case = any(blank.match_case for blank in self.blanks)
        return Interaction("fill-in", right=right, match_case=match_case)

    def earns_parts(self) -> bool:
        """By its credit, or by hints that cost something."""
        return self.credit != "all-or-nothing" or super().earns_parts()

    def pieces(self) -> Iterator[tuple[str, Blank | None]]:
        """The text cut at its blanks: HTML, and the blank that follows it."""
        at = 0
        by_id = {blank.id: blank for blank in self.blanks}
        for found in PLACE.finditer(self.text.html):
            blank = by_id.get(found.group(1))
            if blank is not None:
                yield self.text.html[at : found.start()], blank
                at = found.end()
        yield self.text.html[at:], None

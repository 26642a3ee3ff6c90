"""Fenced blocks of a Markdown page, each with the line of text before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

FENCE = re.compile(r"^(?P<marks>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=marks)$", re.DOTALL | re.MULTILINE)


class Fence(NamedTuple):
    """The words after the fence, its text, the line of text before it, and where it stands in the page."""

    info: str
    text: str
    before: str
    start: int
    end: int

    @property
    def language(self) -> str:
        """The first of the words after the fence."""
        return self.info.split(" ")[0]


def fences(page: str) -> Iterator[Fence]:
    """All fenced blocks, in their order. A fence within a longer one is text."""
    for block in FENCE.finditer(page):
        before = page[: block.start()].rstrip().rpartition("\n")[2]
        yield Fence(block["info"].strip(), block["text"], before, block.start(), block.end())

"""Running text: paragraphs, headings, lists, tables, quotations, footnotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scormpack.text import Block


@dataclass(frozen=True, slots=True)
class Prose(Block):
    """HTML of everything between two blocks of another type."""

    html: str
    type: Literal["prose"] = "prose"

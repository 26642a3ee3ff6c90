"""Definition cards: ``::: cards`` around a definition list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scormpack.text import Block


@dataclass(frozen=True, slots=True)
class Card:
    """A term and what it means, both as HTML."""

    term: str
    html: str


@dataclass(frozen=True, slots=True)
class Cards(Block):
    """Cards in the author's order."""

    cards: tuple[Card, ...]
    type: Literal["cards"] = "cards"

"""How many tokens a text is, where nobody has counted: an estimate as the player makes it, and an upper bound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

TOKENS_A_MESSAGE = 4
"""A message's frame: role and separators, in the player's estimate (templates/player/src/lab/budget.ts)."""

BOUND_A_MESSAGE = 16
"""The same, rather too high than too low."""


class Tokens(NamedTuple):
    """What a call reads and writes."""

    read: int = 0
    written: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.read + self.written

    def plus(self, other: Tokens) -> Tokens:
        """The two together."""
        return Tokens(self.read + other.read, self.written + other.written)


NO_TOKENS = Tokens()


def estimated_tokens(text: str) -> int:
    """Four ASCII characters, two of other alphabets, or one ideograph or emoji make a token; 4 for the message."""
    quarters = sum(1 if c < "\x80" else 2 if c < "\u0800" else 4 for c in text)
    return -(-quarters // 4) + TOKENS_A_MESSAGE


def most_tokens(texts: Iterable[str]) -> int:
    """An upper bound: tokenizers make at least one byte a token."""
    return sum(len(text.encode()) + BOUND_A_MESSAGE for text in texts)

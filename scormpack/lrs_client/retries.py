"""How often and how long we wait for an LRS that is busy or out of reach."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed."""


def _quietly(_seconds: float, _why: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Patience:
    """Tries and pauses, with what they are measured by, so that a test need not wait.

    The pause before try n is a random share, at least half, of `first_pause_seconds` * 2**(n-1): clients that were
    turned away together do not come back together.
    """

    timeout_seconds: float = 30.0
    tries: int = 6
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 30.0
    longest_asked_pause_seconds: float = 300.0
    """What an LRS may ask for with Retry-After; it is told rather than waited for when it asks for more."""
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    pausing: Callable[[float, str], None] = _quietly
    """Told before each pause: how many seconds, and why."""

    def pause_seconds(self, tries_made: int, retry_after: str | None = None) -> float | None:
        """How long to wait before the next try; None when there shall be none."""
        if tries_made >= self.tries:
            return None
        asked = asked_pause_seconds(retry_after, self.now())
        if asked is not None:
            return asked if asked <= self.longest_asked_pause_seconds else None
        longest = min(self.first_pause_seconds * 2.0 ** (tries_made - 1), self.longest_pause_seconds)
        return longest * (0.5 + self.chance() / 2)

    def pause(self, seconds: float, why: str) -> None:
        """Waits, and says so before."""
        self.pausing(seconds, why)
        self.sleep(seconds)


def asked_pause_seconds(retry_after: str | None, now: datetime) -> float | None:
    """The Retry-After header in seconds: a number or a date (RFC 9110, 10.2.3); None when there is none to be read."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())

"""How long is waited, what is too long, and what is asked."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Patience:
    """How long this check waits, and how long the player would.

    ``timeout_seconds`` is for connecting, for the head of an answer and for each silence. The player gives up when
    no head has come in ``head_seconds``, and when an answer pauses for ``silence_seconds`` (docs/labs.md).
    ``whole_seconds`` ends the reading of an answer that goes on and on.
    """

    timeout_seconds: float = 30.0
    head_seconds: float = 10.0
    silence_seconds: float = 30.0
    whole_seconds: float = 180.0
    seconds_before_a_retry: float = 0.5
    clock: Callable[[], float] = time.perf_counter
    """Seconds since some moment; what differences are taken of."""
    now: Callable[[], float] = time.time
    """Seconds since 1970; what a certificate's dates are held against."""


@dataclass(frozen=True, slots=True)
class Lab:
    """What a learner's request would name. ``is_named`` is False where the ids are only filled in."""

    model: str
    course: str = "scormpack-check"
    lab: str = "scormpack-check"
    is_named: bool = False
    session: str = field(default_factory=lambda: secrets.token_hex(12))

    @property
    def question(self) -> dict[str, object]:
        """The chat request as the player would make it: short, harmless, and answerable in any lab."""
        return {
            "model": self.model,
            "stream": True,
            "messages": [{"role": "user", "content": "In two short sentences, please: what can I ask you about here?"}],
            "metadata": {"course": self.course, "lab": self.lab, "session": self.session},
        }

    @property
    def visit(self) -> dict[str, object]:
        """What a session token is asked for with."""
        return {"course": self.course, "lab": self.lab, "session": self.session}


def milliseconds(seconds: float) -> str:
    """Such as `412 ms`, `2,310 ms`."""
    return f"{round(seconds * 1000):,} ms"

"""What a target is: a value, not a hierarchy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.load import Where
from scormpack.model import Course
from scormpack.render import Rendered


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of package. ``transport`` is the player's module that speaks to this LMS."""

    name: str
    title: str
    transport: str
    check: Callable[[Course, Where], Iterator[Diagnostic]]
    assemble: Callable[[Rendered], Bundle]

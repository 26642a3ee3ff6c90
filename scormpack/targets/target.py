"""What a target is: a value, not a hierarchy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.load import Where
from scormpack.model import Course
from scormpack.render import Host, Rendered


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of package. ``name`` is what an author types, ``host`` where it runs."""

    name: str
    title: str
    host: Host
    check: Callable[[Course, Where], Iterator[Diagnostic]]
    assemble: Callable[[Rendered], Bundle]

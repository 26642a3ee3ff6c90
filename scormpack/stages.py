"""What happens below the command, told to whoever listens: what is read and written, how long a stage takes.

Nobody listens unless the command was asked to be verbose; telling then costs next to nothing. Threads that the
listener did not start itself are not heard.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Inside, the listener gets what is told, a line at a time."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def tell(line: str) -> None:
    """A line on what was done, such as `read lesson-1.md`."""
    if (listener := _listener.get()) is not None:
        listener(line)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Tells afterwards how long it took, also where it failed."""
    if (listener := _listener.get()) is None:
        yield
        return
    start = time.perf_counter()
    try:
        yield
    finally:
        listener(f"{name}: {(time.perf_counter() - start) * 1000:.0f} ms")

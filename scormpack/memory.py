"""What was made of values that never change is not made of them again.

The compiler's values are immutable, so a result that was made of the very same objects is still right. While a memory is
in use, `remember` gives what it gave before for them; without one it makes the result each time. A build that makes its
packages and ends has little use for it; whoever compiles a course after every save (`workbench.py`) has much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

COMPARED = frozenset({int, float, bool, type(None)})
"""Values of these types, and texts, are the same when they are equal; any other is only the same as itself."""


Key = tuple[object, ...]


def _key(values: Key) -> list[object]:
    """A text stands for itself, another value that is compared beside its type, for ``1 == True``; else it is a number."""
    return [
        value if (kind := value.__class__) is str else (kind, value) if kind in COMPARED else id(value)
        for value in values
    ]


@dataclass(slots=True)
class _Held:
    """``values`` stay here with the result, so that none of their identities can become another object's."""

    result: Any
    values: Key
    inner: list[Key]


class Memory:
    """Results by function and values. What a round neither asked for nor needed is forgotten at its end."""

    def __init__(self) -> None:
        self._before: dict[Key, _Held] = {}
        self._now: dict[Key, _Held] = {}
        self._making: list[list[Key]] = []

    def of(self, make: Callable[..., Any], values: Key) -> Any:
        """What ``make`` gives for the values."""
        key = (make, *_key(values))
        held = self._held(key)
        return held.result if held else self._made(key, values, lambda: make(*values))

    def under(self, name: str, values: Key, make: Callable[[], Any]) -> Any:
        """What ``make`` gave under the name for the values, or gives now."""
        key = (name, *_key(values))
        held = self._held(key)
        return held.result if held else self._made(key, values, make)

    def _held(self, key: Key) -> _Held | None:
        if self._making:
            self._making[-1].append(key)
        held = self._now.get(key)
        if held is None:
            held = self._before.get(key)
            if held is not None:
                self._now[key] = held
                if held.inner:
                    self._take_over(held.inner)
        return held

    def _made(self, key: Key, values: Key, make: Callable[[], Any]) -> Any:
        inner: list[Key] = []
        self._making.append(inner)
        try:
            result = make()
        finally:
            self._making.pop()
        self._now[key] = _Held(result, values, inner)
        return result

    def _take_over(self, keys: list[Key]) -> None:
        """All that a result was made of is of use for one more round."""
        waiting = [*keys]
        while waiting:
            one = waiting.pop()
            held = self._before.get(one)
            if held is not None and one not in self._now:
                self._now[one] = held
                waiting += held.inner

    @contextmanager
    def round(self) -> Iterator[None]:
        """In use until the end of the block; then what it had no use for is forgotten."""
        token = _in_use.set(self)
        try:
            yield
        finally:
            _in_use.reset(token)
            self._before, self._now = self._now, {}


_in_use: ContextVar[Memory | None] = ContextVar("memory", default=None)


def remember(make: Callable[Given, Result], *values: Given.args, **named: Given.kwargs) -> Result:
    """``make(*values)``. Neither the values nor the result may be changed, by anybody, ever. No value has a name."""
    memory = _in_use.get()
    if memory is None:
        return make(*values, **named)
    result: Result = memory.of(make, values)
    return result


def remember_as(name: str, values: Key, make: Callable[[], Result]) -> Result:
    """``make()``, of which ``name`` and ``values`` say all that it depends on."""
    memory = _in_use.get()
    if memory is None:
        return make()
    result: Result = memory.under(name, values, make)
    return result


def is_kept() -> bool:
    """True while what is made now may be asked for again."""
    return _in_use.get() is not None

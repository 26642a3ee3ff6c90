"""JSON taken apart without being written anew.

A statement that is parsed and written again is no longer what its LRS holds: numbers lose digits, `1.0` becomes
`1` elsewhere, doubled keys vanish. Here values are parsed to be looked at, and their own characters are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_SPACE = re.compile(r"[ \t\n\r]*")


class Written(NamedTuple):
    """A value and the characters that it was written with."""

    value: Any
    text: str

    @property
    def line(self) -> str:
        """The same on one line: inside a string JSON has no line break as such, so all of them are between tokens."""
        return self.text.replace("\r", "").replace("\n", "")


def parse(text: str) -> Any:
    """The value of a JSON text, by the letter.

    ValueError for NaN and Infinity, for a key that stands twice in an object (xAPI Data, 2.2: a statement uses each
    property at most once), and for what is nested so deep that Python gives up.
    """
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg.lower()} at character {error.pos + 1}") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def members(text: str) -> Iterator[tuple[str, Written]]:
    """Key and value of each member of the object that the text is. ValueError when it is none."""
    at = _expect(text, _after_space(text, 0), "{")
    if text[at : at + 1] == "}":
        return
    while True:
        if text[at : at + 1] != '"':
            raise ValueError(f"a key is expected at character {at}")
        key, at = _decode(text, at)
        value, at = _decode(text, _expect(text, at, ":"))
        yield key.value, value
        if text[at : at + 1] == "}":
            return
        at = _expect(text, at, ",")


def elements(text: str) -> Iterator[Written]:
    """Each element of the array that the text is. ValueError when it is none."""
    at = _expect(text, _after_space(text, 0), "[")
    if text[at : at + 1] == "]":
        return
    while True:
        value, at = _decode(text, at)
        yield value
        if text[at : at + 1] == "]":
            return
        at = _expect(text, at, ",")


_DECODER = json.JSONDecoder()


def _decode(text: str, at: int) -> tuple[Written, int]:
    try:
        value, end = _DECODER.raw_decode(text, at)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return Written(value, text[at:end]), _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _expect(text: str, at: int, sign: str) -> int:
    if text[at : at + 1] != sign:
        raise ValueError(f"{sign} is expected at character {at}")
    return _after_space(text, at + 1)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found

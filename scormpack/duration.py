"""Lengths of time as an author writes them: ``90s``, ``20m``, ``1h 30m``, ``2d``."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

LONGEST = 86_400 * 12
"""In seconds: the time that a learner spends is counted in 20 bits."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_PIECE = re.compile(r"\s*(\d+)\s*([smhd])", re.IGNORECASE)
_WHOLE = re.compile(rf"(?:{_PIECE.pattern})+\s*", re.IGNORECASE)


def seconds_in(text: str) -> int | None:
    """The seconds that the text says; None where it says no length of time."""
    if not _WHOLE.fullmatch(text):
        return None
    return sum(int(number) * _UNITS[unit.lower()] for number, unit in _PIECE.findall(text))


_LOOSE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?\s*(?:,|and)?\s*", re.IGNORECASE)
_UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
}


def rewritten(text: str) -> str:
    """The same length as it is written here: `20 mins` is ``20m``, `1.5 h` is ``1h 30m``; "" where it is none."""
    seconds = 0.0
    place = 0
    while place < len(text.strip()):
        piece = _LOOSE.match(text.strip(), place)
        unit = _UNIT_WORDS.get(piece[2].lower()) if piece else None
        if piece is None or unit is None:
            return ""
        seconds += float(piece[1].replace(",", ".")) * _UNITS[unit]
        place = piece.end()
    if seconds != int(seconds) or seconds > LONGEST * 100:
        return ""
    left, pieces = int(seconds), []
    for unit, size in reversed(_UNITS.items()):
        count, left = divmod(left, size)
        if count:
            pieces.append(f"{count}{unit}")
    return " ".join(pieces)


def _seconds(value: object) -> object:
    seconds = seconds_in(value) if isinstance(value, str) else None
    if seconds is None or not 0 < seconds <= LONGEST:
        raise PydanticCustomError("length_of_time", "a length of time")
    return seconds


Seconds = Annotated[int, BeforeValidator(_seconds), Field(ge=0)]
"""The author writes a length of time with its unit; a bare number is refused, for nobody can see what it counts."""

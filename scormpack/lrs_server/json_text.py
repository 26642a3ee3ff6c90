"""JSON as it is received: nothing that could not be given back as JSON in UTF-8."""

from __future__ import annotations

import json
import math
from typing import Any

from scormpack.lrs_server.answers import RefusedError

DEEPEST = 100
"""Levels of lists and objects."""


def parse_json(content: bytes) -> Any:
    """What the text says. Refuses, with 400, what is no JSON (RFC 8259), and a key that is there twice (Data, 2.2)."""
    try:
        value = json.loads(
            content.decode("utf-8"),
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, f"no JSON that can be read ({error})") from error
    _check(value)
    return value


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(f"{word} is larger than a number can be")
    return number


def _whole(word: str) -> int:
    _finite(word)
    return int(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a property is there twice in one object")
    return value


def _check(value: Any) -> None:
    """Level by level, for a recursion would end where Python's stack does."""
    level = [value]
    for _ in range(DEEPEST):
        texts = [inner for inner in level if isinstance(inner, str)]
        texts += [name for inner in level if isinstance(inner, dict) for name in inner]
        if any(not _is_unicode(text) for text in texts):
            raise RefusedError(400, "half of a surrogate pair is no character")
        level = [
            item
            for inner in level
            if isinstance(inner, list | dict)
            for item in (inner.values() if isinstance(inner, dict) else inner)
        ]
        if not level:
            return
    raise RefusedError(400, f"more than {DEEPEST} levels")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

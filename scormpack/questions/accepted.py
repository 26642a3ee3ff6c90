"""What a typed answer may be: answers that are evened out before they are compared, and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scormpack.answer_key import AcceptedText
from scormpack.questions.question import Finding

SHORTEST_FIELD = 4
"""In UTF-16 code units: a slot of so many is wider than any number's, by which the player knows it for a text."""

_FOREIGN = re.compile(r"\(\?[^:=!]|\\[AZzhHRKGQE]|[*+?}]\+|\\[pP](?!\{)")
"""What Python's patterns have and a browser's have not, or the other way round: named groups, flags, possessive."""

_REPEATED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*[*+}](?:[^()\\]|\\.)*\)[*+{]")
"""A repeated group that repeats inside: a browser can try such a pattern for minutes."""


def utf16_length(text: str) -> int:
    """In code units, as a browser counts."""
    return len(text.encode("utf-16-le")) // 2


def check_accepted(accepted: AcceptedText, path: tuple[str | int, ...]) -> Iterator[Finding]:
    """Nothing that is right, answers that cannot be typed, patterns that a browser cannot read or not in time."""
    if not accepted.answers and not accepted.patterns:
        yield Finding("QST001", path, "no answer is given as right", "add `answers: [...]`")
    for place, answer in enumerate(accepted.answers):
        if not answer.strip():
            yield Finding("QST008", (*path, "answers", place), "this answer is empty", "")
        elif utf16_length(answer) > accepted.longest:
            yield Finding(
                "QST008",
                (*path, "answers", place),
                f"this answer has {utf16_length(answer)} characters, and learners can type {accepted.longest}",
                f"set `longest: {utf16_length(answer)}` or more",
            )
    for place, pattern in enumerate(accepted.patterns):
        trouble = pattern_trouble(pattern)
        if trouble:
            yield Finding("QST009", (*path, "patterns", place), f"this pattern {trouble}", "")


def pattern_trouble(pattern: str) -> str:
    """Why a pattern cannot be used, "" where it can."""
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"cannot be read: {error.msg}"
    if _FOREIGN.search(pattern):
        return "uses what browsers' patterns do not have; leave out flags, named groups and possessive repeats"
    if _REPEATED_REPEAT.search(pattern):
        return "repeats a group that repeats inside; a browser can be busy with that for minutes"
    if compiled.fullmatch(""):
        return "takes an empty answer"
    return ""

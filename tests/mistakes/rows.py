"""Reads the tables of mistakes beside it: what is written wrongly in the base course, and what is to be said of it.

    CRS009 @+1 | write `0.8`
    - mastery_score: 0.7
    + mastery_score: 80%

The first line has the code, from which of the edited lines on the mistake is told where it is not the first that differs
(``@+1``, or ``@file:text`` for another place), and what the hint has to contain. A further such line is a further
diagnostic; ``clean`` says that there is none. Then the lines that are taken out of the one file that has them, or of the
one that an ``in`` line names, and those that come in their place; behind ``*`` escapes such as ``\\t`` are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mistakes.typos import BASE

_HEADER = re.compile(r"(?P<code>[A-Z]{3}\d{3}|clean)(?: @(?P<place>[^|]+?))?(?: \| (?P<hint>.+))?")


class Expected(NamedTuple):
    code: str
    file: str
    line: int
    hint: str


class Row(NamedTuple):
    """``before`` is one text of the base course, ``after`` the same with the mistake."""

    name: str
    file: str
    before: str
    after: str
    expected: tuple[Expected, ...]


def rows() -> Iterator[Row]:
    """Every mistake of every table."""
    for table in sorted(Path(__file__).parent.glob("*.txt")):
        blocks = re.split(r"\n\s*\n", table.read_text("utf-8").strip("\n"))
        for number, block in enumerate(blocks, 1):
            lines = [line for line in block.split("\n") if not line.startswith("#")]
            if lines:
                yield _row(f"{table.stem}-{number}", lines)


def _row(name: str, lines: list[str]) -> Row:
    headers = [match for line in lines if (match := _HEADER.fullmatch(line))]
    named = [line.removeprefix("in ") for line in lines if line.startswith("in ")]
    old = "\n".join(line[2:] for line in lines if line.startswith("-"))
    new = "\n".join(_written(line) for line in lines if line[:1] in ("+", "*"))
    assert headers, f"{name} has no header"
    assert len(headers) + len(named) + sum(line[:1] in ("-", "+", "*") for line in lines) == len(lines), lines
    files = [path for path in sorted(BASE.iterdir()) if path.is_file() and (not named or path.name == named[0])]
    holding = [path for path in files if f"\n{old}\n" in f"\n{path.read_text('utf-8')}"]
    assert len(holding) == 1, f"{name}: {len(holding)} files have {old!r}"
    before = holding[0].read_text("utf-8")
    assert f"\n{before}".count(f"\n{old}\n") == 1, f"{name}: {old!r} is there more than once"
    after = f"\n{before}".replace(f"\n{old}\n", f"\n{new}\n" if new else "\n")[1:]
    expected = [_expected(match, holding[0].name, before, after) for match in headers if match["code"] != "clean"]
    return Row(name, holding[0].name, before, after, tuple(sorted(expected)))


def _written(line: str) -> str:
    return line[2:].encode("latin-1", "backslashreplace").decode("unicode_escape") if line[0] == "*" else line[2:]


def _expected(header: re.Match[str], file: str, before: str, after: str) -> Expected:
    one, other = before.split("\n"), after.split("\n")
    first = next((n for n, (a, b) in enumerate(zip(one, other, strict=False), 1) if a != b), len(one))
    place = header["place"] or "+0"
    if place[0] in "+-":
        return Expected(header["code"], file, first + int(place), header["hint"] or "")
    elsewhere, _colon, text = place.partition(":")
    searched = after if elsewhere == file else (BASE / elsewhere).read_text("utf-8")
    found = [n for n, line in enumerate(searched.split("\n"), 1) if text in line]
    assert found, f"no line of {elsewhere} has {text!r}"
    return Expected(header["code"], elsewhere, found[0], header["hint"] or "")

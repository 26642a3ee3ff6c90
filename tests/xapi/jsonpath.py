"""JSONPath as far as the Profiles specification allows it (xAPI Profiles, Part Two, 8.1).

Names, ``['key']``, ``[0]``, ``[*]``, unions of them, and whole paths joined by ``|``. No filters, no scripts, no
descent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

STEP = re.compile(r"\.(?P<name>[A-Za-z_][A-Za-z0-9_-]*|\*)|\[(?P<union>(?:'(?:[^'\\]|\\.)*'|\d+|\*|\s*,\s*)+)\]")
MEMBER = re.compile(r"'(?P<key>(?:[^'\\]|\\.)*)'|(?P<index>\d+)|(?P<star>\*)")

Member = str | int | None
"""A key, a place in an array, or all of them."""


def values_at(document: object, expression: str) -> list[object]:
    """All values that the expression finds, in order. Raises `ValueError` for what is no such expression."""
    return [value for path in _alternatives(expression) for value in _walk(document, _steps(path))]


def _alternatives(expression: str) -> list[str]:
    """The paths between pipes; a pipe within quotes is a character of a key."""
    return [path.strip() for path in re.findall(r"(?:'(?:[^'\\]|\\.)*'|[^|'])+", expression)]


def _steps(path: str) -> list[list[Member]]:
    if not path.startswith("$"):
        raise ValueError(f"{path!r} does not begin at the root")
    steps: list[list[Member]] = []
    place = 1
    while place < len(path):
        step = STEP.match(path, place)
        if not step:
            raise ValueError(f"{path!r} cannot be read from {path[place:]!r} on")
        name, union = step["name"], step["union"]
        steps.append(_members(union) if union else [None if name == "*" else name])
        place = step.end()
    return steps


def _members(union: str) -> list[Member]:
    return [
        None if member["star"] else int(member["index"]) if member["index"] else re.sub(r"\\(.)", r"\1", member["key"])
        for member in MEMBER.finditer(union)
    ]


def _walk(value: object, steps: list[list[Member]]) -> Iterator[object]:
    if not steps:
        yield value
        return
    for member in steps[0]:
        for below in _below(value, member):
            yield from _walk(below, steps[1:])


def _below(value: object, member: Member) -> list[object]:
    if isinstance(value, dict):
        return list(value.values()) if member is None else [value[member]] if member in value else []
    if isinstance(value, list):
        return value if member is None else [value[member]] if isinstance(member, int) and member < len(value) else []
    return []

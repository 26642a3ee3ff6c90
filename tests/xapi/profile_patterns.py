"""The statements of one registration held against a profile's patterns (xAPI Profiles, Part Three, 2.2).

Greedy and without going back, as the specification has it. A template takes one statement; a partial match is no
match here, for a registration that is judged is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.xapi.profile_rules import broken_rules, matching_templates

Json = dict[str, Any]


def followed_patterns(profile: Json, statements: Sequence[Json]) -> list[str]:
    """The last words of the ids of all primary patterns that the statements follow, ordered by timestamp."""
    ordered = sorted(statements, key=lambda statement: str(statement["timestamp"]))
    kinds = [
        {template["id"] for template in matching_templates(profile, one) if not broken_rules(template, one)}
        for one in ordered
    ]
    known = {pattern["id"]: pattern for pattern in profile["patterns"]}
    return [
        pattern["id"].rpartition("/")[2]
        for pattern in profile["patterns"]
        if pattern.get("primary") and _end(known, pattern["id"], kinds, 0) == len(kinds)
    ]


def _end(known: dict[str, Json], element: str, kinds: Sequence[set[str]], start: int) -> int | None:
    """The place behind the last statement that the element takes, from ``start`` on; None where it fails."""
    if element not in known:
        return start + 1 if start < len(kinds) and element in kinds[start] else None
    pattern = known[element]
    if "sequence" in pattern:
        place: int | None = start
        for inner in pattern["sequence"]:
            place = None if place is None else _end(known, inner, kinds, place)
        return place
    if "alternates" in pattern:
        ends = [_end(known, inner, kinds, start) for inner in pattern["alternates"]]
        return max((end for end in ends if end is not None), default=None)
    if "optional" in pattern:
        end = _end(known, pattern["optional"], kinds, start)
        return start if end is None else end
    return _repeated(known, pattern, kinds, start)


def _repeated(known: dict[str, Json], pattern: Json, kinds: Sequence[set[str]], start: int) -> int | None:
    inner = pattern.get("zeroOrMore") or pattern["oneOrMore"]
    place = start
    while (end := _end(known, inner, kinds, place)) is not None and end > place:
        place = end
    return None if place == start and "oneOrMore" in pattern else place

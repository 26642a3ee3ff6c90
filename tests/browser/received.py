"""What an LMS receives, as values: calls, refusals, commits, a whole session."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

ASKING = ("LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic")
"""Calls that the LMS answers in the page: they read an error code and change nothing."""


class Call(NamedTuple):
    """One call of the API; ``error`` is the code that it left behind, "thrown" where the LMS was gone."""

    method: str
    element: str
    value: str
    returned: str
    error: str


class Failure(NamedTuple):
    """Calls that are refused: from the ``after``-th that matches (0 is the first), ``times`` of them (None: all)."""

    method: str
    error: str
    element: str | None = None
    after: int = 0
    times: int | None = None

    def option(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


class Commit(NamedTuple):
    """What was stored, and after how many calls."""

    calls: int
    data: dict[str, str]


class Run(NamedTuple):
    """All that an LMS and the network saw of one session; ``almost``: the last commit before the test was opened."""

    calls: tuple[Call, ...]
    commits: tuple[Commit, ...]
    almost: Commit
    requests: tuple[str, ...]
    page_errors: tuple[str, ...]

    @property
    def committed(self) -> dict[str, str]:
        """What the LMS kept in the end."""
        return self.commits[-1].data

    def sets(self, element: str) -> list[tuple[int, str]]:
        """The values that were set, each with its place among the calls."""
        return [
            (at, call.value)
            for at, call in enumerate(self.calls)
            if call.method == "LMSSetValue" and call.element == element
        ]


def interactions(data: dict[str, str]) -> list[dict[str, str]]:
    """What the LMS holds of each answer, in its order: field to value."""
    found: dict[int, dict[str, str]] = {}
    for element, value in data.items():
        match = re.fullmatch(r"cmi\.interactions\.(\d+)\.(.+)", element)
        if match:
            found.setdefault(int(match[1]), {})[match[2]] = value
    return [found[index] for index in sorted(found)]


def results(data: dict[str, str]) -> list[str]:
    """The result of each answer, in the LMS's order."""
    return [interaction["result"] for interaction in interactions(data)]


def objectives(data: dict[str, str]) -> dict[str, dict[str, str]]:
    """Objective id to what the LMS holds of it."""
    found: dict[str, dict[str, str]] = {}
    for element, value in data.items():
        match = re.fullmatch(r"cmi\.objectives\.(\d+)\.(.+)", element)
        if match:
            found.setdefault(match[1], {})[match[2]] = value
    return {held["id"]: held for held in found.values()}

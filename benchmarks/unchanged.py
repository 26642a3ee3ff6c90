"""The build of a course that did not change since the last one, against a command that does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.processes import median_ratio, scormpack, scratch


def measure(course: Path, pairs: int) -> Iterator[Figure]:
    """Into the same folder, with whatever cache the first build left."""
    with scratch() as folder:
        options = ("build", course, "--out", folder / "dist")
        scormpack(*options, cached_in=folder / "cache")
        ratio = median_ratio(
            lambda: scormpack("--version").seconds,
            lambda: scormpack(*options, cached_in=folder / "cache").seconds,
            pairs,
        )
    yield Figure("unchanged rebuild, against --version", ratio, "times", 1.1)

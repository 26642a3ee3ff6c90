"""A build in a fresh process against the import of its own libraries, and what each further target adds."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.processes import cold_build, median_ratio, python
from scormpack.cli import TARGET_NAMES

IMPORTS = "import click, yaml, lxml.etree, jinja2, pydantic, markdown_it"


def measure(course: Path, pairs: int) -> Iterator[Figure]:
    """One target, then each of the others beside it."""
    targets: Sequence[str] = TARGET_NAMES
    first, others = targets[0], targets[1:]

    def imports() -> float:
        return python("-c", IMPORTS).seconds

    def build(*targets: str) -> float:
        return cold_build(course, first, *targets).seconds

    ratio = median_ratio(imports, build, pairs)
    yield Figure("import of the libraries alone", statistics.median(imports() for _run in range(pairs)), "s")
    yield Figure("cold build", statistics.median(build() for _run in range(pairs)), "s")
    yield Figure("cold build, against that import", ratio, "times", 1.6)
    ever = median_ratio(imports, lambda: cold_build(course, first, primed=False).seconds, pairs)
    yield Figure("the first build ever on a machine, against it", ever, "times")
    for other in others:
        added = statistics.median(build(other) - build() for _run in range(pairs))
        yield Figure(f"{other} besides", added * 1000, "ms", note="50 ms are wanted")

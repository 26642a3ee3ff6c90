r"""Measures what was promised of the reference course, and prints it beside the targets.

    python -m benchmarks.run [--quick] [--course FOLDER] [NAME ...]

Ratios and counts are judged, never seconds, and the exit status tells nothing of them: this is no test.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.figures import Figure, table
from benchmarks.processes import ROOT, NotMeasuredError

Benchmark = Callable[[Path, int], Iterator[Figure]]
"""Takes the course's folder and how many pairs to measure."""

BENCHMARKS = {
    "cold": "A build in a fresh process",
    "unchanged": "A rebuild",
    "saving": "A save, in the preview",
    "scaling": "A long course",
    "package": "The package",
    "calls": "The LMS",
    "first_page": "The first page",
}
"""Each is a module with a function `measure`. Imported late: a browser's library would count as a child's peak memory."""

PAIRS = 9
QUICK_PAIRS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints one table for each benchmark named, or for all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="a third of the repetitions")
    parser.add_argument("--course", type=Path, default=ROOT / "course" / "synthetic-data", metavar="FOLDER")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    for name in options.names or BENCHMARKS:
        figures = measured(name, options.course.resolve(), QUICK_PAIRS if options.quick else PAIRS)
        print(f"{table(BENCHMARKS[name], figures)}\n", flush=True)


def measured(name: str, course: Path, pairs: int) -> list[Figure]:
    """All that one benchmark could measure; what stopped it is the last line."""
    figures: list[Figure] = []
    try:
        benchmark: Benchmark = importlib.import_module(f"benchmarks.{name}").measure
        figures.extend(benchmark(course, pairs))
    except NotMeasuredError as error:
        figures.append(Figure("the rest", None, note=str(error)))
    return figures


if __name__ == "__main__":
    main()

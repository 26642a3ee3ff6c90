"""What 1, 10 and 100 modules cost: time, memory, and how both grow with the course."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.multiplied import multiply
from benchmarks.processes import cold_build, median_ratio, python, scratch

SIZES = (1, 10, 100)
MEMORY_TARGETS = {1: 100.0, 100: 300.0}
FLOOR = Path(__file__).parent / "floor.py"
FLOOR_TARGET = 2.4
"""Three times Hugo, where product.md's floors add up to 1.24 times Hugo: 3 / 1.24."""


def measure(course: Path, pairs: int) -> Iterator[Figure]:
    """Cold builds of the course once, ten and a hundred times over; one before them is not counted."""
    with scratch() as folder:
        seconds: dict[int, float] = {}
        cold_build(course)
        for times in SIZES:
            many = multiply(course, times, folder / f"times-{times}")
            runs = [cold_build(many) for _run in range(_repeats(times, pairs))]
            # The least: what is over it, other processes took.
            seconds[times] = min(run.seconds for run in runs)
            peak = statistics.median(run.peak_mib for run in runs)
            name = "1 module" if times == 1 else f"{times} modules"
            yield Figure(f"cold build, {name}", seconds[times], "s")
            yield Figure(f"peak memory, {name}", peak, "MiB", MEMORY_TARGETS.get(times))
        yield Figure("each module, of 100", seconds[100] * 10, "ms")
        # Both without what every process pays once, so that a straight line gives 1.
        first, last = (seconds[10] - seconds[1]) / 9, (seconds[100] - seconds[10]) / 90
        yield Figure("a module of the last 90, against one of the first 10", last / first, "times", 1.2)
        ratio = median_ratio(
            lambda: python(FLOOR, many).seconds, lambda: cold_build(many).seconds, _repeats(100, pairs), discarded=0
        )
        yield Figure("100 modules, against their floor", ratio, "times", FLOOR_TARGET)


def _repeats(times: int, pairs: int) -> int:
    """Long runs vary less."""
    return pairs if times < 100 else max(1, pairs // 3)

"""CRS026: a link such as `#lesson-2` leads to a part of the course."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean
from scormpack.load import Loaded
from scormpack.model import Course
from scormpack.source import Span


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Links to parts that are not there."""
    parts = {part.id for part in course.parts()}
    for target, written in loaded.part_links:
        if target not in parts:
            yield Diagnostic(
                "CRS026",
                "error",
                f"there is no part `{target}` to link to",
                _place(loaded, written),
                did_you_mean(target, parts),
            )


def _place(loaded: Loaded, written: str) -> Span | None:
    for file in loaded.files():
        for number, line in enumerate(file.text.split("\n"), start=1):
            column = line.find(f"({written}")
            if column >= 0:
                return Span(file, number, column + 2, len(written))
    return None

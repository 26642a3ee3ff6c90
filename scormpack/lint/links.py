"""CRS026: a link such as `#lesson-2` leads to a part of the course."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean, respelt
from scormpack.load import Loaded
from scormpack.model import Course
from scormpack.source import Span


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Links to parts that are not there, wherever they stand."""
    parts = {part.id for part in course.parts()}
    for target, written in dict.fromkeys(loaded.part_links):
        if target not in parts:
            hint = did_you_mean(target, parts)
            message = f"there is no part `{target}` to link to"
            places: list[Span | None] = [*_places(loaded, written)]
            for place in places or [None]:
                fix = respelt(place, target, parts)
                yield Diagnostic("CRS026", "error", message, place, hint, fix)


def _places(loaded: Loaded, written: str) -> Iterator[Span]:
    """Where a link stands: ``(#part)`` or, on a line of its own, ``[name]: #part``; at the name of the part."""
    shape = re.compile(rf"(?:\]\(\s*<?|\]:[ \t]*<?)#({re.escape(written.removeprefix('#'))})(?=[\s)>]|$)")
    for file in loaded.files():
        if written not in file.text:
            continue
        for number, line in enumerate(file.text.split("\n"), start=1):
            yield from (Span(file, number, found.start(1) + 1, len(found[1])) for found in shape.finditer(line))

"""XAP002: the version is one, for every statement says under which version of the course it was made."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.model import Course


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """A word such as ``latest`` would be the same in every release."""
    if not any(character.isdigit() for character in course.version):
        yield Diagnostic(
            "XAP002",
            "error",
            f"`{course.version}` is no version: reports tell releases of a course apart by it",
            loaded.where(("version",)),
            "such as `1.0.0` or `2026-09`, another one with every release",
        )

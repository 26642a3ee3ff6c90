"""RUL006: `score` names a quiz or test of the course."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean
from scormpack.load import Loaded
from scormpack.model import Assessment, Course


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """A score from a part that is not there or that gives none."""
    if course.score is None:
        return
    scored = [part.id for part in course.parts() if isinstance(part, Assessment)]
    if course.score in scored:
        return
    part = next((part for part in course.parts() if part.id == course.score), None)
    message = f"`{course.score}` is a {part.kind} and gives no score" if part else f"there is no part `{course.score}`"
    yield Diagnostic("RUL006", "error", message, loaded.where(("score",)), did_you_mean(course.score, scored))

"""RUL006: `score` names quizzes or tests of the course that have something to score."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean, respelt
from scormpack.load import Loaded
from scormpack.model import Assessment, Course


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """A score from a part that is not there or that gives none."""
    parts = {part.id: part for part in course.parts()}
    scored = [part.id for part in parts.values() if isinstance(part, Assessment) and part.points > 0]
    for name in course.score:
        if name in scored:
            continue
        part = parts.get(name)
        what = "asks for nothing that earns points" if isinstance(part, Assessment) else "gives no score"
        message = f"`{name}` is a {part.kind} and {what}" if part else f"there is no part `{name}`"
        # A mapping has the name as its key; a single part may stand alone.
        where = loaded.documents.span(("score", name), key=True)
        fix = () if part else respelt(where, name, scored)
        yield Diagnostic("RUL006", "error", message, where, did_you_mean(name, scored), fix)

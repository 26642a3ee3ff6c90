"""In which order statements come within a registration, as Patterns (xAPI Profiles, Part Two, 9).

A session begins with ``initialized``. It ends with ``terminated`` unless the browser could not send it, so the
end is optional. Sessions of one learner follow one another, or overlap in two windows: each is a primary pattern,
and a registration follows one of them at least.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scormpack.model import Course
from scormpack.xapi.templates import STATEMENT_KINDS, template_iri
from scormpack.xapi.terms import profile_version_iri

FRAME = ("initialized", "resumed", "suspended", "terminated")
"""What opens and closes a session; the other kinds come in between in any order."""


def patterns(course: Course) -> Iterator[dict[str, Any]]:
    """The two primary patterns, then those they are made of."""
    names = [kind.name for kind in STATEMENT_KINDS]

    def template(name: str) -> str:
        return template_iri(course, name)

    def own(name: str) -> str:
        return f"{profile_version_iri(course.iri, course.version)}/patterns/{name}"

    def pattern(name: str, label: str = "", definition: str = "", **how: object) -> dict[str, Any]:
        described = {"primary": True, "prefLabel": {"en": label}, "definition": {"en": definition}} if label else {}
        scheme = profile_version_iri(course.iri, course.version)
        return {"id": own(name), "type": "Pattern", "inScheme": scheme, **described, **how}

    yield pattern(
        "sessions",
        "sessions one after another",
        "All statements of a registration whose learner had the course open in one window at a time.",
        oneOrMore=own("session"),
    )
    yield pattern(
        "overlapping-sessions",
        "sessions in several windows",
        "All statements of a registration whose learner had the course open in several windows at once: sessions"
        " mingle, and the first statement is the beginning of one.",
        sequence=[template("initialized"), own("statements")],
    )
    yield pattern(
        "session",
        sequence=[
            template("initialized"),
            *map(own, ("resumed-or-not", "events", "suspended-or-not", "terminated-or-not")),
        ],
    )
    for name in ("resumed", "suspended", "terminated"):
        yield pattern(f"{name}-or-not", optional=template(name))
    yield pattern("events", zeroOrMore=own("event"))
    yield pattern("event", alternates=[template(name) for name in names if name not in FRAME])
    yield pattern("statements", zeroOrMore=own("statement"))
    yield pattern("statement", alternates=[template(name) for name in names])

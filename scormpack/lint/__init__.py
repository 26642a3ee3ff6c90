"""Checks that need the whole course. A new one is a module, a folder in tests/lint and a line here."""

from __future__ import annotations

from scormpack.diagnostics import Diagnostic, ordered
from scormpack.lint import draws, identifiers, iri, labs, links, locks, renames, rules, score_part, version
from scormpack.load import Loaded

LINTS = (
    draws.check,
    identifiers.check,
    iri.check,
    labs.check,
    links.check,
    locks.check,
    renames.check,
    rules.check,
    score_part.check,
    version.check,
)


def lint_course(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """What is wrong with a course that loaded; nothing where it did not."""
    course = loaded.course
    if course is None:
        return ()
    return ordered(diagnostic for lint in LINTS for diagnostic in lint(course, loaded))

"""Checks that need the whole course. A new one is a module, a folder in tests/lint and a line here."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, ordered
from scormpack.lint import identifiers, iri, links, rules, score_part
from scormpack.load import Loaded

LINTS = (identifiers.check, iri.check, links.check, rules.check, score_part.check)


def lint_course(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """What is wrong with a course that loaded; nothing where it did not."""
    if loaded.course is None:
        return ()

    def found() -> Iterator[Diagnostic]:
        for lint in LINTS:
            assert loaded.course is not None
            yield from lint(loaded.course, loaded)

    return ordered(found())

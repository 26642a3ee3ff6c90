"""An edition as the page around the course is told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.preview.editions import Edition
from scormpack.preview.wire import Trouble
from scormpack.targets import TARGETS
from scormpack.verify.packed import FORMER_PREFIX

MOST_DIAGNOSTICS = 200
"""More than these nobody reads at once."""

LONGEST_LINE = 240


def report(edition: Edition, trouble: Trouble, *, labs: bool) -> dict[str, Any]:
    """All that the page shows besides what happens: plain data for JSON."""
    return {
        "targets": [{"name": name, "title": target.title} for name, target in TARGETS.items()],
        **news(edition),
        "former": _former(edition.bundle),
        "course": _course(edition),
        "trouble": {"lrs": trouble.lrs, "lab": trouble.lab},
        "labs": labs,
    }


def news(edition: Edition) -> dict[str, Any]:
    """What a save has changed."""
    found = edition.diagnostics
    return {
        "target": edition.target,
        "number": edition.number,
        "has_package": edition.bundle is not None,
        "is_current": edition.is_current,
        "milliseconds": round(edition.milliseconds, 1),
        "failure": edition.failure,
        "diagnostics": [_diagnostic(one) for one in found[:MOST_DIAGNOSTICS]],
        "more": max(0, len(found) - MOST_DIAGNOSTICS),
    }


def _course(edition: Edition) -> dict[str, Any] | None:
    course = edition.course
    if course is None:
        return None
    parts = [{"id": part.id, "kind": part.kind, "title": part.title} for part in course.parts()]
    return {
        "id": course.id,
        "title": course.title,
        "version": course.version,
        "language": course.language,
        "parts": parts,
        "state_limit": TARGETS[edition.target].host.state_limit,
    }


def _former(bundle: Bundle | None) -> Mapping[str, Any] | None:
    """How the package reads states of other layouts, where it does."""
    text = (bundle.files.get("former.js", b"") if bundle else b"").decode()
    if not text.startswith(FORMER_PREFIX):
        return None
    former: Mapping[str, Any] = json.loads(text[len(FORMER_PREFIX) :])
    return former


def _diagnostic(one: Diagnostic) -> dict[str, Any]:
    span = one.span
    return {
        "code": one.code,
        "severity": one.severity,
        "message": one.message,
        "hint": one.hint,
        "file": span.file.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "width": max(1, span.width) if span else None,
        "text": span.file.line(span.line)[:LONGEST_LINE] if span else None,
    }

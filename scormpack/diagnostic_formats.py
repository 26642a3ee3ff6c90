"""Diagnostics for programs: JSON, SARIF 2.1.0 and the commands of GitHub's log; returns text and prints nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scormpack.diagnostics import Diagnostic, Edit

if TYPE_CHECKING:
    from scormpack.mending import Mend

CHECK_FORMAT = 1
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _place(diagnostic: Diagnostic, folder: Path) -> dict[str, Any]:
    span = diagnostic.span
    if span is None:
        return {"file": None, "line": None, "column": None, "end_column": None}
    return {
        "file": (folder / span.file.path).as_posix(),
        "line": span.line,
        "column": span.column,
        "end_column": span.column + max(1, span.width),
    }


def _edit(edit: Edit, folder: Path) -> dict[str, Any]:
    span = edit.span
    return {
        "file": (folder / span.file.path).as_posix(),
        "line": span.line,
        "column": span.column,
        "end_column": span.column + span.width,
        "text": edit.replacement,
    }


def as_json(diagnostics: Sequence[Diagnostic], folder: Path, mends: Sequence[Mend] | None = None) -> str:
    """One object (docs/checks.md). Lines and columns count from 1, ``end_column`` is the first behind.

    ``mends`` are the edits that `--fix` made, None where it was not asked to.
    """
    found = [
        {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "hint": one.hint or None,
            **_place(one, folder),
            "fix": [_edit(edit, folder) for edit in one.fix] or None,
        }
        for one in diagnostics
    ]
    mended = {} if mends is None else {"mended": [_mend(mend, folder) for mend in mends]}
    return json.dumps({"format": CHECK_FORMAT, "diagnostics": found, **mended}, ensure_ascii=False, indent=2)


def _mend(mend: Mend, folder: Path) -> dict[str, Any]:
    return {
        "code": mend.code,
        "file": (folder / mend.file).as_posix(),
        "line": mend.line,
        "column": mend.column,
        "before": mend.before,
        "after": mend.after,
    }


def as_sarif(diagnostics: Sequence[Diagnostic], folder: Path, version: str = "") -> str:
    """One run of SARIF 2.1.0 (OASIS); columns count characters."""
    codes = sorted({one.code for one in diagnostics})
    driver = {
        "name": "scormpack",
        "rules": [{"id": code} for code in codes],
        **({"version": version} if version else {}),
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, folder, codes) for one in diagnostics],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(diagnostic: Diagnostic, folder: Path, codes: Sequence[str]) -> dict[str, Any]:
    text = f"{diagnostic.message}. Fix: {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity,
        "message": {"text": text},
    }
    place = _place(diagnostic, folder)
    if place["file"] is not None:
        region = {"startLine": place["line"], "startColumn": place["column"], "endColumn": place["end_column"]}
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": place["file"]}, "region": region}}]
    if diagnostic.fix:
        result["fixes"] = [_sarif_fix(diagnostic, folder)]
    return result


def _sarif_fix(diagnostic: Diagnostic, folder: Path) -> dict[str, Any]:
    """The edits as SARIF's fix (3.55), a change for each file (3.56) with its replacements (3.57)."""
    files: dict[str, list[dict[str, Any]]] = {}
    for edit in diagnostic.fix:
        made = _edit(edit, folder)
        region = {"startLine": made["line"], "startColumn": made["column"], "endColumn": made["end_column"]}
        replacement = {"deletedRegion": region, "insertedContent": {"text": made["text"]}}
        files.setdefault(made["file"], []).append(replacement)
    changes = [{"artifactLocation": {"uri": uri}, "replacements": made} for uri, made in files.items()]
    return {"description": {"text": diagnostic.hint or diagnostic.message}, "artifactChanges": changes}


GITHUB_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def as_github(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """A workflow command a line: they become annotations beside the lines of a pull request."""
    return "\n".join(_commands(diagnostics, folder))


def _commands(diagnostics: Sequence[Diagnostic], folder: Path) -> Iterator[str]:
    for one in diagnostics:
        place = _place(one, folder)
        named = {"file": place["file"], "line": place["line"], "col": place["column"], "endColumn": place["end_column"]}
        properties = {name: value for name, value in named.items() if value is not None} | {"title": one.code}
        listed = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
        text = f"{one.message}\nfix: {one.hint}" if one.hint else one.message
        yield f"::{GITHUB_LEVELS[one.severity]} {listed}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], Path], str]] = {
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}

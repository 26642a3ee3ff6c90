"""Diagnostics and inspections as text for a terminal; returns text and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scormpack.diagnostics import Diagnostic

if TYPE_CHECKING:
    from scormpack.mending import Mend

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_LINE_WIDTH = 100


def diagnostic_lines(diagnostic: Diagnostic, folder: Path) -> Iterator[str]:
    """``file:line:column: severity CODE: message``, the line with a caret, the fix.

    ``folder`` is put before the file's name, so that a terminal or an editor can open it.
    """
    span = diagnostic.span
    severity = click.style(diagnostic.severity, fg=_COLOURS[diagnostic.severity], bold=True)
    place = f"{(folder / span.file.path).as_posix()}:{span.line}:{span.column}: " if span else ""
    yield f"{place}{severity} {diagnostic.code}: {diagnostic.message}"
    if span and span.file.line(span.line):
        yield from _excerpt(span.file.line(span.line), span.line, span.column, span.width)
    if diagnostic.hint:
        yield f"    {click.style('fix', bold=True)}: {diagnostic.hint}"


def report_lines(diagnostics: Sequence[Diagnostic], folder: Path) -> Iterator[str]:
    """All of them, then how many there are."""
    for diagnostic in diagnostics:
        yield from diagnostic_lines(diagnostic, folder)
    count = summary(diagnostics)
    if count:
        yield f"\n{count}."
    fixed = sum(bool(diagnostic.fix) for diagnostic in diagnostics)
    if fixed:
        mends = ("it" if fixed == 1 else "all of them") if fixed == len(diagnostics) else f"{fixed} of them"
        yield f"`scormpack check --fix` mends {mends}."


def mend_line(mend: Mend, folder: Path) -> str:
    """``file:line:column: mended CODE: `before` -> `after```."""
    place = f"{(folder / mend.file).as_posix()}:{mend.line}:{mend.column}"
    return f"{place}: {click.style('mended', fg='green', bold=True)} {mend.code}: {_shown(mend.before)} \u2192 {_shown(mend.after)}"


def _shown(text: str) -> str:
    """A piece of a line; spaces and tabs by their number where there is nothing else."""
    if text.strip():
        bare = "".join(c if c.isprintable() else " " for c in text.strip())
        return f"`{bare if len(bare) <= _LINE_WIDTH else bare[: _LINE_WIDTH - 1] + chr(0x2026)}`"
    tabs, spaces = text.count("\t"), text.count(" ")
    said = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in ((tabs, "tab"), (spaces, "space")) if count]
    return " and ".join(said) or "nothing"


def plain(text: str) -> str:
    """The text for a file: without colours."""
    return click.unstyle(text)


def _excerpt(line: str, number: int, column: int, width: int) -> Iterator[str]:
    start = max(0, column - _LINE_WIDTH * 2 // 3) if len(line) > _LINE_WIDTH else 0
    shown = "".join(c if c.isprintable() else " " for c in line[start : start + _LINE_WIDTH])
    before, after = ("…" if start else ""), ("…" if len(line) > start + _LINE_WIDTH else "")
    margin = f"{number:>6} | "
    yield f"{margin}{before}{shown.rstrip()}{after}"
    indent = " " * (column - 1 - start + len(before))
    carets = "^" * max(1, min(width, _LINE_WIDTH - (column - 1 - start), len(line) - column + 1))
    yield f"       | {indent}{click.style(carets, fg='red', bold=True)}"


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """``2 errors and 1 warning``; empty where there is neither."""
    counts = [(severity, sum(d.severity == severity for d in diagnostics)) for severity in ("error", "warning")]
    words = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts if count]
    return " and ".join(words)


def size_in_words(size: int) -> str:
    """Bytes for people: ``74 KB``, thousands as vendors count them."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"


def _weighted(score: dict[str, float]) -> Iterator[str]:
    yield from (name if len(score) == 1 else f"{name} ({weight:g})" for name, weight in score.items())


def _answer_lines(question: dict[str, Any]) -> Iterator[str]:
    """The options, the right ones marked; of a question without, the ways of being right."""
    for choice in question.get("choices", ()):
        yield f"           {'*' if choice['correct'] else ' '} {choice['id']}: {choice['text']}"
    for side in ("options", "targets"):
        for one in question.get(side, ()):
            yield f"             {one['id']}: {one['text']}"
    for way in question.get("right", ()):
        yield f"           * {', '.join(way)}"


def inspection_lines(data: dict[str, Any], rule: str) -> Iterator[str]:
    """An inspection for people; ``data`` as `inspection.inspect_course` gives it."""
    yield f"{data['title']}  ({data['id']} {data['version']}, {data['language']})"
    yield data["iri"]
    yield ""
    yield f"completion   {rule}"
    yield f"score        {', '.join(_weighted(data['score'])) or 'none'}"
    yield f"pass mark    {data['mastery_score']:.0%}"
    yield f"navigation   {data['navigation']}"
    state = data["state"]
    limit = f" of {state['limit']}" if state["limit"] is not None else ""
    yield f"state        at most {state['worst_case']}{limit} characters, one key a {state['granularity']}"
    identifiers = data["identifiers"]
    if "scorm12" in identifiers:
        yield f"item         {identifiers['scorm12']['item']}  (SCORM 1.2)"
    if "cmi5" in identifiers:
        yield f"au           {identifiers['cmi5']['au']}  (cmi5)"
    module = None
    for part in data["parts"]:
        if part["module"] != module:
            module = part["module"]
            yield ""
            yield f"{module}"
        yield f"  {part['kind']:<7}{part['id']:<20}{part['title']}"
        for question in part.get("questions", ()):
            yield f"         {question['id']}  [{question['type']}, {question['points']} pt]  {question['prompt']}"
            yield from _answer_lines(question)
        if "exchanges" in part:
            yield f"         {part['exchanges']} exchanges, or {len(part['reflection'])} steps of reflection"

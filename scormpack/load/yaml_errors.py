"""Why a text is no YAML, said to an author: the slip that was probably made, else what the parser has to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scormpack.diagnostics import Diagnostic, Edit, edits
from scormpack.load.yaml_slips import Names, find_slip, without_tabs
from scormpack.source import SourceFile, Span


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where the parser stopped and what it said. ``unclosed``: inside quotes that never end."""

    span: Span
    problem: str
    context: str = ""
    unclosed: bool = False
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class TryAgain:
    """What the parser makes of a text that was repaired: the line at which it stops now, and the data that it reads."""

    stops_at: Callable[[str], int | None]
    data: Callable[[str], object]


_HINTS = (
    ("mapping values are not allowed", "a text with `: ` in it needs quotes, or the indentation of this line is off"),
    (
        "could not find expected ':'",
        "the line before may lack its `:`, or a text of several lines needs `>-` or quotes",
    ),
    ("expected <block end>", "this line is indented differently from its neighbours, or a quote is not closed"),
    (
        "did not find expected '-' indicator",
        "this line is indented differently from its neighbours, or a quote is not closed",
    ),
    ("did not find expected key", "this line is indented differently from its neighbours, or a quote is not closed"),
    ("expected a single document", "a course file holds one document; delete the `---` between"),
    ("but found another document", "a course file holds one document; delete the `---` between"),
    ("cannot start any token", "put the text in quotes"),
    ("undefined alias", "define it before with `&name`, or quote a text that begins with `*`"),
    ("did not find expected ',' or", "a bracket is not closed, or a text with commas or brackets in it needs quotes"),
)


def syntax_error(file: SourceFile, stopped: Stopped, again: TryAgain) -> Diagnostic:
    """CRS001, with its fix where one slip alone can have been made."""
    line = file.line(stopped.span.line)
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in stopped.problem or stopped.span.text == "\t":
        return _tabs(file, stopped.span, again)
    if not stopped.unreadable:
        slip = find_slip(file.text, stopped.span.line, again.stops_at, _names())
        if slip is not None:
            meant = slip.instead if slip.certain else ""
            whole = Span(file, slip.line, 1, max(1, len(file.line(slip.line))))
            fix = edits(whole, file.line(slip.line), meant) if meant else ()
            return Diagnostic("CRS001", "error", slip.message, slip.span(file), slip.hint, fix)
    if stopped.unclosed:
        hint = f"end the text with `{stopped.span.text}`"
        return Diagnostic("CRS001", "error", "this quote is never closed", stopped.span, hint)
    hint = next((hint for part, hint in _HINTS if part in stopped.problem), "")
    said = f"{stopped.context}: {stopped.problem}" if stopped.context and hint == "" else stopped.problem
    return Diagnostic("CRS001", "error", f"this is no valid YAML: {said}", stopped.span, hint)


def _tabs(file: SourceFile, span: Span, again: TryAgain) -> Diagnostic:
    """All tabs of the file as spaces, where every width of a tab would make the same course of it."""
    read: list[tuple[object, str]] = []
    for width in (8, 4, 2, 0):
        if width == 0 and read:
            # A line that belongs to the left edge is one for which no width will do.
            break
        text = without_tabs(file.text, width)
        data = again.data(text)
        if data is not None and all(data != other for other, _text in read):
            read.append((data, text))
    fix: tuple[Edit, ...] = ()
    if len(read) == 1:
        lines = zip(file.text.split("\n"), read[0][1].split("\n"), strict=True)
        fix = tuple(edit for n, (old, new) in enumerate(lines, 1) for edit in _respaced(file, n, old, new))
    return Diagnostic(
        "CRS001", "error", "a tab in the indentation", span, "indent with spaces; YAML takes no tabs", fix
    )


def _respaced(file: SourceFile, number: int, old: str, new: str) -> tuple[Edit, ...]:
    tabs, spaces = (text[: len(text) - len(text.lstrip())] for text in (old, new))
    return edits(Span(file, number, 1, max(1, len(tabs))), tabs, spaces) if tabs else ()


def _names() -> Names:
    # The models are loaded by then; only their names are asked for where something is wrong.
    from scormpack.load.field_names import all_names, text_fields

    return Names(all_names(), text_fields())

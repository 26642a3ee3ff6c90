"""What the compiler has to say to an author; renders nothing and stops nothing.

An author's mistake is a `Diagnostic`: collected, all shown at once. The environment's failure (a disk that is
full, a port that is busy) is a `ScormpackError`. A programmer's mistake is neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from scormpack.source import Span
from scormpack.spelling import certain, nearest

Severity = Literal["error", "warning", "note"]


_IN_WORD = re.compile(r"[\w-]")
MOST_LISTED = 14
"""A hint lists no more names than this."""


class ScormpackError(Exception):
    """The environment failed; the text is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands at ``span`` becomes ``replacement``; neither goes beyond a line."""

    span: Span
    replacement: str

    @property
    def replaced(self) -> str:
        """What stands there now."""
        return self.span.text


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``code`` is documented in docs/diagnostics.md and never means anything else later.

    ``fix`` is there where only one edit can have been meant: `scormpack check --fix` makes it unasked.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""
    fix: tuple[Edit, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By file, line, column; those without a place come last."""
        if self.span is None:
            return ("\U0010ffff", 0, 0, self.code, self.message)
        return (self.span.file.path, self.span.line, self.span.column, self.code, self.message)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics in reading order, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.sort_key))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """True when a package must not be written."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the likeliest known word, or with all of them where they are few, else empty."""
    names = sorted(set(known))
    near = suggested(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    if 0 < len(names) <= MOST_LISTED:
        return "known here: " + ", ".join(f"`{name}`" for name in names)
    return ""


def suggested(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant; None where nothing is near."""
    from scormpack.synonyms import SYNONYMS

    return next(iter(nearest(word, known, SYNONYMS)), None)


def respelt(span: Span | None, written: str, known: Iterable[str], expected: Collection[str] = ()) -> tuple[Edit, ...]:
    """The edit of a misspelt word at ``span`` where one known word alone can have been meant; else none."""
    meant = certain(written, known, expected)
    return edits(span, written, meant) if meant is not None else ()


def edits(span: Span | None, written: str, replacement: str) -> tuple[Edit, ...]:
    """The one edit that puts ``replacement`` in the place of ``written``; none where something else stands at ``span``.

    A place is found through a parser, so it is looked at again: a text that was folded or escaped is left alone.
    Quotation marks around the text stay.
    """
    if span is None or written == replacement:
        return ()
    exact = Span(span.file, span.line, span.column, len(written))
    if exact.text == written and not _is_part_of_word(exact):
        return (Edit(exact, replacement),)
    quoted = Span(span.file, span.line, span.column, len(written) + 2)
    if written and quoted.text in (f'"{written}"', f"'{written}'"):
        return (Edit(Span(span.file, span.line, span.column + 1, len(written)), replacement),)
    return ()


def _is_part_of_word(span: Span) -> bool:
    """True where the word goes on before or behind the span."""
    line, start, end = span.file.line(span.line), span.column - 1, span.column - 1 + span.width
    before, behind = line[max(0, start - 1) : start + 1], line[end - 1 : end + 1]
    return any(
        len(pair) > 1 and all(_IN_WORD.match(letter) for letter in pair) for pair in (before if start else "", behind)
    )

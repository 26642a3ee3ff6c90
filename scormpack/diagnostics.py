"""What the compiler has to say to an author; renders nothing and stops nothing.

An author's mistake is a `Diagnostic`: collected, all shown at once. The environment's failure (a disk that is
full, a port that is busy) is a `ScormpackError`. A programmer's mistake is neither.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scormpack.source import Span

Severity = Literal["error", "warning", "note"]


class ScormpackError(Exception):
    """The environment failed; the text is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``code`` is documented in docs/diagnostics.md and never means anything else later."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""

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
    """A hint with the nearest known word, or with all of them where they are few, else empty."""
    names = sorted(known)
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if 0 < len(names) <= 14:
        return "known here: " + ", ".join(f"`{name}`" for name in names)
    return ""

"""Text that knows where it came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the course: ``path`` is relative to the course folder with forward slashes, ``text`` is decoded."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end; empty past the end of the file."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file; ``line`` and ``column`` count from 1, and ``width`` is in characters.

    The column counts characters, not bytes, as editors do.
    """

    file: SourceFile
    line: int = 1
    column: int = 1
    width: int = 1

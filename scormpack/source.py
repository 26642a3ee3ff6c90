"""Text that knows where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the course: ``path`` is relative to the course folder with forward slashes, ``text`` is decoded."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end; empty past the end of the file."""
        lines = _lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    """The lines as YAML, Markdown and editors count them; each mistake that is shown asks for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file; ``line`` and ``column`` count from 1, and ``width`` is in characters.

    The column counts characters, not bytes, as editors do.
    """

    file: SourceFile
    line: int = 1
    column: int = 1
    width: int = 1

    @property
    def text(self) -> str:
        """What stands there, up to the end of the line at most."""
        return self.file.line(self.line)[self.column - 1 : self.column - 1 + self.width]

"""Statements on disk: JSON Lines, one statement a line, of which each line is whole however the process ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from scormpack.diagnostics import ScormpackError
from scormpack.lrs_client.json_text import Written, parse
from scormpack.lrs_client.pages import StoredStatement, read_statement


class StatementSink(Protocol):
    """Where pulled statements go."""

    def append(self, statements: Iterable[StoredStatement]) -> None:
        """Adds them as lines; they are beyond this process when it returns."""


class StatementFile:
    """A file that statements are added to.

    Each line is one unbuffered write, so a process that is killed leaves whole lines. What a failing machine cuts
    off in the middle is dropped when the file is opened again: the LRS still has that statement.
    """

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_file():
            raise ScormpackError(f"{path} is no ordinary file")
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise ScormpackError(f"{path} cannot be written: {error.strerror}") from None
        self._end = self._end_of_whole_lines()
        os.ftruncate(self._descriptor, self._end)
        os.lseek(self._descriptor, self._end, os.SEEK_SET)

    def append(self, statements: Iterable[StoredStatement]) -> None:
        """ScormpackError when the disk takes no more; then the file ends in the last whole line."""
        try:
            for statement in statements:
                line = memoryview(f"{statement.line}\n".encode())
                written = 0
                while written < len(line):
                    written += os.write(self._descriptor, line[written:])
                self._end += len(line)
        except OSError as error:
            os.ftruncate(self._descriptor, self._end)
            raise ScormpackError(f"{self.path} cannot be written further: {error.strerror}") from None

    def statements(self) -> Iterator[StoredStatement]:
        """All that is there, in order. ScormpackError for a line that no pull has written."""
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    text = line.decode()
                    yield read_statement(Written(parse(text), text.rstrip("\n")))
                except ValueError as error:
                    raise ScormpackError(
                        f"{self.path}, line {number}, is no statement of an LRS: {error}. Choose another --out"
                    ) from None

    @property
    def is_empty(self) -> bool:
        """True when it has no whole line."""
        return self._end == 0

    def close(self) -> None:
        """The file's bytes are on the disk when this returns."""
        os.fsync(self._descriptor)
        os.close(self._descriptor)

    def _end_of_whole_lines(self) -> int:
        """The offset behind the last line break."""
        block = 1 << 16
        end = os.lseek(self._descriptor, 0, os.SEEK_END)
        while end > 0:
            start = max(0, end - block)
            os.lseek(self._descriptor, start, os.SEEK_SET)
            found = os.read(self._descriptor, end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0


class StatementStream:
    """Lines handed to a function, such as standard output's write; nothing of it can be taken up again."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def append(self, statements: Iterable[StoredStatement]) -> None:
        """One call for each line."""
        for statement in statements:
            self._write(f"{statement.line}\n".encode())

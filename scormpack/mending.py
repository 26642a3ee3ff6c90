"""Makes the edits that diagnostics carry, until none is left; keeps every other byte of the files as it is.

An edit is carried only where one thing alone can have been meant. Edits never add or take away a line, so a place that
was told before stays where it is.
"""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scormpack.build import BuildResult, check_course
from scormpack.diagnostics import Diagnostic, Edit, ScormpackError
from scormpack.load.files import Unreadable, find_file
from scormpack.writing import write_beside

MOST_ROUNDS = 100
"""An edit can bring to light the next one, such as what a file says that was no YAML before."""

_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Mend:
    """One edit that was made: in which line of which file, for which diagnostic."""

    code: str
    file: str
    line: int
    column: int
    before: str
    after: str


@dataclass
class Mended:
    """``result`` is what is left to say; ``contents`` maps the files that changed to what they held and are to hold."""

    result: BuildResult
    mends: tuple[Mend, ...] = ()
    contents: Mapping[Path, tuple[bytes, bytes]] = field(default_factory=dict)
    names: Mapping[Path, str] = field(default_factory=dict)
    """Their paths relative to the course folder, as the course names them."""


def mend_course(source: Path, targets: Sequence[str] = ()) -> Mended:
    """What the course would be, and what would be left to say of it; writes nothing."""
    texts = _Texts((source if source.is_dir() else source.parent).resolve())
    mends: list[Mend] = []
    result = check_course(source, targets)
    for _round in range(MOST_ROUNDS):
        made = [mend for diagnostic in result.diagnostics for mend in texts.take(diagnostic)]
        if not made:
            break
        mends += made
        is_new = texts.finish_round()
        result = check_course(source, targets, texts.now)
        if not is_new:
            break
    changed = {path: (was, texts.now[path]) for path, was in texts.were.items() if texts.now[path] != was}
    return Mended(result, tuple(mends), changed, texts.names)


def write_mended(mended: Mended) -> None:
    """The files as they were mended, each whole. Raises `ScormpackError` where one cannot be written or was changed."""
    for path, (was, _now) in mended.contents.items():
        name = mended.names[path]
        try:
            if path.read_bytes() != was:
                raise ScormpackError(f"{name} was changed in the meantime; nothing was written, run it again")
            if not stat.S_IMODE(path.stat().st_mode) & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
                raise ScormpackError(f"{name} is read-only; nothing was written")
        except OSError as error:
            raise ScormpackError(f"{name} cannot be read: {error.strerror or error}; nothing was written") from error
    written: list[str] = []
    for path, (_was, now) in mended.contents.items():
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            write_beside(path, now, mode)
            path.chmod(mode)
        except OSError as error:
            done = f"; {', '.join(written)} {'was' if len(written) == 1 else 'were'}" if written else ""
            name = mended.names[path]
            raise ScormpackError(f"{name} cannot be written: {error.strerror or error}{done}") from error
        written.append(mended.names[path])


def diff_lines(mended: Mended) -> Iterator[str]:
    """What would be written as a unified diff, as `git apply` takes it in the course's folder; with line ends."""
    for path, contents in sorted(mended.contents.items(), key=lambda one: mended.names[one[0]]):
        was, now = (content.decode().splitlines(keepends=True) for content in contents)
        name = mended.names[path]
        for line in difflib.unified_diff(was, now, f"a/{name}", f"b/{name}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


class _Texts:
    """The files that are mended, in memory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.names: dict[Path, str] = {}
        self.were: dict[Path, bytes] = {}
        self.now: dict[Path, bytes] = {}
        self._lines: dict[Path, list[str]] = {}
        self._taken: dict[Path, list[Edit]] = {}
        self._seen: set[frozenset[tuple[Path, bytes]]] = set()

    def take(self, diagnostic: Diagnostic) -> list[Mend]:
        """Notes the diagnostic's edits for this round; none of them where one meets another's, or its text has changed."""
        found = [(self._path(edit), edit) for edit in diagnostic.fix]
        if not found or any(path is None or not self._is_free(path, edit) for path, edit in found):
            return []
        mends = []
        for path, edit in found:
            if path is not None and edit not in self._taken.setdefault(path, []):
                self._taken[path].append(edit)
                span = edit.span
                mends.append(
                    Mend(diagnostic.code, span.file.path, span.line, span.column, edit.replaced, edit.replacement)
                )
        return mends

    def _path(self, edit: Edit) -> Path | None:
        """The file, read once; None where it is not what was checked."""
        path = find_file(self.root, edit.span.file.path)
        if isinstance(path, Unreadable):
            return None
        if path not in self.now:
            try:
                self.were[path] = self.now[path] = path.read_bytes()
                self._lines[path] = _with_ends(self.now[path].removeprefix(_MARK).decode())
            except (OSError, UnicodeDecodeError):
                return None
            self.names[path] = edit.span.file.path
        return path if _LINE_END.sub("\n", "".join(self._lines[path])) == edit.span.file.text else None

    def _is_free(self, path: Path, edit: Edit) -> bool:
        """True where no other edit of this round touches what this one replaces."""
        start, end = edit.span.column, edit.span.column + edit.span.width
        others = [other for other in self._taken.get(path, []) if other.span.line == edit.span.line and other != edit]
        return all(other.span.column + other.span.width <= start or end <= other.span.column for other in others)

    def finish_round(self) -> bool:
        """Makes the edits that were taken. False where that leads back to what the files were once before."""
        for path, edits in self._taken.items():
            lines = self._lines[path]
            for edit in sorted(edits, key=lambda edit: edit.span.column, reverse=True):
                place, column = edit.span.line - 1, edit.span.column - 1
                lines[place] = lines[place][:column] + edit.replacement + lines[place][column + edit.span.width :]
            mark = _MARK if self.now[path].startswith(_MARK) else b""
            self.now[path] = mark + "".join(lines).encode()
        self._taken.clear()
        state = frozenset(self.now.items())
        new = state not in self._seen
        self._seen.add(state)
        return new


def _with_ends(text: str) -> list[str]:
    """Lines with their ends, whichever they are; counted as `SourceFile.line` counts them."""
    ends = [found.end() for found in _LINE_END.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]

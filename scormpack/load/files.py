"""Reading the files of a course, and nothing outside its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from scormpack.source import SourceFile
from scormpack.stages import tell

MAX_TEXT_BYTES = 8 * 1024 * 1024
"""More than a hundred reference courses in one file; above it the file is not what the author meant."""

MOST_FILES = 2000
"""So many names are looked through for the one that was meant."""

PATHS_ARE_RELATIVE = "write the file, or correct its name; a path is relative to the folder of course.yaml"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file cannot be had, in words for the author."""

    code: str
    message: str
    hint: str = ""
    instead: str | None = None
    """The path that alone can have been meant."""


def find_file(root: Path, relative: str) -> Path | Unreadable:
    """The file at a path written by the author: a regular file inside ``root``, which is itself resolved already."""
    if not relative.strip():
        return Unreadable("CRS013", "the file name is empty")
    if "\\" in relative or "\0" in relative:
        better = relative.replace("\\", "/") if "\0" not in relative else None
        hint = f"write `{better}`" if better else "write folders with `/`"
        return Unreadable("CRS013", f"`{relative}` is no path of a course file", hint, better)
    if relative.startswith(("/", "~")) or (len(relative) > 1 and relative[1] == ":"):
        return Unreadable("CRS011", f"`{relative}` is not inside the course folder", "write a path relative to it")
    try:
        path = (root / relative).resolve()
        outside = not path.is_relative_to(root)
    except (OSError, RuntimeError):
        return Unreadable("CRS010", f"`{relative}` cannot be followed", "it may be a link that points to itself")
    if outside:
        return Unreadable(
            "CRS011", f"`{relative}` leads out of the course folder", "copy the file into the course folder"
        )
    if path.is_dir():
        return Unreadable("CRS010", f"`{relative}` is a folder, not a file")
    if not path.is_file():
        if path.exists():
            return Unreadable("CRS010", f"`{relative}` is not a regular file")
        return _missing(root, relative)
    return path


def _missing(root: Path, relative: str) -> Unreadable:
    from scormpack.spelling import certain

    message = f"there is no file `{relative}`"
    names = list(islice(_files_in(root), MOST_FILES))
    near = _similar(relative, names)
    if near is not None:
        sure = certain(relative, names) == near and _same_kind(relative, near)
        return Unreadable("CRS010", message, f"did you mean `{near}`?", near if sure else None)
    if not (root / relative).parent.is_dir():
        folder = PurePosixPath(relative).parent.as_posix()
        return Unreadable("CRS010", message, f"there is no folder `{folder}` in the course")
    return Unreadable("CRS010", message, PATHS_ARE_RELATIVE)


def _same_kind(one: str, other: str) -> bool:
    """False where the names' ends are two kinds of file: a `.png` beside an `.svg` is another picture."""
    from scormpack.spelling import distance

    return distance(PurePosixPath(one).suffix.lower(), PurePosixPath(other).suffix.lower()) <= 1


def _similar(relative: str, names: Sequence[str]) -> str | None:
    """The path of the file of the course that was probably meant."""
    from scormpack.diagnostics import suggested

    given = PurePosixPath(relative)
    beside = [PurePosixPath(name).name for name in names if PurePosixPath(name).parent == given.parent]
    near = suggested(given.name, beside)
    if near is not None:
        return (given.parent / near).as_posix()
    moved = [name for name in names if PurePosixPath(name).name.lower() == given.name.lower()]
    return moved[0] if len(moved) == 1 else suggested(relative, names)


def _files_in(root: Path) -> Iterator[str]:
    """Paths of the course's files, without those that are hidden."""
    for folder, inner, files in os.walk(root):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield from (
            (Path(folder) / name).relative_to(root).as_posix() for name in sorted(files) if not name.startswith(".")
        )


Unsaved = Mapping[Path, bytes]
"""What is to be taken for the content of a file, by its resolved path: that of an editor, or of a mending that is tried."""


def read_text(root: Path, relative: str, unsaved: Unsaved = MappingProxyType({})) -> SourceFile | Unreadable:
    """A text file of the course, as UTF-8 with or without a byte order mark."""
    path = find_file(root, relative)
    if isinstance(path, Unreadable):
        return path
    try:
        size = len(unsaved[path]) if path in unsaved else path.stat().st_size
        if size > MAX_TEXT_BYTES:
            return Unreadable(
                "CRS014",
                f"`{relative}` is {size / 1048576:.0f} MB of text; at most {MAX_TEXT_BYTES // 1048576} MB are read",
                "split it into several parts",
            )
        raw = unsaved[path] if path in unsaved else path.read_bytes()
        tell(f"read {path}: {len(raw):,} bytes")
    except OSError as error:
        return Unreadable("CRS010", f"`{relative}` cannot be read: {error.strerror or error}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Unreadable("CRS012", f"`{relative}` is UTF-16", "save it as UTF-8")
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        return Unreadable("CRS012", f"`{relative}` is not text but a binary file: byte 0x00 in line {line}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Unreadable(
            "CRS012",
            f"`{relative}` is not UTF-8: byte 0x{raw[error.start]:02X} in line {line}",
            "save it as UTF-8",
        )
    return SourceFile(relative, text.replace("\r\n", "\n").replace("\r", "\n"))

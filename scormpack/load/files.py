"""Reading the files of a course, and nothing outside its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scormpack.source import SourceFile

MAX_TEXT_BYTES = 8 * 1024 * 1024
"""More than a hundred reference courses in one file; above it the file is not what the author meant."""

PATHS_ARE_RELATIVE = "write the file, or correct its name; a path is relative to the folder of course.yaml"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file cannot be had, in words for the author."""

    code: str
    message: str
    hint: str = ""


def find_file(root: Path, relative: str) -> Path | Unreadable:
    """The file at a path written by the author: a regular file inside ``root``, which is itself resolved already."""
    if not relative.strip():
        return Unreadable("CRS013", "the file name is empty")
    if "\\" in relative or "\0" in relative:
        return Unreadable("CRS013", f"`{relative}` is no path of a course file", "write folders with `/`")
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
        return Unreadable("CRS010", f"there is no file `{relative}`", _similar_name(root, relative))
    return path


def _similar_name(root: Path, relative: str) -> str:
    from scormpack.diagnostics import did_you_mean

    folder = (root / relative).parent
    if not folder.is_dir():
        return f"there is no folder `{Path(relative).parent.as_posix()}` in the course"
    names = [entry.name for entry in folder.iterdir() if entry.is_file()]
    hint = did_you_mean(Path(relative).name, names)
    return hint if hint.startswith("did") else PATHS_ARE_RELATIVE


def read_text(root: Path, relative: str) -> SourceFile | Unreadable:
    """A text file of the course, as UTF-8 with or without a byte order mark."""
    path = find_file(root, relative)
    if isinstance(path, Unreadable):
        return path
    try:
        size = path.stat().st_size
        if size > MAX_TEXT_BYTES:
            return Unreadable(
                "CRS014",
                f"`{relative}` is {size / 1048576:.0f} MB of text; at most {MAX_TEXT_BYTES // 1048576} MB are read",
                "split it into several parts",
            )
        raw = path.read_bytes()
    except OSError as error:
        return Unreadable("CRS010", f"`{relative}` cannot be read: {error.strerror or error}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Unreadable("CRS012", f"`{relative}` is UTF-16", "save it as UTF-8")
    if b"\0" in raw:
        return Unreadable("CRS012", f"`{relative}` is not text but a binary file")
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

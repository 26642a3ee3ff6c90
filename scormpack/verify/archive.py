"""A zip read before anything in it is believed: every name, size and kind is checked, then each file is unpacked.

No file of it is ever written. What unpacks to more than it declares is given up at the declared size.
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from copy import copy
from pathlib import Path, PurePosixPath

from scormpack.verify.manifests import NotOursError

MAX_FILES = 10_000
MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 200
"""How many times larger than packed a file may be. The pages and scripts of a course shrink to a fifth or a tenth."""

RATIO_COUNTS_FROM = 1024 * 1024
"""A smaller file may be all zeros: it harms nobody."""

MAX_DIRECTORY = 4 * 1024 * 1024
"""The zip's own list of its files, in bytes; at one read, nothing longer is asked for."""

CHUNK = 256 * 1024
"""What is unpacked at once, in bytes."""

LOCAL_HEADER = 30
"""In bytes, before the file's name (APPNOTE 4.3.7)."""

ENCRYPTED = 0x1 | 0x40 | 0x2000
"""The bits of APPNOTE 4.4.4 that stand for encryption, of a file or of the directory."""

_DAMAGE = (
    OSError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    zlib.error,
    struct.error,
)
"""What the zipfile module raises on damaged archives. Wrong text in a name is a ValueError."""


def read_archive(path: Path) -> dict[str, bytes]:
    """The files of a zip, checked before they are unpacked. Raises `NotOursError`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotOursError("it is no file")
        with _Guarded(io.FileIO(path)) as stream, zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_sizes(entries, archive.start_dir)
            _check_names(entries)
            for entry in entries:
                _check_kind(entry)
            return {entry.filename: _unpacked(archive, entry) for entry in entries if not entry.is_dir()}
    except _DAMAGE as error:
        raise NotOursError(f"it is no zip that can be read ({_reason(error)})") from error


class _Guarded(io.BufferedReader):
    """A file of which nothing is read that would fill the memory, whatever length a header asks for."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and 0 <= size <= MAX_DIRECTORY:
            return super().read(size)
        content = super().read(MAX_DIRECTORY + 1)
        if len(content) > MAX_DIRECTORY:
            raise NotOursError("its list of files is longer than a course has")
        return content


def _check_sizes(entries: Sequence[zipfile.ZipInfo], end: int) -> None:
    """``end`` is where the zip's own list of files begins, behind all of them."""
    if len(entries) > MAX_FILES:
        raise NotOursError(f"it has {len(entries)} files; a course has {MAX_FILES} at most")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise NotOursError(f"it unpacks to more than a course has, {MAX_UNPACKED // 1024**2} MiB at most")
    taken = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < taken:
            raise NotOursError(f"its file `{entry.filename}` overlaps with another")
        taken = entry.header_offset + LOCAL_HEADER + entry.compress_size
        if taken > end:
            raise NotOursError(f"its file `{entry.filename}` is cut off")
        if entry.file_size > max(RATIO_COUNTS_FROM, MAX_RATIO * entry.compress_size):
            raise NotOursError(f"its file `{entry.filename}` unpacks to over {MAX_RATIO} times its size")


def _check_names(entries: Sequence[zipfile.ZipInfo]) -> None:
    found: dict[str, str] = {}
    for entry in entries:
        # The module cuts `filename` at a NUL; here is all of it.
        name = entry.orig_filename
        path = PurePosixPath(name)
        if not name or not name.isprintable():
            raise NotOursError(f"its file `{name}` has a name with characters that no file of a course has")
        if path.is_absolute() or ".." in path.parts or "\\" in name or name[1:2] == ":":
            raise NotOursError(f"its file `{name}` leads out of the package")
        # Some machines take names for the same that differ in case, or in how an accent is written.
        same = unicodedata.normalize("NFC", path.as_posix()).casefold()
        if found.get(same) == name:
            raise NotOursError(f"it has two files `{name}`")
        if same in found:
            raise NotOursError(f"its files `{found[same]}` and `{name}` are one file on some machines")
        found[same] = name


def _check_kind(entry: zipfile.ZipInfo) -> None:
    name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
    if stat.S_ISLNK(kind):
        raise NotOursError(f"its file `{name}` is a link")
    if kind not in (0, stat.S_IFREG) and not (kind == stat.S_IFDIR and entry.is_dir()):
        raise NotOursError(f"its file `{name}` is no plain file")
    if entry.flag_bits & ENCRYPTED:
        raise NotOursError(f"its file `{name}` is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotOursError(f"its file `{name}` is compressed in a way that no LMS reads")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file. The module stops silently at the size that is declared; asked for more, it shows that there is more."""
    asked = copy(entry)
    asked.file_size += 2 * CHUNK
    content = bytearray()
    try:
        with archive.open(asked) as stream:
            while len(content) <= entry.file_size and (more := stream.read(CHUNK)):
                content += more
    except _DAMAGE as error:
        raise NotOursError(f"its file `{entry.filename}` is damaged ({_reason(error)})") from error
    if len(content) > entry.file_size:
        raise NotOursError(f"its file `{entry.filename}` unpacks to more than it declares")
    if len(content) < entry.file_size:
        raise NotOursError(f"its file `{entry.filename}` is shorter than it declares")
    return bytes(content)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__

"""An ordered set of files, and the zip whose bytes depend on it alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

DOS_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a zip can name (APPNOTE 4.4.6). No clock is read."""

UNIX = 3
REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """Path to bytes; the order is the archive's. Paths are relative, with forward slashes."""

    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        lowered: set[str] = set()
        for path in self.files:
            if path.startswith("/") or ".." in path.split("/") or "\\" in path:
                raise ValueError(f"{path!r} may not stand in a package")
            if path.lower() in lowered:
                raise ValueError(f"two files of the package are called {path!r} on a file system that ignores case")
            lowered.add(path.lower())
        object.__setattr__(self, "files", MappingProxyType(dict(self.files)))

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


_STORED = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".mp4", ".webm", ".mp3", ".woff2", ".zip")
"""Compressed already: deflating them again costs time and gains nothing."""


def to_zip(bundle: Bundle) -> bytes:
    """The archive: same files, same bytes, whatever the clock, time zone, umask, user or machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in bundle.files.items():
            entry = zipfile.ZipInfo(path, DOS_EPOCH)
            entry.create_system = UNIX
            entry.external_attr = REGULAR_FILE
            stored = path.lower().endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=None if stored else 9)
    return out.getvalue()

"""The folder of this user's cache in which builds leave what the next one may believe."""

from __future__ import annotations

import os
import stat as modes
from pathlib import Path


def cache_folder() -> Path | None:
    """The folder, made where it is missing; None where there can be none, or where others may write into it."""
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        # By the XDG base directory specification a relative path is no path.
        if not base.is_absolute():
            return None
        folder = base / "scormpack" / "builds"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if is_ours(folder.stat()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def read_ours(path: Path) -> bytes:
    """A file of the cache; nothing where it is missing, or may be somebody else's."""
    try:
        status = path.stat()
        return path.read_bytes() if modes.S_ISREG(status.st_mode) and is_ours(status) else b""
    except (OSError, ValueError, MemoryError):
        return b""


def is_ours(status: os.stat_result) -> bool:
    """True for what belongs to this user and nobody else may write. Windows keeps a profile to its user by itself."""
    if os.name == "nt":
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (modes.S_IWGRP | modes.S_IWOTH)

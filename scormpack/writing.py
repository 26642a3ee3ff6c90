"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_beside(path: Path, content: bytes, mode: int = 0o666) -> None:
    """The file with all its content, or as it was: written beside it, then renamed. Raises `OSError`.

    ``mode`` is what the umask leaves of it.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=unfinished_prefix(os.getpid()), suffix=".part", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        # mkstemp makes files private; a package is for whoever may read the folder.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(mode & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise


def clear_unfinished(folder: Path, process: int) -> None:
    """Takes away what a process left half written that was killed."""
    with suppress(OSError):
        for path in folder.glob(f"{unfinished_prefix(process)}*.part"):
            with suppress(OSError):
                path.unlink()


def unfinished_prefix(process: int) -> str:
    """How files begin that a process is still writing."""
    return f".{process}-"

"""Files written into a new or empty folder: all of them, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scormpack.diagnostics import ScormpackError

HARMLESS = frozenset({".git", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What a folder may hold that counts as empty: a repository without files, and what systems leave behind."""


class NotEmptyError(Exception):
    """Something is in the way; the text says what."""


def obstacle(folder: Path) -> str:
    """What keeps a course from being written there, as a sentence; empty where nothing does."""
    if not os.path.lexists(folder):
        above = next((one for one in folder.parents if os.path.lexists(one)), None)
        return f"{above} is no folder." if above is not None and not above.is_dir() else ""
    if not folder.is_dir():
        return f"{folder} is there already, and is no folder."
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name not in HARMLESS)
    except OSError as error:
        return f"{folder} cannot be read: {error.strerror}."
    if not names:
        return ""
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"{folder} is not empty: {shown}."


def write_fresh(folder: Path, files: Mapping[str, bytes]) -> None:
    """The files, in a folder that is not there or is empty.

    They are complete beside it before the folder gets its name. Into a folder that is there they are moved one by one, since
    somebody may stand in it, and what was moved is taken back when one of them fails. Raises `NotEmptyError` or
    `ScormpackError`, and has written nothing then.
    """
    if trouble := obstacle(folder):
        raise NotEmptyError(trouble)
    is_there = os.path.isdir(folder)  # noqa: PTH112 - Path.is_dir raises where a name is too long
    made: list[Path] = []
    temporary: Path | None = None
    is_done = False
    try:
        parent = folder if is_there else folder.parent
        made = _make_folders(parent)
        temporary = Path(tempfile.mkdtemp(prefix=".scormpack-new-", dir=parent))
        _write_all(temporary, files)
        if is_there:
            _move_in(temporary, folder)
        else:
            temporary.chmod(0o777 & ~_umask())
            temporary.rename(folder)
        is_done = True
    except OSError as error:
        raise ScormpackError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        if not is_done:
            for one in made:
                with suppress(OSError):
                    one.rmdir()


def _make_folders(folder: Path) -> list[Path]:
    """The folder and those above it; returns the new ones, the deepest first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _move_in(temporary: Path, folder: Path) -> None:
    """What makes a folder a course comes last, so that a killed process leaves none that looks whole."""
    names = sorted((one.name for one in temporary.iterdir()), key=lambda name: (name == "course.yaml", name))
    moved: list[str] = []
    try:
        for name in names:
            _move_where_nothing_is(temporary / name, folder / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            with suppress(OSError):
                (folder / name).rename(temporary / name)
        raise


def _move_where_nothing_is(path: Path, place: Path) -> None:
    if os.path.lexists(place):
        raise NotEmptyError(f"{place} has just come into being.")
    path.rename(place)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask

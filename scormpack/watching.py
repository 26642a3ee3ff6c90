"""Which files were saved, a moment after they were: for whatever builds again by itself.

Editors save in many ways: over the old file, or beside it and then renamed, with a backup before and a probe after. What
arrives within a few milliseconds is one save.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from watchfiles import Change, watch

SETTLE_MILLISECONDS = 10
"""How long nothing may have happened before a save is over."""

IGNORED_FOLDERS = frozenset({".git", ".hg", ".svn", ".idea", ".vscode", "__pycache__", "node_modules", "dist"})
IGNORED_ENDINGS = (
    *("~", ".swp", ".swx", ".swo", ".kate-swp", ".tmp", ".part", ".crdownload", ".bak", ".orig", ".pyc"),
    *("___jb_tmp___", "___jb_old___", ".DS_Store"),
)
IGNORED_BEGINNINGS = (".#", "#", "._", ".goutputstream-", ".~lock.", ".fuse_hidden", ".nfs")
PROBE = "4913"
"""The file that Vim writes to see whether it may."""

LOOK_MILLISECONDS = 100
"""So often it is looked whether the folders are still the same ones: one may be deleted and made again."""
ASK_SECONDS = 1.0
"""So often, and after each save, it is asked which folders there are to watch."""

_Folders = Mapping[Path, tuple[int, int]]
"""The folders that are there, each with what tells it from another one in its place."""


def changes(
    folders: Callable[[], Iterable[Path]] | Path,
    stop: threading.Event,
    settle_milliseconds: int = SETTLE_MILLISECONDS,
) -> Iterator[frozenset[Path]]:
    """Sets of paths that were written, made or taken away, until ``stop`` is set.

    ``folders`` may give others each time it is asked. One that was not there, or was deleted and made again, stands in the
    set itself: what happened in it meanwhile is not known. Where the system tells nothing of a folder (some network
    drives), setting ``WATCHFILES_FORCE_POLLING`` has it looked at every 300 milliseconds; where the system can watch no
    more files, that is done unasked.
    """
    ask = folders if callable(folders) else lambda: [folders]
    before: _Folders | None = None
    polls = False
    while not stop.is_set():
        watched = _there(ask())
        if not watched:
            before = before or {}
            stop.wait(LOOK_MILLISECONDS / 1000)
            continue
        new = frozenset(folder for folder in watched if before is not None and before.get(folder) != watched[folder])
        before = watched
        try:
            for paths, gone in _until_others(ask, watched, new, stop, settle_milliseconds, polls=polls):
                if gone:
                    before = {folder: found for folder, found in watched.items() if folder not in gone}
                if paths:
                    yield paths
        except FileNotFoundError:
            before = {folder: found for folder, found in before.items() if folder.is_dir()}
        except OSError as error:
            if polls:
                raise
            logging.getLogger(__name__).warning("files are looked at every 300 ms, since the system says: %s", error)
            polls = True


def _until_others(  # noqa: PLR0913  # what `changes` knows
    ask: Callable[[], Iterable[Path]],
    watched: _Folders,
    new: frozenset[Path],
    stop: threading.Event,
    settle_milliseconds: int,
    *,
    polls: bool,
) -> Iterator[tuple[frozenset[Path], frozenset[Path]]]:
    """What is saved, and which folders were deleted, until there are other folders to watch."""
    asked = time.monotonic()
    for found in watch(
        *watched,
        watch_filter=_Sources([*watched]),
        debounce=max(settle_milliseconds, 2) * 5,
        step=max(settle_milliseconds // 2, 1),
        stop_event=stop,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
        force_polling=True if polls else None,
        ignore_permission_denied=True,
    ):
        # Only now it is certain that nothing in the new folders is missed.
        paths = frozenset(Path(path) for _change, path in found) | new
        new = frozenset()
        # One that is made again may get the number that the deleted one had.
        gone = frozenset(Path(path) for change, path in found if change is Change.deleted) & watched.keys()
        yield paths, gone
        if gone or _there(watched) != watched:
            return
        if paths or time.monotonic() - asked > ASK_SECONDS:
            asked = time.monotonic()
            if _there(ask()) != watched:
                return


def _there(folders: Iterable[Path]) -> _Folders:
    there: dict[Path, tuple[int, int]] = {}
    for folder in sorted(folders):
        try:
            found = os.stat(folder)  # noqa: PTH116  # ten times a second
        except OSError:
            continue
        if folder.is_dir():
            there[folder] = (found.st_dev, found.st_ino)
    return there


class _Sources:
    """What `watch` asks of each path."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def __call__(self, _change: Change, path: str) -> bool:
        return is_source(Path(path), self._folders)


def is_source(path: Path, folders: Sequence[Path]) -> bool:
    """False for what editors, version control and builds leave beside the sources."""
    if path.name == PROBE or path.name.endswith(IGNORED_ENDINGS) or path.name.startswith(IGNORED_BEGINNINGS):
        return False
    inside = [path.relative_to(folder) for folder in folders if path.is_relative_to(folder)]
    return any(not IGNORED_FOLDERS.intersection(place.parts[:-1]) for place in inside)

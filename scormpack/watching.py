"""Which files were saved, a moment after they were: for whatever builds again by itself.

Editors save in many ways: over the old file, or beside it and then renamed, with a backup before and a probe after. What
arrives within a few milliseconds is one save.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

SETTLE_MILLISECONDS = 10
"""How long nothing may have happened before a save is over."""

IGNORED_FOLDERS = frozenset({".git", ".hg", ".svn", ".idea", ".vscode", "__pycache__", "node_modules", "dist"})
IGNORED_ENDINGS = ("~", ".swp", ".swx", ".swo", ".tmp", ".part", ".bak", ".pyc", "___jb_tmp___", "___jb_old___")
IGNORED_BEGINNINGS = (".#", "#", ".goutputstream-", ".~lock.")
PROBE = "4913"
"""The file that Vim writes to see whether it may."""

LOOK_AGAIN_MILLISECONDS = 1000
"""After so long it is asked anew which folders there are to watch."""


def changes(
    folders: Callable[[], Iterable[Path]], stop: threading.Event, settle_milliseconds: int = SETTLE_MILLISECONDS
) -> Iterator[frozenset[Path]]:
    """Sets of paths that were written, made or taken away, until ``stop`` is set.

    ``folders`` is asked again when they may be others than before. Where the system tells nothing of a folder (some network
    drives), setting ``WATCHFILES_FORCE_POLLING`` has it looked at every 300 milliseconds instead.
    """
    while not stop.is_set():
        watched = sorted({folder for folder in folders() if folder.is_dir()})
        if not watched:
            stop.wait(LOOK_AGAIN_MILLISECONDS / 1000)
            continue
        for found in watch(
            *watched,
            watch_filter=_Sources(watched),
            debounce=max(settle_milliseconds, 2) * 5,
            step=max(settle_milliseconds // 2, 1),
            stop_event=stop,
            rust_timeout=LOOK_AGAIN_MILLISECONDS,
            yield_on_timeout=True,
        ):
            if found:
                yield frozenset(Path(path) for _change, path in found)
            if sorted({folder for folder in folders() if folder.is_dir()}) != watched:
                break


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

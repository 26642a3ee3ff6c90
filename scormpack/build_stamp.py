"""What a build was made of and what it made: by this the next one knows, without compiling, that there is nothing to do.

A stamp is believed only where everything that could change a package is as it was: each file in the course's folder, the
options, this program's own files and the packages installed beside it, and the packages that were written. Contents are
compared; sizes and times are a shortcut for files that were left alone for a while before the stamp was made.
Stamps lie in the user's cache folder, not beside the packages: an output folder holds packages and nothing else, and may
be shared. Nothing here imports what compiles.
"""

from __future__ import annotations

import json
import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scormpack import __version__

STAMP_FORMAT = 1
SETTLED_NANOSECONDS = 2_000_000_000
"""A file that was changed so shortly before its stamp may change once more without a new time (FAT counts in 2 seconds)."""

SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules"})
"""Version control, caches and packages: no course has its files there, and `find_file` finds none."""

NOT_OF_THE_PROGRAM = frozenset({"src", "tests", "theme"})
"""In a checkout: what the player is bundled from. What it is bundled to is there too."""

OLD_SECONDS = 60 * 24 * 60 * 60
"""A stamp that nobody asked for in so long is taken away."""

Prints = dict[str, tuple[int, int, int, str]]
"""Path to size in bytes, times of content and of entry in nanoseconds, and the content's digest."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: all that changes a package besides the sources. Paths are absolute."""

    source: str
    out: str
    options: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The same for the same order."""
        return json.dumps([self.source, self.out, self.options], sort_keys=True)

    @property
    def file(self) -> str:
        """The stamp's name. Two orders may have one, so the stamp holds the order too."""
        return f"{zlib.crc32(self.text.encode()):08x}{zlib.crc32(self.text[::-1].encode()):08x}.json"


@dataclass(frozen=True, slots=True)
class Inputs:
    """The sources and this program, as they were at one moment."""

    files: Prints
    program: str
    at: int


def stamp_folder() -> Path | None:
    """Where stamps are kept; None where there is no home for them."""
    try:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    except RuntimeError:
        return None
    return Path(base) / "scormpack" / "builds"


def read_inputs(order: Order, known: Prints | None = None) -> Inputs | None:
    """The sources now; None where they cannot be read, or stand among the packages.

    ``known`` spares reading what stayed as it was.
    """
    at = time.time_ns()
    source, out = Path(order.source), Path(order.out)
    try:
        root = source if source.is_dir() else source.parent
        if root.is_relative_to(out):
            return None
        # What is written into the course's own folder is no source of it.
        written = f"{out.relative_to(root).as_posix()}/" if out.is_relative_to(root) else "\0"
        names = sorted(name for name, _entry in _entries(root) if not name.startswith(written))
        files = {name: _print(root / name, (known or {}).get(name)) for name in names}
        return Inputs(files, _program(), at)
    except (OSError, ValueError):
        return None


def unchanged(order: Order) -> dict[str, Any] | None:
    """What the build that this one would repeat had to tell; None where there is something to do."""
    folder = stamp_folder()
    if folder is None:
        return None
    try:
        stamp = json.loads((folder / order.file).read_bytes())
        if (stamp["format"], stamp["order"]) != (STAMP_FORMAT, order.text):
            return None
        inputs = read_inputs(order, _settled(stamp["files"], stamp["at"]))
        if inputs is None or inputs.program != stamp["program"]:
            return None
        settled = _settled(stamp["outputs"], stamp["at"])
        outputs = {name: _print(Path(name), settled.get(name)) for name in stamp["outputs"]}
        if (_digests(inputs.files), _digests(outputs)) != (_digests(stamp["files"]), _digests(stamp["outputs"])):
            return None
        told = stamp["told"]
        if not outputs or not isinstance(told, dict):
            return None
        if len(settled) < len(outputs) and len(_settled(outputs, inputs.at)) == len(outputs):
            _write(order, inputs, outputs, told)  # The next one need not read as much.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None  # No stamp, none of ours, or a package that is gone.
    return told


def keep(order: Order, before: Inputs, read: Iterable[Path], outputs: Iterable[Path], told: Mapping[str, Any]) -> None:
    """Leaves a stamp, unless the sources changed while they were compiled.

    ``read`` are the files that the compiler had from the course: each must have been seen. A cache that cannot be written is
    passed over.
    """
    after = read_inputs(order, before.files)
    if after is None or after.files != before.files or after.program != before.program:
        return
    source = Path(order.source)
    root = source if source.is_dir() else source.parent
    try:
        if all(path.relative_to(root).as_posix() in before.files for path in read):
            _write(order, before, {str(path): _print(path, None) for path in outputs}, told)
    except (OSError, ValueError):
        return


def _write(order: Order, inputs: Inputs, outputs: Prints, told: Mapping[str, Any]) -> None:
    from scormpack.writing import write_beside

    folder = stamp_folder()
    if folder is None:
        return
    stamp = {"format": STAMP_FORMAT, "order": order.text, "program": inputs.program, "at": inputs.at}
    text = json.dumps({**stamp, "files": inputs.files, "outputs": outputs, "told": told}, separators=(",", ":"))
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_beside(folder / order.file, text.encode())
        _tidy(folder)


def _entries(root: Path, skipped: frozenset[str] = SKIPPED_FOLDERS) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file and link below the folder, with its path from there."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(f"{root}/{prefix}") as entries:
            for entry in entries:
                name = f"{prefix}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in skipped:
                        waiting.append(f"{name}/")
                elif entry.is_symlink() or entry.is_file():
                    yield name, entry


def _print(path: Path, known: Sequence[Any] | None) -> tuple[int, int, int, str]:
    if path.is_symlink() and not path.is_file():
        return (0, 0, 0, f"link to {path.readlink()}")
    found = path.stat()
    stat = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    if known is not None and tuple(known[:3]) == stat:
        return (*stat, str(known[3]))
    import hashlib  # it costs more than the rest of an idle build, and most files were left alone

    return (*stat, hashlib.sha256(path.read_bytes()).hexdigest())


def _settled(files: Mapping[str, Sequence[Any]], at: int) -> Prints:
    """The files whose size and times can be trusted."""
    return {
        name: (old[0], old[1], old[2], old[3])
        for name, old in files.items()
        if max(old[1], old[2]) < at - SETTLED_NANOSECONDS
    }


def _digests(files: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    return {name: str(old[3]) for name, old in files.items()}


def _program() -> str:
    """This program and what is installed beside it: other files, or another Python, may compile otherwise."""
    package = Path(__file__).parent
    folders = [package] if (package / "templates").is_dir() else [package, package.parent / "templates"]
    told: list[object] = [__version__, sys.version]
    for folder in folders:
        stats = ((name, entry.stat()) for name, entry in _entries(folder, SKIPPED_FOLDERS | NOT_OF_THE_PROGRAM))
        told += sorted((name, found.st_size, found.st_mtime_ns) for name, found in stats)
    told += [
        (place, Path(place).stat().st_mtime_ns)
        for place in sys.path
        if place.endswith("-packages") and Path(place).is_dir()
    ]
    return repr(told)


def _tidy(folder: Path) -> None:
    """Takes stamps away that nobody has asked for in a long time."""
    limit = time.time() - OLD_SECONDS
    for entry in list(os.scandir(folder)):
        if entry.name.endswith((".json", ".part")) and entry.stat().st_mtime < limit:
            with suppress(OSError):
                Path(entry.path).unlink()

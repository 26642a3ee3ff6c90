"""What a build was made of and what it made: by this the next one knows, without compiling, that there is nothing to do.

A stamp is believed only where everything that could change a package is as it was: each file in the course's folder, the
options, this program's own files and the packages installed beside it, and the packages that were written. Contents are
compared; sizes and times are a shortcut for files that were left alone for a while before the stamp was made.
Stamps lie in the user's cache folder, not beside the packages. A folder of packages may be shared, or come out of a
repository or an archive: a stamp in it could vouch for a package that nobody built from these sources. What lies in the
cache was written by this user's own builds. Nothing here imports what compiles.
"""

from __future__ import annotations

import json
import os
import stat as modes
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from scormpack.build_cache import cache_folder, read_ours
from scormpack.program import this_program

STAMP_FORMAT = 1
SETTLED_NANOSECONDS = 2_000_000_000
"""A file that was changed so shortly before its stamp may change once more without a new time (FAT counts in 2 seconds)."""

SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules"})
"""Version control, caches and packages: no course has its files there, and `find_file` finds none."""

OLD_SECONDS = 60 * 24 * 60 * 60
"""A stamp that nobody asked for in so long is taken away."""

_PRIME = 2**127 - 1
"""A remainder spreads names well enough, and needs no module that takes time to import."""

UNSEEN = (0, 0, 0)
"""The size and times of a file whose content alone is known."""

Prints = dict[str, tuple[int, int, int, str]]
"""Path to size in bytes, times of content and of entry in nanoseconds, and the content's digest."""


class Order(NamedTuple):
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
        digits = int.from_bytes(self.text.encode(errors="surrogateescape"), "big") % _PRIME
        return f"{digits:032x}.json"


class Inputs(NamedTuple):
    """The sources and this program, as they were at one moment."""

    files: Prints
    program: str
    at: int


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
        names = sorted(name for name in _names(str(root)) if not name.startswith(written))
        files = {name: _print(f"{root}/{name}", (known or {}).get(name)) for name in names}
        return Inputs(files, this_program().digest, at)
    except (OSError, ValueError):
        return None


def unchanged(order: Order) -> dict[str, Any] | None:
    """What the build that this one would repeat had to tell; None where there is something to do."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        stamp = json.loads(read_ours(folder / order.file))
        if (stamp["format"], stamp["order"]) != (STAMP_FORMAT, order.text):
            return None
        inputs = read_inputs(order, _settled(stamp["files"], stamp["at"]))
        if inputs is None or inputs.program != stamp["program"]:
            return None
        settled = _settled(stamp["outputs"], stamp["at"])
        outputs = {name: _print(name, settled.get(name)) for name in stamp["outputs"]}
        if (_digests(inputs.files), _digests(outputs)) != (_digests(stamp["files"]), _digests(stamp["outputs"])):
            return None
        told = stamp["told"]
        if not outputs or not isinstance(told, dict):
            return None
        if _is_worth_more(stamp, inputs, outputs):
            _write(order, inputs, outputs, told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None  # No stamp, none of ours, or a package that is gone.
    return told


def keep(
    order: Order, before: Inputs, read: Iterable[Path], outputs: Mapping[Path, str], told: Mapping[str, Any]
) -> None:
    """Leaves a stamp, unless the sources or this program changed since they were read.

    ``read`` are the files that the compiler had from the course: each must have been seen. ``outputs`` has the digest of
    what was written, which may not be what is there: another build may have put its own in the place. A cache that cannot
    be written is passed over.
    """
    after = read_inputs(order, before.files)
    if after is None or after.files != before.files or not this_program().is_as_started:
        return
    source = Path(order.source)
    root = source if source.is_dir() else source.parent
    try:
        if all(path.relative_to(root).as_posix() in before.files for path in read):
            place = Path(order.out)
            _write(order, before, {str(place / path.name): (*UNSEEN, sha) for path, sha in outputs.items()}, told)
    except ValueError:
        return


def _is_worth_more(stamp: Mapping[str, Any], inputs: Inputs, outputs: Prints) -> bool:
    """True where contents had to be read, and a new stamp would spare the next one that."""
    before = {**_settled(stamp["files"], stamp["at"]), **_settled(stamp["outputs"], stamp["at"])}
    now = {**inputs.files, **outputs}
    was_read = any(tuple(before.get(name, ())) != found for name, found in now.items())
    return was_read and len(_settled(now, inputs.at)) == len(now)


def _write(order: Order, inputs: Inputs, outputs: Prints, told: Mapping[str, Any]) -> None:
    from scormpack.writing import write_beside

    folder = cache_folder()
    if folder is None:
        return
    stamp = {"format": STAMP_FORMAT, "order": order.text, "program": inputs.program, "at": inputs.at}
    text = json.dumps({**stamp, "files": inputs.files, "outputs": outputs, "told": told}, separators=(",", ":"))
    with suppress(OSError):
        write_beside(folder / order.file, text.encode(), mode=0o600)
        _tidy(folder)


def _names(root: str) -> Iterator[str]:
    """Paths, from the folder, of every file and link below it."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(f"{root}/{prefix}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED_FOLDERS:
                        waiting.append(f"{prefix}{entry.name}/")
                elif entry.is_symlink() or entry.is_file():
                    yield f"{prefix}{entry.name}"


def _print(path: str, known: Sequence[Any] | None) -> tuple[int, int, int, str]:
    """Raises OSError where there is no file to be read."""
    found, link = os.lstat(path), ""
    if modes.S_ISLNK(found.st_mode):
        # Where it leads counts too: out of the course's folder, it is refused.
        link = f" by {os.path.realpath(path)}"
        if not os.path.isfile(path):  # noqa: PTH113  # called some thousand times
            return (0, 0, 0, f"a link{link}")
        found = os.stat(path)  # noqa: PTH116  # as above
    if not modes.S_ISREG(found.st_mode):
        raise OSError(f"{path} is no file")  # a pipe would be waited for
    times = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    if known is not None and tuple(known[:3]) == times and str(known[3]).endswith(link):
        return (*times, str(known[3]))
    return (*times, f"{_sha256(path)}{link}")


def _sha256(path: str) -> str:
    import hashlib  # it costs more than the rest of an idle build, and most files were left alone

    digest = hashlib.sha256()
    with open(path, "rb") as stream:  # noqa: PTH123  # as above
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _settled(files: Mapping[str, Sequence[Any]], at: int) -> Prints:
    """The files whose size and times can be trusted."""
    return {
        name: (old[0], old[1], old[2], old[3])
        for name, old in files.items()
        if max(old[1], old[2]) < at - SETTLED_NANOSECONDS
    }


def _digests(files: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    return {name: str(old[3]) for name, old in files.items()}


def _tidy(folder: Path) -> None:
    """Takes stamps away that nobody has asked for in a long time."""
    limit = time.time() - OLD_SECONDS
    for entry in list(os.scandir(folder)):
        if entry.name.endswith((".json", ".part")) and entry.stat().st_mtime < limit:
            with suppress(OSError):
                Path(entry.path).unlink()

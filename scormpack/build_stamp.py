"""What a build was made of and what it made: by this the next one knows, without compiling, that there is nothing to do.

A stamp is believed only where everything that could change a package is as it was: the files that the compiler read, the
names of all others in the course's folder, the options, this program's own files and the packages installed beside it, and
the packages that were written. Contents are compared; sizes and times are a shortcut for files that were left alone for a
while before the stamp was made.
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
COARSE_NANOSECONDS = 2_000_000_000
FINE_NANOSECONDS = 50_000_000
"""A file that was changed so shortly before its stamp may change once more without a new time.

FAT counts in 2 seconds, others in 1, or in 10 milliseconds; where a time is no multiple of these, it came from a clock that
moves in ticks of up to 10 milliseconds.
"""

SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules"})
"""Version control, caches and packages: no course has its files there, and `find_file` finds none."""

OLD_SECONDS = 60 * 24 * 60 * 60
"""A stamp that nobody asked for in so long is taken away."""

_PRIME = 2**127 - 1
"""A remainder spreads names well enough, and needs no module that takes time to import."""

UNSEEN = (0, 0, 0)
"""The size and times where they do not matter, or are not known."""

LINK = "a link to "

Prints = dict[str, tuple[int, int, int, str]]
"""Path to size in bytes, times of content and of entry in nanoseconds, and the content's digest.

A link has the place that it leads to. Of a file that was not read there is nothing but its name.
"""


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
    """The sources and this program, as they were at one moment. Digests are there where times may not tell a change."""

    files: Prints
    program: str
    at: int


def read_inputs(order: Order) -> Inputs | None:
    """The sources now; None where they cannot be read, or stand among the packages."""
    at = time.time_ns()
    try:
        files: Prints = {}
        for name in _sources(order):
            path = f"{order.source}/{name}"
            link = _link(path)
            times = UNSEEN if link else _times(os.lstat(path))
            files[name] = (*times, link or ("" if is_settled(times, at) else _sha256(path)))
        return Inputs(files, this_program().digest, at)
    except (OSError, ValueError):
        return None


def unchanged(order: Order) -> dict[str, Any] | None:
    """What the build that this one would repeat had to tell; None where there is something to do."""
    at = time.time_ns()
    try:
        stamp = _stamp(order)
        if stamp is None or stamp["program"] != this_program().digest or {*_sources(order)} != stamp["files"].keys():
            return None
        settled = {**_settled(stamp["files"], stamp["at"]), **_settled(stamp["outputs"], stamp["at"])}
        files = {
            name: _print(f"{order.source}/{name}", settled.get(name)) if before[3] else (*UNSEEN, "")
            for name, before in stamp["files"].items()
        }
        outputs = {name: _print(name, settled.get(name)) for name in stamp["outputs"]}
        if (_digests(files), _digests(outputs)) != (_digests(stamp["files"]), _digests(stamp["outputs"])):
            return None
        told = stamp["told"]
        if not outputs or not any(_digests(files).values()) or not isinstance(told, dict):
            return None
        now = {**files, **outputs}
        was_read = any(settled.get(name) != found for name, found in now.items())
        if was_read and len(_settled(now, at)) == len(now):
            _write(order, Inputs(files, stamp["program"], at), outputs, told)  # it spares the next one the reading
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None  # No stamp, none of ours, or a file that is gone.
    return told


def keep(
    order: Order, before: Inputs, read: Iterable[Path], outputs: Mapping[Path, str], told: Mapping[str, Any]
) -> None:
    """Leaves a stamp, unless the sources or this program changed since they were looked at.

    ``read`` are the files that the compiler had from the course: each must have been seen. ``outputs`` has the digest of
    what was written, which may not be what is there: another build may have put its own in the place. A cache that cannot
    be written is passed over.
    """
    if not this_program().is_as_started:
        return
    try:
        old = _stamp(order)
        known = _settled(old["files"], old["at"]) if old else {}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        known = {}
    try:
        names = {Path(os.path.realpath(path)).relative_to(order.source).as_posix() for path in read}
        if not names or not names <= before.files.keys() or {*_sources(order)} != before.files.keys():
            return
        files: Prints = {}
        for name, seen in before.files.items():
            is_link = seen[3].startswith(LINK)
            if not is_link and name not in names:
                files[name] = (*UNSEEN, "")
                continue
            found = files[name] = _print(f"{order.source}/{name}", known.get(name))
            if found[:3] != seen[:3] or seen[3] not in ("", found[3]):
                return
    except (OSError, ValueError):
        return
    written = {f"{order.out}/{path.name}": (*UNSEEN, digest) for path, digest in outputs.items()}
    _write(order, Inputs(files, before.program, before.at), written, told)


def _stamp(order: Order) -> dict[str, Any] | None:
    """The one of this order, whose values may be anything. Raises what JSON raises."""
    folder = cache_folder()
    content = read_ours(folder / order.file) if folder else b""
    stamp = json.loads(content) if content else None
    if not isinstance(stamp, dict) or (stamp["format"], stamp["order"]) != (STAMP_FORMAT, order.text):
        return None
    return stamp


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


def _sources(order: Order) -> list[str]:
    """Paths, from the course's folder, of what may be a source. Raises ValueError where packages may stand among them."""
    root, out = Path(order.source), Path(order.out)
    if root.is_relative_to(out):
        raise ValueError(f"{root} is among packages")
    # What is written into the course's own folder is no source of it.
    written = f"{out.relative_to(root).as_posix()}/" if out.is_relative_to(root) else "\0"
    return [name for name in _names(order.source) if not name.startswith(written)]


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
    """Raises OSError where there is no file to be read. ``known`` spares the reading."""
    link = _link(path)
    if link:
        return (*UNSEEN, link)
    found = os.lstat(path)
    if not modes.S_ISREG(found.st_mode):
        raise OSError(f"{path} is no file")  # a pipe would be waited for
    times = _times(found)
    is_known = known is not None and bool(known[3]) and tuple(known[:3]) == times
    return (*times, str(known[3]) if known is not None and is_known else _sha256(path))


def _times(found: os.stat_result) -> tuple[int, int, int]:
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _link(path: str) -> str:
    """Where a link leads; out of the course's folder, it is refused."""
    return f"{LINK}{os.path.realpath(path)}" if os.path.islink(path) else ""  # noqa: PTH114  # called some thousand times


def _sha256(path: str) -> str:
    import hashlib  # it costs more than the rest of an idle build, and most files were left alone

    digest = hashlib.sha256()
    with open(path, "rb") as stream:  # noqa: PTH123  # as above
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _settled(files: Mapping[str, Sequence[Any]], at: int) -> Prints:
    """The files whose size and times can be trusted."""
    return {name: (old[0], old[1], old[2], old[3]) for name, old in files.items() if is_settled(old, at)}


def is_settled(times: Sequence[Any], at: int) -> bool:
    """True where a file of this size and these times cannot be written after ``at`` and keep all three."""
    is_fine = times[1] % 10_000_000 or times[2] % 10_000_000
    return bool(max(times[1], times[2]) < at - (FINE_NANOSECONDS if is_fine else COARSE_NANOSECONDS))


def _digests(files: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    return {name: str(old[3]) for name, old in files.items()}


def _tidy(folder: Path) -> None:
    """Takes stamps away that nobody has asked for in a long time."""
    limit = time.time() - OLD_SECONDS
    for entry in list(os.scandir(folder)):
        if entry.name.endswith((".json", ".part")) and entry.stat().st_mtime < limit:
            with suppress(OSError):
                Path(entry.path).unlink()

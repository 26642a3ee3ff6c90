"""Which compiler this is, by the content of its files: an installed one, or a checkout that is being worked on.

Reading some hundred files takes longer than a build that has nothing to do. So the digest is kept on a card, with the sizes
and times of all files as they were; while these are the same, so is the digest.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from scormpack import __version__
from scormpack.build_cache import cache_folder, read_ours
from scormpack.resources import template_folder

STARTED_NANOSECONDS = time.time_ns()
"""What is changed on disk after this moment may not be what runs."""

LAG_NANOSECONDS = 50_000_000
"""So far a file system's time may lie behind the clock: it moves in ticks of up to 10 milliseconds."""
COARSE_NANOSECONDS = 2_000_000_000
"""The coarsest of them, FAT, counts in two seconds."""

DEPENDENCIES = frozenset(
    {
        "annotated_types",
        "click",
        "jinja2",
        "lxml",
        "markdown_it_py",
        "markupsafe",
        "mdit_py_plugins",
        "mdurl",
        "pydantic",
        "pydantic_core",
        "pygments",
        "pyyaml",
        "typing_extensions",
        "typing_inspection",
    }
)
"""Distributions that may show in a package; the same test compares them too."""

NOT_READ = frozenset(
    {
        *("__pycache__", "node_modules", "src", "tests", "theme"),
        *("cli", "json_schema", "lab_check", "lab_server", "lrs_client", "lrs_server", "preview", "starter", "verify"),
    }
)
"""Folders below ours that no build reads: what the player and its styles are bundled from, and the rooms of other commands.

A test compares them with what a build imports.
"""

CARD = "program.txt"


class Program(NamedTuple):
    """``is_as_started`` is False where a file may have been changed after this process began."""

    digest: str
    is_as_started: bool


@lru_cache(maxsize=1)
def this_program() -> Program:
    """The compiler that runs, with all that its packages depend on besides the course. Asked once a process."""
    now = time.time_ns()
    files = [found for base in _bases() for found in _files_below(base)]
    facts = (__version__, sys.version, sys.platform, *_distributions())
    card = "\n".join([*facts, *[f"{path} {_times(status)}" for path, status in files]])
    latest = max((max(status.st_mtime_ns, status.st_ctime_ns) for _path, status in files), default=0)
    coarse = COARSE_NANOSECONDS if latest % 10_000_000 == 0 else LAG_NANOSECONDS
    digest = _kept_digest(card)
    if not digest:
        digest = _digest(facts, [path for path, _status in files])
        # Times prove the content only where they are not too young.
        if latest + coarse < now:
            _keep(card, digest)
    return Program(digest, latest + coarse < STARTED_NANOSECONDS)


def _times(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _bases() -> tuple[str, ...]:
    """Our folders: the package, and the templates where they lie beside it."""
    package, templates = Path(__file__).parent, template_folder()
    return (str(package),) if templates.is_relative_to(package) else (str(package), str(templates))


def _files_below(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        try:
            if not entry.is_dir():
                yield entry.path, entry.stat()
            elif entry.name not in NOT_READ:
                yield from _files_below(entry.path)
        except OSError:
            continue


def _distributions() -> Iterator[str]:
    """Names with versions, such as ``lxml-6.0.2.dist-info``, of what is installed where modules are looked for."""
    for folder in dict.fromkeys(sys.path):
        if folder.endswith("-packages"):
            with suppress(OSError):
                yield from sorted(name for name in os.listdir(folder) if _is_asked_for(name))  # noqa: PTH208  # names alone


def _is_asked_for(name: str) -> bool:
    if not name.endswith((".dist-info", ".egg-info")):
        return False
    return name.partition("-")[0].lower().replace(".", "_") in DEPENDENCIES


def _digest(facts: Sequence[str], paths: Sequence[str]) -> str:
    """Of content alone: the same for two installations of one version."""
    import hashlib

    bases, lines = _bases(), list(facts)
    for path in paths:
        name = next(path[len(base) :] for base in bases if path.startswith(base))
        try:
            lines.append(f"{name} {hashlib.sha256(Path(path).read_bytes()).hexdigest()}")
        except OSError as error:
            lines.append(f"{name} {error.strerror}")
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def _kept_digest(card: str) -> str:
    """The digest that was worked out when the files looked like this; empty where they looked otherwise."""
    folder = cache_folder()
    kept = read_ours(folder / CARD) if folder else b""
    digest, _, rest = kept.decode("utf-8", "surrogateescape").partition("\n")
    return digest if rest == card else ""


def _keep(card: str, digest: str) -> None:
    from scormpack.writing import write_beside

    folder = cache_folder()
    if folder is not None:
        with suppress(OSError):
            write_beside(folder / CARD, f"{digest}\n{card}".encode(errors="surrogateescape"), mode=0o600)

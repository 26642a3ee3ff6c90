"""Commands run one at a time, each in a fresh process, with what it cost (POSIX: `os.wait4`)."""

from __future__ import annotations

import atexit
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRIMER = Path(__file__).parent / "primer"
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""getrusage(2): ru_maxrss is in bytes on macOS, in kibibytes elsewhere."""


class NotMeasuredError(Exception):
    """A figure cannot be had; the text says why on one line: a command that failed, with the first mistake it named."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process cost, and what it said. Its peak memory counts no other process's."""

    seconds: float
    peak_mib: float
    output: str


def run(*command: str | Path, cached_in: Path | None = None) -> Spent:
    """Runs a command to its end; ``cached_in`` is the folder that it may keep a cache in. Raises NotMeasuredError."""
    environment = {**_environment(), **({"XDG_CACHE_HOME": str(cached_in)} if cached_in else {})}
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=out, stderr=err, cwd=ROOT, env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        output, complaint = out.read().decode(), err.read().decode()
    if process.returncode:
        lines = [line for line in complaint.splitlines() if line.strip()]
        first = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")
        raise NotMeasuredError(f"exit {process.returncode}: {first.strip()}")
    return Spent(seconds, usage.ru_maxrss * MAXRSS_UNIT / 2**20, output)


@cache
def _environment() -> dict[str, str]:
    """Ours, with bytecode that is kept between runs: a checkout is then as fast as what pip installs."""
    bytecode = tempfile.mkdtemp(prefix="scormpack-bench-bytecode-")
    atexit.register(shutil.rmtree, bytecode)
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PYTHONPYCACHEPREFIX": bytecode}


def python(*arguments: str | Path) -> Spent:
    """This interpreter with these arguments."""
    return run(sys.executable, *arguments)


def scormpack(*arguments: str | Path, cached_in: Path | None = None) -> Spent:
    """The command, by its script where it is installed: as an author runs it."""
    script = Path(sys.executable).parent / "scormpack"
    command = [script] if script.is_file() else [sys.executable, "-m", "scormpack"]
    return run(*command, *arguments, cached_in=cached_in)


def cold_build(course: Path, *targets: str, primed: bool = True) -> Spent:
    """Builds in a fresh process, into an empty folder, with a cache that has never seen the course.

    ``primed``: what the compiler keeps for all courses alike is there, as after the first build on a machine.
    """
    with scratch() as folder:
        options = [word for target in targets for word in ("--target", target)]
        if primed:
            shutil.copytree(_primed_cache(), folder / "cache")
        return scormpack("build", course, "--out", folder / "dist", *options, cached_in=folder / "cache")


@cache
def _primed_cache() -> Path:
    """The cache that the build of another course leaves behind."""
    folder = Path(tempfile.mkdtemp(prefix="scormpack-bench-primed-"))
    atexit.register(shutil.rmtree, folder)
    (folder / "cache").mkdir()
    scormpack("build", PRIMER, "--out", folder / "dist", cached_in=folder / "cache")
    return folder / "cache"


def unpacked_build(course: Path, folder: Path) -> tuple[Path, int]:
    """The SCORM 1.2 package of a course, unpacked below ``folder``, and the size of its archive in bytes."""
    scormpack("build", course, "--target", "scorm12", "--out", folder / "dist")
    (archive,) = (folder / "dist").glob("*.scorm12.zip")
    package = folder / folder.name
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(package)
    return package, archive.stat().st_size


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="scormpack-bench-") as folder:
        yield Path(folder)


def median_ratio(first: Callable[[], float], second: Callable[[], float], pairs: int, discarded: int = 1) -> float:
    """The median of ``second / first`` over A B A B … pairs; so many pairs before them are not counted.

    What slows the machine down slows both of a pair, so the ratio holds where seconds would not.
    """
    measured = [(first(), second()) for _pair in range(discarded + pairs)]
    return statistics.median(b / a for a, b in measured[discarded:])

"""Many courses at once, on as many processes as there are cores; whatever becomes of one, the rest is built.

A worker does one course after another. One that dies (of its memory, or killed) takes only the course with it that it
was at: that one failed, and another worker takes the place.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from scormpack.build_cache import cache_folder
from scormpack.rebuild import Asked, Outcome, already_built, build_anew
from scormpack.writing import clear_unfinished

_PLAIN = {
    field: re.compile(rf"^{field}:[ \t]+([A-Za-z][\w-]*|\d+\.\d+\.\d+)[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)
    for field in ("id", "version")
}
"""How ids and versions are written nearly always: at the left margin, without quotation marks."""

BEGUN = "begun"
"""What a worker says of a course before anything can happen to it."""

END_SECONDS = 5
"""How long a process may take to be gone that has closed its pipe."""


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def rebuild_all(asked: Sequence[Asked], jobs: int) -> Generator[tuple[int, Outcome], None, None]:
    """Each course's number with what came of it, as they are done; ``jobs`` workers at most.

    First come those for which nothing is to be done. Where one is left it is built in this process. Closing the iterator
    ends the workers, and takes away what they had not written to the end.
    """
    waiting: list[int] = []
    for number, one in enumerate(asked):
        outcome = already_built(one)
        if outcome is None:
            waiting.append(number)
        else:
            yield number, outcome
    waiting.reverse()
    if len(waiting) == 1:
        yield waiting[0], _carried_out(asked[waiting[0]])
        return
    yield from _work_through(asked, waiting, jobs)


def _work_through(asked: Sequence[Asked], waiting: list[int], jobs: int) -> Generator[tuple[int, Outcome], None, None]:
    """Those whose numbers wait, the last one first."""
    context = _context()
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                number = waiting.pop()
                workers.append(_Worker(context, number, asked[number], workers))
            ready = wait([worker.pipe for worker in workers])
            for worker in [one for one in workers if one.pipe in ready]:
                found = worker.heard()
                if found == BEGUN:
                    continue
                if isinstance(found, Outcome):
                    yield worker.number, found
                elif worker.has_begun or worker.is_new:
                    yield worker.number, Outcome(asked[worker.number], "failed", failure=worker.epitaph())
                else:
                    # It died after the course before; this one is not blamed for that.
                    waiting.append(worker.number)
                if isinstance(found, Outcome) and waiting:
                    number = waiting.pop()
                    worker.take(number, asked[number])
                else:
                    workers.remove(worker)
                    worker.kill()
    finally:
        for worker in workers:
            worker.kill()


def clashes(asked: Sequence[Asked]) -> dict[int, int]:
    """The numbers of courses whose packages would stand in the place of another's: each with that other's number.

    What a course.yaml calls itself is looked up in it, so that nothing has to be compiled first.
    """
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for number, one in enumerate(asked):
        name = _name(one.source)
        if name is None:
            continue
        other = first.setdefault((os.path.realpath(one.out), *name), number)
        if other != number:
            found[number] = other
            found.setdefault(other, number)
    return found


def _name(source: Path) -> tuple[str, str] | None:
    """The id and version of a course; None where its course.yaml cannot be read, so that it will not be built either."""
    file = source / "course.yaml" if source.is_dir() else source
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, ValueError):
        return None
    plain = [_PLAIN[field].findall(text) for field in ("id", "version")]
    if all(len(found) == 1 for found in plain):
        return plain[0][0], plain[1][0]
    # Quoted, or written in a way that only a parser understands, which takes time to import.
    from scormpack.load.yaml_source import read_yaml
    from scormpack.source import SourceFile

    data = read_yaml(SourceFile(file.name, text)).data
    return (str(data.get("id")), str(data.get("version"))) if isinstance(data, dict) else None


def _context() -> BaseContext:
    """Workers begin with all that compiles, where a process can be made from another one without danger."""
    if sys.platform == "linux":
        import scormpack.build  # noqa: F401  # so that each worker has it from its first moment

        gc.freeze()
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


class _Worker:
    """A process and the course that it is at."""

    def __init__(self, context: BaseContext, number: int, asked: Asked, others: Sequence[_Worker]) -> None:
        self.pipe, theirs = context.Pipe()
        # A fork has the parent's ends of all pipes. Held open there, they would hide from the others that the parent is gone.
        inherited = [self.pipe, *(other.pipe for other in others)] if context.get_start_method() == "fork" else []
        self._process: BaseProcess = context.Process(target=_work, args=(theirs, inherited), daemon=True)  # type: ignore[attr-defined]  # every context has one
        self._process.start()
        theirs.close()
        self.take(number, asked)
        self.is_new = True

    def take(self, number: int, asked: Asked) -> None:
        """The next course."""
        self.number, self._asked = number, asked
        self.is_new = self.has_begun = False
        with suppress(OSError):  # one that has died is heard to have
            self.pipe.send(asked)

    def heard(self) -> Outcome | str | None:
        """That the course was begun, or what came of it; None where the worker has died."""
        try:
            found: Outcome | str = self.pipe.recv()
        except (EOFError, OSError):
            return None
        self.has_begun = True
        return found

    def epitaph(self) -> str:
        """How the worker died."""
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        if code is not None and code < 0:
            name = next((one.name for one in signal.Signals if one == -code), str(-code))
            return f"the process that built it was ended by {name}"
        return f"the process that built it ended with status {code}"

    def kill(self) -> None:
        """Ends it now; nothing of it stays behind."""
        self.pipe.close()
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        for folder in (self._asked.out, cache_folder()):
            if folder is not None and self._process.pid is not None:
                clear_unfinished(folder, self._process.pid)


def _work(pipe: Connection[Any, Any], inherited: Sequence[Connection[Any, Any]]) -> None:
    """A worker's life; it ends with the parent's. Ctrl-C is for the parent, which then ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for parents_end in inherited:
        parents_end.close()
    while True:
        try:
            asked: Asked = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        try:
            pipe.send(BEGUN)
            pipe.send(_carried_out(asked))
        except OSError:
            os._exit(1)
        gc.collect()


def _carried_out(asked: Asked) -> Outcome:
    """A mistake of the program is one course's misfortune, told with its place; the rest goes on."""
    try:
        return build_anew(asked)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is reported as this course's failure
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        words = f"a mistake of scormpack's own: {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        return Outcome(asked, "failed", failure=" ".join(words.split()))

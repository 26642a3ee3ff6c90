"""Many courses at once, on as many processes as there are cores; whatever becomes of one, the rest is built.

A worker does one course after another. One that dies (of its memory, or killed) takes only the course with it that it
was at: that one failed, and another worker takes the place.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from scormpack.rebuild import Asked, Outcome, already_built, rebuild

END_SECONDS = 5
"""How long a worker may take to end when it is told to."""


def cores() -> int:
    """How many processes can run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def rebuild_all(asked: Sequence[Asked], jobs: int) -> Iterator[tuple[int, Outcome]]:
    """Each course's number with what came of it, as they are done; ``jobs`` workers at most. One course needs none.

    First come those for which nothing is to be done.
    """
    waiting: list[int] = []
    for number, one in enumerate(asked):
        outcome = already_built(one)
        if outcome is None:
            waiting.append(number)
        else:
            yield number, outcome
    waiting.reverse()
    jobs = min(jobs, len(waiting))
    if jobs <= 1:
        while waiting:
            number = waiting.pop()
            yield number, _carried_out(asked[number])
        return
    context = _context()
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_Worker(context, waiting.pop(), asked, workers))
            ready = wait([worker.pipe for worker in workers])
            for worker in [one for one in workers if one.pipe in ready]:
                number = worker.number
                outcome = worker.result()
                yield number, outcome or Outcome(asked[number], "failed", failure=worker.epitaph())
                if outcome is not None and waiting:
                    worker.take(waiting.pop(), asked)
                else:
                    workers.remove(worker)
                    worker.end()
    finally:
        for worker in workers:
            worker.kill()


def clashes(asked: Sequence[Asked]) -> dict[int, int]:
    """The numbers of courses whose packages would stand in the place of another's: each with that other's number.

    What a course.yaml calls itself is looked up in its text, so that nothing has to be compiled first.
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
    """The id and version at the left margin of a course.yaml; None where they do not stand there."""
    import re

    file = source / "course.yaml" if source.is_dir() else source
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, ValueError):
        return None
    values = []
    for field in ("id", "version"):
        written = re.search(rf"""^{field}:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#'"][^\n#]*))""", text, re.MULTILINE)
        if written is None:
            return None
        values.append(next(value for value in written.groups() if value is not None).strip())
    return values[0], values[1]


def _context() -> BaseContext:
    """Workers begin with all that compiles, where a process can be made from another one without danger."""
    if sys.platform == "linux":
        import scormpack.build  # noqa: F401  # so that each worker has it from its first moment

        gc.freeze()
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


class _Worker:
    """A process and the course that it is at."""

    def __init__(self, context: BaseContext, number: int, asked: Sequence[Asked], others: Sequence[_Worker]) -> None:
        self.pipe, theirs = context.Pipe()
        # A fork has the parent's ends of all pipes. Held open there, they would hide from the others that the parent is gone.
        inherited = [self.pipe, *(other.pipe for other in others)] if context.get_start_method() == "fork" else []
        self._process: BaseProcess = context.Process(target=_work, args=(theirs, inherited), daemon=True)  # type: ignore[attr-defined]  # every context has one
        self._process.start()
        theirs.close()
        self.take(number, asked)

    def take(self, number: int, asked: Sequence[Asked]) -> None:
        """The next course."""
        self.number = number
        with suppress(OSError):  # a worker that has died says so at `result`
            self.pipe.send(asked[number])

    def result(self) -> Outcome | None:
        """What came of the course; None where the worker has died."""
        try:
            found: Outcome = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return found

    def epitaph(self) -> str:
        """How the worker died."""
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        if code is not None and code < 0:
            name = next((one.name for one in signal.Signals if one == -code), str(-code))
            return f"the process that built it was ended by {name}"
        return f"the process that built it ended with status {code}"

    def end(self) -> None:
        """Tells it to end, and sees that it does."""
        self.pipe.close()
        self._process.join(END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Ends it now."""
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _work(pipe: Connection[Any, Any], inherited: Sequence[Connection[Any, Any]]) -> None:
    """A worker's life; it ends with the parent's. Ctrl-C is for the parent, which then ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for parents_end in inherited:
        parents_end.close()
    while True:
        try:
            asked: Asked = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        outcome = _carried_out(asked)
        try:
            pipe.send(outcome)
        except OSError:
            os._exit(1)
        gc.collect()


def _carried_out(asked: Asked) -> Outcome:
    """A mistake of the program is one course's misfortune, told with its place; the rest goes on."""
    try:
        return rebuild(asked)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is reported as this course's failure
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        words = f"a mistake of scormpack's own: {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        return Outcome(asked, "failed", failure=" ".join(words.split()))

"""`scormpack build --watch`: packages that follow their sources."""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from scormpack.cli.build import tell
from scormpack.cli.output import voice
from scormpack.cli.parameters import COURSE_FILE
from scormpack.rebuild import Asked, Outcome, already_built, build_anew
from scormpack.watching import changes
from scormpack.workbench import Workbench

_Saves = queue.SimpleQueue[frozenset[Path] | Exception]


class _Followed:
    """A course that is built again and again."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._workbench: Workbench | None = None
        self._written: frozenset[str] = frozenset()

    @property
    def root(self) -> Path:
        """The course's folder, which may not be there just now."""
        source = self.asked.source
        return Path(os.path.realpath(source.parent if source.name == COURSE_FILE else source))

    def inputs(self, paths: frozenset[Path]) -> list[str]:
        """The names of those that may be sources of it: not what was written into its own folder."""
        out = Path(os.path.realpath(self.asked.out))
        beside = self.root.is_relative_to(out)
        return sorted(
            path.name
            for path in paths
            if path.is_relative_to(self.root)
            and (path.name not in self._written if beside else not path.is_relative_to(out))
        )

    def build(self) -> Outcome:
        """As `rebuild`, at the cost of what changed."""
        outcome = already_built(self.asked)
        if outcome is None:
            self._workbench = self._workbench or Workbench(self.asked.source, self.asked.proxy())
            outcome = build_anew(self.asked, self._workbench)
        self.asked = self.asked._replace(force=False)
        self._written |= outcome.written
        return outcome


def follow(asked: Sequence[Asked]) -> None:
    """Builds, and builds again what is saved, until Ctrl-C."""
    gc.enable()  # the command starts without: most of its runs are short
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    courses = [_Followed(one) for one in asked]
    saves: _Saves = queue.SimpleQueue()
    stop = threading.Event()
    # It listens before anything is read, so that no save is missed while the first build runs.
    listener = threading.Thread(target=_listen, args=(courses, stop, saves), daemon=True)
    listener.start()
    try:
        for course in courses:
            _build(course)
        voice().confirm("Waiting for changes; Ctrl-C ends it.")
        while True:
            paths = _next(saves)
            for course in courses:
                names = course.inputs(paths)
                if names:
                    voice().confirm(f"{', '.join(names)}:")
                    _build(course)
    except KeyboardInterrupt:
        stop.set()
    except OSError as error:
        click.echo(f"scormpack: nothing can be watched: {error}", err=True)
        sys.exit(1)
    listener.join(1)
    voice().confirm("Stopped.")


def _listen(courses: Sequence[_Followed], stop: threading.Event, saves: _Saves) -> None:
    try:
        for paths in changes(lambda: [course.root for course in courses], stop):
            saves.put(paths)
    except Exception as error:  # noqa: BLE001  # raised again where it can be told
        saves.put(error)


def _next(saves: _Saves) -> frozenset[Path]:
    """All that was saved since the last time; waits for something."""
    found = [saves.get()]
    while not saves.empty():
        found.append(saves.get())
    paths: set[Path] = set()
    for one in found:
        if isinstance(one, Exception):
            raise one
        paths |= one
    return frozenset(paths)


def _build(course: _Followed) -> None:
    outcome = course.build()
    tell(outcome)
    if outcome.status == "built":
        voice().confirm(f"Built in {outcome.seconds * 1000:.0f} ms.")
    elif outcome.status == "failed":
        voice().remark("The packages of the last build stay as they are.")

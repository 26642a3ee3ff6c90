"""The course as its sources stand, target by target: what is shown, what is wrong, and the last package that was whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scormpack.bundle import Bundle
from scormpack.contract import LabProxy
from scormpack.diagnostics import Diagnostic, ScormpackError, has_errors
from scormpack.model import Course
from scormpack.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Edition:
    """One target after the newest save.

    ``number`` counts up whenever ``bundle`` has other bytes than before; ``bundle`` is the newest that was whole, None
    where there has been none. ``is_current``: the sources as they are now give this very bundle. ``failure`` is one line
    where the machine failed, not the author.
    """

    target: str
    number: int
    bundle: Bundle | None
    is_current: bool
    course: Course | None
    diagnostics: tuple[Diagnostic, ...]
    milliseconds: float
    failure: str = ""


class Editions:
    """Any thread may ask; compiling is done by one at a time, and only for targets that somebody looks at."""

    def __init__(self, source: Path, lab_proxy: LabProxy | None) -> None:
        self._workbench = Workbench(source, lab_proxy)
        self._lock = threading.Lock()
        self._held: dict[str, Edition] = {}
        self._stale: set[str] = set()
        self._course: Course | None = None

    def edition(self, target: str) -> Edition:
        """The target as the sources stood at the last `refresh`, compiled now where nobody has looked before."""
        with self._lock:
            if target not in self._held or target in self._stale:
                self._compile(target)
            return self._held[target]

    def refresh(self, looked_at: Sequence[str]) -> tuple[Edition, ...]:
        """Something was saved: these targets are compiled again now, others when they are asked for."""
        with self._lock:
            self._stale = set(self._held)
            for target in looked_at:
                self._compile(target)
            return tuple(self._held[target] for target in looked_at)

    def course(self) -> Course | None:
        """The newest course that could be read, for whichever target."""
        return self._course

    def watched(self) -> frozenset[Path]:
        """The folders whose changes matter."""
        with self._lock:
            return self._workbench.watched()

    def _compile(self, target: str) -> None:
        before = self._held.get(target)
        began = time.perf_counter()
        failure, bundle = "", None
        course: Course | None = None
        diagnostics: tuple[Diagnostic, ...] = ()
        try:
            result, bundles = self._workbench.update((target,))
        except ScormpackError as error:
            failure = str(error)
        else:
            diagnostics, course = result.diagnostics, result.loaded.course
            self._course = course or self._course
            bundle = None if has_errors(diagnostics) else bundles.get(target)
        spent = (time.perf_counter() - began) * 1000
        shown, number = (before.bundle, before.number) if before else (None, 0)
        if bundle is not None and (shown is None or not _same(bundle, shown)):
            shown, number = bundle, number + 1
        known = course if course is not None or before is None else before.course
        self._held[target] = Edition(target, number, shown, bundle is not None, known, diagnostics, spent, failure)
        self._stale.discard(target)


def _same(one: Bundle, other: Bundle) -> bool:
    if list(one) != list(other):
        return False
    return all(content is other.files[path] or content == other.files[path] for path, content in one.files.items())

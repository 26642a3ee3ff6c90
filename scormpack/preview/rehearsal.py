"""The labs' proxy for a preview: in rehearsal, with the labs as the sources have them now."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from starlette.types import ASGIApp

from scormpack.diagnostics import ScormpackError
from scormpack.lab_server.prompts import LabPrompt, Labs
from scormpack.lab_server.settings import Limits, Secrets, Server, Settings
from scormpack.model import Course

NEEDED = ("httpx", "limits", "prometheus_client")
"""What the extra `proxy` installs."""

PATIENT = Limits(requests_per_minute=600, sessions_per_hour=10_000, turns_per_session=10_000)
"""An author tries a lab out more often than any learner would."""


def is_installed() -> bool:
    """True where the labs' proxy can be run."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


class LiveLabs:
    """The labs of the newest course that could be read."""

    def __init__(self, current: Callable[[], Course | None]) -> None:
        self._current = current
        self._course: Course | None = None
        self._labs: Labs | None = None

    courses = 1

    def __len__(self) -> int:
        """How many labs the course has."""
        return len(self._now() or ())

    def find(self, course: str, lab: str) -> LabPrompt | None:
        """None where there is no such lab."""
        labs = self._now()
        return labs.find(course, lab) if labs else None

    def _now(self) -> Labs | None:
        course = self._current()
        if course is not self._course:
            self._course, self._labs = course, _labs(course)
        return self._labs


def _labs(course: Course | None) -> Labs | None:
    try:
        return Labs([course]) if course else None
    except ScormpackError:
        return None  # A course without labs.


def rehearsal(current: Callable[[], Course | None], origins: list[str]) -> ASGIApp:
    """The proxy's application; the labs' own scripts answer, no model does."""
    from scormpack.lab_server.app import Proxy

    settings = Settings(server=Server(origins=origins), limits=PATIENT)
    return Proxy(settings, Secrets(), LiveLabs(current), rehearsal=True).application()

"""Runs the proxy over HTTP: for a test or a preview inside this process, or for `scormpack proxy serve`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette

from scormpack.lab_server.app import Proxy
from scormpack.lab_server.prompts import Labs, read_labs
from scormpack.lab_server.settings import Secrets, Settings, is_loopback
from scormpack.listening import address_of, listening

Result = TypeVar("Result")

WORKER_VARIABLE = "SCORMPACK_PROXY_WORKER"
"""How the first process tells the workers that it starts what to serve: JSON, without secrets."""

WAITING = 2048
"""How many connections may wait to be taken."""

GRACE_SECONDS = 10
"""How long replies under way may go on when the service is told to end."""

LAST_SECONDS = 1
"""The same at the end of `serving`."""


class UtcFormatter(logging.Formatter):
    """`2026-11-01T08:30:00Z info ...`."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        """One line; a level in lower case."""
        record.level = record.levelname.lower()
        return super().format(record)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": UtcFormatter, "format": "%(asctime)s %(level)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "scormpack.lab_server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}


class RunningProxy:
    """A proxy that answers at ``url`` while its context lasts. ``loop`` is the one that it runs in."""

    def __init__(self, proxy: Proxy, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.proxy, self.url, self._loop = proxy, url, loop

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Runs ``work`` in the proxy's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def tasks(self) -> int:
        """How many tasks the loop has, this question's own not counted."""

        async def count() -> int:
            return len(asyncio.all_tasks()) - 1

        return self.call(count())


def _options(log: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "log_config": log,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "ws": "none",
        "http": "h11",
        "timeout_keep_alive": 30,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }


class _Server(uvicorn.Server):
    """Keeps the loop that it runs in."""

    loop: asyncio.AbstractEventLoop

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Until it is told to end."""
        self.loop = asyncio.get_running_loop()
        await super().serve(sockets)


@contextmanager
def serving(  # noqa: PLR0913  # each has a name
    *,
    labs: Labs,
    settings: Settings,
    secrets: Secrets | None = None,
    rehearsal: bool = False,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[RunningProxy]:
    """A proxy on a thread of its own; ``port`` 0 takes a free one. It answers when this yields.

    Host, port and workers of the settings are passed over.
    """
    proxy = Proxy(settings, secrets or Secrets(), labs, rehearsal=rehearsal)
    bound = listening(host, port, WAITING)
    url = f"{address_of(bound)}/v1"
    server = _Server(uvicorn.Config(proxy.application(), **_options(None)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield RunningProxy(proxy, url, server.loop)
    finally:
        server.should_exit = True
        server.config.timeout_graceful_shutdown = LAST_SECONDS
        thread.join()
        bound.close()


def run(settings: Settings, secrets: Secrets, sources: Sequence[Path], labs: Labs, *, rehearsal: bool) -> None:
    """Serves until it is interrupted. Raises `ScormpackError` where the port is taken.

    Several workers read the courses again, each for itself, and their secrets from the environment.
    """
    place = settings.server
    if place.workers == 1:
        proxy = Proxy(settings, secrets, labs, rehearsal=rehearsal)
        bound = listening(place.host, place.port, WAITING)
        try:
            uvicorn.Server(uvicorn.Config(proxy.application(), **_options(LOGGING))).run(sockets=[bound])
        finally:
            bound.close()
        return
    told = {
        "settings": settings.model_dump(mode="json"),
        "sources": [str(source.resolve()) for source in sources],
        "rehearsal": rehearsal,
    }
    os.environ[WORKER_VARIABLE] = json.dumps(told)
    uvicorn.run(
        "scormpack.lab_server.serve:worker",
        factory=True,
        host=place.host,
        port=place.port,
        workers=place.workers,
        backlog=WAITING,
        **_options(LOGGING),
    )


def worker() -> Starlette:
    """The application of one worker, as the first process has told it in the environment."""
    told = json.loads(os.environ[WORKER_VARIABLE])
    settings = Settings.model_validate(told["settings"])
    labs = read_labs(Path(source) for source in told["sources"])
    return Proxy(settings, Secrets.from_environment(os.environ), labs, rehearsal=told["rehearsal"]).application()


def check_place(settings: Settings) -> None:
    """Raises `ScormpackError` where nobody can listen there: found out before an address is shown."""
    listening(settings.server.host, settings.server.port).close()


def is_local(settings: Settings) -> bool:
    """True where nobody but this machine can reach the service."""
    return is_loopback(settings.server.host)

"""Runs the LRS over HTTP: for a test or a preview inside this process, or for `scormpack lrs serve`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from scormpack.listening import address_of, listening
from scormpack.lrs_server.access import Credentials
from scormpack.lrs_server.app import Lrs
from scormpack.lrs_server.cmi5_sessions import Cmi5Launch
from scormpack.lrs_server.database import Database


class RunningLrs:
    """An LRS that answers at ``endpoint`` while its context lasts."""

    def __init__(self, lrs: Lrs, endpoint: str, authorization: str) -> None:
        self._lrs = lrs
        self.endpoint = endpoint
        self.authorization = authorization

    def statements(self) -> list[dict[str, Any]]:
        """All statements in the order in which they were stored, voided ones too."""
        return list(self._lrs.store.everything())

    def launch_cmi5(self, launch: Cmi5Launch) -> str:
        """Prepares a cmi5 session, and gives the query that the unit's address is to have (cmi5, 8.1)."""
        return self._lrs.sessions.open(launch)


def _server(lrs: Lrs, origins: Sequence[str]) -> uvicorn.Server:
    config = uvicorn.Config(
        lrs.application(origins),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=30,
    )
    return uvicorn.Server(config)


@contextmanager
def serving(
    *,
    credentials: Credentials,
    database: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    origins: Sequence[str] = ("*",),
) -> Iterator[RunningLrs]:
    """An LRS on a thread of its own; ``port`` 0 takes a free one. It answers when this yields."""
    bound = listening(host, port)
    endpoint = f"{address_of(bound)}/xapi/"
    kept = Database(database)
    lrs = Lrs(kept, credentials, endpoint)
    server = _server(lrs, origins)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield RunningLrs(lrs, endpoint, credentials.authorization)
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join()
        bound.close()
        kept.close()


def run(bound: socket.socket, database: Path | None, credentials: Credentials, origins: Sequence[str] = ("*",)) -> None:
    """Serves at that socket until it is interrupted. Raises `ScormpackError` where the database cannot be opened."""
    kept = Database(database)
    try:
        _server(Lrs(kept, credentials, f"{address_of(bound)}/xapi/"), origins).run(sockets=[bound])
    finally:
        kept.close()

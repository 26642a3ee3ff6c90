"""Runs the LRS over HTTP: for a test or a preview inside this process, or for `scormpack lrs serve`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from scormpack.diagnostics import ScormpackError
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


def listening(host: str, port: int) -> socket.socket:
    """A socket that answers there; raises `ScormpackError` where the port is taken. Port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named; without it an answer takes 40 ms more.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise ScormpackError(f"{host}:{port} cannot be listened on: {error.strerror or error}") from error
    bound.listen(128)
    return bound


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


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/xapi/" if ":" in host else f"http://{host}:{port}/xapi/"


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
    endpoint = _address(bound)
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


def run(database: Path | None, credentials: Credentials, host: str, port: int, origins: Sequence[str] = ("*",)) -> None:
    """Serves until it is interrupted. Raises `ScormpackError` where the port is taken."""
    bound = listening(host, port)
    kept = Database(database)
    try:
        _server(Lrs(kept, credentials, _address(bound)), origins).run(sockets=[bound])
    finally:
        kept.close()

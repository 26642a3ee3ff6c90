"""Runs the preview: a server on the loopback, and a watcher that compiles what was saved."""

from __future__ import annotations

import queue
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from scormpack.contract import LabProxy
from scormpack.diagnostics import ScormpackError
from scormpack.listening import address_of, listening
from scormpack.lrs_server import Credentials, Lrs
from scormpack.lrs_server.database import Database
from scormpack.preview import rehearsal
from scormpack.preview.app import PreviewApp, page_files
from scormpack.preview.channel import Channel
from scormpack.preview.editions import Edition, Editions
from scormpack.preview.report import news
from scormpack.proxy_url import DEFAULT_MODEL, parse_lab_proxy
from scormpack.watching import changes

HOST = "127.0.0.1"
USUAL_PORT = 8300
WAIT_SECONDS = 0.5
"""How soon the end is noticed."""

PORTS = 20
"""Of so many the first that is free is taken, where the author names none."""


@dataclass(frozen=True, slots=True)
class Labs:
    """Who answers in labs: ``proxy`` is reached by the package, ``rehearsed`` by us."""

    proxy: LabProxy | None
    rehearsed: bool


class Preview:
    """A preview that answers at ``url`` while its context lasts."""

    def __init__(self, url: str, editions: Editions, channel: Channel, labs: Labs) -> None:
        self.url, self.editions, self._channel, self.labs = url, editions, channel, labs

    def saved(self, paths: frozenset[Path]) -> tuple[Edition, ...]:
        """Compiles what pages look at, and tells them."""
        editions = self.editions.refresh(self._channel.targets())
        names = sorted(path.name for path in paths)
        for edition in editions:
            self._channel.tell("edition", {**news(edition), "saved": names})
        return editions


@contextmanager
def serving(
    source: Path, *, port: int | None = None, lab_proxy: LabProxy | None = None, rehearse: bool = True
) -> Iterator[Preview]:
    """A preview on threads of its own; ``port`` None takes the usual one or a free one near it, 0 any.

    Without ``lab_proxy``, labs are rehearsed here, unless ``rehearse`` is False or what it needs is not installed: then the
    package is built without a proxy. Raises `ScormpackError` where the port is taken.
    """
    for file in page_files():
        if not file.is_file():
            raise ScormpackError(f"{file} is missing: the preview was not built (in a checkout, run `make build`)")
    bound = _bound(port)
    origin = address_of(bound)
    rehearsed = lab_proxy is None and rehearse and rehearsal.is_installed()
    proxy = parse_lab_proxy(f"{origin}/v1", DEFAULT_MODEL) if rehearsed else lab_proxy
    editions, channel = Editions(source, proxy), Channel()
    credentials = Credentials("preview", secrets.token_urlsafe(18))
    database = Database(None)
    app = PreviewApp(
        editions=editions,
        channel=channel,
        lrs=Lrs(database, credentials, f"{origin}/xapi/"),
        origin=origin,
        authorization=credentials.authorization,
        proxy=rehearsal.rehearsal(editions.course, [origin, origin.replace(HOST, "localhost")]) if rehearsed else None,
    )
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_keep_alive=30
    )
    server = uvicorn.Server(config)
    preview = Preview(f"{origin}/", editions, channel, Labs(proxy, rehearsed))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield preview
    finally:
        channel.close()
        server.should_exit = True
        server.force_exit = True
        thread.join()
        bound.close()
        database.close()


def run(preview: Preview, stop: threading.Event) -> Iterator[tuple[frozenset[Path], tuple[Edition, ...]]]:
    """Each save with what it gave, until ``stop``; where nobody looks, nothing is compiled.

    It listens from now on, so that a save while the first edition is compiled is not missed.
    """
    saves: _Saves = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(preview, stop, saves), daemon=True).start()
    return _told(preview, stop, saves)


_Saves = queue.SimpleQueue[frozenset[Path] | Exception]


def _listen(preview: Preview, stop: threading.Event, saves: _Saves) -> None:
    try:
        for paths in changes(preview.editions.watched, stop):
            saves.put(paths)
    except Exception as error:  # noqa: BLE001  # raised again where it can be told
        saves.put(error)


def _told(
    preview: Preview, stop: threading.Event, saves: _Saves
) -> Iterator[tuple[frozenset[Path], tuple[Edition, ...]]]:
    while not stop.is_set():
        try:
            paths = saves.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            continue
        if isinstance(paths, Exception):
            raise ScormpackError(f"the course's folder cannot be watched: {paths}") from paths
        yield paths, preview.saved(paths)


def _bound(port: int | None) -> socket.socket:
    if port is not None:
        return listening(HOST, port)
    for number in range(USUAL_PORT, USUAL_PORT + PORTS):
        try:
            return listening(HOST, number)
        except ScormpackError:
            continue
    return listening(HOST, 0)

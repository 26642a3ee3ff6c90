"""The way to one client: its head, its events, a sign of life while there is nothing to say, and whether it is still there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from starlette.types import Receive, Send

from scormpack.lab_server.stream import WAITING

HEAD = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)


class Outlet:
    """A stream of events to a client. ``started``: the head is sent, so its status can no longer change."""

    def __init__(self, send: Send, head_seconds: float, comment_seconds: float) -> None:
        self._send, self._head_seconds, self._comment_seconds = send, head_seconds, comment_seconds
        self._lock = asyncio.Lock()
        self._last = monotonic()
        self.started = False

    async def head(self) -> None:
        """Sends the head, where it is not sent yet."""
        async with self._lock:
            await self._head()

    async def event(self, data: bytes) -> None:
        """Sends one event, after the head."""
        async with self._lock:
            await self._head()
            await self._body(data)

    async def end(self) -> None:
        """Ends the answer."""
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        """While this lasts, the head goes out after ``head_seconds`` at the latest, and a comment into every long silence."""
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beat.cancel()
            await asyncio.gather(beat, return_exceptions=True)

    async def _beat(self) -> None:
        while True:
            silent = monotonic() - self._last
            left = (self._comment_seconds if self.started else self._head_seconds) - silent
            if left <= 0:
                await self.event(WAITING)
            else:
                await asyncio.sleep(min(left, self._comment_seconds))

    async def _head(self) -> None:
        if not self.started:
            self.started = True
            await self._send({"type": "http.response.start", "status": 200, "headers": list(HEAD)})
            self._last = monotonic()

    async def _body(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})
        self._last = monotonic()


async def while_connected(receive: Receive, work: Coroutine[Any, Any, None]) -> bool:
    """Runs ``work`` to its end, or to that of the connection: then it is cancelled, and has cleaned up. True when whole.

    The request's body has been read.
    """
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        whole = task.done()
        gone.cancel()
        task.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)
    if whole or not task.cancelled():
        task.result()
    return whole


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

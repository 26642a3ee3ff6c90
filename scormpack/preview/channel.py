"""What happens, told to every page that listens (server-sent events: HTML, 9.2)."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from typing import Any

MOST_WAITING = 1000
"""A page that reads so slowly is let go; it comes back by itself and asks for everything anew."""

BEAT_SECONDS = 10.0
"""A comment so often, so that a page that went away is noticed."""


class Channel:
    """Any thread may tell; each listener is a stream of its own on the server's loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[asyncio.Queue[bytes | None], tuple[asyncio.AbstractEventLoop, str]] = {}
        self._closed = False

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        """To all who listen now."""
        text = f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
        with self._lock:
            for queue, (loop, _target) in self._listeners.items():
                loop.call_soon_threadsafe(_put, queue, text)

    def targets(self) -> tuple[str, ...]:
        """The targets that pages look at, each once."""
        with self._lock:
            return tuple(dict.fromkeys(target for _loop, target in self._listeners.values()))

    def close(self) -> None:
        """Ends all streams, and those that begin from now on."""
        with self._lock:
            self._closed = True
            for queue, (loop, _target) in self._listeners.items():
                loop.call_soon_threadsafe(_put, queue, None)

    async def listen(self, target: str) -> AsyncIterator[bytes]:
        """What is told while the page looks at ``target``."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)
        with self._lock:
            if self._closed:
                return
            self._listeners[queue] = (asyncio.get_running_loop(), target)
        try:
            yield b"event: hello\ndata: {}\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
                except TimeoutError:
                    text = b": still here\n\n"
                if text is None:
                    return
                yield text
        finally:
            with self._lock:
                self._listeners.pop(queue, None)


def _put(queue: asyncio.Queue[bytes | None], text: bytes | None) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        text = None
    queue.put_nowait(text)

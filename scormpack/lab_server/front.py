"""What every request meets first: whose page it comes from. And last: its line in the log, its place in the metrics."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scormpack.lab_server.answers import RefusedError, refusal, unavailable
from scormpack.lab_server.asked import ClientGoneError
from scormpack.lab_server.estimate import NO_TOKENS, Tokens
from scormpack.lab_server.limits import COUNTERS_FAILED
from scormpack.lab_server.metrics import Metrics

LOG = logging.getLogger("scormpack.lab_server")

BASE: Final = "/v1"
RESOURCES: Final = {
    f"{BASE}/chat/completions": "chat",
    f"{BASE}/sessions": "sessions",
    "/healthz": "healthz",
    "/metrics": "metrics",
}
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")

LINGER_SECONDS: Final = 2
"""How long the rest of a refused body is read, so that whoever sends it gets to see the refusal."""

NOBODY: Final = 499
"""The status in log and metrics where the client was gone before it was answered; it is no status of HTTP's."""


@dataclass(slots=True)
class Note:
    """What the log is told of a request. ``session`` is hashed."""

    session: str = "-"
    tokens: Tokens = NO_TOKENS
    status: int = NOBODY
    body_read: bool = False


def note_of(scope: Scope) -> Note:
    """The request's note."""
    note: Note = scope["scormpack.note"]
    return note


class Front:
    """An ASGI application around the service's own."""

    def __init__(self, app: ASGIApp, origins: Collection[str], metrics: Metrics) -> None:
        self._app, self._origins, self._metrics = app, frozenset(origins), metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = monotonic()
        note = scope["scormpack.note"] = Note()
        resource = RESOURCES.get(scope["path"], "other")
        try:
            await self._answered(scope, _noting_body(receive, note), _noting_status(send, note))
        finally:
            seconds = monotonic() - began
            self._metrics.count_request(resource, note.status, seconds)
            method = scope["method"] if scope["method"] in METHODS else "other"
            LOG.info(
                "%s %s %d session=%s in=%d out=%d ms=%d",
                method,
                resource,
                note.status,
                note.session,
                *note.tokens,
                seconds * 1000,
            )

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        note = note_of(scope)
        try:
            if scope["path"].startswith(f"{BASE}/"):
                origin = self._origin(scope)
                send = _for_origin(send, origin)
                if scope["method"] == "OPTIONS":
                    await _preflight(scope)(scope, receive, send)
                    return
            await self._app(scope, receive, send)
        except ClientGoneError:
            pass
        except RefusedError as error:
            await _refuse(error, scope, receive, send)
        except COUNTERS_FAILED as error:
            LOG.error("THE LIMITS' REDIS CANNOT BE REACHED (%s): nobody is let in until it can", _cause(error))  # noqa: TRY400  # its words may hold the address
            await _refuse(unavailable(503, "the service cannot count at the moment", 5), scope, receive, send)
        except Exception as error:  # noqa: BLE001  # the last place before the client
            # Without the error's words: they may hold what a learner wrote.
            place = "".join(traceback.format_tb(error.__traceback__))
            LOG.error("a mistake of the program: %s\n%s", type(error).__name__, place)  # noqa: TRY400  # as above
            if note.status == NOBODY:
                await _refuse(RefusedError(500, "internal_error", "something went wrong here"), scope, receive, send)

    def _origin(self, scope: Scope) -> str:
        origins = Headers(scope=scope).getlist("origin")
        if len(origins) != 1 or origins[0] not in self._origins:
            raise RefusedError(403, "origin_not_allowed", "pages of this origin may not ask here")
        return origins[0]


def _cause(error: Exception) -> str:
    return type(error.__cause__ or error).__name__


def _noting_body(receive: Receive, note: Note) -> Receive:
    async def noting() -> Message:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            note.body_read = True
        return message

    return noting


def _noting_status(send: Send, note: Note) -> Send:
    async def noting(message: Message) -> None:
        if message["type"] == "http.response.start":
            note.status = message["status"]
            MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
        await send(message)

    return noting


def _for_origin(send: Send, origin: str) -> Send:
    """What lets the page read the answer (WHATWG Fetch, 3.2.3)."""

    async def allowing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "Retry-After"
            headers["Vary"] = "Origin"
        await send(message)

    return allowing


def _preflight(scope: Scope) -> Response:
    headers = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type, Authorization",
        "Access-Control-Max-Age": "600",
    }
    if Headers(scope=scope).get("access-control-request-private-network") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=headers)


async def _refuse(error: RefusedError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers; what the client is still sending is read for a while and thrown away, and the connection is closed."""
    response = refusal(error)
    note = note_of(scope)
    if note.body_read:
        await response(scope, receive, send)
        return
    response.headers["Connection"] = "close"
    if error.status == 408:
        await response(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": error.status, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while not note.body_read:
                await receive()
    await send({"type": "http.response.body", "body": b"", "more_body": False})

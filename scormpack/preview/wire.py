"""The LRS and the labs' proxy as the course meets them here: every request is shown, and trouble can be switched on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_SHOWN = 200_000
"""Bytes of a body that a page is told of."""

SHOWN_BODIES = ("POST", "PUT")


@dataclass(slots=True)
class Trouble:
    """What the author has switched on. ``lrs``: the LRS refuses everything; ``lab``: the labs' proxy does."""

    lrs: bool = False
    lab: bool = False


@dataclass(frozen=True, slots=True)
class Wire:
    """An application whose requests are told to ``heard``; it is out of order while ``is_down`` says so."""

    app: ASGIApp
    heard: Callable[[dict[str, Any]], None]
    is_down: Callable[[], bool]
    bodies: bool = True
    clock: Callable[[], float] = field(default=time.perf_counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return
        began, body, status = self.clock(), bytearray(), 0

        async def reading() -> Message:
            message = await receive()
            if message["type"] == "http.request" and len(body) <= LONGEST_SHOWN:
                body.extend(message.get("body", b""))
            return message

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        app: ASGIApp = _down if self.is_down() else self.app
        try:
            await app(scope, reading, sending)
        finally:
            self.heard(
                {
                    "method": scope["method"],
                    "resource": scope["path"],
                    "query": _query(scope),
                    "status": status,
                    "milliseconds": round((self.clock() - began) * 1000, 1),
                    "body": _shown(bytes(body)) if self.bodies and scope["method"] in SHOWN_BODIES else None,
                }
            )


async def _down(scope: Scope, receive: Receive, send: Send) -> None:
    """As a gateway answers whose service is away. Its body is read, as it would be."""
    while (await receive()).get("more_body"):
        pass
    words = json.dumps({"error": HTTPStatus.SERVICE_UNAVAILABLE.phrase}).encode()
    headers = {"Content-Type": "application/json", "Retry-After": "2", "Cache-Control": "no-store"}
    await Response(words, HTTPStatus.SERVICE_UNAVAILABLE, headers)(scope, receive, send)


def _query(scope: Scope) -> Mapping[str, str]:
    """The query without what says who asks: it is long, and the same each time."""
    given = QueryParams(scope["query_string"])
    return {name: value for name, value in given.items() if name not in ("agent", "registration")}


def _shown(body: bytes) -> Any:
    if not body or len(body) > LONGEST_SHOWN:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")

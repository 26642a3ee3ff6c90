"""The OpenAI-compatible service behind the proxy. Nothing of what it says about itself reaches a client."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from scormpack.lab_server.answers import RefusedError, unavailable
from scormpack.lab_server.limits import LONGEST_WAIT
from scormpack.lab_server.settings import Upstream, is_loopback
from scormpack.lab_server.stream import Piece, UnreadableError, event_data, read_chunk, read_completion

LOG = logging.getLogger("scormpack.lab_server")

LONGEST_BODY: Final = 1024 * 1024
"""Bytes of an answer in one JSON body."""

LONGEST_REPLY: Final = 200_000
"""Characters; the player takes no more."""

USUAL_WAIT: Final = 5
"""Seconds that a client waits after a 429 that names no time."""

Messages = Sequence[Mapping[str, str]]


class UpstreamClient:
    """Calls the upstream, with ``connections`` at most at once."""

    def __init__(self, settings: Upstream, key: str, connections: int) -> None:
        if settings.url is None:
            raise ValueError("an upstream has an address")
        self._settings = settings
        self._address = f"{settings.url}/chat/completions"
        # What does not take `stream_options` is asked without them from then on.
        self._counts_tokens = True
        headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(settings.silence_seconds, connect=settings.connect_seconds),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=20, keepalive_expiry=30),
            # A proxy of the environment is for hosts elsewhere.
            trust_env=not is_loopback(urlsplit(settings.url).hostname or ""),
        )

    async def close(self) -> None:
        """Ends all connections."""
        await self._client.aclose()

    async def pieces(self, model: str, messages: Messages) -> AsyncGenerator[Piece]:
        """The reply as it arrives; an empty piece comes first, when the upstream has accepted the question.

        Raises `RefusedError` with what the client is told: 504 where the question was sent and no answer came in
        time. The last piece but for counts has a reason.
        """
        asked = self._question(model, messages, self._settings.max_tokens)
        if self._settings.temperature is not None:
            asked["temperature"] = self._settings.temperature
        with_usage = asked | {"stream": True, "stream_options": {"include_usage": True}}
        if self._counts_tokens:
            async with self._answer(with_usage) as response:
                if response.status_code != httpx.codes.BAD_REQUEST:
                    async with aclosing(self._read(response)) as pieces:
                        async for piece in pieces:
                            yield piece
                    return
        async with self._answer(asked | {"stream": True}) as response:
            if response.status_code == httpx.codes.OK and self._counts_tokens:
                LOG.warning("the upstream takes no stream_options: its tokens are estimated from now on")
                self._counts_tokens = False
            async with aclosing(self._read(response)) as pieces:
                async for piece in pieces:
                    yield piece

    async def ask(self, model: str, messages: Messages, max_tokens: int) -> Piece:
        """A short answer in one body, with temperature 0. Raises `RefusedError`."""
        asked = self._question(model, messages, max_tokens) | {"stream": False, "temperature": 0}
        async with self._answer(asked) as response:
            self._check_status(response)
            return read_completion(await _body(response))

    def _question(self, model: str, messages: Messages, max_tokens: int) -> dict[str, Any]:
        return {"model": model, "messages": list(messages), self._settings.max_tokens_field: max_tokens}

    @asynccontextmanager
    async def _answer(self, asked: dict[str, Any]) -> AsyncIterator[httpx.Response]:
        """The upstream's head. What goes wrong with the connection, now or later, becomes a `RefusedError`."""
        try:
            async with self._client.stream("POST", self._address, json=asked) as response:
                yield response
        except httpx.TimeoutException as error:
            LOG.warning("the upstream gave no answer in time (%s)", type(error).__name__)
            # Only a question that was sent can have cost something.
            sent = not isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            raise unavailable(504 if sent else 502) from None
        except httpx.TransportError as error:
            LOG.warning("the upstream cannot be reached, or broke off (%s)", type(error).__name__)
            raise unavailable(502) from None
        except (UnreadableError, httpx.DecodingError):
            LOG.warning("the upstream's answer is no chat completion")
            raise unavailable(502) from None

    async def _read(self, response: httpx.Response) -> AsyncGenerator[Piece]:
        self._check_status(response)
        yield Piece()
        if "json" in response.headers.get("Content-Type", ""):
            yield read_completion(await _body(response))
            return
        length, ended = 0, False
        async with aclosing(event_data(response.aiter_bytes())) as events:
            async for data in events:
                if data == "[DONE]":
                    yield Piece(reason=None if ended else "stop")
                    return
                piece = read_chunk(data)
                ended = ended or piece.reason is not None
                length += len(piece.text)
                if length > LONGEST_REPLY:
                    raise UnreadableError
                yield piece
        if not ended:
            LOG.warning("the upstream broke off in the middle of a reply")
            raise unavailable(502)

    def _check_status(self, response: httpx.Response) -> None:
        """Raises what the client is told of any status but 200."""
        status = response.status_code
        if status == httpx.codes.OK:
            return
        if status == httpx.codes.TOO_MANY_REQUESTS:
            wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            LOG.warning("the upstream is busy: 429")
            raise RefusedError(429, "rate_limited", "the assistant is busy", wait)
        if status in (401, 403):
            LOG.error("THE UPSTREAM REFUSES OUR KEY (%d): no lab has an assistant until that is put right", status)
        elif status < 500:
            LOG.error("the upstream refuses what we ask (%d): check its address and the names of the models", status)
        else:
            LOG.warning("the upstream fails: %d", status)
        raise unavailable(503 if status == 503 else 502)


async def _body(response: httpx.Response) -> str:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise UnreadableError
    return body.decode("utf-8", "replace")


def retry_after(header: str | None, now: datetime) -> int:
    """Whole seconds from 1 to 60 (RFC 9110, 10.2.3); 5 where the header is none."""
    text = (header or "").strip()
    try:
        if text.isascii() and text.isdecimal():
            seconds = float(text)
        else:
            moment = parsedate_to_datetime(text)
            seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError):
        return USUAL_WAIT
    return math.ceil(min(max(seconds, 1), LONGEST_WAIT))


def parsed_json(text: str) -> Any:
    """The JSON of a model's answer, also inside a code fence or a sentence; None where there is none."""
    first, last = text.find("{"), text.rfind("}")
    try:
        return json.loads(text[first : last + 1]) if 0 <= first < last else None
    except (ValueError, RecursionError):
        return None

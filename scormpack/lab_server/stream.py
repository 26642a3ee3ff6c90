"""Server-sent events, both ways: what an upstream sends, and the small chunks that a client is given."""

from __future__ import annotations

import codecs
import json
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, NamedTuple

from scormpack.lab_server.answers import json_bytes
from scormpack.lab_server.estimate import Tokens

DONE = b"data: [DONE]\n\n"
WAITING = b": waiting\n\n"
LONGEST_EVENT = 1024 * 1024
"""Characters of one event; more is no chat completion."""

MOST_COUNTED = 10**7
"""Tokens; no answer is that long, whatever its upstream counts."""

REASONS = ("stop", "length", "content_filter")
"""The finish reasons that clients are told; any other is `stop`."""


class Piece(NamedTuple):
    """What one event of an upstream brings: some text, the end of the reply, how many tokens it was. Any may be missing."""

    text: str = ""
    reason: str | None = None
    tokens: Tokens | None = None


class UnreadableError(Exception):
    """No chat completion."""


async def event_data(chunks: AsyncIterable[bytes]) -> AsyncGenerator[str]:
    """The data of each event (WHATWG HTML, 9.2.6), its lines joined by LF. A last event without its blank line counts."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest, data, held = "", list[str](), 0
    async for chunk in chunks:
        # A CR at the end may be the first half of a CRLF: it waits.
        text = rest + decoder.decode(chunk)
        cut = len(text) - 1 if text.endswith("\r") else len(text)
        lines = (text[:cut].replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        rest = lines.pop() + text[cut:]
        held += len(chunk)
        for line in lines:
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                yield "\n".join(data)
                data.clear()
                held = len(rest)
        if held > LONGEST_EVENT:
            raise UnreadableError
    for line in rest.replace("\r", "\n").split("\n"):
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
    if data:
        yield "\n".join(data)


def read_chunk(data: str) -> Piece:
    """A chunk of a stream. Raises `UnreadableError` for anything else, an error of the upstream too."""
    value = _object(data)
    if value.get("error"):
        raise UnreadableError
    choice = _first(value)
    return Piece(_content(choice.get("delta")), _reason(choice), _usage(value))


def read_completion(data: str) -> Piece:
    """A whole answer in one JSON body."""
    value = _object(data)
    choice = _first(value)
    if value.get("error") or not choice:
        raise UnreadableError
    return Piece(_content(choice.get("message")), _reason(choice) or "stop", _usage(value))


def text_chunk(text: str) -> bytes:
    """An event with a piece of the reply."""
    return _event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


def end_chunk(reason: str) -> bytes:
    """The event that ends the reply."""
    return _event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


def topics_chunk(topics: list[str]) -> bytes:
    """The event that reports the topics."""
    return _event({"object": "chat.completion.chunk", "choices": [], "scormpack": {"topics": topics}})


def error_chunk(message: str, code: str) -> bytes:
    """The event that says that the rest will not come."""
    return _event({"error": {"message": message, "code": code}})


def completion(text: str, reason: str, topics: list[str] | None) -> dict[str, Any]:
    """The whole answer as one JSON body."""
    message = {"role": "assistant", "content": text}
    whole = {"object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": reason}]}
    return whole if topics is None else whole | {"scormpack": {"topics": topics}}


def _event(value: Any) -> bytes:
    return b"data: " + json_bytes(value) + b"\n\n"


def _object(data: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise UnreadableError from None
    if not isinstance(value, dict):
        raise UnreadableError
    return value


def _first(value: dict[str, Any]) -> dict[str, Any]:
    choices = value.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _content(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    # Half of a surrogate pair cannot be sent on as UTF-8.
    return content.encode("utf-8", "replace").decode() if isinstance(content, str) else ""


def _reason(choice: dict[str, Any]) -> str | None:
    reason = choice.get("finish_reason")
    if reason is None:
        return None
    return reason if reason in REASONS else "stop"


def _usage(value: dict[str, Any]) -> Tokens | None:
    usage = value.get("usage")
    if not isinstance(usage, dict):
        return None
    read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if not isinstance(read, int) or not isinstance(written, int) or min(read, written) < 0:
        return None
    return Tokens(min(read, MOST_COUNTED), min(written, MOST_COUNTED))

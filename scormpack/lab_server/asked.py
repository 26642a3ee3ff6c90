"""A request as the proxy reads it: bounded in size, time and shape before anything costs anything."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from starlette.datastructures import Headers
from starlette.types import Receive, Scope

from scormpack.lab_server.answers import RefusedError
from scormpack.lab_server.estimate import estimated_tokens
from scormpack.lab_server.prompts import LabPrompt

MOST_MESSAGES = 100
LONGEST_USER_TURN = 8000
"""Characters; no lab allows more."""
LONGEST_NAME = 200
SESSION = re.compile(r"[0-9a-f]{24}", re.ASCII)


class ClientGoneError(Exception):
    """Nobody is there to be answered."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn as the client sent it."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Place:
    """Which conversation is meant."""

    course: str
    lab: str
    session: str


@dataclass(frozen=True, slots=True)
class Question:
    """A chat request. The last message is the learner's."""

    place: Place
    model: str
    stream: bool
    messages: tuple[Message, ...]

    @property
    def turns(self) -> list[str]:
        """The learner's turns in order."""
        return [message.content for message in self.messages if message.role == "user"]


async def read_json(scope: Scope, receive: Receive, most_bytes: int, most_seconds: float) -> dict[str, Any]:
    """The body as an object. 413 above ``most_bytes``, 408 after ``most_seconds``, 400 for what is no JSON object."""
    headers = Headers(scope=scope)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise bad("the body is application/json")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 12 or int(length) > most_bytes:
        raise _too_large(f"a request has at most {most_bytes} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(most_seconds):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGoneError
                body += message.get("body", b"")
                if len(body) > most_bytes:
                    raise _too_large(f"a request has at most {most_bytes} bytes")
                more = message.get("more_body", False)
    except TimeoutError:
        raise RefusedError(408, "bad_request", "the request took too long to arrive") from None
    value = parse_json(bytes(body))
    if not isinstance(value, dict):
        raise bad("the body is one JSON object")
    return value


def parse_json(content: bytes) -> Any:
    """What the text says. 400 for what is no JSON (RFC 8259), and for a key that is there twice in one object."""
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise bad("the body is no JSON that can be read") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key is there twice")
    return value


def _no_number(_word: str) -> NoReturn:
    raise ValueError("no number of JSON")


def read_place(value: Mapping[str, Any]) -> Place:
    """Course, lab and session, as `metadata` and the body of POST /sessions name them."""
    course, lab, session = (_text(value.get(name), name, LONGEST_NAME) for name in ("course", "lab", "session"))
    if not SESSION.fullmatch(session):
        raise bad("`session` is 24 lower-case hexadecimal digits")
    return Place(course, lab, session)


def read_question(value: Mapping[str, Any]) -> Question:
    """A chat request; fields that are not known are passed over."""
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        raise bad("`metadata` names course, lab and session")
    stream = value.get("stream", False)
    if not isinstance(stream, bool):
        raise bad("`stream` is true or false")
    return Question(
        read_place(metadata), _text(value.get("model"), "model", LONGEST_NAME), stream, _messages(value.get("messages"))
    )


def _messages(value: Any) -> tuple[Message, ...]:
    if not isinstance(value, list) or not value:
        raise bad("`messages` is a list with at least one message")
    if len(value) > MOST_MESSAGES:
        raise _too_large(f"a conversation has at most {MOST_MESSAGES} messages")
    messages = tuple(_message(item) for item in value)
    if messages[-1].role != "user" or not messages[-1].content.strip():
        raise bad("the last message is the learner's, and has words")
    return messages


def _message(value: Any) -> Message:
    if not isinstance(value, dict) or value.get("role") not in ("user", "assistant"):
        raise bad("a message's `role` is `user` or `assistant`")
    role: Literal["user", "assistant"] = value["role"]
    return Message(role, _text(value.get("content"), "content", None))


def _text(value: Any, name: str, longest: int | None) -> str:
    if not isinstance(value, str):
        raise bad(f"`{name}` is a string")
    if longest is not None and not 0 < len(value) <= longest:
        raise bad(f"`{name}` has 1 to {longest} characters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad(f"`{name}` has half of a surrogate pair") from None
    return value


def check_lengths(question: Question, prompt: LabPrompt) -> None:
    """413 above the lab's own limits: its longest turn, and its budget for all that is sent."""
    if len(question.messages[-1].content) > prompt.longest_turn:
        raise _too_large(f"a turn in this lab has at most {prompt.longest_turn} characters")
    if any(len(turn) > LONGEST_USER_TURN for turn in question.turns):
        raise _too_large(f"no turn has more than {LONGEST_USER_TURN} characters")
    # The player sends its newest turn whatever it costs, and as many before it as fit.
    cost = sum(estimated_tokens(message.content) for message in question.messages)
    if len(question.messages) > 1 and cost > prompt.token_budget:
        raise _too_large("the conversation is longer than this lab allows")


def bad(message: str) -> RefusedError:
    """400."""
    return RefusedError(400, "bad_request", message)


def _too_large(message: str) -> RefusedError:
    return RefusedError(413, "too_large", message)

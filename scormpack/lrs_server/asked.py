"""A request as the resources see it: the alternate request syntax undone, parameters checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from scormpack.lrs_server.answers import VERSION_HEADER, RefusedError
from scormpack.lrs_server.json_text import parse_json
from scormpack.statement_rules import check_agent

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes."""

_SPOKEN = re.compile(r"1\.0(\.\d+)?", re.ASCII)
_HEADERS = (
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
)
"""What a form may say in place of a header (Communication, 1.3); everything else in it is a parameter."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``headers`` are in lower case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def parameter(self, name: str) -> str:
        """A parameter that must be there."""
        if name not in self.query:
            raise RefusedError(400, f"the parameter `{name}` is missing")
        return self.query[name]

    def only(self, names: Collection[str]) -> None:
        """Refuses parameters that the resource does not have (Communication, 3.2)."""
        unknown = sorted(set(self.query) - set(names))
        if unknown:
            raise RefusedError(400, f"the parameter `{unknown[0]}` is unknown here")

    def flag(self, name: str) -> bool:
        """A parameter that is ``true`` or ``false``, and false where it is not there."""
        value = self.query.get(name, "false")
        if value not in ("true", "false"):
            raise RefusedError(400, f"`{name}` must be `true` or `false`")
        return value == "true"

    def whole_number(self, name: str) -> int | None:
        """A parameter that counts, from 0; None where it is not there."""
        if name not in self.query:
            return None
        if re.fullmatch(r"[0-9]{1,18}", self.query[name]) is None:
            raise RefusedError(400, f"`{name}` must be a whole number, 0 or more")
        return int(self.query[name])

    def json(self) -> Any:
        """The body as JSON."""
        return parse_json(self.body)

    def agent(self, name: str = "agent") -> dict[str, Any]:
        """An agent in a parameter."""
        value = parse_json(self.parameter(name).encode())
        faults = list(check_agent(value, name))
        if faults:
            raise RefusedError(400, f"{faults[0].path} {faults[0].message} (xAPI Data {faults[0].rule})")
        agent: dict[str, Any] = value
        return agent


async def read_request(request: Request) -> Asked:
    """Reads the whole request; a POST that names another method in its query is that one (Communication, 1.3)."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise RefusedError(413, f"more than {BODY_LIMIT // 2**20} MiB")
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = _fields(request.scope["query_string"].decode("latin-1"))
    if request.method != "POST" or "method" not in query:
        return Asked(request.method, query, headers, bytes(body))
    if len(query) > 1:
        raise RefusedError(400, "with `method` no other parameter may stand in the query")
    return _unfolded(query["method"], headers, bytes(body))


def _fields(text: str, *, strict: bool = False) -> dict[str, str]:
    """Names and values of a query or a form; UTF-8 (Communication, 1.4), and each name once."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=strict, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise RefusedError(400, f"no query or form that can be read ({error})") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        name = next(name for at, (name, _) in enumerate(pairs) if name in dict(pairs[:at]))
        raise RefusedError(400, f"the parameter `{name}` is there twice")
    return fields


def _unfolded(method: str, headers: Mapping[str, str], body: bytes) -> Asked:
    if method not in ("GET", "PUT", "POST", "DELETE", "HEAD"):
        raise RefusedError(400, f"`{method}` is no method here")
    try:
        form = _fields(body.decode("utf-8"), strict=bool(body))
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"no form that can be read ({error})") from error
    content = form.pop("content", None)
    if method in ("PUT", "POST") and content is None:
        raise RefusedError(400, "`content` is missing")
    given = {name.lower(): value for name, value in form.items() if name.lower() in _HEADERS}
    query = {name: value for name, value in form.items() if name.lower() not in _HEADERS}
    kept = {name: value for name, value in headers.items() if name != "content-type"}
    default = {"content-type": "application/json"} if content is not None else {}
    return Asked(method, query, {**kept, **default, **given}, (content or "").encode())


def check_version(asked: Asked) -> None:
    """A request says that it speaks 1.0 (Communication, 3.3)."""
    version = asked.headers.get(VERSION_HEADER.lower())
    if version is None:
        raise RefusedError(400, f"the header {VERSION_HEADER} is missing")
    if _SPOKEN.fullmatch(version) is None:
        raise RefusedError(400, f"{VERSION_HEADER} is {version}, and this LRS speaks 1.0.3")

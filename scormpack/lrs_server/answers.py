"""What the LRS refuses, and how it says so (Communication, 3.2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

VERSION = "1.0.3"
VERSION_HEADER = "X-Experience-API-Version"


class RefusedError(Exception):
    """The request cannot be met; ``status`` is HTTP's."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON in UTF-8."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status, headers, media_type="application/json")


def etag_of(content: bytes) -> str:
    """The SHA-1 of the content in quotes (Communication, 3.1)."""
    return f'"{hashlib.sha1(content).hexdigest()}"'  # noqa: S324  # the specification's own choice


def tagged_json(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """JSON with its ETag, as whatever has concurrency controls is given (Communication, 2.4, 2.5, 3.1)."""
    response = json_response(value, 200, headers)
    response.headers["ETag"] = etag_of(bytes(response.body))
    return response


def refusal(error: RefusedError) -> Response:
    """Why not, for people and programs."""
    return json_response({"error": str(error)}, error.status, error.headers)

"""What the LRS refuses, and how it says so (Communication, 3.2)."""

from __future__ import annotations

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


def refusal(error: RefusedError) -> Response:
    """Why not, for people and programs."""
    return json_response({"error": str(error)}, error.status, error.headers)

"""What the proxy refuses, and how it says so: JSON in OpenAI's shape, `{"error": {"message", "type", "code"}}`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
"""The error's `type` by status; 5xx is `api_error`, the rest `invalid_request_error`."""


class RefusedError(Exception):
    """The request cannot be met. ``status`` is HTTP's, ``code`` the wire contract's; the text is for the client.

    ``retry_after`` is in whole seconds.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.retry_after = status, code, retry_after


def unavailable(status: int, message: str = "the assistant cannot be reached now", retry: int = 0) -> RefusedError:
    """502, 503 or 504: the upstream is down, or gave no answer in time."""
    return RefusedError(status, "upstream_unavailable", message, retry or None)


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that nobody keeps."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(json_bytes(value), status, kept, media_type="application/json")


def error_body(error: RefusedError) -> dict[str, Any]:
    """The error as the wire contract writes it."""
    kind = "api_error" if error.status >= 500 else TYPES.get(error.status, "invalid_request_error")
    return {"error": {"message": str(error), "type": kind, "code": error.code}}


def refusal(error: RefusedError) -> Response:
    """Why not, for people and programs."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return json_response(error_body(error), error.status, headers)

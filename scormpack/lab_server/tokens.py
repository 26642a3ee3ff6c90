"""Session tokens: what binds a conversation to a course, a lab, a session and an origin for a quarter of an hour.

`<end>.<mac>`: the end in seconds since 1970, and HMAC-SHA256 in URL-safe base64 over what the token is bound to. The
request says all of that itself, so nothing is stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import NamedTuple

from scormpack.lab_server.answers import RefusedError

TOKEN = re.compile(r"([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})", re.ASCII)
LONGEST_HEADER = 200


class Bound(NamedTuple):
    """What a token is good for."""

    course: str
    lab: str
    session: str
    origin: str


class Tokens:
    """Makes and checks tokens. ``now`` gives seconds since 1970."""

    def __init__(self, secret: str, seconds: int, now: Callable[[], float]) -> None:
        self._key = hmac.digest(secret.encode(), b"scormpack session token", hashlib.sha256)
        self._now = now
        self.seconds = seconds

    def mint(self, bound: Bound) -> str:
        """A token from now on."""
        end = int(self._now()) + self.seconds
        return f"{end}.{self._mac(bound, end)}"

    def check(self, authorization: str, bound: Bound) -> None:
        """RefusedError 401 with the code that tells the player what to do; only a token of ours can be expired."""
        if not authorization:
            raise _refused("session_required", "ask for a session first")
        scheme, _, given = authorization.partition(" ")
        found = TOKEN.fullmatch(given) if len(authorization) <= LONGEST_HEADER and scheme.lower() == "bearer" else None
        if not found or not hmac.compare_digest(found[2], self._mac(bound, int(found[1]))):
            raise _refused("session_invalid", "this token is not for this session")
        if int(found[1]) <= self._now():
            raise _refused("session_expired", "the session has ended; ask for a new token")

    def _mac(self, bound: Bound, end: int) -> str:
        # A JSON list, so that no two sets of values make the same text.
        text = json.dumps([*bound, end])
        return base64.urlsafe_b64encode(hmac.digest(self._key, text.encode(), hashlib.sha256)).decode().rstrip("=")


def _refused(code: str, message: str) -> RefusedError:
    return RefusedError(401, code, message)

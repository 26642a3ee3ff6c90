"""Who may ask: the key of the LRS, or the token of one cmi5 session."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scormpack.lrs_server.answers import RefusedError


@dataclass(frozen=True, slots=True)
class Credentials:
    """Sent by HTTP Basic authentication. Nothing has a default."""

    key: str
    secret: str

    @property
    def authorization(self) -> str:
        """The header that carries them."""
        return "Basic " + base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a request may do; ``registration`` and ``actor`` None: everything. ``authority`` is set in statements."""

    authority: Mapping[str, Any]
    registration: str | None = None
    actor: Mapping[str, Any] | None = None

    def check_statement(self, statement: Mapping[str, Any]) -> None:
        """A cmi5 session speaks of its own learner and registration alone, and voids nothing (cmi5, 6.3)."""
        if self.registration is None:
            return
        context = statement.get("context") or {}
        own = {name: value for name, value in statement["actor"].items() if name not in ("name", "objectType")}
        wanted = {name: value for name, value in (self.actor or {}).items() if name not in ("name", "objectType")}
        if str(context.get("registration", "")).lower() != self.registration or own != wanted:
            raise RefusedError(403, "this session may speak of its own learner and registration alone")
        if statement["verb"]["id"].endswith("/voided"):
            raise RefusedError(403, "a session must not void statements")

    def may_read(self, statement: Mapping[str, Any]) -> bool:
        """A cmi5 session reads what belongs to its registration: a package in a browser is no key to all records."""
        registration = str((statement.get("context") or {}).get("registration", ""))
        return self.registration is None or registration.lower() == self.registration


def authority_of(endpoint: str, name: str) -> dict[str, Any]:
    """The account that statements are stored under (Data, 2.4.9)."""
    return {"objectType": "Agent", "account": {"homePage": endpoint, "name": name}}


def matches(given: str, wanted: str) -> bool:
    """Compares without saying by its time how much was right."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def unauthorized() -> RefusedError:
    """401 with the way in."""
    return RefusedError(401, "credentials are needed", {"WWW-Authenticate": 'Basic realm="LRS", charset="UTF-8"'})


def canonical(value: object) -> str:
    """The same text for the same JSON value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

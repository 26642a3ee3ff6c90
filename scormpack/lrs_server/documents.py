"""The document resources: State, activity profile, agent profile (Communication, 2.2 and 3.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from scormpack.lrs_server.access import Grant
from scormpack.lrs_server.answers import RefusedError, etag_of, tagged_json
from scormpack.lrs_server.asked import Asked
from scormpack.lrs_server.database import Database
from scormpack.lrs_server.json_text import parse_json
from scormpack.lrs_server.moments import http_date, time_text
from scormpack.lrs_server.relations import agent_key
from scormpack.statement_rules import is_iri, is_media_type, is_uuid, parse_timestamp


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: by what it is filed, and what its id is called.

    ``guarded``: a document that is there is only replaced by who says which one (3.1, profiles).
    """

    scope: str
    by: tuple[str, ...]
    id_name: str
    guarded: bool


STATE = Kind("state", ("activityId", "agent", "registration"), "stateId", guarded=False)
ACTIVITY_PROFILE = Kind("activity-profile", ("activityId",), "profileId", guarded=True)
AGENT_PROFILE = Kind("agent-profile", ("agent",), "profileId", guarded=True)

LAUNCH_DATA = "LMS.LaunchData"
"""The document that the LMS writes before a launch (cmi5, 10.0)."""

Place = tuple[str, str, str, str]
"""Scope, activity, agent, registration; "" where the kind is not filed by it."""


class Documents:
    """GET, PUT, POST and DELETE of one kind of document."""

    def __init__(self, database: Database, kind: Kind, now: Callable[[], datetime]) -> None:
        self._database, self._kind, self._now = database, kind, now

    def handle(self, asked: Asked, grant: Grant) -> Response:
        """Any of the methods."""
        place = self._place(asked)
        if grant.registration is not None:
            self._check_session(asked, grant, place)
        own = asked.query.get(self._kind.id_name)
        if asked.method in ("PUT", "POST"):
            return self._write(asked, place, asked.parameter(self._kind.id_name))
        if asked.method == "DELETE":
            return self._delete(asked, grant, place, own)
        return self._list(asked, place) if own is None else self._get(place, own)

    def write(self, place: Place, own: str, value: Any) -> None:
        """A JSON document from within, whatever is there."""
        self._store(place, own, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _place(self, asked: Asked) -> Place:
        kind = self._kind
        listing = asked.method in ("GET", "HEAD") and kind.id_name not in asked.query
        asked.only((*kind.by, kind.id_name, *(("since",) if listing else ())))
        activity = asked.parameter("activityId") if "activityId" in kind.by else ""
        if "activityId" in kind.by and not is_iri(activity):
            raise RefusedError(400, "`activityId` must be an IRI")
        agent = agent_key(asked.agent()) if "agent" in kind.by else ""
        registration = asked.query.get("registration", "")
        if registration and not is_uuid(registration):
            raise RefusedError(400, "`registration` must be a UUID")
        return kind.scope, activity, agent, registration.lower()

    def _check_session(self, asked: Asked, grant: Grant, place: Place) -> None:
        """A cmi5 session reads and writes what is its learner's, and never what the LMS has told it."""
        _scope, _activity, agent, registration = place
        if "agent" in self._kind.by and agent != agent_key(grant.actor or {}):
            raise RefusedError(403, "this session has another learner")
        if "registration" in self._kind.by and registration not in ("", grant.registration):
            raise RefusedError(403, "this session has another registration")
        writes = asked.method not in ("GET", "HEAD")
        if writes and asked.query.get(self._kind.id_name) == LAUNCH_DATA:
            raise RefusedError(403, "the launch data is the LMS's (cmi5, 10.0)")

    def _get(self, place: Place, own: str) -> Response:
        held = self._held(place, own)
        if held is None:
            raise RefusedError(404, f"no document `{own}`")
        kind, content, etag, updated = held
        return Response(content, 200, {"Content-Type": kind, "ETag": etag, "Last-Modified": http_date(updated)})

    def _list(self, asked: Asked, place: Place) -> Response:
        since = asked.query.get("since")
        moment = parse_timestamp(since) if since is not None else None
        if since is not None and moment is None:
            raise RefusedError(400, "`since` must be a time with its zone")
        where, values = self._where(asked, place)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT id, MAX(updated) FROM documents WHERE {where} AND updated > ? GROUP BY id ORDER BY id",  # noqa: S608  # parts of our own
                (*values, time_text(moment) if moment else ""),
            ).fetchall()
        headers = {"Last-Modified": http_date(max(updated for _own, updated in rows))} if rows else {}
        return tagged_json([own for own, _updated in rows], headers)

    def _delete(self, asked: Asked, grant: Grant, place: Place, own: str | None) -> Response:
        if own is None and self._kind.guarded:
            raise RefusedError(400, f"the parameter `{self._kind.id_name}` is missing")
        where, values = self._where(asked, place)
        with self._database.writing() as connection:
            if own is None:
                spared = None if grant.registration is None else LAUNCH_DATA
                connection.execute(f"DELETE FROM documents WHERE {where} AND id IS NOT ?", (*values, spared))  # noqa: S608  # parts of our own
            else:
                self._check_condition(asked, self._held(place, own), replacing=False)
                connection.execute(f"DELETE FROM documents WHERE {where} AND id = ?", (*values, own))  # noqa: S608  # parts of our own
        return Response(status_code=204)

    def _where(self, asked: Asked, place: Place) -> tuple[str, tuple[str, ...]]:
        """Without a registration, state of all registrations is meant (2.3)."""
        scope, activity, agent, registration = place
        if "registration" in self._kind.by and "registration" not in asked.query:
            own = asked.query.get(self._kind.id_name)
            if own is None:
                return "scope = ? AND activity = ? AND agent = ?", (scope, activity, agent)
        return "scope = ? AND activity = ? AND agent = ? AND registration = ?", (scope, activity, agent, registration)

    def _write(self, asked: Asked, place: Place, own: str) -> Response:
        kind = asked.headers.get("content-type", "application/octet-stream")
        # It is given back as a header, and a form may say anything in its place (1.3).
        if not is_media_type(kind):
            raise RefusedError(400, "the Content-Type must be an Internet media type")
        content = asked.body
        with self._database.writing():
            held = self._held(place, own)
            self._check_condition(asked, held, replacing=asked.method == "PUT")
            if asked.method == "POST":
                content, kind = _merged(kind, content, held)
            elif _is_json(kind):
                parse_json(content)
            etag = self._store_row(place, own, kind, content)
        return Response(status_code=204, headers={"ETag": etag})

    def _check_condition(self, asked: Asked, held: tuple[str, bytes, str, str] | None, *, replacing: bool) -> None:
        match, none_match = asked.headers.get("if-match"), asked.headers.get("if-none-match")
        if match is not None and (held is None or (match != "*" and held[2] not in _tags(match))):
            raise RefusedError(412, "the document is another by now")
        if none_match is not None and held is not None and (none_match == "*" or held[2] in _tags(none_match)):
            raise RefusedError(412, "there is a document already")
        if replacing and self._kind.guarded and held is not None and match is None and none_match is None:
            raise RefusedError(409, "there is a document already: read it, and say by If-Match which one you replace")

    def _held(self, place: Place, own: str) -> tuple[str, bytes, str, str] | None:
        with self._database.reading() as connection:
            row: tuple[str, bytes, str, str] | None = connection.execute(
                "SELECT type, content, etag, updated FROM documents "
                "WHERE scope = ? AND activity = ? AND agent = ? AND registration = ? AND id = ?",
                (*place, own),
            ).fetchone()
        return row

    def _store(self, place: Place, own: str, kind: str, content: bytes) -> None:
        with self._database.writing():
            self._store_row(place, own, kind, content)

    def _store_row(self, place: Place, own: str, kind: str, content: bytes) -> str:
        etag = etag_of(content)
        with self._database.reading() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*place, own, kind, content, etag, time_text(self._now())),
            )
        return etag


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _is_json(kind: str) -> bool:
    return kind.split(";", maxsplit=1)[0].strip().lower() == "application/json"


def _merged(kind: str, content: bytes, held: tuple[str, bytes, str, str] | None) -> tuple[bytes, str]:
    """POST adds the properties of one JSON object to those of another (2.2, "JSON Procedure with Requirements")."""
    if held is None:
        if _is_json(kind):
            parse_json(content)
        return content, kind
    old = parse_json(held[1]) if _is_json(held[0]) else None
    new = parse_json(content) if _is_json(kind) else None
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        raise RefusedError(400, "POST merges JSON objects, and one of the two documents is none")
    return json.dumps({**old, **new}, ensure_ascii=False).encode(), "application/json"

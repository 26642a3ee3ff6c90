"""The Statement resource (Communication, 2.1)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from scormpack.lrs_server.access import Grant
from scormpack.lrs_server.answers import RefusedError, json_response
from scormpack.lrs_server.asked import Asked
from scormpack.lrs_server.attachment_store import AttachmentStore
from scormpack.lrs_server.json_text import parse_json
from scormpack.lrs_server.moments import http_date, time_text
from scormpack.lrs_server.multipart import Part, check_attachments, hashes, join, split
from scormpack.lrs_server.relations import agent_key
from scormpack.lrs_server.signatures import check_signatures
from scormpack.lrs_server.statement_formats import Format, canonical_in, ids_only, languages
from scormpack.lrs_server.statement_query import Question
from scormpack.lrs_server.statement_store import StatementStore
from scormpack.statement_rules import check_agent, check_statement, is_iri, is_uuid, parse_timestamp

MOST = 500
"""Statements on one page, whatever was asked."""

_FILTERS = ("agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until")
_PAGING = ("limit", "format", "attachments", "ascending")


class Statements:
    """GET, PUT and POST of statements."""

    def __init__(self, store: StatementStore, attachments: AttachmentStore, now: Callable[[], datetime]) -> None:
        self._store, self._attachments, self._now = store, attachments, now

    def put(self, asked: Asked, grant: Grant) -> Response:
        """One statement under the id that the request names."""
        asked.only(("statementId",))
        own = asked.parameter("statementId")
        if not is_uuid(own):
            raise RefusedError(400, "`statementId` must be a UUID")
        value, parts = self._content(asked)
        if isinstance(value, list):
            raise RefusedError(400, "PUT takes one statement")
        if isinstance(value, dict) and str(value.setdefault("id", own)).lower() != own.lower():
            raise RefusedError(400, "the statement's id is another than `statementId`")
        self._add([value], parts, grant)
        return Response(status_code=204)

    def post(self, asked: Asked, grant: Grant) -> Response:
        """One statement or several, all stored or none; answers with their ids."""
        asked.only(())
        value, parts = self._content(asked)
        return json_response(self._add(value if isinstance(value, list) else [value], parts, grant))

    def get(self, asked: Asked, grant: Grant) -> Response:
        """One statement by its id, or a page of those that the filters let through."""
        single = [name for name in ("statementId", "voidedStatementId") if name in asked.query]
        if single:
            return self._get_one(asked, grant, single)
        asked.only((*_FILTERS, *_PAGING))
        return self._page(asked, self._question(asked, grant), self._limit(asked))

    def more(self, asked: Asked, grant: Grant) -> Response:
        """The next page; its address holds the question, and the place of the last statement that was given."""
        asked.only((*_FILTERS, *_PAGING, "after"))
        return self._page(asked, self._question(asked, grant), self._limit(asked))

    def _content(self, asked: Asked) -> tuple[Any, dict[str, Part]]:
        kind = asked.headers.get("content-type", "")
        if kind.lower().startswith("multipart/mixed"):
            text, parts = split(kind, asked.body)
            return parse_json(text), parts
        if kind.split(";")[0].strip().lower() != "application/json":
            raise RefusedError(400, "statements come as application/json or multipart/mixed")
        return asked.json(), {}

    def _add(self, values: list[Any], parts: Mapping[str, Part], grant: Grant) -> list[str]:
        for at, value in enumerate(values):
            faults = check_statement(value)
            if faults:
                place = f"statement {at + 1}, {faults[0].path}" if faults[0].path else f"statement {at + 1}"
                raise RefusedError(400, f"{place}: {faults[0].message} (xAPI Data {faults[0].rule})")
        check_attachments(values, parts)
        check_signatures(values, parts)
        ids = [str(value.get("id") or uuid.uuid4()).lower() for value in values]
        if len(set(ids)) != len(ids):
            raise RefusedError(400, "two statements of the batch have the same id")
        stored = time_text(self._now())
        prepared = []
        for own, value in zip(ids, values, strict=True):
            grant.check_statement(value)
            prepared.append(_with_lists(value) | {"id": own, "stored": stored, "authority": dict(grant.authority)})
        self._attachments.add(parts.values())
        self._store.add(prepared, {"timestamp": stored, "version": "1.0.0"})
        return ids

    def _get_one(self, asked: Asked, grant: Grant, single: list[str]) -> Response:
        if len(single) > 1:
            raise RefusedError(400, "`statementId` and `voidedStatementId` exclude each other")
        asked.only((*single, "format", "attachments"))
        own = asked.query[single[0]]
        if not is_uuid(own):
            raise RefusedError(400, f"`{single[0]}` must be a UUID")
        formatter = self._formatter(asked)
        statement = self._store.get(own, voided=single[0] == "voidedStatementId")
        if statement is None or not grant.may_read(statement):
            raise RefusedError(404, f"no statement {own}")
        return self._given(asked, [statement], formatter(statement), {"Last-Modified": http_date(statement["stored"])})

    def _page(self, asked: Asked, question: Question, limit: int) -> Response:
        formatter = self._formatter(asked)
        found, after = self._store.find(question, limit)
        formatted = [formatter(statement) for statement in found]
        more = ""
        if after is not None:
            more = "/xapi/statements/more?" + urlencode({**asked.query, "after": after})
        headers = {"Last-Modified": http_date(max(s["stored"] for s in found))} if found else {}
        return self._given(asked, found, {"statements": formatted, "more": more}, headers)

    def _given(self, asked: Asked, statements: list[dict[str, Any]], value: Any, headers: dict[str, str]) -> Response:
        if not asked.flag("attachments"):
            return json_response(value, 200, headers)
        text = json.dumps(value, ensure_ascii=False).encode()
        kind, body = join(text, self._attachments.of(hashes(statements)))
        return Response(body, 200, headers | {"Content-Type": kind})

    def _question(self, asked: Asked, grant: Grant) -> Question:
        agent = None
        if "agent" in asked.query:
            value = parse_json(asked.query["agent"].encode())
            if not isinstance(value, dict):
                raise RefusedError(400, "`agent` must be an agent or an identified group")
            # A group is asked for by its identifier, as an agent is.
            plain = {name: inner for name, inner in value.items() if name not in ("objectType", "member")}
            faults = list(check_agent(plain, "agent"))
            if faults:
                raise RefusedError(400, f"{faults[0].path} {faults[0].message}")
            agent = agent_key(value)
        for name in ("verb", "activity"):
            if name in asked.query and not is_iri(asked.query[name]):
                raise RefusedError(400, f"`{name}` must be an IRI")
        registration = asked.query.get("registration")
        if registration is not None and not is_uuid(registration):
            raise RefusedError(400, "`registration` must be a UUID")
        registration = registration.lower() if registration else None
        if grant.registration is not None and registration is None:
            registration = grant.registration
        if grant.registration is not None and registration != grant.registration:
            raise RefusedError(403, "this session has another registration")
        return Question(
            agent=agent,
            verb=asked.query.get("verb"),
            activity=asked.query.get("activity"),
            registration=registration,
            related_agents=asked.flag("related_agents"),
            related_activities=asked.flag("related_activities"),
            since=_moment(asked, "since"),
            until=_moment(asked, "until"),
            ascending=asked.flag("ascending"),
            after=asked.whole_number("after"),
        )

    @staticmethod
    def _limit(asked: Asked) -> int:
        return min(asked.whole_number("limit") or 0, MOST) or MOST

    def _formatter(self, asked: Asked) -> Format:
        form = asked.query.get("format", "exact")
        if form == "exact":
            return lambda statement: statement
        if form == "ids":
            return ids_only
        if form == "canonical":
            return canonical_in(languages(asked.headers.get("accept-language", "")), self._store.definition)
        raise RefusedError(400, "`format` must be `ids`, `exact` or `canonical`")


def _moment(asked: Asked, name: str) -> str | None:
    if name not in asked.query:
        return None
    moment = parse_timestamp(asked.query[name])
    if moment is None:
        raise RefusedError(400, f"`{name}` must be a time with its zone")
    return time_text(moment)


def _with_lists(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Single context activities become lists (Data, 2.4.6.2), in a statement inside the statement too."""
    changed = dict(statement)
    context = statement.get("context")
    if context and "contextActivities" in context:
        activities = {
            name: value if isinstance(value, list) else [value] for name, value in context["contextActivities"].items()
        }
        changed["context"] = {**context, "contextActivities": activities}
    if statement["object"].get("objectType") == "SubStatement":
        changed["object"] = _with_lists(statement["object"])
    return changed

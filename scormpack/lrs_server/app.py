"""The LRS as an ASGI application: which address leads where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scormpack.lrs_server.access import Credentials, Grant, authority_of, matches, unauthorized
from scormpack.lrs_server.answers import VERSION, VERSION_HEADER, RefusedError, json_response, refusal, tagged_json
from scormpack.lrs_server.asked import Asked, check_version, read_request
from scormpack.lrs_server.attachment_store import AttachmentStore
from scormpack.lrs_server.cmi5_sessions import Cmi5Sessions
from scormpack.lrs_server.database import Database
from scormpack.lrs_server.documents import ACTIVITY_PROFILE, AGENT_PROFILE, STATE, Documents
from scormpack.lrs_server.moments import time_text
from scormpack.lrs_server.relations import agent_key
from scormpack.lrs_server.statement_store import StatementStore
from scormpack.lrs_server.statements import Statements
from scormpack.statement_rules import is_iri

Handler = Callable[[Asked, Grant], Response]

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
EXPOSED = (
    "ETag",
    "Last-Modified",
    VERSION_HEADER,
    "X-Experience-API-Consistent-Through",
    "Content-Type",
    "Retry-After",
)
ALLOWED = ("Authorization", "Content-Type", "Accept", "Accept-Language", VERSION_HEADER, "If-Match", "If-None-Match")


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Lrs:
    """An LRS on one database. ``endpoint`` is its own address, with the slash at its end."""

    def __init__(
        self, database: Database, credentials: Credentials, endpoint: str, clock: Callable[[], datetime] = now
    ) -> None:
        self._credentials, self._endpoint, self._clock = credentials, endpoint, clock
        self.store = StatementStore(database)
        self._statements = Statements(self.store, AttachmentStore(database), clock)
        state, agent_profiles = Documents(database, STATE, clock), Documents(database, AGENT_PROFILE, clock)
        self._documents = {
            "activities/state": state,
            "activities/profile": Documents(database, ACTIVITY_PROFILE, clock),
            "agents/profile": agent_profiles,
        }
        self.sessions = Cmi5Sessions(database, state, agent_profiles, endpoint)

    def write_state(  # what a document of the State resource is filed under (2.3)
        self, activity: str, actor: Mapping[str, Any], registration: str, name: str, document: Mapping[str, Any]
    ) -> None:
        """Files a state document from within, whatever is there."""
        self._documents["activities/state"].write(
            ("state", activity, agent_key(dict(actor)), registration), name, document
        )

    def application(self, origins: Sequence[str] = ("*",)) -> Starlette:
        """The application; ``origins`` are those whose pages a browser lets ask."""
        read = ("GET", "HEAD")
        routes = [
            Route("/xapi/about", self._open(self._about, read), methods=list(METHODS)),
            self._route("statements", self._statement_resource, ("GET", "HEAD", "PUT", "POST")),
            self._route("statements/more", self._statements.more, read),
            self._route("activities", self._activity, read),
            self._route("agents", self._person, read),
            *(self._route(path, documents.handle, METHODS) for path, documents in self._documents.items()),
            Route("/cmi5/fetch/{code}", self._fetch, methods=["POST"]),
        ]
        cors = Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=[*METHODS, "OPTIONS"],
            allow_headers=list(ALLOWED),
            expose_headers=list(EXPOSED),
            max_age=600,
        )
        return Starlette(routes=routes, middleware=[cors], exception_handlers={HTTPException: _unrouted})

    def _route(self, path: str, handler: Handler, methods: Sequence[str]) -> Route:
        async def endpoint(request: Request) -> Response:
            asked = await read_request(request)
            _check_method(asked, methods)
            grant = self._grant(asked)
            check_version(asked)
            return handler(asked, grant)

        about_statements = path.split("/", maxsplit=1)[0] == "statements"
        more = self._consistent_through if about_statements else dict
        return Route(f"/xapi/{path}", _answering(endpoint, more), methods=list(METHODS))

    def _consistent_through(self) -> dict[str, str]:
        """What is stored can be found at once (2.1.3: the header stands on all answers about statements)."""
        return {"X-Experience-API-Consistent-Through": time_text(self._clock())}

    def _open(
        self, handler: Callable[[], Response], methods: Sequence[str]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            asked = await read_request(request)
            _check_method(asked, methods)
            return handler()

        return _answering(endpoint)

    async def _fetch(self, request: Request) -> Response:
        return self.sessions.fetch(request.path_params["code"])

    def _grant(self, asked: Asked) -> Grant:
        scheme, _, given = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic" or not given.strip():
            raise unauthorized()
        if matches(f"Basic {given.strip()}", self._credentials.authorization):
            return Grant(authority_of(self._endpoint, self._credentials.key))
        grant = self.sessions.grant(given.strip())
        if grant is None:
            raise unauthorized()
        return grant

    def _statement_resource(self, asked: Asked, grant: Grant) -> Response:
        if asked.method == "PUT":
            return self._statements.put(asked, grant)
        if asked.method == "POST":
            return self._statements.post(asked, grant)
        return self._statements.get(asked, grant)

    def _about(self) -> Response:
        return json_response({"version": ["1.0.0", "1.0.1", "1.0.2", VERSION]})

    def _activity(self, asked: Asked, _grant: Grant) -> Response:
        """What is known of an activity (2.5)."""
        asked.only(("activityId",))
        iri = asked.parameter("activityId")
        if not is_iri(iri):
            raise RefusedError(400, "`activityId` must be an IRI")
        definition = self.store.definition(iri)
        known = {"definition": definition} if definition else {}
        return tagged_json({"objectType": "Activity", "id": iri, **known})

    def _person(self, asked: Asked, _grant: Grant) -> Response:
        """What is known of an agent (2.4): this LRS joins no identities, so what was asked, in lists."""
        asked.only(("agent",))
        agent = asked.agent()
        names = ("name", "mbox", "mbox_sha1sum", "openid", "account")
        return tagged_json({"objectType": "Person", **{name: [agent[name]] for name in names if name in agent}})


def _check_method(asked: Asked, methods: Sequence[str]) -> None:
    if asked.method not in methods:
        raise RefusedError(405, f"{asked.method} is not for this address", {"Allow": ", ".join(methods)})


async def _unrouted(_request: Request, error: Exception) -> Response:
    """An address or a method that no route has, answered as the resources refuse."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    words = "nothing is at this address" if status == 404 else "this method is not for this address"
    return json_response({"error": words}, status, {**(headers or {}), VERSION_HEADER: VERSION})


def _answering(
    endpoint: Callable[[Request], Awaitable[Response]], headers: Callable[[], dict[str, str]] = dict
) -> Callable[[Request], Awaitable[Any]]:
    """Answers with what the resource says, or why it refuses, and with ``headers`` in both cases."""

    async def answered(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except RefusedError as error:
            response = refusal(error)
        response.headers.update({**headers(), VERSION_HEADER: VERSION})
        return response

    return answered

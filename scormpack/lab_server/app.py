"""The proxy as an ASGI application: which address leads where, and what is checked before anything costs."""

from __future__ import annotations

import hashlib
import hmac
import secrets as chance
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from scormpack.lab_server.addresses import Addresses, is_this_machine
from scormpack.lab_server.answers import RefusedError, json_response, refusal
from scormpack.lab_server.asked import Place, check_lengths, read_json, read_place, read_question
from scormpack.lab_server.assistants import RehearsalAssistant, UpstreamAssistant
from scormpack.lab_server.chat import Chat, Connection
from scormpack.lab_server.front import BASE, Front, note_of
from scormpack.lab_server.limits import Counters, Rates, Slots
from scormpack.lab_server.metrics import CONTENT_TYPE, Metrics
from scormpack.lab_server.prompts import FindsLabs, LabPrompt
from scormpack.lab_server.settings import Secrets, Settings, Spending, check_settings
from scormpack.lab_server.spending import Ledger, clock
from scormpack.lab_server.tokens import Bound, Tokens
from scormpack.lab_server.upstream import UpstreamClient

SESSION_BODY_BYTES = 4096
LEASE_MARGIN_SECONDS = 60
"""How much longer a slot's lease is than the longest conversation."""


class Proxy:
    """The service. ``now`` gives seconds since 1970. Raises `ScormpackError` where it must not be run."""

    def __init__(
        self,
        settings: Settings,
        secrets: Secrets,
        labs: FindsLabs,
        *,
        rehearsal: bool,
        now: Callable[[], float] = clock,
    ) -> None:
        check_settings(settings, secrets, rehearsal=rehearsal)
        self._settings, self._secrets, self._labs, self._rehearsal = settings, secrets, labs, rehearsal
        secret = secrets.proxy_secret or chance.token_urlsafe(32)
        self._hash_key = hmac.digest(secret.encode(), b"scormpack hashed names", hashlib.sha256)
        limits, upstream = settings.limits, settings.upstream
        self._tokens = Tokens(secret, limits.session_minutes * 60, now)
        self._addresses = Addresses(settings.server.trusted_proxies)
        self._counters = Counters(secrets.redis_url)
        self._rates = Rates(self._counters, limits)
        longest = upstream.total_seconds + upstream.judge_seconds + LEASE_MARGIN_SECONDS
        self.slots = Slots(self._counters, limits, longest)
        self.ledger = Ledger(self._counters, limits, Spending() if rehearsal else settings.spending, now)
        self.metrics = Metrics(lambda: self.slots.open, lambda: len(self.ledger.reserved))
        self._client = None if rehearsal else UpstreamClient(upstream, secrets.upstream_key, limits.streams + 10)
        self._assistant = (
            UpstreamAssistant(self._client, upstream) if self._client else RehearsalAssistant(settings.rehearsal)
        )
        self._chat = Chat(settings, self._assistant, self.slots, self.ledger, self.metrics)

    def application(self) -> Starlette:
        """The application. Its lifespan ends the connections to upstream and Redis."""

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            yield
            if self._client:
                await self._client.close()
            await self._counters.close()

        app = Starlette(
            routes=[
                Route(f"{BASE}/chat/completions", _Resource(self._converse), methods=["POST"]),
                Route(f"{BASE}/sessions", _Resource(self._open_session), methods=["POST"]),
                Route("/healthz", self._health, methods=["GET"]),
                Route("/metrics", self._show_metrics, methods=["GET"]),
            ],
            middleware=[Middleware(Front, origins=self._settings.server.origins, metrics=self.metrics)],
            exception_handlers={HTTPException: _unrouted},
            lifespan=lifespan,
        )
        app.router.redirect_slashes = False
        return app

    async def _converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        limits, headers = self._settings.limits, Headers(scope=scope)
        question = read_question(await read_json(scope, receive, limits.body_bytes, limits.body_seconds))
        prompt = self._prompt(question.place)
        self._assistant.check_model(question.model)
        place = question.place
        bound = Bound(place.course, place.lab, place.session, headers["origin"])
        self._tokens.check(headers.get("authorization", ""), bound)
        note = note_of(scope)
        # The session of one lab: the same digits for another lab are another session.
        note.session = session = self._hashed(f"{place.session}\n{place.course}\n{place.lab}")
        await self._rates.count_request(session)
        # To count characters costs more than all before it together.
        check_lengths(question, prompt)
        note.tokens = await self._chat.answer(question, prompt, session, Connection(scope, receive, send))

    async def _open_session(self, scope: Scope, receive: Receive, send: Send) -> None:
        limits = self._settings.limits
        place = read_place(await read_json(scope, receive, SESSION_BODY_BYTES, limits.body_seconds))
        self._prompt(place)
        await self._rates.count_session(self._hashed(self._addresses.client(scope)))
        bound = Bound(place.course, place.lab, place.session, Headers(scope=scope)["origin"])
        made = {"token": self._tokens.mint(bound), "expires_in": self._tokens.seconds}
        await json_response(made, 201)(scope, receive, send)

    def _prompt(self, place: Place) -> LabPrompt:
        prompt = self._labs.find(place.course, place.lab)
        if prompt is None:
            raise RefusedError(404, "unknown_lab", "there is no such lab here")
        return prompt

    async def _health(self, request: Request) -> Response:
        self._check_inside(request)
        state = {"status": "ok", "courses": self._labs.courses, "labs": len(self._labs), "rehearsal": self._rehearsal}
        return json_response(state)

    async def _show_metrics(self, request: Request) -> Response:
        self._check_inside(request)
        return Response(self.metrics.text(), headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE)

    def _check_inside(self, request: Request) -> None:
        """403 for whoever is neither this machine nor has the key."""
        key, given = self._secrets.metrics_key, request.headers.get("authorization", "")
        if is_this_machine(request.scope) or (
            key and hmac.compare_digest(given.encode("latin-1"), f"Bearer {key}".encode())
        ):
            return
        raise RefusedError(403, "permission_denied", "this address is for the service's own people")

    def _hashed(self, text: str) -> str:
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()[:16]


class _Resource:
    """A handler as the ASGI application that a route takes as it is."""

    def __init__(self, handler: Callable[[Scope, Receive, Send], object]) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._handler(scope, receive, send)  # type: ignore[misc]


async def _unrouted(_request: Request, error: Exception) -> Response:
    """An address or a method that no route has."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = "nothing is at this address" if status == 404 else "this method is not for this address"
    response = refusal(RefusedError(status, "not_found" if status == 404 else "method_not_allowed", words))
    response.headers.update((error.headers if isinstance(error, HTTPException) else None) or {})
    return response

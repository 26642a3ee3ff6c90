"""The preview as an ASGI application: which address leads where.

    /                         the page around the course: LMS, inspector, buttons
    /course/<target>/<path>   the package's own files
    /-/...                    what that page asks
    /xapi/, /cmi5/            the LRS
    /v1/                      the labs' proxy, in rehearsal

It answers this machine alone: other names than the loopback's are refused, because a page elsewhere could make its own
name point here (DNS rebinding), and so is whatever another site's page wants changed.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from scormpack.bundle import Bundle, to_zip
from scormpack.lrs_server import Lrs
from scormpack.preview.channel import Channel
from scormpack.preview.editions import Edition, Editions
from scormpack.preview.launches import Visit, give_state, launch_file, launch_query, state_before_test
from scormpack.preview.report import report
from scormpack.preview.wire import Trouble, Wire
from scormpack.resources import template_folder
from scormpack.targets import TARGETS

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
FRESH = {"Cache-Control": "no-store"}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
OWN_FILES = {"preview.js": "player/dist/preview.js", "preview.css": "player/dist/preview.css"}
MOST_BODY = 16_384


class PreviewApp:
    """The application. ``proxy`` is the labs' service, None where there is none here."""

    def __init__(  # noqa: PLR0913  # each has a name
        self, *, editions: Editions, channel: Channel, lrs: Lrs, origin: str, authorization: str, proxy: ASGIApp | None
    ) -> None:
        self._editions, self._channel, self._lrs = editions, channel, lrs
        self._origin, self._authorization = origin, authorization
        self.trouble = Trouble()
        self._own = Starlette(
            routes=[
                Route("/", self._page),
                Route("/-/{name}.{kind}", self._own_file),
                Route("/-/status", self._status),
                Route("/-/events", self._events),
                Route("/-/package", self._package),
                Route("/-/launch", self._changing(self._launch), methods=["POST"]),
                Route("/-/trouble", self._changing(self._switch), methods=["POST"]),
                Route("/course/{target}/{path:path}", self._file),
            ],
            exception_handlers={HTTPException: _refused},
        )
        self._lrs_wire = Wire(lrs.application(()), self._heard("lrs"), lambda: self.trouble.lrs)
        self._lab_wire = Wire(proxy, self._heard("lab"), lambda: self.trouble.lab) if proxy else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        app: ASGIApp = self._own
        if not _is_local(scope):
            app = JSONResponse({"error": "the preview answers this machine alone"}, 421)
        elif path.startswith(("/xapi/", "/cmi5/")):
            app = self._lrs_wire
        elif path.startswith("/v1/") and self._lab_wire is not None:
            app = self._lab_wire
        await app(scope, receive, send)

    def _heard(self, service: str) -> Callable[[dict[str, Any]], None]:
        return lambda request: self._channel.tell(service, request)

    def _changing(self, work: Callable[[Any], Response]) -> Callable[[Request], Awaitable[Response]]:
        """Only a page of our own may change anything: browsers say where a POST comes from (Fetch, 3.1)."""

        async def endpoint(request: Request) -> Response:
            if request.headers.get("origin") not in (None, f"http://{request.headers['host']}"):
                raise HTTPException(403, "another site's page has no say here")
            body = await request.body()
            if len(body) > MOST_BODY:
                raise HTTPException(413, "this is too long")
            try:
                return work(json.loads(body))
            except (ValueError, KeyError, TypeError) as error:
                raise HTTPException(400, "this request has not the form that is expected") from error

        return endpoint

    # --- the page around the course ------------------------------------------------------------------------------

    async def _page(self, _request: Request) -> Response:
        text = (template_folder() / "preview" / "preview.html").read_bytes()
        headers = {**FRESH, "Content-Security-Policy": PAGE_POLICY, "X-Content-Type-Options": "nosniff"}
        return Response(text, 200, headers, "text/html; charset=utf-8")

    async def _own_file(self, request: Request) -> Response:
        name = f"{request.path_params['name']}.{request.path_params['kind']}"
        if name not in OWN_FILES:
            raise HTTPException(404)
        return Response((template_folder() / OWN_FILES[name]).read_bytes(), 200, FRESH, _media_type(name))

    # --- what it asks --------------------------------------------------------------------------------------------

    def _status(self, request: Request) -> Response:
        edition = self._editions.edition(_target(request.query_params.get("target")))
        return JSONResponse(report(edition, self.trouble, labs=self._lab_wire is not None), headers=FRESH)

    async def _events(self, request: Request) -> Response:
        target = _target(request.query_params.get("target"))
        return StreamingResponse(self._channel.listen(target), 200, FRESH, "text/event-stream")

    def _package(self, request: Request) -> Response:
        """The zip, byte for byte what `build` writes."""
        target = _target(request.query_params.get("target"))
        edition, bundle = self._whole(target)
        name = f"{edition.course.id}-{edition.course.version}.{target}.zip" if edition.course else f"{target}.zip"
        headers = {**FRESH, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(to_zip(bundle), 200, headers, "application/zip")

    def _launch(self, asked: dict[str, Any]) -> Response:
        """Where the frame is to go. ``learner`` counts from 1; ``jump`` has the learner done all but the test."""
        visit = Visit(_target(asked["target"]), int(asked["learner"]), asked.get("mode", "normal"))
        if visit.mode not in ("normal", "review", "browse"):
            raise ValueError(visit.mode)
        _edition, bundle = self._whole(visit.target)
        state = state_before_test(bundle) if asked.get("jump") is True else None
        if state is not None and visit.target != "scorm12":
            give_state(visit, bundle, self._lrs, state)
        query = launch_query(visit, bundle, self._lrs, f"{self._origin}/xapi/", self._authorization)
        url = f"/course/{visit.target}/{launch_file(bundle)}{'?' if query else ''}{query}"
        return JSONResponse({"url": url, "state": state}, headers=FRESH)

    def _switch(self, asked: dict[str, Any]) -> Response:
        self.trouble.lrs, self.trouble.lab = asked["lrs"] is True, asked["lab"] is True
        return JSONResponse({"lrs": self.trouble.lrs, "lab": self.trouble.lab}, headers=FRESH)

    # --- the package ---------------------------------------------------------------------------------------------

    def _file(self, request: Request) -> Response:
        path = request.path_params["path"]
        _edition, bundle = self._whole(_target(request.path_params["target"]))
        content = bundle.files.get(path)
        if content is None:
            if path == "":
                return RedirectResponse(f"/course/{request.path_params['target']}/{launch_file(bundle)}")
            raise HTTPException(404, f"the package has no file `{path}`")
        return Response(content, 200, {**FRESH, "X-Content-Type-Options": "nosniff"}, _media_type(path))

    def _whole(self, target: str) -> tuple[Edition, Bundle]:
        edition = self._editions.edition(target)
        if edition.bundle is None:
            raise HTTPException(409, "the course has mistakes, and there has been no package without any yet")
        return edition, edition.bundle


def page_files() -> list[Path]:
    """What must lie beside the compiler for the page to be shown."""
    return [template_folder() / "preview" / "preview.html", *(template_folder() / path for path in OWN_FILES.values())]


def _target(name: object) -> str:
    if name not in TARGETS:
        raise HTTPException(404, f"there is no target `{name}`")
    return str(name)


def _is_local(scope: Scope) -> bool:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return host.rsplit(":", 1)[0] in LOOPBACK_NAMES if not host.endswith("]") else host in LOOPBACK_NAMES


def _media_type(name: str) -> str:
    kind = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}.get(Path(name).suffix.lower())
    kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind == "image/svg+xml" else kind


async def _refused(_request: Request, error: Exception) -> Response:
    status, words = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return JSONResponse({"error": words}, status, headers=FRESH)

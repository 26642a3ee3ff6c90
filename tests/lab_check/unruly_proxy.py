"""A lab proxy over real HTTP that keeps the wire contract, and breaks it in the one way that a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import ssl

ORIGIN = "https://lms.example.org"
TOKEN = "dG9rZW4.c2Vzc2lvbg.bWFj"  # noqa: S105 - opens nothing
WORDS = ("Fog lifts ", "when the sun warms it.")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    """Names are lower case."""
    raw: bytes

    @property
    def body(self) -> Any:
        try:
            return json.loads(self.raw)
        except ValueError:
            return None


@dataclass(frozen=True)
class Response:
    """What is answered. ``before`` are the seconds before the head; each piece of the body has those before it."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[tuple[float, bytes], ...] = ()
    before: float = 0.0
    ending: Literal["whole", "broken", "silent"] = "whole"

    @property
    def body(self) -> bytes:
        return b"".join(piece for _pause, piece in self.pieces)

    def without(self, *names: str) -> Response:
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0].lower() not in names))

    def having(self, **headers: str) -> Response:
        """The headers added, in place of those of the same name."""
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        return replace(self, headers=(*self.without(*named).headers, *named.items()))

    def saying(self, *pieces: bytes, pause: float = 0.0) -> Response:
        return replace(self, pieces=tuple((pause, piece) for piece in pieces))


def event(value: object) -> bytes:
    data = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"data: {data}\n\n".encode()


def chunk(text: str | None = None, finish: str | None = None, **further: object) -> bytes:
    delta = {} if text is None else {"content": text}
    return event({"model": "lab-assistant", "choices": [{"delta": delta, "finish_reason": finish}], **further})


STREAM = (*map(chunk, WORDS), chunk(finish="stop"), event("[DONE]"))
STREAMED = Response(headers=(("content-type", "text/event-stream"),)).saying(*STREAM)
"""Too few words to be told from an answer that was held back, so nothing hangs on the speed of the machine."""


def json_response(value: object, status: int = 200) -> Response:
    return Response(status, (("content-type", "application/json"),)).saying(json.dumps(value).encode())


def error(status: int, code: str, message: str = "That cannot be.") -> Response:
    return json_response({"error": {"message": message, "type": "error", "code": code}}, status)


WHOLE = json_response(
    {"choices": [{"message": {"role": "assistant", "content": "".join(WORDS)}, "finish_reason": "stop"}]}
)

Changing = Callable[[Request, Response], Response]


@dataclass
class UnrulyProxy:
    """`changed` makes of an honest answer another one. A question is a chat request that is no malformed body."""

    wants_tokens: bool = False
    chat: Response = STREAMED
    changed: Changing = lambda _request, response: response
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: whatever waits ends."""

    @property
    def questions(self) -> list[Request]:
        return [request for request in self.requests if is_question(request)]

    def answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            honest = self._preflight(request)
        else:
            honest = self._post(request).having(
                access_control_expose_headers="Retry-After", cache_control="no-store", **self._allowing(request)
            )
        return self.changed(request, honest)

    def _allowing(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("origin")
        return {"access_control_allow_origin": ORIGIN, "vary": "Origin"} if origin == ORIGIN else {}

    def _preflight(self, request: Request) -> Response:
        allowing = self._allowing(request)
        if not allowing:
            return error(403, "origin_not_allowed")
        answer = Response(204).having(
            **allowing,
            access_control_allow_methods="POST",
            access_control_allow_headers="Content-Type, Authorization",
            access_control_max_age="600",
        )
        asked = request.headers.get("access-control-request-private-network")
        return answer.having(access_control_allow_private_network="true") if asked else answer

    def _post(self, request: Request) -> Response:
        if request.path == "/v1/sessions":
            return json_response({"token": TOKEN, "expires_in": 900}, 201)
        if request.path != "/v1/chat/completions":
            return error(404, "not_found")
        if self.wants_tokens and request.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(401, "session_required")
        return error(400, "bad_request") if request.body is None else self.chat


def is_question(request: Request) -> bool:
    return request.method == "POST" and request.path == "/v1/chat/completions" and request.body is not None


def is_malformed(request: Request) -> bool:
    return request.method == "POST" and request.body is None


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle, or does not trust a certificate, is part of the game."""


@contextmanager
def serving(proxy: UnrulyProxy, context: ssl.SSLContext | None = None) -> Iterator[UnrulyProxy]:
    """The proxy on a port of its own, with `url` set; over TLS with a context, at the name localhost."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, raw)
            proxy.requests.append(request)
            answer = proxy.answer(request)
            proxy.released.wait(answer.before)
            self.close_connection = True
            with suppress(OSError):
                self._write(answer)

        def _write(self, answer: Response) -> None:
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            has_body = answer.status != 204
            self.send_header("Connection", "close")
            if has_body:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for pause, piece in answer.pieces:
                proxy.released.wait(pause)
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if answer.ending == "silent":
                proxy.released.wait(10)
            elif answer.ending == "whole" and has_body:
                self.wfile.write(b"0\r\n\r\n")

        do_GET = do_POST = do_OPTIONS = handle_any  # noqa: N815 - names of the library

        def log_message(self, *_arguments: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    if context:
        # The handshake is left to the thread of the connection, where it may fail alone.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
    proxy.url = f"{scheme}://{host}:{server.server_port}/v1"
    try:
        yield proxy
    finally:
        proxy.released.set()
        server.shutdown()
        server.server_close()
        thread.join()

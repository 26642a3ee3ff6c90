"""A lab proxy that does what a test tells it to: the wire contract's good answers, and each way it can go wrong.

    with StubProxy() as proxy:
        build(lab_proxy=proxy.url)
        proxy.play(Behaviour("429", retry_after="0.2"), "stream")   # one behaviour a request, then "stream" for good
        ...
        assert proxy.requests[0].body["metadata"]["lab"] == "lab-1"

It listens on 127.0.0.1 only, answers preflights, and holds no state but what was asked of it.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

Kind = Literal["stream", "json", "stall", "break", "cut", "429", "401", "session", "403", "500", "garbage", "silent"]
"""stream: server-sent events in several chunks, some cut inside a character. json: one body. stall: a head, then
`pieces` of the reply, then nothing. break: the connection is lost in the middle of the reply. cut: the stream ends
in good order, without its `[DONE]`. session: 401 that asks for a session token, which `/sessions` gives. garbage: 200 with neither events nor JSON. silent: accepts, never answers."""

REPLY = "**Reply {number}.** Naïve data, 数据 and 🙂:\n\n- one `x`\n- two\n\nWhat next?"
"""What the assistant says where a behaviour names no text; `{number}` counts the requests from 1."""


@dataclass(frozen=True)
class Behaviour:
    """What is done with one request. `pause` seconds lie between the chunks of a stream; `topics` are reported with it."""

    kind: Kind = "stream"
    text: str = REPLY
    retry_after: str | None = None
    pause: float = 0.01
    pieces: int = 2
    topics: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Request:
    """One POST as it came in; header names are lower case, `body` is None where it was no JSON."""

    path: str
    headers: Mapping[str, str]
    body: Any


def stream_chunks(text: str, topics: tuple[str, ...] | None = None) -> list[bytes]:
    """The reply as server-sent events, word by word, cut into chunks without regard to events or characters.

    At least one cut lies inside a character, where the text holds one of more than one byte.
    """
    pieces = re.findall(r"[^ ]* ?", text)
    events: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]}]
    events += [{"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces]
    events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if topics is not None:
        events.append({"choices": [], "scormpack": {"topics": list(topics)}})
    lines = [": the stub's stream\n\n", *(f"data: {json.dumps(event, ensure_ascii=False)}\r\n\r\n" for event in events)]
    wire = ("".join(lines) + "data: [DONE]\n\n").encode()
    cuts = set(range(97, len(wire), 97))
    cuts.update(at for at in range(1, len(wire)) if wire[at] & 0xC0 == 0x80 and wire[at - 1] & 0xC0 == 0xC0)
    edges = [0, *sorted(cuts), len(wire)]
    return [wire[start:end] for start, end in itertools.pairwise(edges)]


@dataclass
class _Script:
    """What the handlers' threads share; `lock` guards all of it."""

    queue: deque[Behaviour] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    preflights: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    released: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, port: int, script: _Script) -> None:
        self.script = script
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of a reply is part of the game."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Says nothing: a test reads `requests`."""

    def _head(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Expose-Headers", "Retry-After")
        self.send_header("Connection", "close")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True

    def _whole(self, status: int, kind: str, body: bytes, *headers: tuple[str, str]) -> None:
        self._head(status, ("Content-Type", kind), ("Content-Length", str(len(body))), *headers)
        self.wfile.write(body)

    def _chunks(self, chunks: Iterator[bytes], pause: float) -> None:
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.flush()
            self.server.script.released.wait(pause)

    def do_OPTIONS(self) -> None:
        """A preflight: any origin may POST JSON, also from a public page to this private address."""
        with self.server.script.lock:
            self.server.script.preflights += 1
        self._head(
            204,
            ("Access-Control-Allow-Methods", "POST, OPTIONS"),
            ("Access-Control-Allow-Headers", "Content-Type, Accept, Authorization"),
            ("Access-Control-Allow-Private-Network", "true"),
            ("Access-Control-Max-Age", "0"),
        )

    def do_POST(self) -> None:
        """One request: recorded, then treated as the script says."""
        script = self.server.script
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        headers = {name.lower(): value for name, value in self.headers.items()}
        with script.lock:
            asks_for_token = self.path.endswith("/sessions")
            behaviour = script.queue.popleft() if script.queue and not asks_for_token else Behaviour()
            script.requests.append(Request(self.path, headers, body))
            number = len(script.requests)
        with script.arrived:
            script.arrived.notify_all()
        if asks_for_token:
            self._whole(201, "application/json", json.dumps({"token": f"token-{number}", "expires_in": 900}).encode())
            return
        self._treat(behaviour, behaviour.text.replace("{number}", str(number)))

    def _treat(self, behaviour: Behaviour, text: str) -> None:
        script = self.server.script
        match behaviour.kind:
            case "session":
                error = {"message": "no", "type": "authentication_error", "code": "session_required"}
                self._whole(401, "application/json", json.dumps({"error": error}).encode())
            case "429" | "401" | "403" | "500":
                retry = [("Retry-After", behaviour.retry_after)] if behaviour.retry_after is not None else []
                refused = json.dumps({"error": {"message": "the stub says no", "code": behaviour.kind}}).encode()
                self._whole(int(behaviour.kind), "application/json", refused, *retry)
            case "json":
                reply = {
                    "choices": [
                        {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
                    ]
                }
                self._whole(200, "application/json", json.dumps(reply, ensure_ascii=False).encode())
            case "garbage":
                self._whole(200, "text/html; charset=utf-8", b"<!doctype html><h1>Welcome to the network</h1>")
            case "silent":
                script.released.wait()
                self.close_connection = True
            case "stream" | "stall" | "break" | "cut":
                self._head(200, ("Content-Type", "text/event-stream; charset=utf-8"), ("Transfer-Encoding", "chunked"))
                chunks = stream_chunks(text, behaviour.topics)
                if behaviour.kind == "stream":
                    self._chunks(iter([*chunks]), behaviour.pause)
                    self.wfile.write(b"0\r\n\r\n")
                    return
                # Whole events only, so that the learner sees a part of the reply: head and comment, then `pieces`.
                events = b"".join(chunks).split(b"\r\n\r\n")
                self._chunks(iter([event + b"\r\n\r\n" for event in events[: 1 + behaviour.pieces]]), behaviour.pause)
                if behaviour.kind == "stall":
                    script.released.wait()
                elif behaviour.kind == "cut":
                    self.wfile.write(b"0\r\n\r\n")
                # "break": without the last chunk, the browser knows that something is missing.


class StubProxy:
    """A context manager: listens from entering to leaving, on one port, which `go_down` closes for a while."""

    def __init__(self) -> None:
        self._script = _Script()
        self._server: _Server | None = _Server(0, self._script)
        self.port: int = self._server.server_address[1]

    @property
    def url(self) -> str:
        """What a package is built with: `--lab-proxy`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def play(self, *behaviours: Behaviour | Kind) -> None:
        """Appends to the script: one behaviour for each request to come."""
        with self._script.lock:
            self._script.queue.extend(item if isinstance(item, Behaviour) else Behaviour(item) for item in behaviours)

    def forget(self) -> None:
        """Drops what was to be played and was not yet asked for: what a failed test leaves must not fail the next."""
        with self._script.lock:
            self._script.queue.clear()

    @property
    def requests(self) -> list[Request]:
        """Every POST so far, in the order of arrival. Preflights are not among them."""
        with self._script.lock:
            return list(self._script.requests)

    @property
    def preflights(self) -> int:
        with self._script.lock:
            return self._script.preflights

    def wait_for_requests(self, count: int, timeout: float = 10.0) -> list[Request]:
        """Returns once `count` requests have come in; raises TimeoutError, naming how many came."""
        with self._script.arrived:
            if not self._script.arrived.wait_for(lambda: len(self.requests) >= count, timeout):
                raise TimeoutError(f"{len(self.requests)} of {count} requests in {timeout} s")
        return self.requests

    def go_down(self) -> None:
        """Closes the port: a new connection is refused at once. Requests under way go on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def come_back(self) -> None:
        """Listens on the same port again."""
        if self._server is None:
            self._server = _Server(self.port, self._script)
            self._serve(self._server)

    @staticmethod
    def _serve(server: _Server) -> None:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> Self:
        if self._server is not None:
            self._serve(self._server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._script.released.set()
        self.go_down()

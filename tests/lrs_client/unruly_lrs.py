"""An LRS over real HTTP that misbehaves as it is told: what our own would never do, other people's do every day."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "analyst", "sesame-street-4711"


@dataclass(frozen=True)
class Trouble:
    """What becomes of one request instead of an honest answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: Literal["answer", "cut", "drop", "silence", "after", "trickle"] = "answer"
    """answer: these. cut: half of the honest body. drop: no byte. after: done honestly, then these. trickle: bit by bit."""


DROPPED = Trouble(kind="drop")
CUT = Trouble(kind="cut")
SILENT = Trouble(kind="silence")
TRICKLING = Trouble(kind="trickle")
HTML = Trouble(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Welcome</title><form>Sign in</form>")
LOGIN = Trouble(302, {"Location": "https://sso.example.org/login?token=abc"})


def failing(status: int, **headers: str) -> Trouble:
    return Trouble(status, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class UnrulyLrs:
    """Statements in memory, pages by `more`, and a list of troubles for the requests to come."""

    def __init__(self, statements: Sequence[dict[str, Any]] = ()) -> None:
        self.statements = list(statements)
        self.troubles: list[Trouble | None] = []
        """One for each coming request; None for an honest answer."""
        self.page_size = 100
        self.seconds = 0.0
        """How long each answer takes."""
        self.more: Literal["path", "address", "foreign", "same"] = "path"
        self.descending = False
        self.consistent_through: str | None = None
        self.consistent_through_of_the_first_page: str | None = None
        self.on_conflict = 409
        self.refused_ids: set[str] = set()
        self.requests: list[Request] = []
        self.endpoint = ""
        self.released = threading.Event()
        """Set when the test is over: a silent answer ends."""

    def answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        if request.method == "GET":
            return self._read(request.query)
        return self._store(json.loads(request.body))

    def _read(self, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "statementId" in query or "voidedStatementId" in query:
            wanted = query.get("statementId", "")
            found = next((one for one in self.statements if one["id"] == wanted), None)
            return (200, {}, json.dumps(found).encode()) if found else (404, {}, b"")
        headers = {"Content-Type": "application/json"}
        through = self.consistent_through
        if "start" not in query and self.consistent_through_of_the_first_page:
            through = self.consistent_through_of_the_first_page
        if through:
            headers["X-Experience-API-Consistent-Through"] = through
        chosen = [one for one in self.statements if self._matches(one, query)]
        chosen.sort(key=lambda one: moment(one["stored"]), reverse=self.descending)
        start = int(query.get("start", 0))
        rest = start + self.page_size < len(chosen)
        more = self._more({**query, "start": str(start + self.page_size)}) if rest else ""
        if self.more == "same":
            more = "/xapi/statements?start=0"
        page = chosen[start : start + self.page_size]
        # Written as an LRS might that is proud of its JSON.
        return 200, headers, json.dumps({"statements": page, "more": more}, indent=2, ensure_ascii=False).encode()

    def _matches(self, statement: dict[str, Any], query: dict[str, str]) -> bool:
        stored = moment(statement["stored"])
        if "since" in query and stored <= moment(query["since"]):
            return False
        if "until" in query and stored > moment(query["until"]):
            return False
        return "verb" not in query or statement["verb"]["id"] == query["verb"]

    def _more(self, query: dict[str, str]) -> str:
        from urllib.parse import urlencode

        path = f"{urlsplit(self.endpoint).path}statements?{urlencode(query)}"
        if self.more == "address":
            return f"http://{urlsplit(self.endpoint).netloc}{path}"
        return f"http://inside.invalid:1{path}" if self.more == "foreign" else path

    def _store(self, sent: list[dict[str, Any]]) -> tuple[int, dict[str, str], bytes]:
        if any(one["id"] in self.refused_ids for one in sent):
            return 400, {}, b'{"message": "I do not like one of them"}'
        held = {one["id"] for one in self.statements}
        if self.on_conflict == 409 and any(one["id"] in held for one in sent):
            return 409, {}, b""
        for one in sent:
            if one["id"] not in held:
                self.statements.append({**one, "stored": "2026-11-23T09:00:00.000Z", "version": "1.0.0"})
        return 200, {}, json.dumps([one["id"] for one in sent]).encode()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def statements(count: int, *, at_a_time: int = 1, gap: timedelta = timedelta(seconds=20)) -> list[dict[str, Any]]:
    """Stored `at_a_time` with one and the same `stored`, a gap between."""
    first = datetime.fromisoformat("2026-11-01T08:00:00+00:00")
    return [
        {
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "actor": {"account": {"homePage": "https://lms.example.org", "name": f"learner-{number % 50}"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
            "object": {"id": "https://courses.example.org/rain/q1"},
            "result": {"duration": "PT60S", "response": "Zeile\nzwei \u2028 ja", "score": {"scaled": 0.5}},
            "stored": (first + number // at_a_time * gap).isoformat(timespec="milliseconds"),
        }
        for number in range(count)
    ]


@contextmanager
def serving(lrs: UnrulyLrs) -> Iterator[UnrulyLrs]:
    """The LRS on a port of its own, with `endpoint` set."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.command, parts.path, query, dict(self.headers), body)
            lrs.requests.append(request)
            time.sleep(lrs.seconds)
            trouble = lrs.troubles.pop(0) if lrs.troubles else None
            if trouble and trouble.kind == "drop":
                return
            if trouble and trouble.kind == "silence":
                lrs.released.wait(10)
                return
            status, headers, content = lrs.answer(request) if not trouble or trouble.kind != "answer" else (0, {}, b"")
            if trouble and trouble.kind in {"answer", "after"}:
                status, headers, content = trouble.status, trouble.headers, trouble.body
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if trouble and trouble.kind == "trickle":
                with suppress(OSError):
                    for byte in content:
                        self.wfile.write(bytes([byte]))
                        lrs.released.wait(0.05)
            else:
                self.wfile.write(content[: len(content) // 2] if trouble and trouble.kind == "cut" else content)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = handle_any  # noqa: N815 - names of the library

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    lrs.endpoint = f"http://127.0.0.1:{server.server_port}/xapi/"
    try:
        yield lrs
    finally:
        lrs.released.set()
        server.shutdown()
        server.server_close()
        thread.join()

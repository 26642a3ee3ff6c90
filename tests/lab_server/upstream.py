"""An OpenAI-compatible upstream that does what a test tells it to, over real HTTP.

    with StubUpstream() as upstream:
        upstream.play(Answer("stream", "one two three"), Answer("status", status=429))   # one a request, in order
        ...
        assert upstream.requests[0].body["model"] == "real-model"
        assert upstream.open == 0        # connections

An answer with ``hold`` waits, after so many pieces, until the test calls `release`. Questions with `stream: false` (the
proxy's judge) are played by `judge`. It closes each connection after one answer, so that `open` counts what is under way.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Kind = Literal["stream", "json", "status", "silent", "stall", "break", "cut", "garbage", "error"]
"""stream: events, then `[DONE]`. json: one body. status: an error with ``status`` and ``headers``. silent: never answers.
stall: its pieces, then nothing. break: the connection is lost after the pieces. cut: the stream ends in good order
without a finish reason. garbage: 200 with a web page. error: an event with `error` after the pieces."""

REPLY = "one two three four"
INNER_WORDS = "upstream-internal-words"
"""Stands in everything that the upstream says about itself: none of it may reach a client."""


@dataclass(frozen=True, slots=True)
class Answer:
    kind: Kind = "stream"
    text: str = REPLY
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    hold: int | None = None
    delay: float = 0.0
    usage: tuple[int, int] | None = (100, 20)
    finish: str | None = "stop"
    line_end: str = "\n"


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: Any


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Returns once it holds; raises TimeoutError."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


@dataclass(slots=True)
class _Script:
    answers: deque[Answer] = field(default_factory=deque)
    verdicts: deque[Answer] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    usual: Answer = field(default_factory=Answer)
    refuses_stream_options: bool = False


class StubUpstream:
    """A context manager: listens from entering to leaving."""

    def __init__(self) -> None:
        self._script = _Script()
        self._loop = asyncio.new_event_loop()
        self._released = asyncio.Event()
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def requests(self) -> list[Request]:
        return list(self._script.requests)

    @property
    def open(self) -> int:
        return self._script.open

    @property
    def most_open(self) -> int:
        return self._script.most_open

    def play(self, *answers: Answer | Kind) -> None:
        self._script.answers.extend(a if isinstance(a, Answer) else Answer(a) for a in answers)

    def judge(self, *answers: Answer) -> None:
        self._script.verdicts.extend(answers)

    def always(self, answer: Answer) -> None:
        self._script.usual = answer

    def refuse_stream_options(self) -> None:
        self._script.refuses_stream_options = True

    def release(self) -> None:
        """Lets every answer that holds go on."""
        self._loop.call_soon_threadsafe(self._released.set)

    def hold_again(self) -> None:
        """After `release`: answers hold again."""
        self._loop.call_soon_threadsafe(self._released.clear)

    def wait_for_requests(self, count: int) -> None:
        wait_until(lambda: len(self._script.requests) >= count)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_failure: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Closes the port, and every connection."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", 0, backlog=2048))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0.05))
            self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = self._script
        script.open += 1
        script.most_open = max(script.most_open, script.open)
        try:
            request = await _read_request(reader)
            if request is None:
                return
            script.requests.append(request)
            await self._while_connected(reader, self._answer(self._next(request), writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            script.open -= 1
            writer.close()

    async def _while_connected(self, reader: asyncio.StreamReader, work: Any) -> None:
        task, gone = asyncio.ensure_future(work), asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
            gone.cancel()
            await asyncio.gather(task, gone, return_exceptions=True)

    def _next(self, request: Request) -> Answer:
        script = self._script
        if script.refuses_stream_options and "stream_options" in request.body:
            return Answer("status", status=400)
        if request.body.get("stream") is False:
            return script.verdicts.popleft() if script.verdicts else Answer("json", text='{"topics": []}')
        return script.answers.popleft() if script.answers else script.usual

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(answer.delay)
        match answer.kind:
            case "silent":
                await self._released.wait()
            case "status":
                told = {"error": {"message": INNER_WORDS, "code": INNER_WORDS}}
                await _whole(writer, answer.status, "application/json", json.dumps(told), answer.headers)
            case "garbage":
                await _whole(writer, 200, "text/html", f"<!doctype html><h1>{INNER_WORDS}</h1>")
            case "json":
                if answer.hold is not None:
                    await self._released.wait()
                whole: dict[str, Any] = {
                    "id": INNER_WORDS,
                    "model": INNER_WORDS,
                    "choices": [{"index": 0, "message": {"content": answer.text}, "finish_reason": answer.finish}],
                }
                if answer.usage:
                    whole["usage"] = _usage(answer.usage)
                await _whole(writer, 200, "application/json", json.dumps(whole, ensure_ascii=False))
            case _:
                await self._events(answer, writer)

    async def _events(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        _head(writer, 200, "text/event-stream; charset=utf-8", (("Transfer-Encoding", "chunked"),))
        await writer.drain()
        for number, event in enumerate(_pieces(answer)):
            if answer.hold == number:
                await self._released.wait()
            _chunk(writer, event)
            await writer.drain()
        if answer.kind == "stall":
            await self._released.wait()
        elif answer.kind == "break":
            writer.transport.abort()
        elif answer.kind in ("stream", "cut", "error"):
            if answer.kind == "stream":
                for event in _ending(answer):
                    _chunk(writer, event)
            elif answer.kind == "error":
                _chunk(writer, f'data: {{"error": {{"message": "{INNER_WORDS}"}}}}\n\n'.encode())
            writer.write(b"0\r\n\r\n")
            await writer.drain()


def _pieces(answer: Answer) -> Iterator[bytes]:
    for word in re.findall(r"\S+\s*", answer.text):
        chunk = {
            "id": INNER_WORDS,
            "model": INNER_WORDS,
            "system_fingerprint": INNER_WORDS,
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": word}, "finish_reason": None}],
        }
        yield f"data: {json.dumps(chunk, ensure_ascii=False)}{answer.line_end * 2}".encode()


def _ending(answer: Answer) -> Iterator[bytes]:
    if answer.finish:
        end = {"id": INNER_WORDS, "choices": [{"index": 0, "delta": {}, "finish_reason": answer.finish}]}
        yield f"data: {json.dumps(end)}{answer.line_end * 2}".encode()
    if answer.usage:
        told = {"id": INNER_WORDS, "choices": [], "usage": _usage(answer.usage)}
        yield f"data: {json.dumps(told)}{answer.line_end * 2}".encode()
    yield f"data: [DONE]{answer.line_end * 2}".encode()


def _usage(counts: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": counts[0], "completion_tokens": counts[1], "total_tokens": sum(counts)}


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(first.split()[1], headers, json.loads(body))


def _head(writer: asyncio.StreamWriter, status: int, kind: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
    lines = [f"HTTP/1.1 {status} Stub", f"Content-Type: {kind}", "Connection: close", f"X-Request-Id: {INNER_WORDS}"]
    lines += [f"{name}: {value}" for name, value in headers]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))


async def _whole(
    writer: asyncio.StreamWriter, status: int, kind: str, text: str, headers: tuple[tuple[str, str], ...] = ()
) -> None:
    body = text.encode()
    _head(writer, status, kind, (("Content-Length", str(len(body))), *headers))
    writer.write(body)
    await writer.drain()


def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))

"""What no player sends gets a 4xx, and the upstream never hears of it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from scormpack.lab_server.serve import RunningProxy
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import ORIGIN, SESSION, Learner
from tests.lab_server.upstream import StubUpstream, wait_until


@contextmanager
def unheard(upstream: StubUpstream, proxy: RunningProxy) -> Iterator[None]:
    before = proxy.tasks()
    yield
    assert upstream.requests == []
    wait_until(lambda: proxy.tasks() == before)


def answered(learner: Learner, body: bytes, **headers: str) -> tuple[int, str]:
    sent = {"Content-Type": "application/json", **learner.headers(), **headers}
    response = learner.client.post("/chat/completions", content=body, headers=sent)
    return response.status_code, response.json()["error"]["code"]


def address(proxy: RunningProxy) -> tuple[str, int]:
    host, _, port = proxy.url.removeprefix("http://").removesuffix("/v1").partition(":")
    return host, int(port)


ORIGINS = {
    "none": None,
    "another": "https://evil.example.org",
    "another scheme": "http://lms.example.org",
    "another port": "https://lms.example.org:8443",
    "a subdomain": "https://a.lms.example.org",
    "a longer name": "https://lms.example.org.evil.example",
    "capitals": "https://LMS.example.org",
    "a path": "https://lms.example.org/",
    "null": "null",
    "two": "https://lms.example.org, https://lms.example.org",
}


@pytest.mark.parametrize("path", ["/chat/completions", "/sessions"])
@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
def test_another_origin_is_turned_away(
    start: Start, visit: Visit, upstream: StubUpstream, origin: str | None, path: str
) -> None:
    proxy = start()
    with unheard(upstream, proxy):
        response = visit(proxy, origin=origin).client.post(path, json={})
        assert response.status_code == 403
        assert response.json()["error"]["code"] == "origin_not_allowed"
        assert "access-control-allow-origin" not in response.headers


def test_null_is_an_origin_where_it_is_named(start: Start, visit: Visit) -> None:
    learner = visit(start(server={"origins": ["null"]}), origin="null")
    assert learner.ask("Hello").done


HEAD = f'{{"model": "lab-assistant", "metadata": {{"course": "sums", "lab": "lab-plain", "session": "{SESSION}"}}, '
JUNK = {
    "nothing": b"",
    "no JSON": b"hello",
    "a list": b"[]",
    "a string": b'"hello"',
    "half of it": HEAD.encode(),
    "a number that is none": HEAD.encode() + b'"messages": NaN}',
    "a huge number": HEAD.encode() + b'"seed": ' + b"9" * 5000 + b', "messages": []}',
    "invalid UTF-8": HEAD.encode() + b'"messages": [{"role": "user", "content": "\xff\xfe"}]}',
    "half a surrogate pair": HEAD.encode() + b'"messages": [{"role": "user", "content": "\\ud800"}]}',
    "UTF-16": (HEAD + '"messages": []}').encode("utf-16"),
    "deep nesting": b"[" * 200_000 + b"]" * 200_000,
    "a deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a key twice": HEAD.encode() + b'"messages": [], "messages": [{"role": "user", "content": "hi"}]}',
    "a key twice, deep down": HEAD.encode() + b'"messages": [{"role": "user", "role": "user", "content": "hi"}]}',
}


@pytest.mark.parametrize("body", JUNK.values(), ids=JUNK)
def test_junk_is_400(start: Start, visit: Visit, upstream: StubUpstream, body: bytes) -> None:
    proxy = start()
    with unheard(upstream, proxy):
        assert answered(visit(proxy), body) == (400, "bad_request")


def message(role: Any = "user", content: Any = "Hello") -> dict[str, Any]:
    return {"role": role, "content": content}


SHAPES: dict[str, dict[str, Any]] = {
    "a system message": {"messages": [message("system"), message()]},
    "a developer message": {"messages": [message("developer"), message()]},
    "a tool message": {"messages": [message("tool"), message()]},
    "a role in capitals": {"messages": [message("User")]},
    "a role that is a list": {"messages": [message(["user"])]},
    "content in parts": {"messages": [message("user", [{"type": "text", "text": "Hello"}])]},
    "no content": {"messages": [message("user", None)]},
    "blank content": {"messages": [message("user", " \n")]},
    "the assistant last": {"messages": [message(), message("assistant")]},
    "no messages": {"messages": []},
    "messages that are no list": {"messages": {"0": message()}},
    "a message that is a string": {"messages": ["Hello"]},
    "no metadata": {"metadata": None},
    "metadata that is a list": {"metadata": []},
    "no session": {"metadata": {"course": "sums", "lab": "lab-plain"}},
    "a session in capitals": {"metadata": {"course": "sums", "lab": "lab-plain", "session": SESSION.upper()}},
    "a short session": {"metadata": {"course": "sums", "lab": "lab-plain", "session": SESSION[1:]}},
    "a session with a line end": {"metadata": {"course": "sums", "lab": "lab-plain", "session": SESSION + "\n"}},
    "a course that is a number": {"metadata": {"course": 1, "lab": "lab-plain", "session": SESSION}},
    "a course that is very long": {"metadata": {"course": "s" * 201, "lab": "lab-plain", "session": SESSION}},
    "no model": {"model": None},
    "an unknown model": {"model": "real-model"},
    "a stream that is a string": {"stream": "yes"},
}


@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES)
def test_another_shape_is_400(start: Start, visit: Visit, upstream: StubUpstream, change: dict[str, Any]) -> None:
    proxy = start()
    with unheard(upstream, proxy):
        learner = visit(proxy)
        body = {**learner.body("Hello"), **change}
        assert answered(learner, json.dumps(body).encode()) == (400, "bad_request")


def test_the_limits_of_a_conversation_are_413_one_above_and_none_at(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    proxy = start()
    learner = visit(proxy)
    # lab-plain: longest_turn 200 characters, token_budget 500. A message of n ASCII characters is ceil(n / 4) + 4.
    too_large = {
        "a turn of 201": ["x" * 201],
        "101 messages": ["x"] * 101,
        "9 turns of 200 are 9 * 54 = 486, and one of 45 is 16: 502": ["x" * 200] * 9 + ["x" * 45],
        "an earlier turn of 8001": ["x" * 8001, "a", "x"],
    }
    with unheard(upstream, proxy):
        for turns in too_large.values():
            assert learner.refused(*turns) == (413, "too_large")
    for fits in (["x" * 200], ["x" * 200] * 9 + ["x" * 40], ["x"] * 99):
        assert learner.ask(*fits).done


def test_a_wrong_content_type_is_400(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    with unheard(upstream, proxy):
        learner = visit(proxy)
        body = json.dumps(learner.body("Hello")).encode()
        # What a page may send without a preflight.
        for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
            assert answered(learner, body, **{"Content-Type": kind}) == (400, "bad_request")


def test_ten_megabytes_are_413_also_without_a_length(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    with unheard(upstream, proxy):
        learner = visit(proxy)
        headers = {"Content-Type": "application/json", **learner.headers()}
        megabyte = b" " * 1024 * 1024
        whole = learner.client.post("/chat/completions", content=megabyte * 10, headers=headers)
        chunked = learner.client.post("/chat/completions", content=iter([megabyte] * 10), headers=headers)
        assert "content-length" not in chunked.request.headers
        for response in (whole, chunked):
            assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
            assert response.headers["connection"] == "close"


def test_a_session_takes_four_kilobytes(start: Start, visit: Visit) -> None:
    learner = visit(start())
    assert learner.client.post("/sessions", json={**learner.place, "more": "x" * 3000}).status_code == 201
    assert learner.client.post("/sessions", json={**learner.place, "more": "x" * 4096}).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "99999999999999999999"])
def test_a_wrong_length_is_a_4xx(start: Start, upstream: StubUpstream, length: str) -> None:
    proxy = start()
    with unheard(upstream, proxy), socket.create_connection(address(proxy), timeout=10) as connection:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\nContent-Type: application/json"
        connection.sendall(f"{head}\r\nContent-Length: {length}\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(12).startswith(b"HTTP/1.1 4")


def test_a_slow_body_is_408(start: Start, upstream: StubUpstream) -> None:
    proxy = start(limits={"body_seconds": 0.3})
    with unheard(upstream, proxy), socket.create_connection(address(proxy), timeout=10) as connection:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\nContent-Type: application/json"
        connection.sendall(f"{head}\r\nContent-Length: 100\r\n\r\n".encode() + b'{"model"')
        answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 408 ")
        # Nothing more is waited for: the connection ends.
        while connection.recv(4096):
            pass


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_is_405(start: Start, visit: Visit, upstream: StubUpstream, method: str) -> None:
    proxy = start()
    with unheard(upstream, proxy):
        learner = visit(proxy)
        for path in ("/chat/completions", "/sessions"):
            response = learner.client.request(method, path)
            assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/models", "/v1/sessions/", "/v1/chat/completions/../x", "/.env"]
)
def test_an_unknown_path_is_404_in_json(start: Start, path: str) -> None:
    with httpx.Client(headers={"Origin": ORIGIN}, trust_env=False) as client:
        response = client.post(start().url.removesuffix("/v1") + path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_no_http_at_all_ends_the_connection(start: Start, upstream: StubUpstream) -> None:
    proxy = start()
    with unheard(upstream, proxy), socket.create_connection(address(proxy), timeout=10) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        assert connection.recv(12).startswith(b"HTTP/1.1 400")


def test_a_flood_is_429_and_the_upstream_hears_of_the_first_ones(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    learner = visit(start(limits={"requests_per_minute": 3}))
    statuses = [learner.post(learner.body("Hello")).status_code for _ in range(20)]
    assert statuses == [200] * 3 + [429] * 17
    assert len(upstream.requests) == 3

"""A client that goes away, at whatever moment, closes what is open for it at once."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scormpack.lab_server.serve import RunningProxy
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import ORIGIN, Learner
from tests.lab_server.upstream import Answer, StubUpstream, wait_until

PATIENT = {"silence_seconds": 60, "total_seconds": 100, "judge_seconds": 60}


@contextmanager
def nothing_left(proxy: RunningProxy, upstream: StubUpstream) -> Iterator[None]:
    before = proxy.tasks()
    yield
    # Long before any of the clocks above: the client's leaving did it.
    wait_until(lambda: upstream.open == 0 and proxy.tasks() == before)
    assert (proxy.proxy.slots.open, dict(proxy.proxy.ledger.reserved)) == (0, {})


def sent(learner: Learner, url: str, body: bytes, length: int | None = None) -> socket.socket:
    """A question on a bare socket, whose answer nobody has read yet."""
    host, _, port = url.removeprefix("http://").removesuffix("/v1").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    lines = [
        "POST /v1/chat/completions HTTP/1.1",
        f"Host: {host}",
        f"Origin: {ORIGIN}",
        "Content-Type: application/json",
        f"Authorization: {learner.headers()['Authorization']}",
        f"Content-Length: {length or len(body)}",
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
    return connection


@pytest.mark.parametrize("stream", [True, False])
def test_before_the_upstream_has_answered(start: Start, visit: Visit, upstream: StubUpstream, stream: bool) -> None:  # noqa: FBT001
    proxy = start(upstream=PATIENT)
    learner = visit(proxy)
    with nothing_left(proxy, upstream):
        upstream.play("silent")
        connection = sent(learner, proxy.url, json.dumps(learner.body("Hello", stream=stream)).encode())
        upstream.wait_for_requests(1)
        assert (upstream.open, proxy.proxy.slots.open) == (1, 1)
        connection.close()


def test_after_our_own_head_and_before_the_upstreams(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(upstream=PATIENT | {"head_seconds": 0.05})
    learner = visit(proxy)
    with nothing_left(proxy, upstream):
        upstream.play("silent")
        with learner.asking("Hello") as lines:
            assert next(lines) == ": waiting"


def test_in_the_middle_of_a_reply(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(upstream=PATIENT)
    learner = visit(proxy)
    with nothing_left(proxy, upstream):
        upstream.play(Answer("stall", text="one two"))
        with learner.asking("Hello") as lines:
            assert "one" in next(lines)
            assert upstream.open == 1


def test_during_the_judges_question(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(upstream=PATIENT)
    learner = visit(proxy, lab="lab-topics")
    with nothing_left(proxy, upstream):
        upstream.judge(Answer("silent"))
        with learner.asking("Hello") as lines:
            assert any('"finish_reason":"stop"' in line for line in lines)
            upstream.wait_for_requests(2)
    assert [request.body["stream"] for request in upstream.requests] == [True, False]


def test_in_the_middle_of_sending_the_question(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(upstream=PATIENT)
    learner = visit(proxy)
    learner.open()
    with nothing_left(proxy, upstream):
        sent(learner, proxy.url, b'{"model": ', 500).close()
    assert upstream.requests == []


def test_a_client_that_reads_nothing_does_not_hold_the_upstream(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    proxy = start(upstream=PATIENT | {"total_seconds": 1})
    learner = visit(proxy)
    with nothing_left(proxy, upstream):
        # More than the buffers between the two hold; it must wait for the total limit, and no longer.
        upstream.play(Answer(text="x" * 150 + " " + "word " * 39_000))
        connection = sent(learner, proxy.url, json.dumps(learner.body("Hello")).encode())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        upstream.wait_for_requests(1)
        wait_until(lambda: proxy.proxy.slots.open == 0)
        connection.close()


def test_what_had_arrived_is_booked(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(upstream=PATIENT)
    learner = visit(proxy)
    with nothing_left(proxy, upstream):
        upstream.play(Answer("stall", text="four word"))
        with learner.asking("Hello") as lines:
            assert [("word" in next(lines)) for _ in range(3)] == [False, False, True]
    tokens, _micros = proxy.call(proxy.proxy.ledger.used_today())
    system = upstream.requests[0].body["messages"][0]["content"]
    # A token is four ASCII characters or two others of this prompt's, rounded up, and 4 for each message: 9 characters
    # of reply are 3 and 4; `Hello` is 2 and 4.
    quarters = sum(1 if c < "\x80" else 2 if c < "\u0800" else 4 for c in system)
    assert tokens == -(-quarters // 4) + 4 + 6 + 7

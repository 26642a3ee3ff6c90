"""Whatever goes wrong behind the proxy, the client is told in the contract's words, and nothing stays open."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scormpack.lab_server.serve import RunningProxy
from scormpack.lab_server.upstream import retry_after
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.upstream import Answer, StubUpstream, wait_until

DOWN = "upstream_unavailable"


@contextmanager
def nothing_left(proxy: RunningProxy, upstream: StubUpstream) -> Iterator[None]:
    """Connections, tasks, slots and reservations are afterwards what they were before."""
    before = proxy.tasks()
    yield
    wait_until(lambda: upstream.open == 0 and proxy.tasks() == before)
    assert (proxy.proxy.slots.open, dict(proxy.proxy.ledger.reserved)) == (0, {})


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (500, (502, DOWN)),
        (502, (502, DOWN)),
        (503, (503, DOWN)),
        (401, (502, DOWN)),
        (403, (502, DOWN)),
        (404, (502, DOWN)),
        (400, (502, DOWN)),
        (302, (502, DOWN)),
        (429, (429, "rate_limited")),
    ],
)
def test_a_status_of_the_upstream_becomes_one_of_ours(
    start: Start, visit: Visit, upstream: StubUpstream, status: int, wanted: tuple[int, str]
) -> None:
    proxy = start()
    with nothing_left(proxy, upstream):
        upstream.always(Answer("status", status=status, headers=(("Location", "http://127.0.0.1:1/"),)))
        assert visit(proxy).refused("Hello") == wanted


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_cried_out_in_the_log(
    start: Start, visit: Visit, upstream: StubUpstream, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.play(Answer("status", status=status))
    visit(start()).refused("Hello")
    (line,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "REFUSES OUR KEY" in line.getMessage()


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", "7"), ("0", "1"), ("3600", "60"), ("soon", "5"), (None, "5"), ("-3", "5")]
)
def test_retry_after_is_passed_on_within_bounds_and_shown_to_browsers(
    start: Start, visit: Visit, upstream: StubUpstream, header: str | None, seconds: str
) -> None:
    upstream.play(Answer("status", status=429, headers=(("Retry-After", header),) if header else ()))
    learner = visit(start())
    response = learner.post(learner.body("Hello"))
    assert response.headers["retry-after"] == seconds
    assert response.headers["access-control-expose-headers"] == "Retry-After"


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert retry_after(format_datetime(now + timedelta(seconds=20), usegmt=True), now) == 20
    assert retry_after(format_datetime(now - timedelta(days=1), usegmt=True), now) == 1
    assert retry_after(format_datetime(now + timedelta(days=1), usegmt=True), now) == 60


def test_an_upstream_that_is_down_is_502(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    upstream.stop()
    before = proxy.tasks()
    assert visit(proxy).refused("Hello") == (502, DOWN)
    wait_until(lambda: proxy.tasks() == before)


def test_an_upstream_that_takes_no_connection_is_502(start: Start, visit: Visit) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        queued = [socket.socket() for _ in range(4)]
        for waiting in queued:
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        proxy = start(upstream={"url": f"http://127.0.0.1:{port}/v1", "connect_seconds": 0.2})
        assert visit(proxy).refused("Hello") == (502, DOWN)
        for waiting in queued:
            waiting.close()


def test_an_upstream_that_never_answers_is_504_before_the_head(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    proxy = start(upstream={"total_seconds": 0.2})
    with nothing_left(proxy, upstream):
        upstream.play("silent")
        assert visit(proxy).refused("Hello") == (504, DOWN)


def test_an_upstream_that_never_answers_is_an_event_after_the_head(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    proxy = start(upstream={"total_seconds": 0.4, "head_seconds": 0.05})
    with nothing_left(proxy, upstream):
        upstream.play("silent")
        reply = visit(proxy).ask("Hello")
        assert (reply.text, reply.done, reply.comments[0]) == ("", False, ": waiting")
        assert reply.error == {"message": "the assistant cannot be reached now", "code": DOWN}


def test_a_late_refusal_is_an_event(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(upstream={"head_seconds": 0.05})
    with nothing_left(proxy, upstream):
        upstream.play(Answer("status", status=500, delay=0.3))
        reply = visit(proxy).ask("Hello")
        assert (reply.error or {})["code"] == DOWN


@pytest.mark.parametrize("kind", ["break", "cut", "error"])
def test_a_reply_that_dies_in_the_middle_ends_with_an_error_and_without_done(
    start: Start, visit: Visit, upstream: StubUpstream, kind: str
) -> None:
    proxy = start()
    with nothing_left(proxy, upstream):
        upstream.play(Answer(kind, text="one two"))  # type: ignore[arg-type]  # one of the list
        reply = visit(proxy).ask("Hello")
        assert (reply.text, reply.reasons, reply.done) == ("one two", [], False)
        assert (reply.error or {})["code"] == DOWN
        assert reply.raw.rstrip().splitlines()[-1].startswith('data: {"error"')


@pytest.mark.parametrize("setting", ["silence_seconds", "total_seconds"])
def test_a_reply_that_stalls_ends_with_an_error(
    start: Start, visit: Visit, upstream: StubUpstream, setting: str
) -> None:
    proxy = start(upstream={setting: 0.3})
    with nothing_left(proxy, upstream):
        upstream.play(Answer("stall", text="one two"))
        reply = visit(proxy).ask("Hello")
        assert (reply.text, reply.done, (reply.error or {})["code"]) == ("one two", False, DOWN)


def test_a_web_page_is_no_reply(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    with nothing_left(proxy, upstream):
        upstream.play("garbage")
        reply = visit(proxy).ask("Hello")
        assert (reply.text, (reply.error or {})["code"]) == ("", DOWN)


@pytest.mark.parametrize("kind", ["break", "cut", "error", "garbage", "status"])
def test_a_client_that_wants_no_stream_is_told_by_the_status(
    start: Start, visit: Visit, upstream: StubUpstream, kind: str
) -> None:
    upstream.play(Answer(kind))  # type: ignore[arg-type]  # one of the list
    assert visit(start()).refused("Hello", stream=False) == (502, DOWN)


def test_a_failure_that_cost_nothing_is_no_turn_of_the_session(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    learner = visit(start(limits={"turns_per_session": 1}))
    upstream.play(Answer("status", status=500))
    assert learner.refused("Hello") == (502, DOWN)
    assert learner.ask("Hello").done
    assert learner.refused("Hello") == (403, "quota_used_up")


def test_a_reply_without_end_is_cut_off(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    with nothing_left(proxy, upstream):
        # 20 words of 10,001 characters are above 200,000.
        upstream.play(Answer(text=("x" * 10_000 + " ") * 20))
        reply = visit(proxy).ask("Hello")
        assert len(reply.text) == 19 * 10_001
        assert (reply.done, (reply.error or {})["code"]) == (False, DOWN)

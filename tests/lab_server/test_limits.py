"""Every limit lets the last one in and turns the next one away, in the contract's words."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from scormpack.lab_server import Secrets
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import OTHER_SESSION
from tests.lab_server.upstream import Answer, StubUpstream, wait_until

USED_UP = (403, "quota_used_up")
WAIT = (429, "rate_limited")


def test_requests_a_minute_are_counted_by_session(start: Start, visit: Visit) -> None:
    proxy = start(limits={"requests_per_minute": 2})
    learner = visit(proxy)
    learner.ask("Hello")
    learner.ask("Hello")
    response = learner.post(learner.body("Hello"))
    assert (response.status_code, response.json()["error"]["code"]) == WAIT
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert visit(proxy, session=OTHER_SESSION).ask("Hello").done


def test_turns_of_a_session_are_used_up(start: Start, visit: Visit) -> None:
    proxy = start(limits={"turns_per_session": 2})
    learner = visit(proxy)
    learner.ask("Hello")
    learner.ask("Hello")
    assert learner.refused("Hello") == USED_UP
    assert visit(proxy, session=OTHER_SESSION).ask("Hello").done
    # The same digits in another lab are another session.
    assert visit(proxy, lab="lab-topics").ask("Hello").done


def test_tokens_of_a_session_are_those_that_the_upstream_counts(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    proxy = start(limits={"tokens_per_session": 6000}, upstream={"max_tokens": 10})
    learner = visit(proxy)
    upstream.play(Answer(usage=(1000, 1000)), Answer(usage=(3000, 900)))
    learner.ask("Hello")
    # 4000 are left, and a question's worst case is some 1,500 bytes of prompt.
    learner.ask("Hello")
    # 5900 are used.
    assert learner.refused("Hello") == USED_UP
    assert visit(proxy, session=OTHER_SESSION).ask("Hello").done


def test_tokens_of_a_day_are_everybodys(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(limits={"tokens_per_day": 5000}, upstream={"max_tokens": 10})
    upstream.play(Answer(usage=(4900, 50)))
    visit(proxy).ask("Hello")
    assert visit(proxy, session=OTHER_SESSION).refused("Hello") == USED_UP


def test_an_upstream_that_counts_nothing_is_estimated(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    upstream.play(Answer(text="12345678", usage=None))
    visit(proxy).ask("abcd")
    system = upstream.requests[0].body["messages"][0]["content"]
    quarters = sum(1 if c < "\x80" else 2 if c < "\u0800" else 4 for c in system)
    # 8 ASCII characters are 2 tokens, 4 are 1; each message has 4 more.
    assert proxy.call(proxy.proxy.ledger.used_today())[0] == (-(-quarters // 4) + 4) + (1 + 4) + (2 + 4)


def test_sessions_an_hour_are_counted_by_address(start: Start, visit: Visit) -> None:
    learner = visit(start(limits={"sessions_per_hour": 2}))
    statuses = [learner.client.post("/sessions", json=learner.place).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]


@pytest.mark.parametrize(
    ("trusted", "header", "statuses"),
    [
        # Nobody is trusted: whatever the header says, it is one address.
        ([], ["192.0.2.1", "192.0.2.2"], [201, 429]),
        # The proxy on this machine is: the header's last address counts.
        (["127.0.0.0/8"], ["192.0.2.1", "192.0.2.2"], [201, 201]),
        (["127.0.0.0/8"], ["192.0.2.1", "192.0.2.1"], [201, 429]),
        # What a client puts before the address that the proxy has added does not.
        (["127.0.0.0/8"], ["198.51.100.1, 192.0.2.1", "198.51.100.2, 192.0.2.1"], [201, 429]),
        # Two trusted proxies, one behind the other.
        (["127.0.0.0/8", "10.0.0.0/8"], ["192.0.2.1, 10.0.0.7", "192.0.2.2, 10.0.0.7"], [201, 201]),
        # No address at all: the proxy's own.
        (["127.0.0.0/8"], ["unknown", "192.0.2.1, garbage"], [201, 429]),
        # One subscriber has a whole /64.
        (["127.0.0.0/8"], ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], [201, 429]),
        (["127.0.0.0/8"], ["2001:db8:1:2::1", "2001:db8:1:3::1"], [201, 201]),
        (["127.0.0.0/8"], ["192.0.2.1", "::ffff:192.0.2.1"], [201, 429]),
    ],
)
def test_forwarded_addresses_count_only_from_trusted_proxies(
    start: Start, visit: Visit, trusted: list[str], header: list[str], statuses: list[int]
) -> None:
    learner = visit(start(limits={"sessions_per_hour": 1}, server={"trusted_proxies": trusted}))
    answers = [
        learner.client.post("/sessions", json=learner.place, headers={"X-Forwarded-For": value}) for value in header
    ]
    assert [answer.status_code for answer in answers] == statuses


@pytest.mark.parametrize("slots", [1, 2])
def test_replies_at_once_are_counted_by_session(start: Start, visit: Visit, upstream: StubUpstream, slots: int) -> None:
    proxy = start(limits={"streams_per_session": slots})
    upstream.play(*[Answer(hold=1)] * slots)
    with ExitStack() as streams:
        # All are kept: a stream that nobody holds is closed.
        under_way = [streams.enter_context(visit(proxy).asking("Hello")) for _ in range(slots)]
        assert ["one" in next(lines) for lines in under_way] == [True] * slots
        late = visit(proxy)
        response = late.post(late.body("Hello"))
        assert (response.status_code, response.json()["error"]["code"]) == WAIT
        assert response.headers["retry-after"] == "2"
        assert visit(proxy, session=OTHER_SESSION).ask("Hello").done
    wait_until(lambda: proxy.proxy.slots.open == 0)
    assert late.ask("Hello").done


def test_replies_at_once_are_counted_in_all(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(limits={"streams": 1})
    upstream.play(Answer(hold=1))
    with visit(proxy).asking("Hello") as lines:
        next(lines)
        late = visit(proxy, session=OTHER_SESSION)
        response = late.post(late.body("Hello"))
        assert (response.status_code, response.json()["error"]["code"]) == (503, "upstream_unavailable")
        assert response.headers["retry-after"] == "2"
    wait_until(lambda: proxy.proxy.slots.open == 0)
    assert late.ask("Hello").done


def test_a_refusal_takes_nothing(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(limits={"turns_per_session": 1, "streams": 1, "requests_per_minute": 50})
    upstream.play(Answer(hold=1))
    other = visit(proxy, session=OTHER_SESSION)
    with visit(proxy).asking("Hello") as lines:
        next(lines)
        for _ in range(5):
            assert other.refused("Hello") == (503, "upstream_unavailable")
    wait_until(lambda: proxy.proxy.slots.open == 0)
    assert other.ask("Hello").done


def test_addresses_are_hashed_before_they_are_counted(start: Start, visit: Visit) -> None:
    proxy = start(secrets=Secrets(proxy_secret="s" * 32))
    learner = visit(proxy)
    learner.ask("Hello")
    keys = list(proxy.proxy._counters.storage.storage)  # type: ignore[union-attr]  # noqa: SLF001  # the memory's own
    assert keys
    assert not [key for key in keys if "127.0.0" in key or learner.place["session"] in key]

"""Limits in Redis hold for all workers together, and nobody is let in while nobody counts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fakeredis import TcpFakeServer
from limits.aio.storage.redis.bridge import RedisBridge
from redis import Redis

from scormpack.diagnostics import ScormpackError
from scormpack.lab_server import Secrets
from scormpack.lab_server.limits import Counters
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import OTHER_SESSION
from tests.lab_server.upstream import Answer, StubUpstream, wait_until


@contextmanager
def redis(port: int = 0) -> Iterator[tuple[TcpFakeServer, str]]:
    server = TcpFakeServer(("127.0.0.1", port))
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"redis://127.0.0.1:{server.server_address[1]}"
    # This server, unlike a real one, ends the connection with every error, so no script may be found missing.
    with Redis.from_url(url) as client:
        for name in ("INCR_EXPIRE", "SLIDING_WINDOW", "ACQUIRE_SLIDING_WINDOW"):
            client.script_load(getattr(RedisBridge, f"SCRIPT_{name}"))
    try:
        yield server, url
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def secrets() -> Iterator[Secrets]:
    with redis() as (_server, url):
        yield Secrets(proxy_secret="s" * 32, redis_url=url)


def test_turns_are_counted_by_both_workers(start: Start, visit: Visit, secrets: Secrets) -> None:
    limits = {"turns_per_session": 3}
    one, two = (visit(start(secrets=secrets, limits=limits)) for _ in range(2))
    two.token = one.open()
    assert [who.post(who.body("Hello")).status_code for who in (one, two, one, two, one)] == [200, 200, 200, 403, 403]


def test_requests_and_sessions_are_counted_by_both_workers(start: Start, visit: Visit, secrets: Secrets) -> None:
    limits = {"requests_per_minute": 2, "sessions_per_hour": 3}
    one, two = (visit(start(secrets=secrets, limits=limits)) for _ in range(2))
    opened = [who.client.post("/sessions", json=who.place) for who in (one, two, one, two)]
    assert [response.status_code for response in opened] == [201, 201, 201, 429]
    one.token = two.token = opened[0].json()["token"]
    asked = [who.post(who.body("Hello")) for who in (one, two, one)]
    assert [response.status_code for response in asked] == [200, 200, 429]
    assert 1 <= int(asked[2].headers["retry-after"]) <= 60


def test_slots_are_shared_by_both_workers(start: Start, visit: Visit, secrets: Secrets, upstream: StubUpstream) -> None:
    proxies = [start(secrets=secrets, limits={"streams_per_session": 1}) for _ in range(2)]
    one, two = map(visit, proxies)
    upstream.play(Answer(hold=1))
    with one.asking("Hello") as lines:
        next(lines)
        assert two.refused("Hello") == (429, "rate_limited")
    wait_until(lambda: proxies[0].proxy.slots.open == 0)
    assert two.ask("Hello").done


def test_money_is_spent_by_both_workers(start: Start, visit: Visit, secrets: Secrets, upstream: StubUpstream) -> None:
    # A reply is 800 at most and 500 in fact: 500, 1,000, 1,500 are spent; 500 are left, and a fourth could need 800.
    tables = {
        "spending": {"input_price": 0, "output_price": 1_000_000, "per_day": 2000},
        "upstream": {"max_tokens": 800},
    }
    upstream.always(Answer(usage=(1, 500)))
    proxies = [start(secrets=secrets, **tables) for _ in range(2)]
    one, two = map(visit, proxies)
    assert [who.post(who.body("Hello")).status_code for who in (one, two, one, two)] == [200, 200, 200, 403]
    for proxy in proxies:
        assert proxy.call(proxy.proxy.ledger.used_today())[1] == 1_500_000_000
    assert len(upstream.requests) == 3


def test_without_redis_nobody_is_let_in_and_everybody_again_with_it(
    start: Start, visit: Visit, upstream: StubUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    with redis() as (server, url):
        proxy = start(secrets=Secrets(proxy_secret="s" * 32, redis_url=url))
        learner = visit(proxy)
        learner.ask("Hello")
        port = server.server_address[1]
    proxy.call(proxy.proxy._counters.close())  # noqa: SLF001  # the stub's threads keep what was connected
    response = learner.post(learner.body("Hello"))
    assert (response.status_code, response.json()["error"]["code"]) == (503, "upstream_unavailable")
    other = visit(proxy, session=OTHER_SESSION)
    assert other.client.post("/sessions", json=other.place).status_code == 503
    assert len(upstream.requests) == 1
    assert "REDIS CANNOT BE REACHED" in caplog.text
    assert str(port) not in "".join(r.getMessage() for r in caplog.records if r.levelno == logging.ERROR)
    assert proxy.proxy.slots.open == 0
    with redis(port):
        assert learner.ask("Hello").done


@pytest.mark.parametrize("url", ["nonsense", "http://user:topsecret@127.0.0.1", "redis://:topsecret@127.0.0.1:none"])
def test_an_address_of_no_redis_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ScormpackError) as caught:
        Counters(url)
    assert "SCORMPACK_PROXY_REDIS" in str(caught.value)
    assert "topsecret" not in str(caught.value)

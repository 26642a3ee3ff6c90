"""Rates and slots: how often a session and an address may ask, and how many streams are open at once.

What they count in is `Counters`: this process's memory, or a Redis that several workers share.
"""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from typing import Final

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError, StorageError

from scormpack.diagnostics import ScormpackError
from scormpack.lab_server.answers import RefusedError, unavailable
from scormpack.lab_server.settings import REDIS_VARIABLE, Limits

LONGEST_WAIT: Final = 60
"""Seconds; the player waits no longer either."""

BUSY_WAIT: Final = 2
"""Seconds that a client waits for a slot, where nothing says when one is free."""

REDIS_SECONDS: Final = 2.0
"""How long Redis may take to answer."""

COUNTERS_FAILED = StorageError
"""What every method of `Counters`' storage raises when Redis is away."""


class Counters:
    """Where limits count. ``redis_url`` empty: in memory, for one process."""

    def __init__(self, redis_url: str) -> None:
        self.storage: MemoryStorage | RedisStorage
        if not redis_url:
            self.storage = MemoryStorage()
            return
        wrong = f"{REDIS_VARIABLE} is no address of a Redis, such as redis://127.0.0.1:6379"
        if not redis_url.startswith(("redis://", "rediss://")):
            raise ScormpackError(wrong)
        if find_spec("redis") is None:
            raise ScormpackError("limits in Redis take one more package: pip install 'scormpack[proxy-redis]'")
        try:
            self.storage = RedisStorage(
                redis_url,
                wrap_exceptions=True,
                implementation="redispy",
                key_prefix="scormpack-lab",
                socket_timeout=REDIS_SECONDS,
                socket_connect_timeout=REDIS_SECONDS,
            )
        except (ConfigurationError, ValueError):
            # Without the address: it may hold a password.
            raise ScormpackError(wrong) from None

    async def close(self) -> None:
        """Ends the connections to Redis."""
        if isinstance(self.storage, RedisStorage):
            await self.storage.bridge.get_connection().aclose()  # type: ignore[attr-defined]  # redis-py's client


class Rates:
    """Requests a minute and sessions an hour, counted over a sliding window. A refusal is 429."""

    def __init__(self, counters: Counters, limits: Limits) -> None:
        self._window = SlidingWindowCounterRateLimiter(counters.storage)
        self._requests = RateLimitItemPerMinute(limits.requests_per_minute, namespace="requests")
        self._sessions = RateLimitItemPerHour(limits.sessions_per_hour, namespace="sessions")

    async def count_request(self, session: str) -> None:
        """One chat request of this session."""
        await self._hit(self._requests, session, "this session asks too often")

    async def count_session(self, address: str) -> None:
        """One session token for this address."""
        await self._hit(self._sessions, address, "too many sessions were opened from this address")

    async def _hit(self, item: RateLimitItem, key: str, words: str) -> None:
        if await self._window.hit(item, key):
            return
        reset = (await self._window.get_window_stats(item, key)).reset_time
        wait = min(max(math.ceil(reset - time.time()), 1), LONGEST_WAIT)
        raise RefusedError(429, "rate_limited", words, wait)


class Slots:
    """Streams that are open at once. ``open`` counts those of this process.

    A session's slots are leases of ``longest_seconds``, so that a worker that died gives them back.
    """

    def __init__(self, counters: Counters, limits: Limits, longest_seconds: float) -> None:
        self._leases = FixedWindowRateLimiter(counters.storage)
        self._lease = RateLimitItemPerSecond(1, math.ceil(longest_seconds), namespace="slot")
        self._limits = limits
        self.open = 0

    @asynccontextmanager
    async def taken(self, session: str) -> AsyncIterator[None]:
        """A slot while this lasts. 503 where the service has none left, 429 where the session has none."""
        if self.open >= self._limits.streams:
            raise unavailable(503, "too many conversations at once", BUSY_WAIT)
        self.open += 1
        try:
            place = await self._lease_one(session)
            try:
                yield
            finally:
                # Where Redis is away, the lease ends by itself.
                with suppress(COUNTERS_FAILED):
                    await self._leases.clear(self._lease, session, place)
        finally:
            self.open -= 1

    async def _lease_one(self, session: str) -> str:
        for number in range(self._limits.streams_per_session):
            if await self._leases.hit(self._lease, session, str(number)):
                return str(number)
        raise RefusedError(429, "rate_limited", "this session has a reply under way", BUSY_WAIT)

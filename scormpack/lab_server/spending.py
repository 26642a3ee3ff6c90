"""Turns, tokens and money: the worst case is reserved before a call, and what it came to is settled after it.

So calls that run side by side cannot pass a limit together. Tokens and money of a day are those of a day of UTC.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from limits import RateLimitItem, RateLimitItemPerDay
from limits.aio.strategies import FixedWindowRateLimiter

from scormpack.lab_server.answers import RefusedError
from scormpack.lab_server.estimate import Tokens
from scormpack.lab_server.limits import COUNTERS_FAILED, Counters
from scormpack.lab_server.settings import Limits, Spending

RETRY_SECONDS = 5
"""What a client waits while others' reservations are in its way."""


class Account(NamedTuple):
    """Something that is used up. ``cost`` is what a call of so many tokens takes of it."""

    item: RateLimitItem
    key: str
    words: str
    cost: Callable[[Tokens], int]


@dataclass(slots=True)
class Reservation:
    """What one call has reserved, account by account."""

    taken: list[tuple[Account, int]] = field(default_factory=list)


class Ledger:
    """What was used. ``reserved`` holds, by account, what calls of this process hold at this moment."""

    def __init__(self, counters: Counters, limits: Limits, spending: Spending, now: Callable[[], float]) -> None:
        self._storage = counters.storage
        self._window = FixedWindowRateLimiter(counters.storage)
        self._spending, self._now = spending, now
        self._turns = RateLimitItemPerDay(limits.turns_per_session, namespace="turns")
        self._session = RateLimitItemPerDay(limits.tokens_per_session, namespace="session-tokens")
        # The day is part of the key: two days, so that the key outlives its day whatever the clock says.
        self._day = RateLimitItemPerDay(limits.tokens_per_day, 2, namespace="day-tokens")
        self._money = RateLimitItemPerDay(math.floor((spending.per_day or 0) * 1e6), 2, namespace="day-micros")
        self.reserved: Counter[str] = Counter()

    def micros(self, tokens: Tokens) -> int:
        """What they cost, in millionths of the currency: prices are for a million tokens."""
        return math.ceil(tokens.read * self._spending.input_price + tokens.written * self._spending.output_price)

    async def reserve(self, session: str, worst: Tokens) -> Reservation:
        """Takes the worst case off every account, or off none.

        403 where it does not fit. 429 where it would, if the calls under way came to nothing.
        """
        reservation = Reservation()
        try:
            for account in self._accounts(session):
                if cost := account.cost(worst):
                    await self._take(account, cost)
                    self.reserved[account.item.key_for(account.key)] += cost
                    reservation.taken.append((account, cost))
        except BaseException:
            await self.settle(reservation, None)
            raise
        return reservation

    async def settle(self, reservation: Reservation, used: Tokens | None) -> None:
        """Books what was used in place of what was reserved. None: the call does not count, as if it had not been."""
        for account, cost in reservation.taken:
            key = account.item.key_for(account.key)
            self.reserved[key] -= cost
            if not self.reserved[key]:
                del self.reserved[key]
            difference = (account.cost(used) if used is not None else 0) - cost
            # Where Redis is away the worst case stays booked.
            with suppress(COUNTERS_FAILED):
                if difference:
                    await self._storage.incr(key, account.item.get_expiry(), difference)
        reservation.taken.clear()

    async def used_today(self) -> tuple[int, int]:
        """Tokens and millionths of the currency, reservations among them."""
        day = self._today()
        return await self._storage.get(self._day.key_for(day)), await self._storage.get(self._money.key_for(day))

    async def _take(self, account: Account, cost: int) -> None:
        item, key = account.item, account.item.key_for(account.key)
        # Asked first, so that a question that does not fit is not in others' way while it is turned down.
        if await self._window.test(item, account.key, cost=cost):
            if await self._window.hit(item, account.key, cost=cost):
                return
            # Another call was faster, and a window counts what it refuses.
            await self._storage.incr(key, item.get_expiry(), -cost)
        used = await self._storage.get(key)
        if used - self.reserved[key] + cost <= item.amount:
            raise RefusedError(429, "rate_limited", account.words, RETRY_SECONDS)
        raise RefusedError(403, "quota_used_up", account.words)

    def _accounts(self, session: str) -> list[Account]:
        day = self._today()
        accounts = [
            Account(self._turns, session, "this session has had all its turns", lambda _tokens: 1),
            Account(self._session, session, "this session has used all its tokens", lambda tokens: tokens.total),
            Account(self._day, day, "the assistant's tokens for today are used up", lambda tokens: tokens.total),
        ]
        if self._spending.per_day is not None:
            accounts.append(Account(self._money, day, "the assistant's budget for today is used up", self.micros))
        return accounts

    def _today(self) -> str:
        return datetime.fromtimestamp(self._now(), UTC).date().isoformat()


def clock() -> float:
    """Seconds since 1970."""
    return time.time()

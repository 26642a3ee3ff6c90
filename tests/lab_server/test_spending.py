"""What a day may cost is never passed, however many ask at once. Prices are for a million tokens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from scormpack.lab_server.estimate import Tokens
from scormpack.lab_server.limits import Counters
from scormpack.lab_server.settings import Limits, Spending
from scormpack.lab_server.spending import Ledger
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.upstream import Answer, StubUpstream, wait_until


def test_a_tokens_price_is_that_of_a_million_divided_and_rounded_up() -> None:
    ledger = Ledger(Counters(""), Limits(), Spending(input_price=0.15, output_price=0.6, per_day=1), lambda: 0.0)
    # 1,000 * 0.15 + 500 * 0.6 = 150 + 300 millionths; 1 * 0.15 is rounded up.
    assert ledger.micros(Tokens(1000, 500)) == 450
    assert ledger.micros(Tokens(1, 0)) == 1


def test_fifty_at_once_call_the_upstream_as_often_as_the_cap_allows(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    # Only what is written costs: a reply is 800 tokens at most, at 1,000,000 a million: 800. 4,000 pay for five at once.
    proxy = start(
        spending={"input_price": 0, "output_price": 1_000_000, "per_day": 4000},
        upstream={"max_tokens": 800},
        limits={"streams": 100},
    )
    upstream.always(Answer(hold=1, usage=(100, 800)))
    learners = [visit(proxy, session=f"{number:024x}") for number in range(50)]
    for learner in learners:
        learner.open()
    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(lambda who: who.post(who.body("Hello")).status_code, learner) for learner in learners]
        wait_until(lambda: sum(future.done() for future in asked) == 45)
        upstream.release()
        statuses = sorted(future.result() for future in asked)
    assert statuses == [200] * 5 + [429] * 45
    assert len(upstream.requests) == 5
    # Five replies of 800 were used, so the day is over for everybody.
    assert learners[0].refused("Hello") == (403, "quota_used_up")
    assert proxy.call(proxy.proxy.ledger.used_today()) == (4500, 4_000_000_000)
    assert len(upstream.requests) == 5


def test_what_was_reserved_and_not_used_is_given_back(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(spending={"input_price": 0, "output_price": 1_000_000, "per_day": 1000}, upstream={"max_tokens": 800})
    upstream.always(Answer(usage=(100, 100)))
    learner = visit(proxy)
    # 800 fit into 1,000; after one reply of 100, into the 900 that are left; after three, 700 are too few.
    assert [learner.post(learner.body("Hello")).status_code for _ in range(4)] == [200, 200, 200, 403]
    assert len(upstream.requests) == 3


def test_the_judge_is_paid_for_too(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    # 800 for the reply, 300 for the verdict: 1,100 do not fit into 1,099.
    spending = {"input_price": 0, "output_price": 1_000_000}
    low = start(spending=spending | {"per_day": 1099}, upstream={"max_tokens": 800})
    high = start(spending=spending | {"per_day": 1100}, upstream={"max_tokens": 800})
    assert visit(low, lab="lab-topics").refused("Hello") == (403, "quota_used_up")
    assert visit(low).ask("Hello").done
    upstream.play(Answer(usage=(1, 20)))
    upstream.judge(Answer("json", text='{"topics": []}', usage=(1, 7)))
    assert visit(high, lab="lab-topics").ask("Hello").topics == []
    assert high.call(high.proxy.ledger.used_today())[1] == 27_000_000


def test_a_failure_gives_the_money_back(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(spending={"input_price": 1, "output_price": 1, "per_day": 1})
    upstream.play(Answer("status", status=500), Answer("status", status=429))
    learner = visit(proxy)
    for _ in range(2):
        learner.refused("Hello")
    assert proxy.call(proxy.proxy.ledger.used_today()) == (0, 0)


def test_the_next_day_starts_anew(start: Start) -> None:
    proxy = start()
    moment = [datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC).timestamp()]
    ledger = Ledger(Counters(""), Limits(tokens_per_day=100), Spending(), lambda: moment[0])

    async def two_days() -> list[int]:
        late = await ledger.reserve("session", Tokens(90, 0))
        moment[0] += 1
        early = await ledger.reserve("session", Tokens(60, 0))
        # What was reserved yesterday is settled yesterday.
        await ledger.settle(late, Tokens(90, 0))
        today = (await ledger.used_today())[0]
        await ledger.settle(early, Tokens(10, 0))
        return [today, (await ledger.used_today())[0]]

    assert proxy.call(two_days()) == [60, 10]


def test_a_rehearsal_costs_nothing(start: Start, visit: Visit) -> None:
    proxy = start(rehearsal=True, spending={"input_price": 1_000_000, "output_price": 1_000_000, "per_day": 0.5})
    assert visit(proxy).ask("Hello").done
    assert proxy.call(proxy.proxy.ledger.used_today())[1] == 0


@pytest.mark.parametrize("used", [0, 99])
def test_a_reservation_in_the_way_is_told_from_a_cap_that_is_reached(start: Start, used: int) -> None:
    from scormpack.lab_server.answers import RefusedError

    ledger = Ledger(Counters(""), Limits(tokens_per_day=100), Spending(), lambda: 0.0)

    async def second() -> tuple[int, str]:
        await ledger.settle(await ledger.reserve("a", Tokens(used, 0)), Tokens(used, 0))
        held = await ledger.reserve("a", Tokens(1, 0))
        try:
            await ledger.reserve("b", Tokens(100, 0))
        except RefusedError as error:
            return error.status, error.code
        finally:
            await ledger.settle(held, None)
        return 200, ""

    assert start().call(second()) == ((403, "quota_used_up") if used else (429, "rate_limited"))

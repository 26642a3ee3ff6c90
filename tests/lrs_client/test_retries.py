"""How long is waited for an LRS, by arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scormpack.lrs_client import Patience
from scormpack.lrs_client.retries import asked_pause_seconds

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


def test_pauses_double_up_to_the_longest_and_then_there_is_none() -> None:
    patient = Patience(chance=lambda: 1.0, first_pause_seconds=1, longest_pause_seconds=5, tries=5)
    assert [patient.pause_seconds(made) for made in range(1, 6)] == [1.0, 2.0, 4.0, 5.0, None]


def test_chance_takes_at_most_half_of_a_pause() -> None:
    assert Patience(chance=lambda: 0.0).pause_seconds(3) == 2.0
    assert Patience(chance=lambda: 0.5).pause_seconds(3) == 3.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date_rfc_9110_10_2_3(header: str | None, seconds: float | None) -> None:
    assert asked_pause_seconds(header, NOON) == seconds


def test_what_an_lrs_asks_for_is_obeyed_to_a_limit() -> None:
    patient = Patience(now=lambda: NOON, longest_asked_pause_seconds=300)
    assert patient.pause_seconds(1, "300") == 300.0
    assert patient.pause_seconds(1, "301") is None

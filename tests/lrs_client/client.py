"""A client for an unruly LRS: it knows the key, and waits without taking time."""

from __future__ import annotations

from collections.abc import Callable

from scormpack.lrs_client import Credentials, Patience, Remote, parse_endpoint
from tests.lrs_client.unruly_lrs import KEY, SECRET, UnrulyLrs


def remote_for(lrs: UnrulyLrs, sleep: Callable[[float], None], tries: int = 6) -> Remote:
    patient = Patience(timeout_seconds=0.3, tries=tries, sleep=sleep, chance=lambda: 1.0)
    return Remote(parse_endpoint(lrs.endpoint), Credentials(KEY, SECRET), patient)

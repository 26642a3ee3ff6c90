"""An LRS that misbehaves, and a client for it that waits without taking time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scormpack.lrs_client import Remote
from tests.lrs_client.client import remote_for
from tests.lrs_client.unruly_lrs import UnrulyLrs, serving


@pytest.fixture
def lrs() -> Iterator[UnrulyLrs]:
    with serving(UnrulyLrs()) as running:
        yield running


@pytest.fixture
def pauses() -> list[float]:
    """How long the client would have slept, each time."""
    return []


@pytest.fixture
def remote(lrs: UnrulyLrs, pauses: list[float]) -> Remote:
    return remote_for(lrs, pauses.append)

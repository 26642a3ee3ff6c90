"""A proxy that behaves, until a test changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab_check.unruly_proxy import UnrulyProxy, serving


@pytest.fixture
def proxy() -> Iterator[UnrulyProxy]:
    with serving(UnrulyProxy(wants_tokens=True)) as running:
        yield running

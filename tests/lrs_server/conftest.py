"""One LRS for the whole folder, and a client that speaks xAPI 1.0.3 to it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from scormpack.lrs_server import Credentials, RunningLrs, serving
from tests.lrs_server.statement_examples import Json, fresh_iri, fresh_uuid

CREDENTIALS = Credentials("the-key", "the secret: with a colon")


@pytest.fixture(scope="session")
def lrs() -> Iterator[RunningLrs]:
    with serving(credentials=CREDENTIALS) as running:
        yield running


@pytest.fixture(scope="session")
def anonymous(lrs: RunningLrs) -> Iterator[httpx.Client]:
    """A client that says neither who it is nor what it speaks."""
    with httpx.Client(base_url=lrs.endpoint, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def client(lrs: RunningLrs) -> Iterator[httpx.Client]:
    headers = {"Authorization": lrs.authorization, "X-Experience-API-Version": "1.0.3"}
    with httpx.Client(base_url=lrs.endpoint, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def registration() -> str:
    return fresh_uuid()


@pytest.fixture
def activity() -> Json:
    return {"objectType": "Activity", "id": fresh_iri("activity")}

"""A proxy over real HTTP with a stub for its upstream, and a learner who talks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from scormpack.lab_server import Labs, Secrets
from scormpack.lab_server.prompts import read_labs
from scormpack.lab_server.serve import RunningProxy, serving
from tests.courses import write_course
from tests.lab_server.learner import COURSE, Learner, settings_for
from tests.lab_server.upstream import StubUpstream

Start = Callable[..., RunningProxy]
Visit = Callable[..., Learner]


@pytest.fixture(scope="session")
def labs(tmp_path_factory: pytest.TempPathFactory) -> Labs:
    return read_labs([write_course(tmp_path_factory.mktemp("course"), COURSE)])


@pytest.fixture
def upstream() -> Iterator[StubUpstream]:
    with StubUpstream() as stub:
        yield stub


@pytest.fixture
def open_until_the_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def start(labs: Labs, upstream: StubUpstream, open_until_the_end: ExitStack) -> Start:
    """Starts a proxy before the stub; tables and keys as in the settings file."""

    def started(
        rehearsal: bool = False,  # noqa: FBT001, FBT002  # named by whoever calls
        secrets: Secrets | None = None,
        **tables: dict[str, Any],
    ) -> RunningProxy:
        settings = settings_for(None if rehearsal else upstream.url, **tables)
        running = serving(labs=labs, settings=settings, secrets=secrets, rehearsal=rehearsal)
        return open_until_the_end.enter_context(running)

    return started


@pytest.fixture
def visit(open_until_the_end: ExitStack) -> Visit:
    """A learner at a proxy."""

    def visited(proxy: RunningProxy | str, **names: Any) -> Learner:
        url = proxy if isinstance(proxy, str) else proxy.url
        return open_until_the_end.enter_context(Learner(url, **names))

    return visited

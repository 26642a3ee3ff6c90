"""A lab's text is recorded only where the author asks, the package has a place for it, and the learner agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import build
from tests.browser.course_outline import Outline, read_outline
from tests.browser.learner import TURNS, Learner
from tests.browser.lrs_launch import Platform, verb
from tests.courses import SMALL, write_course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.harness import Lms
    from tests.stub_proxy import StubProxy

OWN = "https://courses.example.org/small/xapi/extensions/"
ASKS = SMALL.replace("title: A lab\n", "title: A lab\n        transcript: true\n")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("courses")
    return {"asks": write_course(folder / "asks", ASKS), "asks-not": write_course(folder / "asks-not", SMALL)}


@pytest.fixture(scope="module")
def packages(
    tmp_path_factory: pytest.TempPathFactory, proxy: StubProxy, sources: dict[str, Path]
) -> Callable[[str, str], Path]:
    made: dict[tuple[str, str], Path] = {}

    def package(course: str, target: str) -> Path:
        if (course, target) not in made:
            folder = tmp_path_factory.mktemp(f"{course}-{target}")
            made[course, target] = build(folder, "--lab-proxy", proxy.url, target=target, course=sources[course])
        return made[course, target]

    return package


@pytest.fixture(scope="module")
def small(sources: dict[str, Path]) -> Outline:
    return read_outline(sources["asks"])


def exchanges(platform: Platform, count: int) -> list[dict[str, Any]]:
    """What the LRS holds of each exchange, by the names of our extensions."""
    for _try in range(200):
        found = [
            {name.removeprefix(OWN): value for name, value in s["result"]["extensions"].items()}
            for s in platform.statements()
            if verb(s) == "interacted"
        ]
        if len(found) >= count:
            return found
        assert platform.page is not None
        platform.page.wait_for_timeout(50)
    raise AssertionError(f"{count} exchanges did not arrive")


def test_a_learner_who_agrees_is_recorded_from_then_on_and_no_longer_after(
    platform: Platform, packages: Callable[[str, str], Path], small: Outline
) -> None:
    learner = Learner(platform.open_xapi(packages("asks", "xapi")), small)
    learner.converse("lab", 1)
    box = learner.lab("lab").locator("[data-share] input")
    expect(box).not_to_be_checked()
    box.check()
    learner.write("lab", TURNS[1])
    learner.expect_exchanges("lab", 2)
    box.uncheck()
    learner.write("lab", TURNS[2])
    learner.expect_exchanges("lab", 3)
    first, second, third = exchanges(platform, 3)
    assert [e["exchange"] for e in (first, second, third)] == [1, 2, 3]
    assert second["turn"] == TURNS[1]
    assert second["reply-characters"] == len(second["reply"])
    assert second["turn-characters"] == len(TURNS[1])
    for silent in (first, third):
        assert "turn" not in silent
        assert "reply" not in silent


def test_the_learners_choice_holds_at_the_next_visit(
    platform: Platform, packages: Callable[[str, str], Path], small: Outline
) -> None:
    learner = Learner(platform.open_xapi(packages("asks", "xapi")), small)
    learner.goto("lab")
    learner.lab("lab").locator("[data-share] input").check()
    learner.consent("lab")
    platform.leave()
    platform.wait_for(("terminated", "small"))
    again = Learner(platform.open_xapi(packages("asks", "xapi")), small)
    again.goto("lab")
    expect(again.lab("lab").locator("[data-share] input")).to_be_checked()


def test_where_the_author_asks_for_none_there_is_no_box_and_no_text(
    platform: Platform, packages: Callable[[str, str], Path], small: Outline
) -> None:
    learner = Learner(platform.open_xapi(packages("asks-not", "xapi")), small)
    learner.converse("lab", 1)
    expect(learner.lab("lab").locator("[data-share]")).to_be_hidden()
    (exchange,) = exchanges(platform, 1)
    assert set(exchange) == {"exchange", "turn-characters", "reply-characters", "latency", "answered-by"}


def test_in_scorm_there_is_no_place_for_it_and_no_box(
    lms: Lms, packages: Callable[[str, str], Path], small: Outline
) -> None:
    learner = Learner(lms.open(packages("asks", "scorm12")), small)
    learner.converse("lab", 1)
    expect(learner.lab("lab").locator("[data-share]")).to_be_hidden()
    lms.leave()
    assert not any(TURNS[0][:20] in value for value in lms.committed().values())

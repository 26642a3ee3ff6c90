"""A cmi5 launch in real Chromium, against an LRS that is the LMS: sessions, modes, marks, and the way back."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from scormpack.load import load_course
from scormpack.statement_rules import check_statement
from scormpack.xapi.profile import profile
from tests.browser.course_outline import COURSE
from tests.browser.learner import Learner
from tests.browser.lrs_launch import Platform, Statement, told, verb
from tests.xapi.profile_rules import faults
from tests.xapi.published_schema import published_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from scormpack.lrs_server import RunningLrs
    from tests.browser.course_outline import Outline
    from tests.browser.website import Site

CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
pytestmark = pytest.mark.xdist_group("cmi5 story")
"""The whole course is worked through once for all."""

SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"


def defined(statements: list[Statement]) -> list[str]:
    """The verbs of what cmi5 defines, in order."""
    return [
        verb(s) for s in statements if CMI5 in [a["id"] for a in s["context"]["contextActivities"].get("category", [])]
    ]


def unit(platform: Platform) -> str:
    return platform.registration


@pytest.fixture(scope="module")
def whole(
    browser: Browser, site: Site, lrs: RunningLrs, cmi5_package: Path, outline: Outline
) -> Iterator[tuple[Platform, list[Statement]]]:
    """The whole course, worked through once without a mistake, and left."""
    platform = Platform(browser, site, lrs)
    learner = Learner(platform.open_cmi5(cmi5_package), outline)
    learner.do_all()
    learner.expect_shown("completed", "passed", "1")
    platform.leave()
    yield platform, platform.wait_for(("terminated", unit(platform)))
    platform.close()


def test_a_whole_session_is_what_cmi5_defines(whole: tuple[Platform, list[Statement]]) -> None:
    platform, statements = whole
    assert defined(statements) == ["initialized", "completed", "passed", "terminated"]
    assert told(statements[0]) == ("initialized", unit(platform))
    assert told(statements[-1]) == ("terminated", unit(platform))
    assert len({s["context"]["extensions"][SESSION] for s in statements}) == 1
    assert platform.page_errors == []


def test_every_statement_is_valid_and_as_the_profile_says(whole: tuple[Platform, list[Statement]]) -> None:
    course = load_course(COURSE).course
    assert course is not None
    published = profile(course)
    for statement in whole[1]:
        assert check_statement(statement) == []
        assert published_faults(statement) == []
    about_parts = [s for s in whole[1] if told(s)[1] != unit(whole[0])]
    assert {told(s): faults(published, s) for s in about_parts if faults(published, s)} == {}


def test_a_reload_is_the_same_session_with_the_same_token(
    platform: Platform, cmi5_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_cmi5(cmi5_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=1)
    platform.wait_for(("answered", quiz.questions[0].id))
    page = platform.page
    assert page is not None
    with page.expect_navigation():
        page.evaluate("() => { setTimeout(() => location.reload()); }")
    again = Learner(page.main_frame, outline)
    again.answer(quiz.questions[1])
    statements = platform.wait_for(("answered", quiz.questions[1].id))
    assert defined(statements) == ["initialized"]
    assert len([url for url in platform.requests if "/cmi5/fetch/" in url]) == 1


def test_a_reload_that_looked_like_leaving_says_that_the_session_is_over(
    platform: Platform, cmi5_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_cmi5(cmi5_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=1)
    platform.wait_for(("answered", quiz.questions[0].id))
    page = platform.page
    assert page is not None
    page.reload()  # as by the browser's own button, of which a page is told nothing
    platform.wait_for(("terminated", unit(platform)))
    again = Learner(page.main_frame, outline)
    assert "open the course again" in again.notices()
    assert len(again.chosen(quiz.id)) == 1
    again.answer(quiz.questions[1])
    again.goto(outline.parts[1].id)
    page.wait_for_timeout(500)
    assert defined(platform.statements()) == ["initialized", "terminated"]
    assert told(platform.statements()[-1])[0] == "terminated"


def test_the_next_launch_goes_on_in_a_session_of_its_own(
    platform: Platform, cmi5_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_cmi5(cmi5_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=2)
    platform.leave()
    platform.wait_for(("terminated", unit(platform)))
    again = Learner(platform.open_cmi5(cmi5_package), outline)
    assert again.place() == quiz.id
    assert len(again.chosen(quiz.id)) == 2
    platform.wait_for(("resumed", unit(platform)))
    sessions = [s["context"]["extensions"][SESSION] for s in platform.statements() if verb(s) == "initialized"]
    assert len(set(sessions)) == 2


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_in_browse_and_review_nothing_is_told_but_the_session(
    mode: str, platform: Platform, cmi5_package: Path, outline: Outline
) -> None:
    launch = platform.launch_of(cmi5_package, launch_mode=mode)
    learner = Learner(platform.open_cmi5(cmi5_package, launch), outline)
    learner.answer_quiz(outline.of_kind("quiz")[0].id)
    learner.submit_test(outline.test.id)
    platform.leave()
    statements = platform.wait_for(("terminated", unit(platform)))
    assert [told(s)[0] for s in statements] == ["initialized", "terminated"]


def test_the_mastery_score_of_the_lms_decides(platform: Platform, cmi5_package: Path, outline: Outline) -> None:
    launch = platform.launch_of(cmi5_package, mastery_score=0.5)
    learner = Learner(platform.open_cmi5(cmi5_package, launch), outline)
    learner.submit_test(outline.test.id, right=8)  # 8 of 15, above 0.5 and below the author's 0.8
    statements = platform.wait_for(("passed", unit(platform)))
    passed = next(s for s in statements if told(s) == ("passed", unit(platform)))
    assert passed["result"]["score"]["scaled"] == pytest.approx(8 / 15, abs=0.0001)
    assert passed["context"]["extensions"]["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"] == 0.5


def test_leaving_goes_back_to_where_the_lms_wants_the_learner(
    platform: Platform, cmi5_package: Path, outline: Outline, site: Site
) -> None:
    back = f"{site.url}/lms/index.html?back"
    launch = platform.launch_of(cmi5_package, return_url=back)
    learner = Learner(platform.open_cmi5(cmi5_package, launch), outline)
    learner.answer_quiz(outline.of_kind("quiz")[0].id, only=1)
    learner.goto_end()
    learner.frame.locator('[data-action="leave"]:visible').last.click()
    assert platform.page is not None
    platform.page.wait_for_url(re.compile(re.escape(back)))
    statements = platform.wait_for(("terminated", unit(platform)))
    assert [told(s)[0] for s in statements].count("terminated") == 1


def test_without_a_return_address_there_is_no_way_back_to_show(
    platform: Platform, cmi5_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_cmi5(cmi5_package), outline)
    expect(learner.frame.locator('[data-action="leave"]')).to_have_count(0)


def test_an_address_that_was_used_before_is_said_and_nothing_is_recorded(
    platform: Platform, cmi5_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_cmi5(cmi5_package), outline)
    url = learner.frame.url.split("#")[0]
    platform.wait_for(("initialized", unit(platform)))
    other = platform.context.new_page()  # another tab has another sessionStorage
    other.goto(url)
    second = Learner(other.main_frame, outline)
    assert "open the course again" in second.notices()
    assert [told(s)[0] for s in platform.statements()].count("initialized") == 1


def test_a_learner_who_wants_no_sound_hears_none(platform: Platform, cmi5_package: Path, outline: Outline) -> None:
    launch = dataclasses.replace(platform.launch_of(cmi5_package), audio_preference="off")
    learner = Learner(platform.open_cmi5(cmi5_package, launch), outline)
    muted = learner.frame.evaluate(
        """() => { const sound = document.body.appendChild(document.createElement("audio"));
                   sound.dispatchEvent(new Event("play")); return sound.muted; }"""
    )
    assert muted is True

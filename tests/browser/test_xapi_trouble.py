"""Networks that die, pages that are killed, an LRS that refuses: nothing is lost, nothing comes twice, the learner knows."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error, expect

from tests.browser.learner import Learner
from tests.browser.lrs_launch import Platform, told, verb

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Route

    from tests.browser.course_outline import Outline

ENDPOINT = "**/xapi/**"


def test_what_was_done_offline_arrives_when_the_network_is_back(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.goto(quiz.id)
    platform.context.set_offline(True)
    for question in quiz.questions[:3]:
        learner.answer(question)
    expect(learner.frame.locator("[data-notices]")).to_contain_text("have not reached the learning platform")
    platform.context.set_offline(False)
    platform.wait_for(*(("answered", question.id) for question in quiz.questions[:3]))
    expect(learner.frame.locator("[data-notices]")).to_contain_text("saved again")


def test_a_browser_closed_offline_sends_it_at_the_next_launch(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.goto(quiz.id)
    platform.context.set_offline(True)
    learner.answer(quiz.questions[0])
    learner.answer(quiz.questions[1])
    assert platform.page is not None
    platform.page.close()
    platform.context.set_offline(False)

    again = Learner(platform.open_xapi(xapi_package), outline)
    again.goto(quiz.id)
    assert len(again.chosen(quiz.id)) == 2
    statements = platform.wait_for(*(("answered", question.id) for question in quiz.questions[:2]))
    assert Counter(map(told, statements))[("answered", quiz.questions[0].id)] == 1


def test_a_page_that_crashes_has_kept_what_the_learner_saw_as_done(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.goto(quiz.id)
    page = platform.page
    assert page is not None
    page.route(ENDPOINT, lambda route: route.abort())
    learner.answer(quiz.questions[0])
    # What the screen shows is reported in the task after its frame, which a busy machine puts off.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))")
    page.wait_for_timeout(300)
    with suppress(Error):
        page.goto("chrome://crash")
    again = Learner(platform.open_xapi(xapi_package), outline)
    platform.wait_for(("answered", quiz.questions[0].id))
    again.goto(quiz.id)
    assert len(again.chosen(quiz.id)) == 1


def test_a_flaky_network_loses_nothing_and_doubles_nothing(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    chance = random.Random(11)  # noqa: S311  # a test's own luck
    cut = 0

    def flaky(route: Route) -> None:
        nonlocal cut
        luck = chance.random()
        # The network may be well again in the middle of it, and the request already be on its way.
        with suppress(Error):
            if luck < 0.2:
                route.continue_()
                return
            cut += 1
            if 0.5 <= luck < 0.9:
                with suppress(Error):
                    route.fetch()  # the LRS has it, and its answer is lost
            if luck < 0.9:
                route.abort("connectionreset")
            else:
                route.fulfill(status=503)

    learner = Learner(platform.open_xapi(xapi_package), outline)
    assert platform.page is not None
    platform.page.route(ENDPOINT, flaky)
    quizzes = outline.of_kind("quiz")
    for quiz in quizzes:
        learner.answer_quiz(quiz.id)
    platform.page.unroute(ENDPOINT)
    questions = [question.id for quiz in quizzes for question in quiz.questions]
    statements = platform.wait_for(*(("answered", name) for name in questions), seconds=90)
    assert cut >= 4
    assert [told(s)[1] for s in statements if verb(s) == "answered"] == questions
    assert len({s["id"] for s in statements}) == len(statements)


def test_an_lrs_that_no_longer_lets_the_session_in_is_shown(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.goto(quiz.id)
    assert platform.page is not None
    platform.page.route(ENDPOINT, lambda route: route.fulfill(status=401, headers={"Access-Control-Allow-Origin": "*"}))
    learner.answer(quiz.questions[0])
    expect(learner.frame.locator("[data-notices]")).to_contain_text("no longer takes answers")
    platform.page.unroute(ENDPOINT)
    platform.leave()
    Learner(platform.open_xapi(xapi_package), outline)
    platform.wait_for(("answered", quiz.questions[0].id))


def test_a_reload_by_the_page_is_the_same_session(platform: Platform, xapi_package: Path, outline: Outline) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=1)
    platform.wait_for(("answered", quiz.questions[0].id))
    page = platform.page
    assert page is not None
    with page.expect_navigation():
        page.evaluate("() => { setTimeout(() => location.reload()); }")
    again = Learner(page.main_frame, outline)
    assert len(again.chosen(quiz.id)) == 1
    assert [told(s)[0] for s in platform.statements()].count("initialized") == 1

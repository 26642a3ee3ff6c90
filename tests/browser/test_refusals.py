"""The LMS refuses, goes away, comes back: the learner is told the truth, and no answer is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.browser.received import Failure, results

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.course_outline import Outline, Part
    from tests.browser.harness import Lms

STATUS = "cmi.core.lesson_status"


@pytest.fixture
def quiz(outline: Outline) -> Part:
    return outline.of_kind("quiz")[0]


def expect_unsaved(learner: Learner) -> None:
    expect(learner.frame.locator("[data-notices]")).to_contain_text("not reached")


def expect_saved_again(learner: Learner) -> None:
    expect(learner.frame.locator("[data-notices]")).not_to_contain_text("not reached")


def test_a_refused_session_is_said_and_works(lms: Lms, package: Path, outline: Outline, quiz: Part) -> None:
    learner = Learner(lms.open(package, fail=[Failure("LMSInitialize", "101")]), outline)
    expect(learner.frame.locator("[data-notices]")).not_to_be_empty()
    learner.answer_quiz(quiz.id)
    expect(learner.section(quiz.id).locator("[data-result]")).to_be_visible()
    lms.leave()
    assert lms.committed()[STATUS] == "not attempted"


def test_an_lms_without_interactions_and_objectives_is_enough(
    lms: Lms, package: Path, outline: Outline, almost: dict[str, str]
) -> None:
    held = {element: value for element, value in almost.items() if not element.startswith(("cmi.inter", "cmi.obj"))}
    left_out = ["cmi.interactions", "cmi.objectives"]
    learner = Learner(lms.open(package, saved=held, unsupported=left_out), outline)
    learner.submit_test(outline.test.id)
    learner.expect_shown("completed", "passed", "1")
    expect_saved_again(learner)
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()["cmi.core.score.raw"] == "100"


@pytest.mark.parametrize(
    "failure",
    [
        Failure("LMSSetValue", "101", element="cmi.suspend_data", after=2, times=1),
        Failure("LMSSetValue", "101", element="cmi.interactions*", after=0, times=1),
        Failure("LMSSetValue", "101", after=12, times=8),
        Failure("LMSCommit", "101", after=2, times=1),
        Failure("LMSCommit", "101", after=1, times=3),
    ],
    ids=["suspend-data", "interaction", "every-set", "one-commit", "three-commits"],
)
def test_what_was_refused_for_a_while_arrives(
    lms: Lms, package: Path, outline: Outline, quiz: Part, failure: Failure
) -> None:
    learner = Learner(lms.open(package, fail=[failure]), outline)
    learner.answer_quiz(quiz.id)
    lms.settle()
    given = learner.chosen(quiz.id)
    lms.leave()
    assert results(lms.committed()) == ["correct"] * 5
    again = Learner(lms.relaunch(elsewhere=True), outline)
    assert again.chosen(quiz.id) == given


def test_the_learner_is_told_while_nothing_arrives(lms: Lms, package: Path, outline: Outline, quiz: Part) -> None:
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.answer(quiz.questions[0])
    lms.settle()
    assert "not reached" not in learner.notices()
    lms.control(fail=[Failure("LMSCommit", "101")])
    learner.answer(quiz.questions[1])
    expect_unsaved(learner)
    lms.control(fail=[])
    learner.answer(quiz.questions[2])
    expect_saved_again(learner)
    lms.settle()
    assert results(lms.committed()) == ["correct"] * 3


def test_what_is_unsaved_is_sent_again_by_itself(
    make_lms: Callable[..., Lms], package: Path, outline: Outline, quiz: Part
) -> None:
    lms = make_lms(clock=True)
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    lms.settle()
    lms.control(gone=True)
    learner.answer(quiz.questions[0])
    expect_unsaved(learner)
    lms.control(gone=False)
    lms.pass_time(150)
    expect_saved_again(learner)
    assert results(lms.committed()) == ["correct"]


def test_an_lms_that_comes_back_gets_every_answer(lms: Lms, package: Path, outline: Outline, quiz: Part) -> None:
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    lms.settle()
    lms.control(gone=True)
    for question in quiz.questions[:3]:
        learner.answer(question)
    expect_unsaved(learner)
    lms.control(gone=False)
    for question in quiz.questions[3:]:
        learner.answer(question)
    expect_saved_again(learner)
    lms.leave()
    assert results(lms.committed()) == ["correct"] * 5
    assert lms.committed()[STATUS] == "incomplete"


@pytest.mark.parametrize("how", ["leave", "kill"])
def test_the_browser_keeps_what_never_arrived(lms: Lms, package: Path, outline: Outline, quiz: Part, how: str) -> None:
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.answer(quiz.questions[0])
    lms.settle()
    lms.control(fail=[Failure("LMSCommit", "101"), Failure("LMSFinish", "101")])
    learner.answer(quiz.questions[1])
    learner.answer(quiz.questions[2], right=False)
    lms.settle()
    given = learner.chosen(quiz.id)
    getattr(lms, how)()
    assert len(results(lms.committed())) == 1
    again = Learner(lms.relaunch(), outline)
    expect(again.section(quiz.id)).to_be_visible()
    assert again.chosen(quiz.id) == given
    again.answer(quiz.questions[3])
    lms.leave()
    assert results(lms.committed()) == ["correct", "correct", "wrong", "correct"]


def test_a_pass_that_never_arrived_arrives_at_the_next_visit(
    lms: Lms, package: Path, outline: Outline, almost: dict[str, str]
) -> None:
    learner = Learner(lms.open(package, saved=almost), outline)
    learner.fill_test(outline.test.id)
    lms.settle()
    lms.control(fail=[Failure("LMSCommit", "101"), Failure("LMSFinish", "101")])
    learner.submit(outline.test.id)
    learner.expect_shown("completed", "passed", "1")
    expect_unsaved(learner)
    lms.leave()
    assert lms.committed()[STATUS] == "incomplete"
    again = Learner(lms.relaunch(), outline)
    again.expect_shown("completed", "passed", "1")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()["cmi.core.score.raw"] == "100"


def test_a_new_attempt_owes_nothing_to_the_old_one(lms: Lms, package: Path, outline: Outline, quiz: Part) -> None:
    """What never arrived belongs to its attempt: the LMS has begun another one since, and says ab-initio."""
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.answer(quiz.questions[0])
    lms.settle()
    lms.control(gone=True)
    learner.answer(quiz.questions[1])
    lms.settle()
    lms.leave()
    fresh = Learner(lms.open(package), outline)
    fresh.goto(quiz.id)
    assert fresh.chosen(quiz.id) == {}


def test_newer_progress_from_another_browser_wins(lms: Lms, package: Path, outline: Outline, quiz: Part) -> None:
    """What this browser could not send is older than what the LMS has got from elsewhere since."""
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.answer(quiz.questions[0])
    lms.settle()
    lms.control(gone=True)
    learner.answer(quiz.questions[1], right=False)
    lms.settle()
    lms.leave()
    elsewhere = Learner(lms.relaunch(elsewhere=True), outline)
    for question in quiz.questions[1:]:
        elsewhere.answer(question)
    given = elsewhere.chosen(quiz.id)
    lms.leave()
    again = Learner(lms.relaunch(), outline)
    assert again.chosen(quiz.id) == given


def test_a_slow_lms_loses_nothing(lms: Lms, package: Path, outline: Outline, quiz: Part) -> None:
    learner = Learner(lms.open(package, delay=300), outline)
    learner.answer_quiz(quiz.id)
    lms.leave()
    assert results(lms.committed()) == ["correct"] * 5

"""A learner fails the test, tries again, passes; and tries once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.learner import Learner
from tests.browser.received import results

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms

STATUS = "cmi.core.lesson_status"
SCORE = "cmi.core.score.raw"


@pytest.fixture
def learner(lms: Lms, package: Path, outline: Outline, almost: dict[str, str]) -> Learner:
    """All is done but the test."""
    return Learner(lms.open(package, saved=almost), outline)


def test_eleven_of_fifteen_fail_and_the_next_attempt_passes(lms: Lms, learner: Learner, outline: Outline) -> None:
    test = outline.test.id
    learner.submit_test(test, right=11)
    learner.expect_shown("incomplete", "failed")
    assert float(learner.shown().score) == pytest.approx(11 / 15, abs=0.0001)
    lms.settle()
    assert float(lms.committed()[SCORE]) == pytest.approx(100 * 11 / 15, abs=0.01)
    assert lms.committed()[STATUS] in ("incomplete", "failed")
    learner.retry(test)
    learner.submit_test(test)
    learner.expect_shown("completed", "passed", "1")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()[SCORE] == "100"
    assert "completed" in [call.value for call in lms.sets(STATUS)]
    assert [call for call in lms.traffic() if call.error != "0"] == []


def test_twelve_of_fifteen_are_eighty_percent_and_pass(lms: Lms, learner: Learner, outline: Outline) -> None:
    learner.submit_test(outline.test.id, right=12)
    learner.expect_shown("completed", "passed", "0.8")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()[SCORE] == "80"


def test_a_worse_attempt_later_takes_nothing_back(lms: Lms, learner: Learner, outline: Outline) -> None:
    test = outline.test.id
    learner.submit_test(test, right=13)
    learner.expect_shown("completed", "passed")
    learner.retry(test)
    learner.submit_test(test, right=0)
    learner.expect_shown("completed", "passed")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert float(lms.committed()[SCORE]) == pytest.approx(100 * 13 / 15, abs=0.01)
    assert "failed" not in [call.value for call in lms.sets(STATUS)]


def test_a_failed_learner_comes_back_and_passes(lms: Lms, learner: Learner, outline: Outline) -> None:
    test = outline.test.id
    learner.submit_test(test, right=3)
    learner.expect_shown("incomplete", "failed", "0.2")
    lms.leave()
    again = Learner(lms.relaunch(elsewhere=True), outline)
    again.expect_shown("incomplete", "failed", "0.2")
    again.goto(test)
    again.retry(test)
    again.submit_test(test)
    again.expect_shown("completed", "passed", "1")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"


def test_every_attempt_at_a_question_is_an_interaction(lms: Lms, learner: Learner, outline: Outline) -> None:
    before = len(results(lms.committed()))
    test = outline.test
    learner.submit_test(test.id, right=0)
    learner.retry(test.id)
    learner.submit_test(test.id)
    lms.leave()
    assert results(lms.committed())[before:] == ["wrong"] * len(test.questions) + ["correct"] * len(test.questions)


def test_a_quiz_is_tried_again_from_its_first_question(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    quiz = outline.of_kind("quiz")[0].id
    learner.answer_quiz(quiz, right=2)
    learner.retry(quiz)
    assert learner.chosen(quiz) == {}
    learner.answer_quiz(quiz)
    lms.leave()
    assert results(lms.committed()) == ["correct"] * 2 + ["wrong"] * 3 + ["correct"] * 5

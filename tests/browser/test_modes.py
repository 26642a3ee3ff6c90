"""Browse and review write nothing; without an LMS the course says so and works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms
    from tests.browser.received import Run

MODE = "cmi.core.lesson_mode"


@pytest.mark.parametrize("mode", ["browse", "review"])
def test_nothing_is_written(lms: Lms, package: Path, outline: Outline, mode: str) -> None:
    learner = Learner(lms.open(package, initial={MODE: mode}), outline)
    expect(learner.frame.locator("[data-notices]")).not_to_be_empty()
    learner.answer_quiz(outline.of_kind("quiz")[0].id)
    learner.submit_test(outline.test.id, right=3)
    learner.do_lab(outline.of_kind("lab")[0].id)
    lms.settle()
    lms.leave()
    assert lms.sets() == []
    assert [call.method for call in lms.traffic()].count("LMSFinish") == 1
    assert [call for call in lms.traffic() if call.error != "0"] == []


def test_review_shows_what_was_achieved(lms: Lms, package: Path, outline: Outline, passed_run: Run) -> None:
    learner = Learner(lms.open(package, initial={MODE: "review"}, saved=passed_run.committed), outline)
    learner.expect_shown("completed", "passed", "1")
    learner.goto(outline.test.id)
    assert learner.chosen(outline.test.id) == {question.id: question.right for question in outline.test.questions}
    lms.leave()
    assert lms.sets() == []
    assert lms.committed()["cmi.core.lesson_status"] == "passed"


def test_without_an_lms_it_says_so_and_works(make_lms: Callable[..., Lms], package: Path, outline: Outline) -> None:
    lms = make_lms(api="none")
    learner = Learner(lms.open(package), outline)
    expect(learner.frame.locator("[data-notices]")).to_contain_text("nothing is recorded")
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id)
    expect(learner.section(quiz.id).locator("[data-result]")).to_be_visible()
    learner.submit_test(outline.test.id)
    learner.expect_shown("incomplete", "passed", "1")
    learner.do_lab(outline.of_kind("lab")[0].id)
    assert lms.page_errors == []


def test_with_an_lms_it_says_nothing_of_the_kind(lms: Lms, package: Path, outline: Outline) -> None:
    assert Learner(lms.open(package), outline).notices().strip() == ""

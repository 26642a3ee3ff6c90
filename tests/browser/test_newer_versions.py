"""A new version of a course is launched over what learners have done in the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import build
from tests.browser.own_met import QUIZ, source
from tests.courses import write_course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.browser.runtimes import Runtime

    NewRuntime = Callable[..., Runtime]

STATUS, RAW = "cmi.core.lesson_status", "cmi.core.score.raw"
ANSWERS = (("q1", "yes"), ("q2", "no"), ("q3", "yes"), ("q4", "no"))


def test_the_state_of_an_older_version_is_taken_over(
    runtime: NewRuntime, met: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A question is gone, one is new, the others moved: their answers stay, and the learner is told."""
    folder = tmp_path_factory.mktemp("newer")
    newer = build(folder, course=write_course(folder / "course", source(("q4", "q3", "q6", "q1", "q5"))))
    lms = runtime("well behaved")
    window = lms.open(met)
    window.goto("quiz")
    for question, choice in ANSWERS:
        window.answer(question, choice)
    lms.leave(window)
    later = lms.open(newer)
    assert later.chosen() == {"q1": "yes", "q3": "yes", "q4": "no"}
    assert "changed since your last visit" in later.notices()
    later.answer("q6", "no")
    lms.leave(later)
    once_more = lms.open(newer)
    assert once_more.notices() == ""
    assert once_more.chosen() == {"q1": "yes", "q3": "yes", "q4": "no", "q6": "no"}
    lms.leave(once_more)
    back = lms.open(met)
    assert back.chosen() == dict(ANSWERS), "the version before has what the newer one could not read"


def test_a_quiz_whose_open_question_is_taken_away_is_finished(
    runtime: NewRuntime, met: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("shorter")
    shorter = build(folder, course=write_course(folder / "course", source(QUIZ[:4])))
    lms = runtime("well behaved")
    window = lms.open(met)
    window.goto("quiz")
    for question, choice in ANSWERS:
        window.answer(question, choice)
    lms.leave(window)
    later = lms.open(shorter)
    expect(later.frame.locator('[data-part="quiz"] [data-result]')).to_be_visible()
    expect(later.frame.locator('[data-part="quiz"] [data-result]')).to_contain_text("2 / 4")


def test_a_pass_stays_one_in_a_version_that_asks_for_more(
    runtime: NewRuntime, met: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Another mark, further questions, a rule that is not met: who has passed has passed."""
    folder = tmp_path_factory.mktemp("harder")
    text = source(QUIZ, ("e1", "e2", "e3", "e4", "e5", "e6"))
    text = text.replace("mastery_score: 0.6", "mastery_score: 1").replace(
        "{passed: exam}", "[{passed: exam}, {answered: quiz}]"
    )
    harder = build(folder, course=write_course(folder / "course", text))
    lms = runtime("well behaved")
    window = lms.open(met)
    window.goto("exam")
    for question, choice in (("e1", "yes"), ("e2", "yes"), ("e3", "no")):
        window.choose(question, choice)
    window.frame.locator('[data-action="submit"]').click()
    expect(window.frame.locator("html")).to_have_attribute("data-success", "passed")
    lms.leave(window)
    assert (lms.server()[STATUS], lms.server()[RAW]) == ("passed", "66.67")
    later = lms.open(harder)
    expect(later.frame.locator("html")).to_have_attribute("data-success", "passed")
    expect(later.frame.locator("html")).to_have_attribute("data-completion", "completed")
    later.goto("quiz")
    later.answer("q1", "no")
    lms.leave(later)
    assert (lms.server()[STATUS], lms.server()[RAW]) == ("passed", "66.67")

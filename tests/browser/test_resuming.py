"""A learner leaves in the middle and comes back to the same place, in another browser, with every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import TURNS, Learner
from tests.browser.received import results

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms


def depart(lms: Lms, how: str) -> None:
    """Leaves as learners do, or as power cuts do."""
    lms.settle()
    if how == "leave":
        lms.leave()
    else:
        lms.kill()


@pytest.mark.parametrize("how", ["leave", "kill"])
def test_a_quiz_is_resumed_at_its_next_question(lms: Lms, package: Path, outline: Outline, how: str) -> None:
    quiz = outline.of_kind("quiz")[0]
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.answer(quiz.questions[0])
    learner.answer(quiz.questions[1], right=False)
    given = learner.chosen(quiz.id)
    depart(lms, how)
    again = Learner(lms.relaunch(elsewhere=True), outline)
    assert again.place() == quiz.id
    assert again.chosen(quiz.id) == given
    closed = [again.question(question.id).locator("input:enabled").count() == 0 for question in quiz.questions]
    assert closed == [True, True, False, False, False]
    for question in quiz.questions[2:]:
        again.answer(question)
    lms.leave()
    assert results(lms.committed()) == ["correct", "wrong", "correct", "correct", "correct"]
    assert [call for call in lms.traffic() if call.error != "0"] == []


@pytest.mark.parametrize("how", ["leave", "kill"])
def test_a_test_is_resumed_with_its_open_answers(lms: Lms, package: Path, outline: Outline, how: str) -> None:
    test = outline.test
    learner = Learner(lms.open(package), outline)
    learner.fill_test(test.id, right=4, only=7)
    given = learner.chosen(test.id)
    assert len(given) == 7
    depart(lms, how)
    again = Learner(lms.relaunch(elsewhere=True), outline)
    assert again.place() == test.id
    assert again.chosen(test.id) == given
    again.expect_shown("incomplete", "unknown", "")
    for number, question in enumerate(test.questions):
        again.choose(question, question.right if number else question.wrong)
    again.submit(test.id)
    again.expect_shown("incomplete", "passed")
    lms.leave()
    assert float(lms.committed()["cmi.core.score.raw"]) == pytest.approx(100 * 14 / 15, abs=0.01)


@pytest.mark.parametrize("how", ["leave", "kill"])
def test_a_lab_keeps_its_exchanges_and_consent(lms: Lms, talking_package: Path, outline: Outline, how: str) -> None:
    lab = outline.of_kind("lab")[0]
    learner = Learner(lms.open(talking_package), outline)
    learner.converse(lab.id, 1)
    depart(lms, how)
    again = Learner(lms.relaunch(elsewhere=True), outline)
    assert again.place() == lab.id
    again.expect_exchanges(lab.id, 1)
    expect(again.lab(lab.id).locator('[data-action="consent"]')).to_be_hidden()
    for number, text in enumerate(TURNS[1 : lab.exchanges], 2):
        again.write(lab.id, text)
        again.expect_exchanges(lab.id, number)
    lms.leave()
    assert "completed" in [value for element, value in lms.committed().items() if element.startswith("cmi.objectives.")]


def test_the_same_browser_still_shows_the_conversation(lms: Lms, talking_package: Path, outline: Outline) -> None:
    lab = outline.of_kind("lab")[0].id
    learner = Learner(lms.open(talking_package), outline)
    learner.converse(lab, 2)
    lms.leave()
    again = Learner(lms.relaunch(), outline)
    expect(again.lab(lab).locator('[data-turn="learner"]')).to_have_text([f"You{text}" for text in TURNS[:2]])
    expect(again.lab(lab).locator('[data-turn="assistant"]')).to_have_count(3)


def test_another_learner_in_the_same_browser_sees_none_of_it(lms: Lms, talking_package: Path, outline: Outline) -> None:
    lab, quiz = outline.of_kind("lab")[0].id, outline.of_kind("quiz")[0].id
    learner = Learner(lms.open(talking_package, "learner-1"), outline)
    learner.converse(lab, 1)
    learner.answer_quiz(quiz, only=1)
    lms.leave()
    other = Learner(lms.open(talking_package, "learner-2"), outline)
    assert other.place() == outline.parts[0].id
    other.goto(lab)
    other.expect_exchanges(lab, 0)
    expect(other.lab(lab).locator('[data-turn="learner"]')).to_have_count(0)
    assert other.chosen(quiz) == {}


@pytest.mark.parametrize("how", ["leave", "kill"])
def test_a_reflection_keeps_the_prompts_that_are_done(lms: Lms, package: Path, outline: Outline, how: str) -> None:
    lab = outline.of_kind("lab")[0].id
    learner = Learner(lms.open(package), outline)
    learner.goto(lab)
    first = learner.lab(lab).locator("[data-prompt]").first
    first.locator("textarea").fill("I would look at the sources first.")
    first.locator('[data-action="compare"]').click()
    depart(lms, how)
    again = Learner(lms.relaunch(elsewhere=True), outline)
    assert again.place() == lab
    prompts = again.lab(lab).locator("[data-prompt]")
    expect(prompts.first.locator("[data-model-answer]")).to_be_visible()
    assert prompts.count() == 1 or prompts.nth(1).locator("[data-model-answer]").is_hidden()


def test_many_visits_lose_nothing(lms: Lms, package: Path, outline: Outline) -> None:
    quiz = outline.of_kind("quiz")[0]
    learner = Learner(lms.open(package), outline)
    for number, question in enumerate(quiz.questions[:4], 1):
        learner.goto(quiz.id)
        learner.answer(question)
        lms.leave()
        learner = Learner(lms.relaunch(elsewhere=True), outline)
        assert len(learner.chosen(quiz.id)) == number
    assert results(lms.committed()) == ["correct"] * 4


HIDE = """(button) => {
  button.click();
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""


def test_hiding_the_page_saves_at_once(lms: Lms, package: Path, outline: Outline) -> None:
    """A phone that is locked right after an answer may never run another task of the page."""
    quiz = outline.of_kind("quiz")[0]
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.choose(quiz.questions[0], quiz.questions[0].right)
    lms.settle()
    assert results(lms.committed()) == []
    learner.question(quiz.questions[0].id).locator('[data-action="answer"]').evaluate(HIDE)
    lms.kill()
    assert results(lms.committed()) == ["correct"]
    assert "LMSFinish" not in [call.method for call in lms.calls()]

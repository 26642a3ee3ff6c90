"""A learner with a keyboard alone: Tab, arrows, Space and Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.browser.received import results

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms

STEPS = 80


def has_focus(target: Locator) -> bool:
    return bool(target.evaluate_all("(found) => found.some((element) => element.contains(document.activeElement))"))


def tab_to(lms: Lms, target: Locator, key: str = "Tab") -> None:
    """Presses Tab until the focus is in the target; a learner sees where it is at every step."""
    for _ in range(STEPS):
        if has_focus(target):
            return
        lms.page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {STEPS} times {key}")


def walk_to(lms: Lms, learner: Learner, part: str) -> None:
    """Goes to a part by its link."""
    menu = learner.frame.locator('[data-action="menu"]:visible')
    links = learner.frame.locator(f'[data-goto="{part}"]:visible')
    if links.count() == 0 and menu.count():
        tab_to(lms, menu, "Shift+Tab")
        lms.page.keyboard.press("Enter")
    tab_to(lms, links.first)
    lms.page.keyboard.press("Enter")
    expect(learner.section(part)).to_be_visible()
    learner.expect_ready(part)


def mark(lms: Lms, learner: Learner, question: str, choice: str) -> None:
    """Chooses an option of a single choice."""
    radios = learner.question(question).locator("input")
    tab_to(lms, radios)
    wanted = learner.question(question).locator(f'input[value="{choice}"]')
    lms.page.keyboard.press("Space")
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        lms.page.keyboard.press("ArrowDown")
    expect(wanted).to_be_checked()


def test_a_whole_quiz_by_keyboard(lms: Lms, package: Path, outline: Outline) -> None:
    quiz = outline.of_kind("quiz")[0]
    learner = Learner(lms.open(package), outline)
    lms.page.keyboard.press("Tab")
    walk_to(lms, learner, quiz.id)
    for question in quiz.questions:
        mark(lms, learner, question.id, question.right[0])
        tab_to(lms, learner.question(question.id).locator('[data-action="answer"]'))
        lms.page.keyboard.press("Enter")
        expect(learner.question(question.id).locator("input:enabled")).to_have_count(0)
        assert has_focus(learner.question(question.id)), "the focus is lost after an answer"
    expect(learner.section(quiz.id).locator("[data-result]")).to_be_visible()
    retry = learner.section(quiz.id).locator('[data-action="retry"]')
    tab_to(lms, retry)
    lms.page.keyboard.press("Enter")
    expect(learner.section(quiz.id).locator("input:enabled")).not_to_have_count(0)
    assert has_focus(learner.section(quiz.id)), "the focus is lost after trying again"
    lms.leave()
    assert results(lms.committed()) == ["correct"] * 5


def test_the_test_by_keyboard(lms: Lms, package: Path, outline: Outline) -> None:
    test = outline.test
    learner = Learner(lms.open(package), outline)
    lms.page.keyboard.press("Tab")
    walk_to(lms, learner, test.id)
    for question in test.questions:
        mark(lms, learner, question.id, question.right[0])
    tab_to(lms, learner.section(test.id).locator('[data-action="submit"]'))
    lms.page.keyboard.press("Enter")
    learner.expect_shown("incomplete", "passed", "1")
    assert has_focus(learner.section(test.id).locator("[data-result]")), "the result does not get the focus"


def test_a_lab_by_keyboard(lms: Lms, talking_package: Path, outline: Outline) -> None:
    lab = outline.of_kind("lab")[0].id
    learner = Learner(lms.open(talking_package), outline)
    lms.page.keyboard.press("Tab")
    walk_to(lms, learner, lab)
    tab_to(lms, learner.lab(lab).locator('[data-action="consent"]'))
    lms.page.keyboard.press("Enter")
    field = learner.lab(lab).locator("[data-composer] textarea")
    expect(field).to_be_focused()
    lms.page.keyboard.type("How would you check such data?")
    lms.page.keyboard.press("Enter")
    learner.expect_exchanges(lab, 1)
    expect(field).to_be_focused()
    lms.page.keyboard.type("And who reviews the samples?")
    tab_to(lms, learner.lab(lab).locator('[data-action="send"]'))
    lms.page.keyboard.press("Space")
    learner.expect_exchanges(lab, 2)


def test_a_reflection_by_keyboard(lms: Lms, package: Path, outline: Outline) -> None:
    lab = outline.of_kind("lab")[0].id
    learner = Learner(lms.open(package), outline)
    lms.page.keyboard.press("Tab")
    walk_to(lms, learner, lab)
    for prompt in learner.lab(lab).locator("[data-prompt]").all():
        tab_to(lms, prompt.locator("textarea"))
        lms.page.keyboard.type("I would look at the sources first.")
        tab_to(lms, prompt.locator('[data-action="compare"]'))
        lms.page.keyboard.press("Enter")
        expect(prompt.locator("[data-model-answer]")).to_be_focused()
    lms.settle()
    assert "completed" in [value for element, value in lms.committed().items() if element.startswith("cmi.objectives.")]


def test_going_to_a_part_moves_the_focus_to_its_heading(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    for part in outline.parts[1:4]:
        learner.goto(part.id)
        expect(learner.section(part.id).locator("h1")).to_be_focused()

"""What a part needs beyond the page comes late: nothing that the learner does meanwhile is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Route, expect

from tests.browser.learner import Learner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms


class Delay:
    """Holds back the scripts that the package asks for after its launch, until they are released."""

    def __init__(self, lms: Lms) -> None:
        self._held: list[Route] = []
        lms.page.context.route("**/*.js", lambda route: self._held.append(route))  # noqa: PLW0108 - it marks its handler

    def release(self) -> None:
        for route in self._held:
            route.continue_()
        assert self._held != [], "no script was asked for"


def test_an_option_that_is_marked_early_counts(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    delay = Delay(lms)
    test = outline.test
    learner.frame.locator(f'[data-goto="{test.id}"]').first.evaluate("(link) => link.click()")
    expect(learner.section(test.id)).to_be_visible()
    # By its value: the options are put into this learner's order when the script arrives.
    value = learner.question(test.questions[0].id).locator("input").nth(1).get_attribute("value")
    option = learner.question(test.questions[0].id).locator(f'input[value="{value}"]')
    early = option.is_enabled()
    if early:
        option.check()
    delay.release()
    learner.expect_ready(test.id)
    if early:
        expect(option).to_be_checked()
        lms.settle()
        lms.kill()
        again = Learner(lms.relaunch(elsewhere=True), outline)
        assert list(again.chosen(test.id).values()) == [(value,)]


def test_a_click_on_a_lab_that_is_not_ready_counts_or_cannot_be_made(
    lms: Lms, talking_package: Path, outline: Outline
) -> None:
    learner = Learner(lms.open(talking_package), outline)
    delay = Delay(lms)
    lab = outline.of_kind("lab")[0].id
    learner.frame.locator(f'[data-goto="{lab}"]').first.evaluate("(link) => link.click()")
    expect(learner.section(lab)).to_be_visible()
    consent = learner.lab(lab).locator('[data-action="consent"]')
    early = consent.is_visible() and consent.is_enabled()
    if early:
        consent.click()
    delay.release()
    learner.expect_ready(lab)
    if not early:
        consent.click()
    expect(learner.lab(lab).locator('[data-action="send"]')).to_be_visible()


def test_answers_that_cannot_be_loaded_are_said_and_asked_for_again(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    quiz, lesson = outline.of_kind("quiz")[0], outline.of_kind("lesson")[0]
    lms.page.context.route("**/*.js", lambda route: route.abort())
    learner.frame.locator(f'[data-goto="{quiz.id}"]').first.evaluate("(link) => link.click()")
    expect(learner.frame.locator("[data-notices]")).not_to_be_empty()
    lms.page.context.unroute("**/*.js")
    learner.goto(lesson.id)
    learner.answer_quiz(quiz.id, only=1)

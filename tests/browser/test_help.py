"""The report for the help desk: opened by a key or beside a message, read, copied; it names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.browser.received import Failure
from tests.browser.test_accessibility import Inspector

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Frame, Locator

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms

    NewLms = Callable[..., Lms]


def report_in(frame: Frame) -> dict[str, str]:
    text = frame.locator("dialog[open] [data-report]").input_value()
    return {line[:14].strip(): line[14:] for line in text.splitlines()}


def dialog(frame: Frame) -> Locator:
    return frame.locator("dialog.help[open]")


def test_f2_opens_a_report_that_names_nobody(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package, "ada.lovelace"), outline)
    learner.answer_quiz(outline.of_kind("quiz")[0].id, only=2)
    lms.settle()
    learner.frame.locator("h1:visible").press("F2")
    expect(dialog(learner.frame)).to_be_visible()
    report = report_in(learner.frame)
    assert report["course"] == "synthetic-data 1.0.0"
    assert report["mode"] == "normal"
    assert report["result"].startswith("incomplete, unknown, no score; ")
    assert report["saves"].endswith("now saved")
    assert report["last trouble"] == "none in this visit"
    assert report["waiting"] == "0 not confirmed"
    assert report["state"][:2] == "1."
    assert "ada" not in str(report)
    learner.frame.locator("dialog.help").press("Escape")
    expect(dialog(learner.frame)).to_have_count(0)
    assert learner.place() == outline.of_kind("quiz")[0].id


def test_beside_a_message_that_something_is_not_saved_stands_the_report(
    lms: Lms, package: Path, outline: Outline
) -> None:
    quiz = outline.of_kind("quiz")[0]
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    learner.answer(quiz.questions[0])
    lms.settle()
    expect(learner.frame.locator('[data-action="report"]')).to_have_count(0)
    lms.control(fail=[Failure("LMSCommit", "391")])
    learner.answer(quiz.questions[1])
    learner.frame.locator('[data-action="report"]').click()
    report = report_in(learner.frame)
    assert "error 391, LMSCommit was refused" in report["saves"]
    assert report["last trouble"].startswith("0 s ago, not saved: unreachable")
    assert report["waiting"] == "1 not confirmed"
    learner.frame.locator('[data-action="close-report"]').click()
    lms.control(fail=[])
    learner.answer(quiz.questions[2])
    expect(learner.frame.locator('[data-action="report"]')).to_have_count(0)


def test_the_report_is_there_without_a_network(make_lms: NewLms, package: Path, outline: Outline) -> None:
    """Its script came while there was one."""
    lms = make_lms(clock=True)
    learner = Learner(lms.open(package), outline)
    with lms.page.context.expect_event("requestfinished", lambda request: request.url.endswith("/help.js")):
        lms.pass_time(21)
    lms.page.context.set_offline(True)
    learner.frame.locator("h1:visible").press("F2")
    expect(dialog(learner.frame)).to_be_visible()
    assert report_in(learner.frame)["open for"].endswith("offline")


def test_the_report_is_copied(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    lms.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    learner.frame.locator("h1:visible").press("F2")
    shown = learner.frame.locator("[data-report]").input_value()
    learner.frame.locator('[data-action="copy-report"]').click()
    expect(dialog(learner.frame).locator('[role="status"]')).to_have_text("Copied.")
    assert learner.frame.evaluate("() => navigator.clipboard.readText()") == shown


def test_where_no_clipboard_is_to_be_had_the_text_is_marked(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    learner.frame.evaluate(
        "() => { Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error())}});"
        " document.execCommand = () => false; }"
    )
    learner.frame.locator("h1:visible").press("F2")
    learner.frame.locator('[data-action="copy-report"]').click()
    expect(dialog(learner.frame).locator('[role="status"]')).to_contain_text("press Ctrl+C")
    assert learner.frame.evaluate("() => getSelection().toString().length || document.activeElement.selectionEnd") > 100


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_the_report_is_accessible(
    make_lms: NewLms, package: Path, outline: Outline, *, scheme: str, width: int
) -> None:
    inspector = Inspector(make_lms(api="opener", scheme=scheme, width=width, height=844), package, outline)
    inspector.learner.frame.locator("h1:visible").press("F2")
    expect(dialog(inspector.learner.frame)).to_be_visible()
    inspector.look("report")
    assert inspector.violations == {}

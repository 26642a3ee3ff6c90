"""What the LMS keeps cannot be read, or is not ours: nothing of it is destroyed, and the course opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.learner import Learner
from tests.browser.received import Failure, results

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline, Part
    from tests.browser.harness import Lms
    from tests.browser.received import Run

STATUS = "cmi.core.lesson_status"


@pytest.fixture
def quiz(outline: Outline) -> Part:
    return outline.of_kind("quiz")[0]


@pytest.mark.parametrize("left_out", ["cmi.student_data", "cmi.core.student_id", "cmi.core.lesson_mode"])
def test_what_the_lms_does_not_tell_is_no_obstacle(
    lms: Lms, package: Path, outline: Outline, quiz: Part, left_out: str
) -> None:
    learner = Learner(lms.open(package, unsupported=[left_out]), outline)
    learner.answer_quiz(quiz.id, only=2)
    lms.leave()
    assert results(lms.committed()) == ["correct"] * 2


@pytest.mark.parametrize("element", ["cmi.suspend_data", "cmi.core.lesson_status", "cmi.*"])
def test_what_could_not_be_read_is_not_overwritten(
    lms: Lms, package: Path, outline: Outline, passed_run: Run, element: str
) -> None:
    """A passed learner opens the course while the LMS has a bad moment: nothing is taken away."""
    held = passed_run.committed
    learner = Learner(lms.open(package, saved=held, fail=[Failure("LMSGetValue", "101", element=element)]), outline)
    learner.goto(outline.parts[1].id)
    lms.settle()
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()["cmi.core.score.raw"] == "100"
    again = Learner(lms.relaunch(elsewhere=True), outline)
    again.expect_shown("completed", "passed", "1")
    again.goto(outline.test.id)
    assert len(again.chosen(outline.test.id)) == len(outline.test.questions)


@pytest.mark.parametrize(
    "text",
    ["x", "0." + "A" * 60, "1." + "z" * 4000, '{"some": "other course"}', "1.AAAAAA.nowhere.", "\u00e4\U0001f642"],
)
def test_foreign_saved_data_is_no_obstacle(lms: Lms, package: Path, outline: Outline, quiz: Part, text: str) -> None:
    saved = {"cmi.suspend_data": text, STATUS: "incomplete", "cmi.core.exit": "suspend"}
    learner = Learner(lms.open(package, saved=saved), outline)
    assert learner.place() == outline.parts[0].id
    learner.answer_quiz(quiz.id, only=1)
    lms.leave()
    assert results(lms.committed()) == ["correct"]

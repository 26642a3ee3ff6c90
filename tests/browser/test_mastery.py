"""The LMS's own mastery score wins over the course's 0.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.learner import Learner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms

STATUS = "cmi.core.lesson_status"
MASTERY = "cmi.student_data.mastery_score"


@pytest.mark.parametrize(
    ("mastery", "right", "passes"),
    [("100", 14, False), ("100", 15, True), ("60", 9, True), ("60", 8, False), ("", 12, True), ("", 11, False)],
)
def test_the_pass_mark_is_the_lms_own(
    lms: Lms, package: Path, outline: Outline, almost: dict[str, str], *, mastery: str, right: int, passes: bool
) -> None:
    learner = Learner(lms.open(package, saved=almost, initial={MASTERY: mastery}), outline)
    learner.submit_test(outline.test.id, right=right)
    learner.expect_shown("completed" if passes else "incomplete", "passed" if passes else "failed")
    lms.settle()
    status = lms.committed()[STATUS]
    assert status == "passed" if passes else status in ("incomplete", "failed")
    lms.leave()
    assert lms.committed()[STATUS] == "passed" if passes else lms.committed()[STATUS] != "passed"
    assert float(lms.committed()["cmi.core.score.raw"]) == pytest.approx(100 * right / 15, abs=0.01)


def test_an_unfinished_test_is_not_judged_by_the_lms(lms: Lms, package: Path, outline: Outline) -> None:
    """With a mastery score, LMSFinish decides by the score: there must be none before the test is done."""
    learner = Learner(lms.open(package, initial={MASTERY: "80"}), outline)
    learner.answer_quiz(outline.of_kind("quiz")[0].id, right=2)
    learner.fill_test(outline.test.id, only=3)
    lms.settle()
    lms.leave()
    assert lms.committed()["cmi.core.score.raw"] == ""
    assert lms.committed()[STATUS] == "incomplete"

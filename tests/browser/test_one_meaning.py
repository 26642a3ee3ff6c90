"""One course, one learner, three kinds of package: completion, success and score come out the same in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.browser.learner import Learner
from tests.browser.lrs_launch import Platform, Statement, verb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms


class Meaning(NamedTuple):
    """What a report would say; ``score`` is 0 to 1, None where there is none yet."""

    completed: bool
    passed: bool
    score: float | None


def reads_alone(learner: Learner) -> None:
    for part in learner.outline.of_kind("page", "lesson"):
        learner.goto(part.id)


def does_all_but_the_test(learner: Learner) -> None:
    learner.do_all(but=learner.outline.test.id)


def misses_the_mark(learner: Learner) -> None:
    does_all_but_the_test(learner)
    learner.submit_test(learner.outline.test.id, right=9)


def passes_at_the_second_try(learner: Learner) -> None:
    misses_the_mark(learner)
    learner.retry(learner.outline.test.id)
    learner.submit_test(learner.outline.test.id, right=12)


def passes_the_test_alone(learner: Learner) -> None:
    learner.submit_test(learner.outline.test.id, right=13)


TRACES: dict[str, tuple[Callable[[Learner], None], Meaning]] = {
    "reads alone": (reads_alone, Meaning(completed=False, passed=False, score=None)),
    "does all but the test": (does_all_but_the_test, Meaning(completed=False, passed=False, score=None)),
    "misses the mark": (misses_the_mark, Meaning(completed=False, passed=False, score=None)),
    "passes at the second try": (passes_at_the_second_try, Meaning(completed=True, passed=True, score=12 / 15)),
    "passes the test alone": (passes_the_test_alone, Meaning(completed=False, passed=True, score=13 / 15)),
}
"""What a learner does, and what an LRS is told of the course by hand arithmetic: 15 points, a mark of 0.8."""


def of_statements(statements: list[Statement], course: str) -> Meaning:
    about = {verb(s): s for s in statements if s["object"]["id"] == course}
    score = about["passed"]["result"]["score"]["scaled"] if "passed" in about else None
    return Meaning("completed" in about, "passed" in about, score)


@pytest.mark.parametrize("trace", TRACES)
def test_an_lrs_is_told_the_same_by_xapi_and_cmi5(
    trace: str, platform: Platform, xapi_package: Path, cmi5_package: Path, outline: Outline
) -> None:
    act, meant = TRACES[trace]
    learner = Learner(platform.open_xapi(xapi_package), outline)
    act(learner)
    shown = learner.shown()
    platform.leave()
    course = "https://courses.example.org/synthetic-data"
    of_xapi = of_statements(platform.wait_for(("terminated", "synthetic-data")), course)

    platform.learner += "-again"
    launch = platform.launch_of(cmi5_package)
    learner = Learner(platform.open_cmi5(cmi5_package, launch), outline)
    act(learner)
    assert learner.shown() == shown
    platform.leave()
    of_cmi5 = of_statements(platform.wait_for(("terminated", platform.registration)), launch.activity_id)

    assert of_xapi[:2] == meant[:2]
    assert of_xapi.score == (None if meant.score is None else pytest.approx(meant.score, abs=1e-4))
    assert of_cmi5 == of_xapi


@pytest.mark.parametrize("trace", TRACES)
def test_scorm_is_told_the_same_folded_into_one_status(trace: str, lms: Lms, package: Path, outline: Outline) -> None:
    act, meant = TRACES[trace]
    learner = Learner(lms.open(package), outline)
    act(learner)
    lms.leave()
    held = lms.committed()
    status = "passed" if meant.completed and meant.passed else "incomplete"
    assert held["cmi.core.lesson_status"] == status
    if meant.score is not None:
        assert float(held["cmi.core.score.raw"]) == pytest.approx(100 * meant.score, abs=0.01)

"""What the LMS is asked at launch and for one answered question, in calls that do more than read an error code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.browser import count, lms_maker, quiet
from benchmarks.figures import Figure
from benchmarks.multiplied import multiply
from benchmarks.processes import scratch, unpacked_build
from tests.browser.course_outline import Outline, read_outline
from tests.browser.learner import Learner

if TYPE_CHECKING:
    from tests.browser.harness import Lms


def measure(course: Path, _pairs: int) -> Iterator[Figure]:
    """One module, then a hundred."""
    for times, modules in ((1, ""), (100, ", 100 modules")):
        with scratch() as folder, lms_maker() as new_lms:
            many = multiply(course, times, folder / "course")
            package, _size = unpacked_build(many, folder / "package")
            outline = read_outline(many)
            lms = new_lms()
            learner = Learner(lms.open(package), outline)
            quiet(lms)
            launch = lms.traffic()
            yield Figure(f"calls at launch{modules}", len(launch), "", 12)
            yield Figure(f"sets at launch{modules}", count(launch, "LMSSetValue"), "", 6)
            yield Figure(f"commits at launch{modules}", count(launch, "LMSCommit"), "", 1)
            sets, commits = _dearest_answer(lms, learner, outline)
            yield Figure(f"sets for an answer{modules}", sets, "", 9)
            yield Figure(f"commits for an answer{modules}", commits, "", 1)
            lms.close()


def _dearest_answer(lms: Lms, learner: Learner, outline: Outline) -> tuple[int, int]:
    """The most sets and commits that one question of the first quiz took."""
    quiz = outline.of_kind("quiz")[0]
    learner.goto(quiz.id)
    quiet(lms)
    spent = []
    for question in quiz.questions:
        before, commits = len(lms.traffic()), len(lms.commits())
        learner.answer(question)
        lms.wait_for_commit(commits)
        quiet(lms)
        spent.append(lms.traffic()[before:])
    return max(count(made, "LMSSetValue") for made in spent), max(count(made, "LMSCommit") for made in spent)

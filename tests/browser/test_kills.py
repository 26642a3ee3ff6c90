"""The learner's machine dies after any call: what the LMS then holds is true, and the next visit goes on from it.

Two kinds of LMS are met: one that stores at a commit, and one that stores every value as it is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.learner import Learner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms
    from tests.browser.received import Run

STATUS = "cmi.core.lesson_status"
SCORE = "cmi.core.score.raw"
DATA = "cmi.suspend_data"
RANK = ("not attempted", "incomplete", "completed", "passed")


def written_after(run: Run, number: int) -> dict[str, str]:
    """What an LMS that stores every value at once holds after so many calls."""
    held = dict(run.commits[0].data) | {STATUS: "not attempted", SCORE: "", DATA: ""}
    held = {element: value for element, value in held.items() if not element.startswith(("cmi.inter", "cmi.obj"))}
    for call in run.calls[:number]:
        if call.method == "LMSSetValue" and call.returned == "true":
            held[call.element] = call.value
    return held


def wrong_with(data: dict[str, str], test_done: bool) -> str:  # noqa: FBT001
    """Why a state would be a lie, "" where it is none."""
    if data[STATUS] == "failed":
        return "failed, and no test was failed"
    if data[STATUS] in ("completed", "passed") and not test_done:
        return f"{data[STATUS]} before the test was done"
    if data[STATUS] in ("completed", "passed") and data[SCORE] != "100":
        return f"{data[STATUS]} with the score {data[SCORE]!r}"
    return f"a score before the test was done: {data[SCORE]}" if data[SCORE] and not test_done else ""


def test_no_commit_and_no_value_is_ever_untrue(passed_run: Run) -> None:
    """`passed_run` does the test last, and submits it in one go: the first score marks that moment."""
    submitted = passed_run.sets(SCORE)[0][0]
    lies = {
        f"commit after {commit.calls} calls": lie
        for commit in passed_run.commits
        if (lie := wrong_with(commit.data, commit.calls > submitted))
    }
    lies |= {
        f"value after {number} calls": lie
        for number in range(len(passed_run.calls) + 1)
        if (lie := wrong_with(written_after(passed_run, number), number > submitted))
    }
    assert lies == {}


def test_no_status_is_ever_taken_back(passed_run: Run) -> None:
    ranks = [RANK.index(value) for _, value in passed_run.sets(STATUS)]
    assert ranks == sorted(ranks)


def check_return(lms: Lms, package: Path, outline: Outline, saved: dict[str, str]) -> None:
    """The next visit, in a browser that knows nothing: it opens, makes nothing worse, and agrees with what is held."""
    learner = Learner(lms.open(package, saved=saved, elsewhere=True), outline)
    lms.settle()
    lms.leave()
    after = lms.committed()
    assert RANK.index(after[STATUS]) >= RANK.index(saved[STATUS])
    assert after[SCORE] == saved[SCORE] or saved[SCORE] == ""
    assert learner is not None
    assert wrong_with(after, test_done=bool(after[SCORE])) == ""
    assert [call for call in lms.traffic() if call.error != "0"] == []


def test_every_commit_can_be_returned_to(lms: Lms, package: Path, outline: Outline, passed_run: Run) -> None:
    commits = {commit.data[DATA]: commit for commit in passed_run.commits}
    chosen = list(commits.values())
    for commit in [*chosen[:-4:10], *chosen[-4:]]:
        check_return(lms, package, outline, commit.data)


def test_every_half_written_state_can_be_returned_to(
    lms: Lms, package: Path, outline: Outline, passed_run: Run
) -> None:
    numbers = [at + 1 for at, call in enumerate(passed_run.calls) if call.method == "LMSSetValue"]
    last = passed_run.sets(SCORE)[0][0]
    spread = numbers[:4] + numbers[4 :: len(numbers) // 8]
    burst = [number for number in numbers if number >= last][:8]
    for number in sorted({*spread, *burst}):
        check_return(lms, package, outline, written_after(passed_run, number))


@pytest.mark.parametrize("calls", range(1, 13))
def test_dying_at_launch_costs_nothing(lms: Lms, package: Path, outline: Outline, calls: int) -> None:
    Learner(lms.open(package, gone=calls), outline)
    lms.kill()
    assert lms.committed()[STATUS] in ("not attempted", "incomplete")
    learner = Learner(lms.relaunch(elsewhere=True), outline)
    assert learner.place() == outline.parts[0].id
    learner.goto(outline.parts[1].id)
    lms.leave()
    assert lms.committed()[STATUS] == "incomplete"
    assert [call for call in lms.traffic() if call.error != "0"] == []


@pytest.mark.parametrize("calls", [1, 3, 10, 60, 200, 275, 285, 295])
def test_dying_while_the_test_is_handed_in(
    lms: Lms, package: Path, outline: Outline, almost: dict[str, str], calls: int
) -> None:
    test = outline.test.id
    learner = Learner(lms.open(package, saved=almost), outline)
    learner.fill_test(test)
    lms.settle()
    lms.control(gone=len(lms.calls()) + calls)
    learner.submit(test)
    lms.settle()
    lms.kill()
    held = lms.committed()
    assert wrong_with(held, test_done=True) == ""
    again = Learner(lms.relaunch(elsewhere=True), outline)
    if again.shown().success != "passed":
        assert len(again.chosen(test)) == len(outline.test.questions)
        again.submit(test)
    again.expect_shown("completed", "passed", "1")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()[SCORE] == "100"

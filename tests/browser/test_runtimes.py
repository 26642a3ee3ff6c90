"""LMSs that do what real ones do: no answer that they took is lost, nothing throws, and learners are told what is not saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import build
from tests.browser.own_met import EXAM, FIRST, LAST, NEXT, records, source
from tests.browser.runtimes import Runtime, Window
from tests.courses import write_course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    NewRuntime = Callable[..., Runtime]

STATUS = "cmi.core.lesson_status"
DATA = "cmi.suspend_data"
UNREACHED = "have not reached the learning platform"

MATRIX = [
    # Kind, where the API stands, what the learner is told during the trouble, whether it passes, whether interactions are kept.
    ("well behaved", "parent", "", False, True),
    ("well behaved", "late", "", False, True),
    ("well behaved", "opener", "", False, True),
    ("a class", "parent", "", False, True),
    ("natives", "parent", "", False, True),
    ("a score of 0 for none", "parent", "", False, True),
    ("commits fail", "parent", UNREACHED, True, True),
    ("commits fail for ever", "parent", UNREACHED, False, True),
    ("sets fail", "parent", UNREACHED, True, True),
    ("true, and nothing kept", "parent", "", False, True),
    ("a moved baseline", "parent", UNREACHED, True, True),
    ("texts cut at 4096", "parent", "", False, True),
    ("no interactions, no objectives", "parent", "", False, False),
    ("commits of 400 ms", "parent", "", False, True),
    ("a session lost", "parent", "", True, True),
    ("a session lost for good", "parent", UNREACHED, False, True),
    ("no lesson mode", "parent", "", False, True),
    ("an empty lesson mode", "parent", "", False, True),
    ("no credit", "parent", "", False, True),
    ("a status set back", "parent", "", False, True),
    ("error codes thrown", "parent", "", False, True),
    ("no error codes", "parent", "", False, True),
    ("mute", "parent", "", False, True),
    ("statuses in other words", "parent", "", False, True),
    ("undefined for what is empty", "parent", "", False, True),
    ("null", "parent", "", False, True),
    ("late data", "parent", "", False, True),
    ("every second commit refused", "parent", UNREACHED, True, True),
    ("a finish that throws", "parent", "", False, True),
    ("everything throws for a while", "parent", UNREACHED, True, True),
    ("an API that goes", "parent", "", False, True),
]


@pytest.mark.parametrize(
    ("kind", "place", "told", "passes", "keeps"), MATRIX, ids=[f"{row[0]}-{row[1]}".replace(" ", "_") for row in MATRIX]
)
def test_no_answer_is_lost_nothing_throws_and_the_learner_is_told(
    runtime: NewRuntime, met: Path, *, kind: str, place: str, told: str, passes: bool, keeps: bool
) -> None:
    lms = runtime(kind, place)
    window = lms.open(met)
    assert window.notices() == ""
    window.goto("quiz")
    for question, choice in FIRST:
        window.answer(question, choice)
    window.settle()
    window.world(trouble=True)
    window.answer(*NEXT)
    if told:
        expect(window.frame.locator("[data-notices]")).to_contain_text(told)
    if passes:
        window.world(trouble=False)
    window.answer(*LAST[0])
    window.settle()
    if not told:
        assert window.notices() in ("", "All your answers are saved again.")
    given = window.chosen()
    lms.leave(window)
    # The LMS is well at the next visit; the learner has the same browser.
    again = lms.open(met, kind=None if passes or not told else "well behaved")
    expect(again.frame.locator('[data-part="quiz"]')).to_be_visible()
    assert again.chosen() == given
    again.answer(*LAST[1])
    lms.leave(again)
    assert again.page.is_closed()
    if keeps:
        assert lms.results() == records(*FIRST, NEXT, *LAST)
    else:
        assert lms.results() == []
    assert lms.server()[STATUS] == "incomplete"


def test_a_commit_without_a_network_is_not_believed(runtime: NewRuntime, met: Path) -> None:
    """Moodle says "true" and hands the data to a beacon that goes nowhere."""
    lms = runtime("true, and nothing kept")
    window = lms.open(met)
    window.goto("quiz")
    window.answer(*FIRST[0])
    window.settle()
    window.page.context.set_offline(True)
    window.world(trouble=True)
    window.answer(*FIRST[1])
    expect(window.frame.locator("[data-notices]")).to_contain_text(UNREACHED)
    window.page.context.set_offline(False)
    window.world(trouble=False)
    window.answer(*NEXT)
    expect(window.frame.locator("[data-notices]")).to_contain_text("saved again")
    lms.leave(window)
    assert lms.results() == records(*FIRST, NEXT)


def test_of_two_apis_the_one_of_scorm_12_is_called_alone(runtime: NewRuntime, met: Path) -> None:
    lms = runtime("well behaved")
    window = lms.open(met)
    window.page.evaluate(
        "() => { globalThis.API_1484_11 = new Proxy({}, { get: () => () => ((lms.later.touched += 1), 'true') }) }"
    )
    lms.leave(window)
    window = lms.open(met)
    window.goto("quiz")
    window.answer(*NEXT)
    window.settle()
    assert window.page.evaluate("() => lms.later.touched") == 0
    lms.leave(window)
    assert lms.results() == records(NEXT)


@pytest.mark.parametrize("how", ["elsewhere", "close", "navigate", "back", "remove", "crash"])
def test_however_a_visit_ends_its_answers_are_there(runtime: NewRuntime, met: Path, how: str) -> None:
    lms = runtime("well behaved")
    window = lms.open(met)
    window.goto("quiz")
    for question, choice in FIRST:
        window.answer(question, choice)
    lms.leave(window, how)
    assert lms.results() == records(*FIRST)
    again = lms.open(met)
    assert again.chosen() == dict(FIRST)
    again.answer(*NEXT)
    lms.leave(again)
    assert lms.results() == records(*FIRST, NEXT)


def test_two_windows_at_once_lose_nothing_of_each_other(runtime: NewRuntime, met: Path) -> None:
    lms = runtime("well behaved")
    one, other = lms.open(met), lms.open(met)
    one.goto("quiz")
    other.goto("quiz")
    one.answer("q1", "yes")
    expect(other.frame.locator('[data-question="q1"] input:checked')).to_have_value("yes")
    other.answer("q2", "no")
    one.answer("q3", "yes")
    other.answer("q4", "no")
    expect(one.frame.locator('[data-question="q4"] input:checked')).to_have_value("no")
    lms.leave(one)
    other.answer("q5", "yes")
    expect(other.frame.locator('[data-part="quiz"] [data-result]')).to_be_visible()
    lms.leave(other)
    assert lms.results() == records(*FIRST, NEXT, *LAST)
    again = lms.open(met)
    assert again.chosen() == dict((*FIRST, NEXT, *LAST))
    again.goto("quiz")
    expect(again.frame.locator('[data-part="quiz"] [data-result]')).to_be_visible()


def test_a_window_left_open_takes_nothing_back(runtime: NewRuntime, met: Path) -> None:
    lms = runtime("well behaved")
    idle, busy = lms.open(met), lms.open(met)
    busy.goto("exam")
    for question in EXAM:
        busy.choose(question, "yes")
    busy.frame.locator('[data-action="submit"]').click()
    expect(busy.frame.locator("html")).to_have_attribute("data-success", "passed")
    lms.leave(busy)
    assert lms.server()[STATUS] == "passed"
    expect(idle.frame.locator("html")).to_have_attribute("data-success", "passed")
    lms.leave(idle)
    assert lms.server()[STATUS] == "passed"
    assert lms.server()["cmi.core.score.raw"] == "100"


def test_an_lms_that_cuts_texts_is_told_of_and_the_browser_has_the_rest(
    runtime: NewRuntime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A state of 40 answers is longer than 255 characters."""
    folder = tmp_path_factory.mktemp("cut")
    names = tuple(f"q{number}" for number in range(1, 41))
    package = build(folder, course=write_course(folder / "course", source(names)))
    lms = runtime("texts cut at 255")
    window = lms.open(package)
    window.goto("quiz")
    for name in names[:36]:
        window.answer(name, "yes")
    expect(window.frame.locator("[data-notices]")).to_contain_text("keeps only a part of your progress")
    lms.leave(window)
    assert len(lms.server()[DATA]) == 255
    again = lms.open(package)
    assert again.chosen() == dict.fromkeys(names[:36], "yes")
    again.answer(names[36], "no")
    lms.leave(again)
    assert len(lms.results()) == 37


@pytest.mark.parametrize("held", ["null", "undefined", "1.ABAAAA"])
def test_garbage_in_the_state_is_no_obstacle(runtime: NewRuntime, met: Path, held: str) -> None:
    lms = runtime("well behaved")
    first = lms.open(met)
    first.page.evaluate(
        "([name, value]) => localStorage.setItem('lms-server', JSON.stringify({[name]: value, 'cmi.core.lesson_status': 'incomplete'}))",
        [DATA, held],
    )
    lms.leave(first, "crash")
    window = lms.open(met, learner="learner-2")
    window.goto("quiz")
    window.answer(*NEXT)
    lms.leave(window)
    again = lms.open(met, learner="learner-2")
    assert again.chosen() == dict([NEXT])


def fail(window: Window) -> None:
    window.goto("exam")
    for question in EXAM:
        window.choose(question, "no")
    window.frame.locator('[data-action="submit"]').click()
    expect(window.frame.locator("html")).to_have_attribute("data-success", "failed")


def test_a_failed_attempt_that_the_lms_locks_is_shown_as_a_review(runtime: NewRuntime, met: Path) -> None:
    lms = runtime("failed is locked")
    window = lms.open(met)
    fail(window)
    lms.leave(window)
    assert lms.server()[STATUS] == "failed"
    again = lms.open(met)
    assert "Review" in again.notices()
    assert again.chosen() == dict.fromkeys(EXAM, "no")
    again.goto("quiz")
    again.answer(*NEXT)
    lms.leave(again)
    assert lms.server()[STATUS] == "failed"
    assert lms.results()[-1] == "exam_e3 b"


def test_a_pass_survives_every_kind_of_next_visit(runtime: NewRuntime, met: Path) -> None:
    """Whatever the LMS is at the next visit, a pass that it holds stays one."""
    for kind in ("a status set back", "mute"):
        lms = runtime(kind)
        window = lms.open(met, kind="well behaved")
        window.goto("exam")
        for question in EXAM:
            window.choose(question, "yes")
        window.frame.locator('[data-action="submit"]').click()
        expect(window.frame.locator("html")).to_have_attribute("data-success", "passed")
        lms.leave(window)
        again = lms.open(met)
        expect(again.frame.locator("html")).to_have_attribute("data-success", "passed")
        again.goto("intro")
        again.goto("quiz")
        lms.leave(again)
        assert lms.server()[STATUS] == "passed", kind
        assert lms.server()["cmi.core.score.raw"] == "100", kind
        lms.close()


def test_another_learner_at_the_same_machine_is_given_nothing(runtime: NewRuntime, met: Path) -> None:
    lms = runtime("commits fail for ever")
    window = lms.open(met, learner="ada")
    window.goto("quiz")
    window.answer(*FIRST[0])
    window.settle()
    window.world(trouble=True)
    window.answer(*NEXT)
    lms.leave(window)
    window.page.close()
    other = lms.open(met, learner="grace", kind="well behaved")
    other.page.evaluate("() => lms.forget()")
    lms.leave(other, "crash")
    other = lms.open(met, learner="grace", kind="well behaved")
    assert other.chosen() == {}
    kept = other.page.evaluate(
        "() => JSON.stringify(Object.entries(localStorage).filter(([name]) => name !== 'lms-server'))"
    )
    assert "scormpack:" in kept
    assert "ada" not in kept
    assert "grace" not in kept

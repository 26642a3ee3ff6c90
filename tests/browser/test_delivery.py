"""What an author may ask of a quiz beyond its questions: time, waits, hints, draws, locks, what is read and how long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.own_questions import Desk, OwnQuizzes
from tests.browser.received import interactions

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator

    from tests.browser.harness import Lms

STATUS = "cmi.core.lesson_status"
RAW = "cmi.core.score.raw"
FOUR = "\n".join(
    f"- {{id: q{n}, tags: [{'easy' if n < 3 else 'hard'}], prompt: Question {n}, choices: "
    f"[{{id: yes, text: Yes, correct: true, feedback: Well seen.}}, {{id: no, text: No}}]}}"
    for n in (1, 2, 3, 4)
)
FOUR += "\n"
SCORED = "score: quiz\nmastery_score: 0.75\n"


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnQuizzes:
    return OwnQuizzes(tmp_path_factory)


@pytest.fixture
def clocked(make_lms: Callable[..., Lms]) -> Lms:
    return make_lms(clock=True)


def begin(frame: Frame) -> Locator:
    return frame.locator('[data-action="begin"]')


def mark(desk: Desk, question: str, choice: str) -> None:
    desk.question(question).locator(f'input[value="{choice}"]').check()


def shown(frame: Frame) -> list[str]:
    return [field.get_attribute("data-question") or "" for field in frame.locator("[data-question]").all()]


def hand_in(frame: Frame) -> None:
    frame.locator('[data-action="submit"]').click()
    confirm = frame.locator('[data-action="confirm"]')
    if confirm.is_visible():
        confirm.click()
    expect(frame.locator("[data-result]")).to_be_visible()


TIMED = "feedback: after-quiz\ntime_limit: 10m\nextra_time: [1.5]\nattempts: 2\n"


def test_a_timed_test_shows_nothing_before_it_is_begun_and_hands_itself_in(clocked: Lms, own: OwnQuizzes) -> None:
    desk = Desk(clocked.open(own.package(TIMED, questions=FOUR, fields=SCORED)))
    frame = desk.frame
    expect(begin(frame)).to_be_visible()
    expect(frame.locator("[data-questions]")).to_be_hidden()
    begin(frame).click()
    expect(frame.get_by_role("timer")).to_have_text(re.compile(r"Time left (10:00|9:5\d)"))
    mark(desk, "q1", "yes")
    clocked.pass_time(545)
    expect(frame.get_by_text("seconds left")).to_be_attached()
    clocked.pass_time(60)
    expect(frame.locator("[data-result]")).to_be_visible()
    expect(frame.locator("[data-result] .score b")).to_have_text("1 / 4")
    expect(frame.get_by_role("timer")).to_be_hidden()
    clocked.settle()
    assert clocked.committed()[RAW] == "25"
    assert len(interactions(clocked.committed())) == 1


def test_the_clock_runs_on_over_a_reload_and_while_the_learner_is_away(clocked: Lms, own: OwnQuizzes) -> None:
    desk = Desk(clocked.open(own.package(TIMED, questions=FOUR, fields=SCORED)))
    begin(desk.frame).click()
    mark(desk, "q2", "yes")
    clocked.pass_time(240)
    clocked.leave()
    again = Desk(clocked.relaunch())
    expect(begin(again.frame)).to_be_hidden()
    expect(again.frame.get_by_role("timer")).to_have_text(re.compile(r"Time left [56]:\d\d"))
    expect(again.question("q2").locator('input[value="yes"]')).to_be_checked()
    clocked.leave()
    clocked.relaunch()
    clocked.pass_time(700)
    late = Desk(clocked.frame)
    expect(late.frame.locator("[data-result] .score b")).to_have_text("1 / 4")


def test_extra_time_is_the_authors_to_grant(clocked: Lms, own: OwnQuizzes) -> None:
    frame = Desk(clocked.open(own.package(TIMED, questions=FOUR, fields=SCORED))).frame
    frame.get_by_label("15 minutes").check()
    begin(frame).click()
    clocked.pass_time(660)
    expect(frame.get_by_role("timer")).to_have_text(re.compile(r"Time left [34]:\d\d"))
    expect(frame.locator("[data-questions]")).to_be_visible()


def test_a_cool_down_says_how_long_it_lasts_and_then_lets_go(clocked: Lms, own: OwnQuizzes) -> None:
    quiz = "feedback: after-quiz\ncool_down: 30m\n"
    desk = Desk(clocked.open(own.package(quiz, questions=FOUR, fields=SCORED)))
    mark(desk, "q1", "no")
    hand_in(desk.frame)
    retry = desk.frame.locator('[data-action="retry"]')
    expect(retry).to_have_attribute("aria-disabled", "true")
    expect(retry).to_have_accessible_description(re.compile("You can try again in (30|29) minutes"))
    retry.click(force=True)
    expect(desk.frame.locator("[data-result]")).to_be_visible()
    clocked.leave()
    again = Desk(clocked.relaunch())
    retry = again.frame.locator('[data-action="retry"]')
    expect(retry).to_have_attribute("aria-disabled", "true")
    clocked.pass_time(1801)
    expect(retry).to_have_attribute("aria-disabled", "false")
    retry.click()
    expect(again.frame.locator("[data-result]")).to_have_count(0)


def test_only_what_was_wrong_is_asked_again(lms: Lms, own: OwnQuizzes) -> None:
    quiz = "feedback: after-quiz\nretry: wrong\n"
    desk = Desk(lms.open(own.package(quiz, questions=FOUR, fields=SCORED)))
    for name, choice in (("q1", "yes"), ("q2", "no"), ("q3", "yes"), ("q4", "no")):
        mark(desk, name, choice)
    hand_in(desk.frame)
    expect(desk.question("q2").get_by_text("Right answer")).to_have_count(0)
    desk.frame.locator('[data-action="retry"]').click()
    expect(desk.question("q1").locator("input:enabled")).to_have_count(0)
    expect(desk.question("q1").locator('input[value="yes"]')).to_be_checked()
    expect(desk.question("q2").locator("input:checked")).to_have_count(0)
    lms.leave()
    again = Desk(lms.relaunch(elsewhere=True))
    expect(again.question("q3").locator("input:enabled")).to_have_count(0)
    mark(again, "q2", "yes")
    mark(again, "q4", "yes")
    hand_in(again.frame)
    expect(again.frame.locator("[data-result] .score b")).to_have_text("4 / 4")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert [held["id"] for held in interactions(lms.committed())] == [f"quiz_q{n}" for n in (1, 2, 3, 4, 2, 4)]


def test_a_draw_asks_as_many_of_each_tag_and_others_in_the_next_attempts(lms: Lms, own: OwnQuizzes) -> None:
    quiz = "feedback: after-quiz\nshuffle: [questions]\ndraw: [{tag: easy, count: 1}, {tag: hard, count: 1}]\n"
    package = own.package(quiz, questions=FOUR, fields=SCORED)
    frame = lms.open(package)
    desk = Desk(frame)
    seen = set()
    for attempt in range(6):
        asked = shown(frame)
        assert len(asked) == 2
        assert len({"easy" if name in ("q1", "q2") else "hard" for name in asked}) == 2
        seen.add(frozenset(asked))
        if attempt == 2:
            lms.leave()
            frame = lms.relaunch(elsewhere=True)
            desk = Desk(frame)
            assert shown(frame) == asked, "the same questions in the same order on another machine"
        for name in asked:
            mark(desk, name, "no")
        hand_in(frame)
        expect(frame.locator("[data-result] .score b")).to_have_text("0 / 2")
        frame.locator('[data-action="retry"]').click()
    assert len(seen) > 1


def test_feedback_after_the_last_attempt_is_told_then_and_not_before(lms: Lms, own: OwnQuizzes) -> None:
    quiz = "feedback: after-last\nattempts: 2\nmastery_score: 1\n"
    desk = Desk(lms.open(own.package(quiz, questions=FOUR, fields=SCORED)))
    for attempt in (1, 2):
        for name in ("q1", "q2", "q3"):
            mark(desk, name, "yes")
        hand_in(desk.frame)
        expect(desk.frame.locator(".told")).to_have_count(0 if attempt == 1 else 4)
        if attempt == 1:
            expect(desk.frame.get_by_text("is shown after your last attempt")).to_be_visible()
            desk.frame.locator('[data-action="retry"]').click()


def test_hints_are_paid_for_and_there_again(lms: Lms, own: OwnQuizzes) -> None:
    questions = (
        "- {id: q1, points: 2, hint_cost: 0.5, hints: [Think *twice*., It is yes.], prompt: P, "
        "choices: [{id: yes, text: Yes, correct: true}, {id: no, text: No}]}\n"
    )
    desk = Desk(lms.open(own.package("feedback: after-quiz\n", questions=questions, fields=SCORED)))
    more = desk.question("q1").locator('[data-action="hint"]')
    expect(more).to_have_text("Show a hint (costs 0.5 points)")
    more.click()
    expect(desk.question("q1").locator(".hints em")).to_have_text("twice")
    lms.leave()
    again = Desk(lms.relaunch(elsewhere=True))
    expect(again.question("q1").locator(".hints")).to_contain_text("Think twice")
    again.question("q1").locator('[data-action="hint"]').click()
    expect(again.question("q1").locator('[data-action="hint"]')).to_be_hidden()
    mark(again, "q1", "yes")
    hand_in(again.frame)
    expect(again.frame.locator("[data-result] .score b")).to_have_text("1 / 2")
    lms.leave()
    assert lms.committed()[RAW] == "50"
    assert [held["result"] for held in interactions(lms.committed())] == ["1"]


@pytest.mark.parametrize(("counts", "raw"), [("best", "100"), ("last", "25"), ("first", "25")])
def test_the_attempt_that_counts_is_the_authors_choice(lms: Lms, own: OwnQuizzes, counts: str, raw: str) -> None:
    quiz = f"feedback: after-quiz\ncounts: {counts}\nmastery_score: 1\n"
    fields = "score: quiz\nmastery_score: 1\nstatus: completed-incomplete\ncompletion: {viewed: parts}\n"
    desk = Desk(lms.open(own.package(quiz, questions=FOUR, fields=fields)))
    rights = {"best": (1, 4), "last": (3, 1), "first": (1, 3)}[counts]
    for attempt, right in enumerate(rights):
        if attempt:
            desk.frame.locator('[data-action="retry"]').click()
        for n in (1, 2, 3, 4):
            mark(desk, f"q{n}", "yes" if n <= right else "no")
        hand_in(desk.frame)
    lms.leave()
    assert lms.committed()[RAW] == raw
    assert lms.committed()[STATUS] == "completed"


PARAGRAPHS = "\n\n    ".join(["A paragraph that fills the page."] * 60)
MORE = f"""\
- id: notes
  kind: lesson
  title: Notes
  viewed_when: scrolled
  requires: {{score_at_least: {{of: quiz, score: 0.5}}}}
  text: |
    A first paragraph.

    {PARAGRAPHS}

    The end.
- id: dwelt
  kind: page
  title: Slow
  dwell: 5s
  text: Short.
"""


def test_a_lock_says_what_opens_it_can_be_reached_and_opens(lms: Lms, own: OwnQuizzes) -> None:
    fields = "completion: {viewed: [notes]}\n"
    desk = Desk(lms.open(own.package(questions=FOUR, fields=fields, more=MORE)))
    frame = desk.frame
    following = frame.locator('[data-current] .turn [data-goto="notes"]')
    expect(following).to_have_attribute("aria-disabled", "true")
    expect(following).to_contain_text("opens when “Quiz” is done with 50% or more")
    following.focus()
    expect(following).to_be_focused()
    following.press("Enter")
    expect(frame.locator("[data-notices]")).to_contain_text(
        "That part is locked. It opens when “Quiz” is done with 50%"
    )
    expect(frame.locator('[data-part="quiz"]')).to_be_visible()
    for n in (1, 2, 3, 4):
        mark(desk, f"q{n}", "yes" if n < 3 else "no")
        desk.question(f"q{n}").locator('[data-action="answer"]').click()
    expect(following).not_to_have_attribute("aria-disabled", "true")
    following.click()
    expect(frame.locator('[data-part="notes"]')).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("data-completion", "incomplete")
    frame.locator("#notes .turn").scroll_into_view_if_needed()
    expect(frame.locator("html")).to_have_attribute("data-completion", "completed")


def test_a_page_to_dwell_on_is_viewed_after_its_while(clocked: Lms, own: OwnQuizzes) -> None:
    frame = Desk(clocked.open(own.package(questions=FOUR, fields="completion: {viewed: [dwelt]}\n", more=MORE))).frame
    frame.evaluate("() => { location.hash = '#dwelt'; }")
    expect(frame.locator('[data-part="dwelt"]')).to_be_visible()
    for _ in range(4):
        clocked.pass_time(1)
    expect(frame.locator("html")).to_have_attribute("data-completion", "incomplete")
    for _ in range(3):
        clocked.pass_time(1)
    expect(frame.locator("html")).to_have_attribute("data-completion", "completed")


def test_time_in_the_course_adds_up_over_visits(clocked: Lms, own: OwnQuizzes) -> None:
    package = own.package(questions=FOUR, fields="completion: {time_spent: 1m}\n")
    frame = Desk(clocked.open(package)).frame
    clocked.settle()
    before = len(clocked.commits())
    for _ in range(7):
        clocked.pass_time(5)
    assert len(clocked.commits()) <= before + 1, "time alone is no reason to hold up the page by commits"
    frame.evaluate("() => { location.hash = '#_end'; }")
    expect(frame.locator("[data-end]")).to_contain_text(re.compile(r"Time in this course: [34]\d seconds of 1 minute"))
    clocked.leave()
    again = Desk(clocked.relaunch(elsewhere=True)).frame
    expect(again.locator("html")).to_have_attribute("data-completion", "incomplete")
    for _ in range(6):
        clocked.pass_time(5)
    expect(again.locator("html")).to_have_attribute("data-completion", "completed")


@pytest.mark.parametrize(
    ("policy", "status"),
    [("passed-failed", "failed"), ("passed-incomplete", "incomplete"), ("completed-incomplete", "completed")],
)
def test_a_test_that_is_failed_for_good_ends_as_the_author_chose(
    lms: Lms, own: OwnQuizzes, policy: str, status: str
) -> None:
    fields = f"{SCORED}status: {policy}\ncompletion: {{answered: quiz}}\n"
    desk = Desk(lms.open(own.package("feedback: after-quiz\nattempts: 1\n", questions=FOUR, fields=fields)))
    mark(desk, "q1", "yes")
    hand_in(desk.frame)
    lms.leave()
    assert lms.committed()[STATUS] == status
    assert lms.committed()[RAW] == "25"


def test_a_score_of_several_parts_is_weighed(lms: Lms, own: OwnQuizzes) -> None:
    more = """\
- id: exam
  kind: test
  title: Exam
  questions:
    - {id: e1, prompt: P, choices: [{id: yes, text: Yes, correct: true}, {id: no, text: No}]}
"""
    fields = "score: {quiz: 1, exam: 3}\nmastery_score: 0.8\ncompletion: {answered: [quiz, exam]}\n"
    desk = Desk(lms.open(own.package("feedback: after-quiz\n", questions=FOUR, fields=fields, more=more)))
    for n in (1, 2, 3, 4):
        mark(desk, f"q{n}", "yes" if n == 1 else "no")
    hand_in(desk.frame)
    lms.settle()
    assert lms.committed().get(RAW, "") == ""
    desk.frame.locator('[data-current] .turn [data-goto="exam"]').click()
    exam = desk.frame.locator('[data-question="e1"] input[value="yes"]')
    exam.check()
    desk.frame.locator('#exam [data-action="submit"]').click()
    expect(desk.frame.locator("html")).to_have_attribute("data-success", "passed")
    lms.leave()
    # (1/4 x 1 + 1 x 3) / 4 = 0.8125
    assert lms.committed()[RAW] == "81.25"
    assert lms.committed()[STATUS] == "passed"

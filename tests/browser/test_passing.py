"""A learner does everything right: what the LMS holds afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.learner import Learner
from tests.browser.received import ASKING, interactions, objectives

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.course_outline import Outline, Question
    from tests.browser.harness import Lms
    from tests.browser.received import Run

STATUS = "cmi.core.lesson_status"
SCORE = "cmi.core.score.raw"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIELDS = {"id", "type", "time", "weighting", "correct_responses.0.pattern", "student_response", "result", "latency"}


def wire(question: Question, response: tuple[str, ...]) -> str:
    """A choice response: one letter an option in the author's order, with commas."""
    return ",".join(LETTERS[at] for at, choice in enumerate(question.choices) if choice in response)


def test_the_learner_has_passed_with_full_score(passed_run: Run) -> None:
    assert passed_run.committed[STATUS] == "passed"
    assert float(passed_run.committed[SCORE]) == 100
    assert float(passed_run.committed["cmi.core.score.max"]) == 100
    assert float(passed_run.committed["cmi.core.score.min"]) == 0


def test_completed_is_sent_and_committed_before_passed(passed_run: Run) -> None:
    statuses = passed_run.sets(STATUS)
    values = [value for _, value in statuses]
    assert values[0] == "incomplete"
    assert values[-2:] == ["completed", "passed"]
    assert set(values[:-2]) == {"incomplete"}
    (completed, _), (passed, _) = statuses[-2:]
    assert any(completed < commit.calls <= passed for commit in passed_run.commits)


def test_a_status_that_is_graded_never_comes_without_the_score(passed_run: Run) -> None:
    graded = [commit.data for commit in passed_run.commits if commit.data[STATUS] in ("completed", "passed")]
    assert {data[SCORE] for data in graded} == {"100"}
    first = next(at for at, value in passed_run.sets(STATUS) if value == "completed")
    assert passed_run.sets(SCORE)[0][0] < first


def test_no_score_is_sent_before_the_test_is_done(passed_run: Run) -> None:
    assert passed_run.sets(SCORE) != []
    assert all(at > passed_run.almost.calls for at, _ in passed_run.sets(SCORE))


def test_the_standard_refuses_none_of_the_calls(passed_run: Run) -> None:
    refused = [call for call in passed_run.calls if call.method not in ASKING and call.error != "0"]
    assert refused == []


def test_the_error_is_read_after_every_set_and_commit(passed_run: Run) -> None:
    unread = [
        call
        for call, following in zip(passed_run.calls, passed_run.calls[1:], strict=False)
        if call.method in ("LMSSetValue", "LMSCommit") and following.method != "LMSGetLastError"
    ]
    assert unread == []


def test_every_question_is_one_well_formed_interaction(passed_run: Run, outline: Outline) -> None:
    held = [one for one in interactions(passed_run.committed) if one["type"] != "performance"]
    questions = [question for part in outline.of_kind("quiz", "test") for question in part.questions]
    assert len(held) == len(questions)
    for question, interaction in zip(questions, held, strict=True):
        assert set(interaction) - {"objectives.0.id"} == FIELDS
        assert question.id in interaction["id"]
        assert interaction["type"] == "choice"
        assert interaction["correct_responses.0.pattern"] == wire(question, question.right)
        assert interaction["student_response"] == wire(question, question.right)
        assert interaction["result"] == "correct"
        assert float(interaction["weighting"]) == question.points
    assert len({interaction["id"] for interaction in held}) == len(held)


def test_every_lab_is_one_interaction_that_says_how_it_was_done(passed_run: Run, outline: Outline) -> None:
    held = [one for one in interactions(passed_run.committed) if one["type"] == "performance"]
    assert [one["id"] for one in held] == [part.id for part in outline.of_kind("lab")]
    for one in held:
        assert set(one) == {"id", "type", "time", "student_response", "result"}
        assert (one["student_response"], one["result"]) == ("reflection", "neutral")
        assert re.fullmatch(r"\d{2}:\d{2}:\d{2}", one["time"])


def test_an_interaction_begins_with_its_id_and_type(passed_run: Run) -> None:
    order: dict[str, list[str]] = {}
    for call in passed_run.calls:
        match = re.fullmatch(r"cmi\.interactions\.(\d+)\.(.+)", call.element)
        if match and call.method == "LMSSetValue":
            order.setdefault(match[1], []).append(match[2])
    assert order
    for fields in order.values():
        assert fields[0] == "id"
        # A lab, which nobody judges, has no pattern.
        later = {"student_response", "correct_responses.0.pattern"} & set(fields)
        assert "student_response" in later
        assert fields.index("type") < min(fields.index(name) for name in later)


def test_every_part_is_an_objective_that_is_met(passed_run: Run, outline: Outline) -> None:
    held = objectives(passed_run.committed)
    assert set(held) == {part.id for part in outline.parts}
    assert {part: held[part]["status"] for part in held if held[part]["status"] not in ("completed", "passed")} == {}
    assert held[outline.test.id]["status"] == "passed"
    assert float(held[outline.test.id]["score.raw"]) == 100


def test_the_session_is_closed_once_and_last(passed_run: Run) -> None:
    finishing = [at for at, call in enumerate(passed_run.calls) if call.method == "LMSFinish"]
    assert len(finishing) == 1
    assert [call for call in passed_run.calls[finishing[0] + 1 :] if call.method not in ASKING] == []
    assert passed_run.committed["cmi.core.session_time"] > "0000:00:00.00"


def test_a_passed_learner_comes_back_as_passed(lms: Lms, package: Path, outline: Outline, passed_run: Run) -> None:
    learner = Learner(lms.open(package, saved=passed_run.committed), outline)
    learner.expect_shown("completed", "passed", "1")
    learner.goto(outline.of_kind("lesson")[0].id)
    lms.settle()
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()[SCORE] == "100"
    assert [call.value for call in lms.sets(STATUS) if call.value != "passed"] == []


def test_the_order_of_the_parts_is_free(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    learner.do(outline.test)
    learner.expect_shown("incomplete", "passed", "1")
    lms.settle()
    assert lms.committed()[STATUS] == "incomplete"
    for part in outline.parts:
        if part.id != outline.test.id:
            learner.do(part)
    learner.expect_shown("completed", "passed", "1")
    lms.leave()
    assert lms.committed()[STATUS] == "passed"
    assert lms.committed()[SCORE] == "100"


def test_scorm_again_holds_the_same(make_lms: Callable[..., Lms], package: Path, outline: Outline) -> None:
    lms = make_lms(runtime="scorm-again")
    learner = Learner(lms.open(package), outline)
    learner.do_all()
    learner.expect_shown("completed", "passed", "1")
    lms.leave()
    assert [call for call in lms.calls() if call.error != "0"] == []
    assert lms.committed()[STATUS] == "passed"
    assert float(lms.committed()[SCORE]) == 100
    labs = len(outline.of_kind("lab"))
    assert len(interactions(lms.committed())) == sum(len(part.questions) for part in outline.parts) + labs
    assert lms.page_errors == []


def test_the_api_may_stand_in_the_opener(make_lms: Callable[..., Lms], package: Path, outline: Outline) -> None:
    lms = make_lms(api="opener")
    learner = Learner(lms.open(package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=1)
    lms.leave()
    (interaction,) = interactions(lms.committed())
    assert quiz.questions[0].id in interaction["id"]

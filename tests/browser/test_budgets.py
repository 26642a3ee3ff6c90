"""How much the course asks of an LMS: calls, commits, characters, and requests to nobody else.

What reads an error code (LMSGetLastError and its kin) is answered in the page and is not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.learner import Learner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms
    from tests.browser.received import Call, Run
    from tests.stub_proxy import StubProxy


def count(calls: Sequence[Call], method: str) -> int:
    return sum(call.method == method for call in calls)


@pytest.mark.parametrize("visit", ["first", "resumed"])
def test_a_launch_takes_at_most_twelve_calls(
    lms: Lms, package: Path, outline: Outline, almost: dict[str, str], visit: str
) -> None:
    Learner(lms.open(package, saved=almost if visit == "resumed" else None), outline)
    lms.settle()
    lms.settle()
    calls = lms.traffic()
    assert len(calls) <= 12
    assert count(calls, "LMSSetValue") <= 6
    assert count(calls, "LMSCommit") <= 1


def test_a_launch_stores_incomplete(lms: Lms, package: Path, outline: Outline) -> None:
    Learner(lms.open(package), outline)
    lms.settle()
    told = {call.element: call.value for call in lms.sets()}
    assert told["cmi.core.lesson_status"] == "incomplete"
    assert lms.committed()["cmi.core.lesson_status"] == "incomplete"


def test_an_answered_question_takes_at_most_nine_sets(lms: Lms, package: Path, outline: Outline) -> None:
    quiz = outline.of_kind("quiz")[0]
    learner = Learner(lms.open(package), outline)
    learner.goto(quiz.id)
    lms.settle()
    spent = []
    for question in quiz.questions:
        before, commits = len(lms.traffic()), len(lms.commits())
        learner.answer(question)
        lms.wait_for_commit(commits)
        lms.settle()
        calls = lms.traffic()[before:]
        spent.append((count(calls, "LMSSetValue"), count(calls, "LMSCommit")))
    assert [sets for sets, _ in spent if sets > 9] == []
    assert {commits for _, commits in spent} == {1}


def test_an_open_answer_in_the_test_takes_one_commit(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    learner.goto(outline.test.id)
    lms.settle()
    before, commits = len(lms.traffic()), len(lms.commits())
    learner.choose(outline.test.questions[0], outline.test.questions[0].right)
    lms.wait_for_commit(commits)
    lms.settle()
    calls = lms.traffic()[before:]
    assert count(calls, "LMSSetValue") <= 9
    assert count(calls, "LMSCommit") == 1


def test_leaving_with_nothing_new_is_cheap(lms: Lms, package: Path, outline: Outline) -> None:
    learner = Learner(lms.open(package), outline)
    learner.goto(outline.parts[1].id)
    lms.settle()
    before = len(lms.traffic())
    lms.leave()
    calls = lms.traffic()[before:]
    assert count(calls, "LMSSetValue") <= 6
    assert count(calls, "LMSCommit") + count(calls, "LMSFinish") <= 2


def test_the_saved_state_is_short_and_ascii(passed_run: Run) -> None:
    texts = [value for _, value in passed_run.sets("cmi.suspend_data")]
    assert len(texts) > 30
    assert [text for text in texts if not text.isascii()] == []
    assert max(len(text) for text in texts) < 4096
    assert len(texts[-1]) <= 1024


def test_every_save_differs_from_the_one_before(passed_run: Run) -> None:
    """Moodle sends nothing where nothing changed since a commit that failed."""
    texts = [value for _, value in passed_run.sets("cmi.suspend_data")]
    assert len(set(texts)) == len(texts)


def test_no_request_goes_anywhere_but_to_the_lms(passed_run: Run) -> None:
    (origin,) = {request.split("/lms/")[0] for request in passed_run.requests if "/lms/" in request}
    assert [url for url in passed_run.requests if not url.startswith((origin + "/", "data:"))] == []


def test_the_declared_proxy_is_asked_after_consent_only(
    lms: Lms, talking_package: Path, outline: Outline, proxy: StubProxy
) -> None:
    lab = outline.of_kind("lab")[0].id
    learner = Learner(lms.open(talking_package), outline)
    learner.goto(lab)
    assert [url for url in lms.requests if not url.startswith((lms.origin + "/", "data:"))] == []
    learner.converse(lab, 2)
    elsewhere = {url for url in lms.requests if not url.startswith((lms.origin + "/", "data:"))}
    assert elsewhere == {f"{proxy.url}/chat/completions"}

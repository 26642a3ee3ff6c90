"""A learner works through an xAPI package in real Chromium, against a real LRS: what the LRS holds afterwards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from scormpack.load import load_course
from scormpack.statement_rules import check_statement
from scormpack.xapi.profile import profile
from tests.browser.course_outline import COURSE
from tests.browser.learner import Learner
from tests.browser.lrs_launch import Platform, Statement, told, verb
from tests.test_statement_examples import EXAMPLES
from tests.xapi.profile_patterns import followed_patterns
from tests.xapi.profile_rules import faults
from tests.xapi.published_schema import published_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from scormpack.lrs_server import RunningLrs
    from tests.browser.course_outline import Outline
    from tests.browser.website import Site

pytestmark = pytest.mark.xdist_group("xapi story")
"""The whole course is worked through once for all."""

IRI = "https://courses.example.org/synthetic-data"
END = [("completed", "synthetic-data"), ("passed", "synthetic-data"), ("terminated", "synthetic-data")]


@pytest.fixture(scope="module")
def whole(
    browser: Browser, site: Site, lrs: RunningLrs, xapi_package: Path, outline: Outline
) -> Iterator[tuple[Platform, list[Statement]]]:
    """The whole course, worked through once without a mistake, and left."""
    platform = Platform(browser, site, lrs)
    learner = Learner(platform.open_xapi(xapi_package), outline)
    learner.do_all()
    learner.expect_shown("completed", "passed", "1")
    platform.leave()
    yield platform, platform.wait_for(*END)
    platform.close()


def test_it_begins_and_ends_as_a_session_does(whole: tuple[Platform, list[Statement]]) -> None:
    tellings = [told(statement) for statement in whole[1]]
    assert tellings[0] == ("initialized", "synthetic-data")
    assert tellings[-3:] == END
    assert whole[0].page_errors == []


def test_every_part_is_experienced_once_in_the_order_of_the_visit(
    whole: tuple[Platform, list[Statement]], outline: Outline
) -> None:
    experienced = [name for kind, name in map(told, whole[1]) if kind == "experienced"]
    assert experienced == [part.id for part in outline.parts]


def test_every_question_is_answered_once_with_its_right_answer(
    whole: tuple[Platform, list[Statement]], outline: Outline
) -> None:
    answered = {told(s)[1]: s for s in whole[1] if verb(s) == "answered"}
    questions = {q.id: q for part in outline.parts for q in part.questions}
    assert set(answered) == set(questions)
    for name, question in questions.items():
        statement = answered[name]
        right = "[,]".join(choice for choice in question.choices if choice in question.right)
        assert statement["object"]["definition"]["correctResponsesPattern"] == [right]
        assert statement["result"]["response"] == right
        assert statement["result"]["success"] is True
        assert statement["result"]["score"] == {"scaled": 1, "raw": question.points, "min": 0, "max": question.points}
        assert [c["id"] for c in statement["object"]["definition"]["choices"]] == list(question.choices)


def test_completion_and_success_of_the_course_are_told_once(whole: tuple[Platform, list[Statement]]) -> None:
    about_course = Counter(verb(s) for s in whole[1] if s["object"]["id"] == IRI)
    assert {name: about_course[name] for name in ("initialized", "completed", "passed", "failed", "terminated")} == {
        "initialized": 1,
        "completed": 1,
        "passed": 1,
        "failed": 0,
        "terminated": 1,
    }


def test_progress_only_grows(whole: tuple[Platform, list[Statement]]) -> None:
    shares = [
        s["result"]["extensions"]["https://w3id.org/xapi/cmi5/result/extensions/progress"]
        for s in whole[1]
        if verb(s) == "progressed"
    ]
    assert shares == sorted(set(shares))
    assert 0 < shares[0] < shares[-1] < 100


def test_every_statement_is_valid_by_the_standard_and_by_a_published_schema(
    whole: tuple[Platform, list[Statement]],
) -> None:
    for statement in whole[1]:
        assert check_statement(statement) == []
        assert published_faults(statement) == []


def test_every_statement_is_as_the_published_profile_says(whole: tuple[Platform, list[Statement]]) -> None:
    course = load_course(COURSE).course
    assert course is not None
    published = profile(course)
    assert {told(s): faults(published, s) for s in whole[1] if faults(published, s)} == {}
    assert followed_patterns(published, whole[1])


def test_nobody_is_asked_but_the_package_and_the_lrs(whole: tuple[Platform, list[Statement]], site: Site) -> None:
    platform = whole[0]
    others = [
        url for url in platform.requests if not url.startswith((site.url, platform.lrs.endpoint, "data:", "about:"))
    ]
    assert others == []


def test_coming_back_goes_on_where_the_learner_left(platform: Platform, xapi_package: Path, outline: Outline) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=2)
    platform.leave()
    platform.wait_for(("terminated", "synthetic-data"))

    again = Learner(platform.open_xapi(xapi_package), outline)
    assert again.place() == quiz.id
    assert len(again.chosen(quiz.id)) == 2
    statements = platform.wait_for(("resumed", "synthetic-data"))
    assert [told(s)[0] for s in statements][-4:] == ["suspended", "terminated", "initialized", "resumed"]


def test_another_learner_at_the_same_browser_begins_anew(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    quiz = outline.of_kind("quiz")[0]
    learner.answer_quiz(quiz.id, only=2)
    platform.leave()
    platform.learner += "-another"
    other = Learner(platform.open_xapi(xapi_package), outline)
    assert other.place() == outline.parts[0].id
    other.goto(quiz.id)
    assert other.chosen(quiz.id) == {}


def test_two_windows_come_together(platform: Platform, xapi_package: Path, outline: Outline) -> None:
    one = Learner(platform.open_xapi(xapi_package), outline)
    first, second = outline.of_kind("quiz")[:2]
    one.answer_quiz(first.id, only=2)
    platform.wait_for(("answered", first.questions[1].id))
    page = platform.page
    assert page is not None
    two = Learner(platform.open_xapi(xapi_package), outline)
    two.answer_quiz(second.id, only=1)
    platform.wait_for(("answered", second.questions[0].id))
    one.answer(first.questions[2])
    platform.wait_for(("answered", first.questions[2].id))
    page.close()
    platform.leave()
    third = Learner(platform.open_xapi(xapi_package), outline)
    third.goto(first.id)
    assert len(third.chosen(first.id)) == 3
    third.goto(second.id)
    assert len(third.chosen(second.id)) == 1


def test_from_the_launch_on_the_page_may_only_ask_the_lrs(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package), outline)
    refused = learner.frame.evaluate(
        "() => fetch('http://127.0.0.1:9/elsewhere').then(() => 'asked', (error) => String(error))"
    )
    reached = learner.frame.evaluate(f"() => fetch('{platform.lrs.endpoint}about').then((answer) => answer.status)")
    violations = learner.frame.evaluate(
        """() => new Promise((done) => {
          addEventListener("securitypolicyviolation", (event) => done(event.violatedDirective));
          fetch("http://127.0.0.1:9/elsewhere").catch(() => undefined);
        })"""
    )
    assert "TypeError" in refused
    assert violations == "connect-src"
    assert reached == 200


def test_without_a_launch_everything_works_and_the_learner_knows(
    platform: Platform, xapi_package: Path, outline: Outline
) -> None:
    learner = Learner(platform.open_xapi(xapi_package, endpoint=""), outline)
    assert "nothing is recorded" in learner.notices()
    learner.answer_quiz(outline.of_kind("quiz")[0].id, only=1)
    platform.leave()
    assert platform.statements() == []


def shape(statement: Statement) -> Statement:
    """A statement without what differs from learner to learner and from visit to visit."""
    kept = {name: statement[name] for name in ("verb", "object", "context") if name in statement}
    kept["context"] = {name: value for name, value in kept["context"].items() if name != "registration"}
    result = {
        name: value for name, value in statement.get("result", {}).items() if name in ("completion", "extensions")
    }
    return kept | {"result": result}


def test_the_documented_examples_are_what_is_sent(whole: tuple[Platform, list[Statement]]) -> None:
    sent = {told(s): shape(s) for s in whole[1]}
    documented = {told(example): shape(example) for example in EXAMPLES}
    both = [("initialized", "synthetic-data"), ("experienced", "lesson-1"), ("passed", "quiz-2"), *END]
    for telling in both:
        assert sent[telling] == documented[telling]

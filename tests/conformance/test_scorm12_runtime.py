"""The tests' own SCORM 1.2 run-time does what the standard says, row by row, in real Chromium.

A row of scorm12.json is (method, element or argument, value, answer, error code after the call); ``{"repeat": [text, times]}``
stands for a long string. The clauses are those of the SCORM 1.2 Run-Time Environment.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import chromium
from tests.browser.harness import LMS_PAGES
from tests.browser.website import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

TABLE: list[dict[str, Any]] = json.loads(Path(__file__).with_name("scorm12.json").read_text(encoding="utf-8"))
RUN = """
async ([options, calls]) => {
  const { Scorm12 } = await import("./scorm12.js");
  const api = new Scorm12(options);
  const answers = calls.map(([method, element, value]) => {
    const words = { LMSSetValue: [element, value], LMSGetLastError: [] }[method] || [element];
    return [api[method](...words), api.LMSGetLastError()];
  });
  return [answers, JSON.parse(JSON.stringify(api.state()))];
}
"""
SUSPENDED = {"cmi.core.exit": "suspend", "cmi.core.lesson_status": "incomplete", "cmi.core.session_time": "01:59:30.5"}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """The LMS's page, from which the run-time can be imported."""
    site = Site()
    site.mount("lms", LMS_PAGES)
    with site.serving():
        opened = chromium().new_page()
        opened.goto(f"{site.url}/lms/index.html")
        yield opened
        opened.close()


def spelled(value: Any) -> Any:
    return value["repeat"][0] * value["repeat"][1] if isinstance(value, dict) else value


def run(page: Page, calls: list[tuple[str, ...]], **options: Any) -> tuple[list[list[str]], dict[str, Any]]:
    answers, state = page.evaluate(RUN, [options, calls])
    return answers, state


def put(*values: tuple[str, str]) -> list[tuple[str, ...]]:
    return [("LMSInitialize", ""), *(("LMSSetValue", element, value) for element, value in values)]


def test_the_table_is_large_and_no_claim_is_made_twice() -> None:
    assert sum(len(entry["calls"]) for entry in TABLE) >= 120
    assert len({entry["claim"] for entry in TABLE}) == len(TABLE)


@pytest.mark.parametrize("entry", TABLE, ids=[entry["claim"].replace(" ", "-") for entry in TABLE])
def test_the_runtime_answers_as_the_standard_says(page: Page, entry: dict[str, Any]) -> None:
    calls = [[spelled(word) for word in row[:3]] for row in entry["calls"]]
    answers, _ = page.evaluate(
        RUN, [{"initial": entry.get("initial", {}), "unsupported": entry.get("unsupported", [])}, calls]
    )
    told = [[*row[:3], *answer] for row, answer in zip(entry["calls"], answers, strict=True)]
    assert told == [[*row[:3], spelled(row[3]), row[4]] for row in entry["calls"]]


def test_only_a_commit_stores(page: Page) -> None:
    _, state = run(
        page, [*put(("cmi.suspend_data", "one")), ("LMSCommit", ""), ("LMSSetValue", "cmi.suspend_data", "two")]
    )
    assert state["committed"]["cmi.suspend_data"] == "one"
    assert state["pending"]["cmi.suspend_data"] == "two"


def test_finishing_stores(page: Page) -> None:
    _, state = run(page, [*put(("cmi.suspend_data", "one")), ("LMSFinish", "")])
    assert state["committed"]["cmi.suspend_data"] == "one"


def test_every_call_is_recorded_with_its_answer_and_error(page: Page) -> None:
    _, state = run(page, put(("cmi.core.lesson_status", "done")))
    assert state["calls"] == [
        ["LMSInitialize", "", "", "true", "0"],
        ["LMSGetLastError", "", "", "0", "0"],
        ["LMSSetValue", "cmi.core.lesson_status", "done", "false", "405"],
        ["LMSGetLastError", "", "", "405", "405"],
    ]


def test_a_suspended_attempt_resumes_with_its_time_added_up(page: Page) -> None:
    saved = {
        **SUSPENDED,
        "cmi.core.total_time": "0000:00:30.00",
        "cmi.suspend_data": "here",
        "cmi.interactions.0.id": "q1",
    }
    asked = (
        "cmi.core.entry",
        "cmi.core.total_time",
        "cmi.suspend_data",
        "cmi.core.lesson_status",
        "cmi.interactions._count",
    )
    answers, _ = run(page, [("LMSInitialize", ""), *(("LMSGetValue", element) for element in asked)], saved=saved)
    assert [answer for answer, _ in answers[1:]] == ["resume", "0002:00:00.50", "here", "incomplete", "1"]


def test_an_attempt_that_was_not_suspended_does_not_resume(page: Page) -> None:
    answers, _ = run(
        page, [("LMSInitialize", ""), ("LMSGetValue", "cmi.core.entry")], saved={**SUSPENDED, "cmi.core.exit": ""}
    )
    assert answers[1] == ["", "0"]


@pytest.mark.parametrize(
    ("lesson", "score", "after"),
    [
        (("normal", "", "not attempted"), "", "completed"),
        (("normal", "", "incomplete"), "90", "incomplete"),
        (("normal", "80", "incomplete"), "80", "passed"),
        (("normal", "80", "completed"), "79.99", "failed"),
        (("normal", "80", "incomplete"), "", "incomplete"),
        (("browse", "80", "not attempted"), "", "browsed"),
        (("review", "80", "passed"), "10", "passed"),
    ],
)
def test_finishing_judges_the_status(page: Page, lesson: tuple[str, str, str], score: str, after: str) -> None:
    elements = ("cmi.core.lesson_mode", "cmi.student_data.mastery_score", "cmi.core.lesson_status")
    calls = [*put(("cmi.core.score.raw", score)), ("LMSFinish", "")]
    _, state = run(page, calls, initial=dict(zip(elements, lesson, strict=True)))
    assert state["committed"]["cmi.core.lesson_status"] == after


def test_calls_can_be_made_to_fail_for_a_while(page: Page) -> None:
    fail = [{"method": "LMSSetValue", "element": "cmi.core.*", "after": 1, "times": 1, "error": "101"}]
    values = [("cmi.core.lesson_location", str(number)) for number in range(3)]
    answers, state = run(page, put(*values, ("cmi.suspend_data", "x")), fail=fail)
    assert answers[1:] == [["true", "0"], ["false", "101"], ["true", "0"], ["true", "0"]]
    assert state["pending"]["cmi.core.lesson_location"] == "2"


def test_an_lms_that_is_gone_throws(page: Page) -> None:
    thrown = page.evaluate(
        """async () => {
          const { Scorm12 } = await import("./scorm12.js");
          const api = new Scorm12({ gone: 1 });
          api.LMSInitialize("");
          try { return api.LMSGetLastError(); } catch (error) { return [error.message, api.calls]; }
        }"""
    )
    assert thrown == [
        "the LMS cannot be reached",
        [["LMSInitialize", "", "", "true", "0"], ["LMSGetLastError", "", "", "", "thrown"]],
    ]


def test_a_function_taken_off_the_api_does_not_work(page: Page) -> None:
    took = "async () => { const { Scorm12 } = await import('./scorm12.js'); const { LMSInitialize } = new Scorm12(); return LMSInitialize(''); }"
    with pytest.raises(Exception, match="TypeError"):
        page.evaluate(took)

"""What the catalogue tells of a course's activities, as data and as a table."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from scormpack.load import load_course
from scormpack.model import Course
from scormpack.xapi.catalogue import COLUMNS, catalogue, catalogue_table
from tests.courses import REFERENCE, SMALL, write_course
from tests.xapi.examples import COURSE, EXAMPLES

ADL = "http://adlnet.gov/expapi/activities"


def load(folder: Path, text: str = SMALL) -> Course:
    course = load_course(write_course(folder, text)).course
    assert course is not None
    return course


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def activity(course: Course, own_id: str) -> dict[str, Any]:
    (found,) = [one for one in catalogue(course)["activities"] if one["id"] == own_id]
    return dict(found)


def test_the_catalogue_names_the_course_its_version_and_its_profile(tmp_path: Path) -> None:
    data = catalogue(load(tmp_path))
    assert {name: value for name, value in data.items() if isinstance(value, str | int)} == {
        "format": 1,
        "iri": COURSE,
        "id": "small",
        "version": "1.0.0",
        "language": "en",
        "title": "A small course",
        "profile": f"{COURSE}/xapi/profile",
        "profile_version": f"{COURSE}/xapi/profile/1.0.0",
    }


def test_every_activity_stands_in_its_place(tmp_path: Path) -> None:
    assert [
        (one["iri"], one["kind"], one["module"], one["part"]) for one in catalogue(load(tmp_path))["activities"]
    ] == [
        (COURSE, "course", None, None),
        (f"{COURSE}/m1", "module", "m1", None),
        (f"{COURSE}/intro", "page", "m1", "intro"),
        (f"{COURSE}/quiz", "quiz", "m1", "quiz"),
        (f"{COURSE}/q1", "question", "m1", "quiz"),
        (f"{COURSE}/lab", "lab", "m1", "lab"),
    ]


def test_a_question_has_its_choices_right_answer_and_points(tmp_path: Path) -> None:
    assert activity(load(tmp_path), "q1") == {
        "iri": f"{COURSE}/q1",
        "id": "q1",
        "kind": "question",
        "type": f"{ADL}/cmi.interaction",
        "title": "What is two and two?",
        "module": "m1",
        "part": "quiz",
        "prompt": "What is two and two?",
        "interaction_type": "choice",
        "choices": [
            {"id": "three", "text": "Three", "correct": False},
            {"id": "four", "text": "Four", "correct": True},
        ],
        "right_answer": "four",
        "points": 1,
    }


@pytest.mark.parametrize(
    ("fields", "mastery", "attempts"),
    [("", 1, "unlimited"), ("mastery_score: 0.5\n        attempts: 3\n        ", 0.5, 3)],
)
def test_a_quiz_has_the_pass_mark_that_counts_and_its_attempts(
    fields: str, mastery: float, attempts: object, tmp_path: Path
) -> None:
    quiz = activity(load(tmp_path, SMALL.replace("questions:", f"{fields}questions:")), "quiz")
    assert (quiz["points"], quiz["mastery_score"], quiz["attempts"]) == (1, mastery, attempts)


def test_the_extensions_are_those_of_the_statements(tmp_path: Path) -> None:
    listed = {one["iri"]: one["place"] for one in catalogue(load(tmp_path))["extensions"]}
    sent = {
        iri: place
        for statement in EXAMPLES.values()
        for place in ("context", "result")
        for iri in statement.get(place, {}).get("extensions", {})
        if iri.startswith(COURSE)
    }
    transcript = {f"{COURSE}/xapi/extensions/{name}": "result" for name in ("turn", "reply")}
    assert listed == sent | transcript


def test_the_table_has_a_row_for_every_activity(tmp_path: Path) -> None:
    table = rows(catalogue_table(load(tmp_path)))
    assert list(table[0]) == list(COLUMNS)
    assert [row["iri"].removeprefix(COURSE) for row in table] == ["", "/m1", "/intro", "/quiz", "/q1", "/lab"]
    assert table[4] == {
        "iri": f"{COURSE}/q1",
        "version": "1.0.0",
        "kind": "question",
        "module": "m1",
        "part": "quiz",
        "question": "q1",
        "title": "What is two and two?",
        "choices": "three: Three | four: Four",
        "targets": "",
        "right_answer": "four",
        "points": "1",
        "mastery_score": "",
        "attempts": "",
    }
    assert (table[3]["points"], table[3]["mastery_score"], table[3]["attempts"]) == ("1", "1.0", "unlimited")


def test_a_long_prompt_is_whole_in_the_table(tmp_path: Path) -> None:
    prompt = "x" * 200
    course = load(tmp_path, SMALL.replace("What is two and two?", prompt))
    assert rows(catalogue_table(course))[4]["title"] == prompt
    assert len(activity(course, "q1")["title"]) == 120


def test_the_table_is_rfc_4180_in_utf_8_with_a_byte_order_mark(tmp_path: Path) -> None:
    """RFC 4180, 2: lines end in CRLF; a field with a quote or a comma is quoted, and its quotes are doubled."""
    text = SMALL.replace("What is two and two?", "'Is \"2 + 2\", written out, fünf?'")
    table = catalogue_table(load(tmp_path, text))
    assert table.startswith(b"\xef\xbb\xbfiri,version,")
    assert table.count(b"\n") == table.count(b"\r\n") == 7
    assert '"Is ""2 + 2"", written out, fünf?"'.encode() in table


def test_a_prompt_of_several_lines_is_one_line_in_the_table(tmp_path: Path) -> None:
    course = load(tmp_path, SMALL.replace("What is two and two?", "|\n              One.\n\n              Two?"))
    assert rows(catalogue_table(course))[4]["title"] == "One. Two?"


@pytest.mark.parametrize("prompt", ["=1+1", "+1 or more?", "-1 or less?", "@home?"])
def test_no_cell_begins_like_a_formula(prompt: str, tmp_path: Path) -> None:
    course = load(tmp_path, SMALL.replace("What is two and two?", f"'{prompt}'"))
    assert rows(catalogue_table(course))[4]["title"] == f"'{prompt}"
    assert activity(course, "q1")["prompt"] == prompt


def test_the_table_and_the_data_tell_the_same_of_the_reference_course() -> None:
    course = load_course(REFERENCE).course
    assert course is not None
    activities = catalogue(course)["activities"]
    table = rows(catalogue_table(course))
    assert [row["iri"] for row in table] == [one["iri"] for one in activities]
    assert [row["right_answer"] for row in table] == [one.get("right_answer", "") for one in activities]
    # Counted in its files: 5 points in each of four quizzes, 15 in the test.
    assert sum(int(row["points"]) for row in table if row["kind"] == "question") == 4 * 5 + 15

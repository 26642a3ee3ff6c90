"""What the definitions of a course's activities say."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from scormpack.build import build_course
from scormpack.load import load_course
from scormpack.model import Course
from scormpack.xapi.activities import activity_definitions, page_activities
from tests.courses import REFERENCE, SMALL, write_course
from tests.xapi.examples import COURSE, THE_COURSE, THE_LAB, THE_PAGE, THE_QUESTION, THE_QUIZ

ADL = "http://adlnet.gov/expapi/activities"


def load(folder: Path, text: str = SMALL) -> Course:
    course = load_course(write_course(folder, text)).course
    assert course is not None
    return course


def test_every_activity_of_a_course_is_defined_in_the_courses_order(tmp_path: Path) -> None:
    module = {"id": f"{COURSE}/m1", "definition": {"name": {"en": "One"}, "type": f"{ADL}/module"}}
    expected = [THE_COURSE, module, THE_PAGE, THE_QUIZ, THE_QUESTION, THE_LAB]
    assert list(activity_definitions(load(tmp_path)).items()) == [(one["id"], one["definition"]) for one in expected]


def test_texts_are_under_the_courses_language(tmp_path: Path) -> None:
    definitions = activity_definitions(load(tmp_path, SMALL.replace("version:", "language: de-AT\nversion:")))
    assert {language for definition in definitions.values() for language in definition["name"]} == {"de-AT"}
    assert definitions[f"{COURSE}/q1"]["choices"][0] == {"id": "three", "description": {"de-AT": "Three"}}


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ("subtitle: About sums", "About sums"),
        ("kind: lesson\n        guiding_question: Why four?", "Why four?"),
        ("kind: lesson\n        guiding_question: Why four?\n        subtitle: About sums", "About sums"),
    ],
)
def test_a_part_is_described_by_its_subtitle_or_its_guiding_question(
    fields: str, description: str, tmp_path: Path
) -> None:
    kind = fields if fields.startswith("kind") else f"kind: page\n        {fields}"
    definitions = activity_definitions(load(tmp_path, SMALL.replace("kind: page", kind)))
    assert definitions[f"{COURSE}/intro"]["description"] == {"en": description}


def test_all_right_choices_are_one_pattern_in_the_authors_order(tmp_path: Path) -> None:
    """Data, 2.4.4.1, Choice: the ids of a response that has all of them, delimited by ``[,]``."""
    text = SMALL.replace("            prompt: What", "            type: multiple-choice\n            prompt: What")
    text = text.replace("text: Three,", "text: Three, correct: true,")
    assert activity_definitions(load(tmp_path, text))[f"{COURSE}/q1"]["correctResponsesPattern"] == ["three[,]four"]


def test_a_prompt_of_120_characters_is_the_name_whole(tmp_path: Path) -> None:
    prompt = "x" * 120
    question = activity_definitions(load(tmp_path, SMALL.replace("What is two and two?", prompt)))[f"{COURSE}/q1"]
    assert question["name"] == {"en": prompt}
    assert "description" not in question


def test_a_longer_prompt_is_cut_in_the_name_and_whole_in_the_description(tmp_path: Path) -> None:
    prompt = "x" * 121
    question = activity_definitions(load(tmp_path, SMALL.replace("What is two and two?", prompt)))[f"{COURSE}/q1"]
    assert question["name"] == {"en": "x" * 119 + "…"}
    assert question["description"] == {"en": prompt}


def test_markup_and_line_breaks_of_a_prompt_are_in_neither(tmp_path: Path) -> None:
    prompt = "|\n              What is **two**\n              and `two`?\n\n              Think."
    question = activity_definitions(load(tmp_path, SMALL.replace("What is two and two?", prompt)))[f"{COURSE}/q1"]
    assert question["name"] == {"en": "What is two and two? Think."}


def test_what_has_no_text_without_its_markup_has_no_empty_text(tmp_path: Path) -> None:
    text = SMALL.replace("What is two and two?", "'---'").replace("text: Three", "text: '&nbsp;'")
    question = activity_definitions(load(tmp_path, text))[f"{COURSE}/q1"]
    assert question["name"] == {"en": "q1"}
    assert question["choices"][0] == {"id": "three"}


def test_a_page_has_the_course_its_own_modules_parts_and_questions(tmp_path: Path) -> None:
    second = SMALL.replace(
        "completion:",
        "  - id: m2\n    title: Two\n    parts: [{id: end, kind: page, title: End, text: Bye.}]\ncompletion:",
    )
    course = load(tmp_path, second)
    parts = list(course.parts())
    assert [part.id for part in parts] == ["intro", "quiz", "lab", "end"]
    ids = ["", "/m1", "/lab", "/m2", "/end"]
    assert list(page_activities(course, parts[2:])) == [f"{COURSE}{own}" for own in ids]


def test_the_definitions_of_a_package_are_those_of_the_course(tmp_path: Path) -> None:
    course = load_course(REFERENCE).course
    assert course is not None
    (built,) = build_course(REFERENCE, ("xapi",), tmp_path).packages
    packed: dict[str, object] = {}
    with zipfile.ZipFile(built.path) as package:
        for name in package.namelist():
            if name.startswith("activities"):
                script = package.read(name).decode()
                packed |= json.loads(script.partition("push(")[2].removesuffix(")\n"))["activities"]
    assert packed == activity_definitions(course)
    # Counted in its files: the course, a module, 14 parts, four quizzes of 5 questions and a test of 15.
    assert len(packed) == 1 + 1 + 14 + 4 * 5 + 15

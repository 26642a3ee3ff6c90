"""Whatever is registered has all its files, its documentation and a use in a course."""

from __future__ import annotations

import json

import pytest

from scormpack.blocks import BLOCK_TYPES
from scormpack.blocks.callout import CALLOUT_KINDS
from scormpack.load import load_course
from scormpack.model import Assessment, Lesson, Page
from scormpack.questions import QUESTION_TYPES
from scormpack.questions.choices import ChoiceQuestion
from scormpack.targets import TARGETS
from scormpack.text import Block
from tests.courses import REFERENCE, ROOT

TEMPLATES = ROOT / "templates"
LANGUAGE = (ROOT / "docs" / "course-language.md").read_text("utf-8")


def inner(block: Block) -> list[Block]:
    return [block, *(found for child in getattr(block, "blocks", ()) for found in inner(child))]


def used_blocks() -> set[str]:
    loaded = load_course(REFERENCE)
    assert loaded.course is not None, loaded.diagnostics
    texts = [part.text for part in loaded.course.parts() if isinstance(part, Page | Lesson)]
    return {found.type for text in texts for block in text for found in inner(block)}


@pytest.mark.parametrize("name", sorted(QUESTION_TYPES))
def test_a_question_type_has_all_its_files(name: str) -> None:
    assert (ROOT / "scormpack" / "questions" / f"{name.replace('-', '_')}.py").is_file()
    assert (TEMPLATES / "questions" / f"{name}.html.j2").is_file()
    assert (TEMPLATES / "player" / "src" / "questions" / f"{name}.ts").is_file()
    assert len(json.loads((ROOT / "tests" / "vectors" / f"{name}.json").read_text("utf-8"))) >= 12
    assert f"`{name}`" in LANGUAGE


@pytest.mark.parametrize("name", BLOCK_TYPES)
def test_a_block_type_has_all_its_files_and_is_used_in_the_reference_course(name: str) -> None:
    assert (ROOT / "scormpack" / "blocks" / f"{name}.py").is_file()
    assert (TEMPLATES / "blocks" / f"{name}.html.j2").is_file()
    assert name in used_blocks()


@pytest.mark.parametrize("name", CALLOUT_KINDS)
def test_a_kind_of_callout_is_documented(name: str) -> None:
    assert f"`{name}`" in LANGUAGE


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_target_has_its_transport_and_its_documentation(name: str) -> None:
    target = TARGETS[name]
    assert target.name == name
    assert (TEMPLATES / "player" / "src" / "transports" / f"{target.host.transport}.ts").is_file()
    assert (TEMPLATES / "player" / "src" / "entries" / f"{target.host.transport}.ts").is_file()
    page = "tracking.md" if name == "scorm12" else "statements.md"
    assert target.title in (ROOT / "docs" / page).read_text("utf-8")


def test_the_reference_course_has_what_was_promised() -> None:
    loaded = load_course(REFERENCE)
    assert loaded.course is not None
    parts = list(loaded.course.parts())
    lesson = ["lesson", "quiz", "lab"]
    assert [part.kind for part in parts] == ["page", *lesson * 4, "test"]
    sizes = [len(part.questions) for part in parts if isinstance(part, Assessment)]
    assert sizes == [5, 5, 5, 5, 15]
    assert loaded.course.mastery_score == 0.8


def test_every_option_of_the_reference_course_teaches_by_feedback_of_its_own() -> None:
    loaded = load_course(REFERENCE)
    assert loaded.course is not None
    asked = [q for part in loaded.course.parts() if isinstance(part, Assessment) for q in part.questions]
    questions = [question for question in asked if isinstance(question, ChoiceQuestion)]
    assert len(questions) == len(asked)
    places = [[choice.correct for choice in question.choices].index(True) for question in questions]
    for question in questions:
        assert len(question.choices) == 4, question.id
        assert len({choice.feedback.plain for choice in question.choices if choice.feedback}) == 4, question.id
        lengths = [len(choice.text.plain) for choice in question.choices]
        assert max(lengths) <= 1.6 * min(lengths), f"{question.id}: {lengths}"
    assert all(5 <= places.count(place) <= 13 for place in range(4)), places
    longest = sum(max(question.choices, key=lambda choice: len(choice.text.plain)).correct for question in questions)
    assert longest <= len(questions) * 0.4

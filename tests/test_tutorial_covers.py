"""Whatever the showcase uses is done in the tutorial, or stands in a section that the tutorial leads to."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs.site.fences import fences
from docs.site.pages import DOCS, TUTORIAL
from docs.site.tutorial import Folder
from scormpack.blocks import BLOCK_TYPES
from scormpack.blocks.callout import CALLOUT_KINDS
from scormpack.load import load_course
from scormpack.model import Assessment, Course, Lab, Lesson, Page
from tests.test_showcase import SHOWCASE, operators, uses

STEPS = sorted(TUTORIAL.glob("[0-9]*.md"))
TEXT = "\n".join(step.read_text("utf-8") for step in STEPS)


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def sections(page: Path) -> dict[str, str]:
    """Anchor to the text below its heading, up to the next heading of whatever level."""
    parts = re.split(r"^#{2,4} (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(map(slug, parts[1::2]), parts[2::2], strict=True))


def linked() -> str:
    """The text of all sections that the tutorial's links lead to."""
    found = re.findall(r"\]\(\.\./([\w-]+\.md)#([\w-]+)\)", TEXT)
    return "\n".join(sections(DOCS / page)[anchor] for page, anchor in found)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course as the last step leaves it."""
    folder, files = tmp_path_factory.mktemp("course"), Folder()
    list(files.acts(TEXT))
    for name, text in files.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    course = load_course(folder).course
    assert course is not None
    return course


@pytest.fixture(scope="module")
def showcase() -> Course:
    course = load_course(SHOWCASE).course
    assert course is not None
    return course


def words(course: Course) -> set[str]:
    """What authors choose by a word: kinds, types, blocks, rules, and the values of fields that take one of a few words."""
    found = {name for rule in course.rules() for name in operators(rule)} | {course.navigation, course.status}
    for part in course.parts():
        found |= {part.kind} | word_fields(part)
        if isinstance(part, Assessment):
            found |= {question.type for question in part.questions} | set(part.shuffle)
            found |= {word for question in part.questions for word in word_fields(question)}
        if isinstance(part, Page | Lesson):
            blocks = [inner for block in part.text for inner in (block, *getattr(block, "blocks", ()))]
            found |= {block.type for block in blocks} | {str(getattr(block, "kind", "")) for block in blocks}
        if isinstance(part, Lab):
            found.add(part.fallback)
    return found - {""}


def word_fields(thing: Any) -> set[str]:
    names = {"feedback", "counts", "retry", "credit", "viewed_when"} & set(type(thing).model_fields)
    return {value for name in names if isinstance(value := getattr(thing, name), str)}


INNER = {"html", "figure", "code", "definitions", "callout"}
"""Blocks that are named in prose and not by a word of the language."""


def test_every_field_of_the_showcase_is_used_or_described_where_the_tutorial_leads(
    showcase: Course, taught: Course
) -> None:
    used = {(model, name) for model, name, _ in uses(taught)}
    described = set(re.findall(r"^\| `([a-z_]+)` \|", linked(), re.MULTILINE))
    missing = {f"{m.__name__}.{n}" for m, n, _ in uses(showcase) if (m, n) not in used and n not in described}
    assert sorted(missing) == []


def test_every_word_of_the_showcase_is_used_or_described_where_the_tutorial_leads(
    showcase: Course, taught: Course
) -> None:
    text = linked() + TEXT
    code = [*re.findall(r"`([^`\n]+)`", text), *(fence.text for fence in fences(text))]
    described = set(re.findall(r"[\w-]+", " ".join(code)))
    assert sorted(words(showcase) - words(taught) - described - INNER) == []
    assert set(BLOCK_TYPES) | set(CALLOUT_KINDS) <= words(showcase)


def test_the_sections_of_all_types_of_questions_are_linked(showcase: Course) -> None:
    types = {question.type for part in showcase.parts() if isinstance(part, Assessment) for question in part.questions}
    examples = linked()
    for one in types - {"single-choice"}:
        assert f"type: {one}" in examples, one

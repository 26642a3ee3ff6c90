"""The showcase uses the whole language, and builds for every target: it is what authors learn from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from scormpack import answer_key, contract
from scormpack.blocks import BLOCK_TYPES
from scormpack.blocks.callout import CALLOUT_KINDS
from scormpack.build import build_course
from scormpack.contract import All, AnyOf, AtLeast, Rule
from scormpack.inspection import inspect_course
from scormpack.load import Loaded, load_course
from scormpack.model import Assessment, Course, Lab, Lesson, Page, Part, Reading
from scormpack.questions import QUESTION_TYPES, Question
from scormpack.targets import TARGETS
from scormpack.text import Authored
from scormpack.verify.package import inspect_package
from tests.courses import ROOT

SHOWCASE = ROOT / "course" / "showcase"


@pytest.fixture(scope="module")
def course() -> Course:
    loaded = load_course(SHOWCASE)
    assert loaded.course is not None, loaded.diagnostics
    return loaded.course


def values(value: Any) -> Iterator[Authored]:
    """Everything that an author wrote, from the top down."""
    if isinstance(value, Authored):
        yield value
        for name in type(value).model_fields:
            yield from values(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from values(item)


def owner(model: type[BaseModel], field: str) -> type[BaseModel]:
    """The class that a field comes from: what all parts have is shown once, not in each kind of part."""
    return next(base for base in reversed(model.__mro__) if issubclass(base, BaseModel) and field in base.model_fields)


def models() -> set[type[Authored]]:
    """Every model that an author fills, found from the course down."""
    found: set[type[Authored]] = set()

    def visit(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, Authored) and annotation not in found:
            found.add(annotation)
            for spec in annotation.model_fields.values():
                visit(spec.annotation)
        for inner in get_args(annotation):
            visit(inner)

    visit(Course)
    return found


def test_every_field_of_the_language_is_used(course: Course) -> None:
    used: dict[type[BaseModel], set[str]] = defaultdict(set)
    for value in values(course):
        for name in value.model_fields_set:
            used[owner(type(value), name)].add(name)
    wanted: dict[type[BaseModel], set[str]] = defaultdict(set)
    for model in models():
        for name in model.model_fields:
            wanted[owner(model, name)].add(name)
    assert {Part, Reading, Assessment, Question} <= set(wanted), "fields that several models share count once"
    # Each type of question sets its own `type`, and each kind of part its `kind`.
    missing = {model.__name__: names - used[model] for model, names in wanted.items() if names - used[model]}
    assert missing == {}


def operators(rule: Rule) -> Iterator[str]:
    yield rule.op
    if isinstance(rule, All | AnyOf | AtLeast):
        for inner in rule.rules:
            yield from operators(inner)


def test_every_kind_of_thing_is_used(course: Course) -> None:
    parts = list(course.parts())
    assessments = [part for part in parts if isinstance(part, Assessment)]
    assert {part.kind for part in parts} == set(get_args(contract.Kind))
    assert {question.type for part in assessments for question in part.questions} == set(QUESTION_TYPES)
    assert {name for rule in course.rules() for name in operators(rule)} == {
        model.model_fields["op"].default for model in get_args(get_args(Rule)[0])
    }
    assert {part.feedback for part in assessments} == set(get_args(contract.FeedbackTiming))
    assert {part.counts for part in assessments} == set(get_args(contract.Counts))
    assert {part.retry for part in assessments} == set(get_args(contract.Retry))
    assert {name for part in assessments for name in part.shuffle} == set(get_args(contract.Shuffled))
    assert {draw.tag is None for part in assessments for draw in part.draw} == {True, False}
    assert {part.fallback for part in parts if isinstance(part, Lab)} == set(get_args(contract.Fallback))
    asked = [question for part in assessments for question in part.questions]
    given = {getattr(question, "credit", "all-or-nothing") for question in asked}
    assert given == set(get_args(answer_key.Credit))
    texts = [block for part in parts if isinstance(part, Page | Lesson) for block in part.text]
    inner = [block for text in texts for block in (text, *getattr(text, "blocks", ()))]
    assert {block.type for block in inner} == set(BLOCK_TYPES)
    assert {getattr(block, "kind", None) for block in inner} >= set(CALLOUT_KINDS)


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_it_builds_without_a_warning_and_reads_back_as_it_was_written(
    target: str, tmp_path: Path, course: Course
) -> None:
    built = build_course(SHOWCASE, [target], tmp_path)
    assert [one for one in built.diagnostics if one.severity != "note"] == []
    (package,) = built.packages
    said, read = inspect_course(course), inspect_package(package.path).data
    assert read is not None
    own = {part["id"]: part for part in said["parts"]}
    for part in read["parts"]:
        for question, written in zip(part.get("questions", ()), own[part["id"]].get("questions", ()), strict=True):
            assert question["prompt"] == written["prompt"]
            assert question.get("choices") == written.get("choices")
            assert question.get("right") == written.get("right")
            for side in ("options", "targets"):
                ids = [one["id"] for one in question.get(side, ())]
                assert sorted(ids) == sorted(one["id"] for one in written.get(side, ())), question["id"]


def uses(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[type[BaseModel], str, tuple[str | int, ...]]]:
    """Every field that is set, with the class that it comes from and the path to it."""
    if isinstance(value, Authored):
        for name in type(value).model_fields:
            if name in value.model_fields_set:
                yield owner(type(value), name), name, (*path, name)
            yield from uses(getattr(value, name), (*path, name))
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value):
            yield from uses(item, (*path, place))


HEADINGS = {
    "Named": "What has an id",
    "Assessment": "Quiz and test",
    "Part": "All parts",
    "Reading": "Page and lesson",
    "Question": "All questions",
}

INTRODUCTION = """\
# The showcase, field by field

`course/showcase/` is a course about baking bread that uses every field of the [course language](course-language.md). Here is where each is first used.
What several kinds of parts or questions share stands under the heading that they share.
"""


def page_of(loaded: Loaded) -> str:
    """docs/showcase.md: a table for each model, a row for each field with the place of its first use."""
    assert loaded.course is not None
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for model, name, path in uses(loaded.course):
        fields = places[HEADINGS.get(model.__name__, model.__name__)]
        if name in fields:
            continue
        span = loaded.where(path)
        where = f"[{span.file.path}](../course/showcase/{span.file.path}), line {span.line}"
        fields[name] = where
    out = [INTRODUCTION]
    for heading, fields in places.items():
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).capitalize()
        out.append(f"## {words}\n\n| field | first used in |\n|---|---|")
        out[-1] += "".join(f"\n| `{name}` | {where} |" for name, where in fields.items()) + "\n"
    return "\n".join(out)


def test_the_manual_leads_to_the_first_use_of_every_field(request: pytest.FixtureRequest) -> None:
    page = ROOT / "docs" / "showcase.md"
    written = page_of(load_course(SHOWCASE))
    if request.config.getoption("--rewrite-golden"):
        page.write_text(written, "utf-8")
    assert page.read_text("utf-8") == written, "run: pytest tests/test_showcase.py --rewrite-golden"

"""Whatever is changed in a valid course, its JSON Schema and the loader agree whether it is one still."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from scormpack.json_schema import course_schema, part_schema
from scormpack.load import load_course
from scormpack.load.documents import UNREAD, open_course
from tests.courses import ROOT

SETTINGS = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SCHEMA = Draft7Validator(course_schema())
PART = Draft7Validator(part_schema())

OF_FORM = {"CRS007", "CRS008", "CRS009", "CRS030", "QST005", "RUL001", "RUL003", "RUL008"}
"""What the loader says of fields and values that no course could have; the rest of its codes are about what they mean."""

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.5, 16, 1e9, [], {}, [[]], {"x": 1}, ["x"], [1], [True], [None]),
    *(
        "",
        "  ",
        "text",
        "Text",
        "yes",
        "no",
        "true",
        "0",
        "3",
        "0.5",
        "20m",
        "0s",
        "5%",
        "unlimited",
        "x" * 256,
        "x" * 600,
    ),
)

RULES = [
    {"at_least": {"count": 1, "of": [{"viewed": "pages"}, {"passed": ["tests", "quizzes"]}]}},
    {"any": [{"exchanges": "labs"}, {"score_at_least": {"of": "quizzes", "score": 0.5}}, {"time_spent": "1h 30m"}]},
    [
        {"answered": "quizzes"},
        {"all": [{"viewed": ["parts"]}]},
        {"at_least": {"count": 1, "of": {"viewed": "lessons"}}},
    ],
]

Path_ = tuple[Any, ...]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The showcase, for the files that its texts name; its course.yaml is written anew each time."""
    return Path(shutil.copytree(ROOT / "course" / "showcase", tmp_path_factory.mktemp("schema") / "course"))


@cache
def courses() -> tuple[dict[str, Any], ...]:
    """The showcase cut into courses of one part each, which together have every field; and one with every rule."""
    whole: Any = open_course(ROOT / "course" / "showcase").data
    head = {name: value for name, value in whole.items() if name not in {"modules", "completion", "success", "score"}}
    parts = [cut(part) for module in whole["modules"] for part in module["parts"]]
    test = next(part["id"] for part in parts if part["kind"] == "test")
    locked = [*parts[:1], {**parts[1], "requires": {"viewed": parts[0]["id"]}}, *parts[2:]]
    rules = {"completion": RULES[0], "success": RULES[1:], "score": {test: 2}}
    return (*({**head, "modules": [module(part)]} for part in parts), {**head, **rules, "modules": [module(*locked)]})


def cut(part: dict[str, Any]) -> dict[str, Any]:
    """The part without what needs another part, and with a text that is quickly read."""
    kept = {name: value for name, value in part.items() if name not in {"requires", UNREAD}}
    return {**kept, "text": "Short."} if "text" in kept else kept


def module(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"id": "module-1", "title": "One", "parts": list(parts)}


def paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every value inside, by its path."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, held in inner:
        yield (*path, step)
        yield from paths(held, (*path, step))


@cache
def places() -> tuple[tuple[int, Path_], ...]:
    """Course and path of a value: one for each field of each kind and type, so that none is met more often than another."""
    seen: dict[Any, tuple[int, Path_]] = {}
    for number, course in enumerate(courses()):
        for path in paths(course):
            seen.setdefault(
                (kind_at(course, path), tuple(step for step in path[-2:] if isinstance(step, str))), (number, path)
            )
    return tuple(seen.values())


def kind_at(course: dict[str, Any], path: Path_) -> tuple[str, ...]:
    """The kinds and types of what the path leads through."""
    kinds = []
    held: Any = course
    for step in path:
        held = held[step]
        if isinstance(held, dict):
            kinds.append(str(held.get("kind", held.get("type", "-"))))
    return tuple(kinds)


def holder(course: dict[str, Any], path: Path_) -> Any:
    held: Any = course
    for step in path[:-1]:
        held = held[step]
    return held


def told(folder: Path, course: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and message of each error; JSON is YAML."""
    (folder / "course.yaml").write_text(json.dumps(course), "utf-8")
    return [(d.code, d.message) for d in load_course(folder).diagnostics if d.severity == "error"]


def excuses(path: Path_, was: object, value: object) -> dict[str, Any]:
    """What `agree` is told of a value that was put in the place of another."""
    is_number = isinstance(was, int | float) and not isinstance(was, bool)
    return {
        "unknowable": (is_number and isinstance(value, str)) or "silence" in path[-2:],
    }


def agree(  # the schema's side is the course itself, or a part that stands in a file of its own
    folder: Path,
    course: dict[str, Any],
    what: str,
    *,
    unknowable: bool = False,
    schema: Draft7Validator = SCHEMA,
    data: object = None,
) -> None:
    """Both take it or both refuse it.

    ``unknowable``: a text stands where a number belongs, or a number where a text of some length does: whose size or length
    only the loader can know.
    """
    said = told(folder, course)
    errors = schema.iter_errors(course if data is None else data)
    refused = [f"{list(error.absolute_path)}: {error.message}" for error in errors]
    if not said:
        assert refused == [], what
    if {code for code, _message in said} & OF_FORM and not unknowable:
        assert refused != [], (what, said)


def test_the_courses_are_valid(folder: Path) -> None:
    for course in courses():
        assert told(folder, course) == []
        assert SCHEMA.is_valid(course)


@SETTINGS
@given(st.data())
def test_a_field_that_is_missing_is_missed_by_both(folder: Path, data: st.DataObject) -> None:
    number, path = data.draw(st.sampled_from(places()))
    course = copy.deepcopy(courses()[number])
    del holder(course, path)[path[-1]]
    agree(folder, course, f"without {path}")


@SETTINGS
@given(st.data())
def test_a_field_that_nobody_knows_is_refused_by_both(folder: Path, data: st.DataObject) -> None:
    number, path = data.draw(st.sampled_from([place for place in places() if isinstance(place[1][-1], str)]))
    course = copy.deepcopy(courses()[number])
    name = data.draw(st.sampled_from(["unknown", f"{path[-1]}s", str(path[-1])[:-1], str(path[-1]).replace("_", "-")]))
    held = holder(course, path)
    if name in held or not name:
        return
    value = held.pop(path[-1]) if data.draw(st.booleans()) else "text"
    held[name] = value
    agree(folder, course, f"{name} beside {path}")


@settings(SETTINGS, max_examples=150)
@given(st.data())
def test_a_value_of_another_type_is_taken_or_refused_by_both(folder: Path, data: st.DataObject) -> None:
    number, path = data.draw(st.sampled_from(places()))
    course = copy.deepcopy(courses()[number])
    held = holder(course, path)
    value = data.draw(st.sampled_from(VALUES))
    was, held[path[-1]] = held[path[-1]], value
    agree(folder, course, f"{value!r} at {path}", **excuses(path, was, value))


@SETTINGS
@given(st.data())
def test_a_kind_that_nobody_knows_is_refused_by_both(folder: Path, data: st.DataObject) -> None:
    number, path = data.draw(st.sampled_from([place for place in places() if place[1][-1] in ("kind", "type")]))
    course = copy.deepcopy(courses()[number])
    was = holder(course, path)[path[-1]]
    value = data.draw(
        st.sampled_from([was[1:], was + "s", was.upper(), was.replace("-", "_"), "lesson", "quiz", "numeric"])
    )
    holder(course, path)[path[-1]] = value
    agree(folder, course, f"{value!r} at {path}")


@SETTINGS
@given(st.data())
def test_a_value_in_a_parts_own_file_is_taken_or_refused_by_both(folder: Path, data: st.DataObject) -> None:
    inside = [place for place in places() if place[1][0] == "modules" and place[1][4:] not in {(), ("kind",)}]
    number, path = data.draw(st.sampled_from(inside))
    course = copy.deepcopy(courses()[number])
    value = data.draw(st.sampled_from(VALUES))
    was, holder(course, path)[path[-1]] = holder(course, path)[path[-1]], value
    part = course["modules"][0]["parts"][path[3]]
    course["modules"][0]["parts"][path[3]] = {"kind": part.pop("kind"), "file": "own.yaml"}
    (folder / "own.yaml").write_text(json.dumps(part), "utf-8")
    agree(folder, course, f"{value!r} at {path}", **excuses(path, was, value), schema=PART, data=part)

"""The JSON Schema says what the loader takes: of whole courses, of every seeded mistake, of every field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from jsonschema import Draft7Validator
from pydantic import TypeAdapter

from scormpack.build import check_course
from scormpack.contract import Viewed
from scormpack.json_schema import course_schema, part_schema, schema_file
from scormpack.json_schema.fields import model_definition
from scormpack.json_schema.forms import form_of
from scormpack.json_schema.generate import PART_KINDS, SHARED, printed
from scormpack.json_schema.words import everything
from scormpack.load import load_course
from scormpack.load.documents import Documents, open_course
from scormpack.load.files import find_file
from scormpack.load.markdown import Reader
from scormpack.load.rules import RuleReader
from scormpack.load.yaml_source import read_yaml
from scormpack.model import Course, Part
from scormpack.questions import QUESTION_TYPES
from scormpack.source import SourceFile
from scormpack.text import Authored
from tests.courses import ROOT, SMALL, write_course
from tests.test_docs import FIELDS_OF, RAIN, fragments, in_its_place

COURSE = Draft7Validator(course_schema())
PART = Draft7Validator(part_schema())
CORPUS = sorted((ROOT / "tests" / "lint").glob("*/*.yaml"))

OF_FORM = {"CRS005", "CRS007", "CRS008", "CRS009", "CRS013", "CRS030", "QST005", "RUL001", "RUL003", "RUL008"}
"""What is wrong with a file by itself: fields and values that no course could have."""

OF_BOTH = {
    "CRS004/cycle",  # the value that contains itself is read as empty, where a text belongs
    "CRS011/absolute",  # a path from the root of a disk can be told by its first letter
    "QST012/tolerance_below_zero",
    "RUL007/none_of_them",  # no rule counts to 0; how many parts there are the schema cannot know
}
"""Mistakes of meaning that can be told by the value alone."""

UNREAD = {"CRS001"}
"""Files that are no YAML."""


def data_of(text: str) -> object:
    return read_yaml(SourceFile("course.yaml", text)).data


def lines(validator: Draft7Validator, documents: Documents) -> set[int]:
    """The lines of everything that the schema refuses, as an editor underlines it."""
    found: set[int] = set()
    for error in validator.iter_errors(data_of(documents.course.text)):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            unknown = set(error.instance) - set(error.schema["properties"])
            found |= {documents.span((*path, name), key=True).line for name in unknown}
        else:
            found.add(documents.span(path).line)
    return found


@pytest.mark.parametrize("which", ["course", "part"])
def test_the_committed_schema_is_what_the_models_give(which: Any) -> None:
    assert schema_file(which).read_text("utf-8") == printed(which), "run: python -m scormpack.json_schema.generate"


def test_both_are_valid_schemas_of_their_draft() -> None:
    for schema in (course_schema(), part_schema()):
        assert schema["$schema"] == Draft7Validator.META_SCHEMA["$id"]
        Draft7Validator.check_schema(schema)


def whole_courses() -> Iterator[Any]:
    for name in ("synthetic-data", "showcase"):
        yield pytest.param((ROOT / "course" / name / "course.yaml").read_text("utf-8"), id=name)
    yield pytest.param(SMALL, id="small")
    yield pytest.param(RAIN, id="rain")
    for kind, text in fragments():
        yield pytest.param(in_its_place(kind, text), id=text.split("\n")[0])


@pytest.mark.parametrize("text", list(whole_courses()))
def test_a_whole_course_is_accepted(text: str) -> None:
    assert [error.message for error in COURSE.iter_errors(data_of(text))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "course").glob("*/*.yaml")), ids=lambda path: path.name)
def test_a_parts_own_file_is_accepted(path: Path) -> None:
    if path.name != "course.yaml":
        assert [error.message for error in PART.iter_errors(data_of(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("path", sorted((ROOT / "course").glob("*/*.md")), ids=lambda path: path.name)
def test_front_matter_is_accepted(path: Path) -> None:
    front = re.match(r"---\n(.*?)^---\n", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert front is not None
    assert [error.message for error in PART.iter_errors(data_of(front[1]))] == []


def test_the_lab_of_the_documentation_is_accepted() -> None:
    (lab,) = re.findall(
        r"^```yaml\n(.*?)^```$", (ROOT / "docs" / "labs.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert PART.is_valid(data_of(lab))


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_mistake_of_form_is_refused_at_its_place_and_one_of_meaning_is_not(case: Path, tmp_path: Path) -> None:
    code = case.parent.name
    if code in UNREAD:
        return
    course = write_course(tmp_path, case.read_text("utf-8"))
    refused = lines(COURSE, open_course(course))
    told = {d.span.line for d in check_course(course).diagnostics if d.span and d.code == code}
    if code in OF_FORM:
        assert refused == told
    elif f"{code}/{case.stem}" in OF_BOTH:
        assert refused == told or code == "CRS004"
    else:
        assert refused == set()


def every_model() -> list[type[Authored]]:
    return [Course, *(model for model in FIELDS_OF if model not in {Course, Part})]


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_every_field_of_a_model_is_in_the_schema_and_none_more(model: type[Authored]) -> None:
    schema: Any = course_schema()
    definition = schema if model is Course else schema["definitions"][model.__name__]
    more = {"file"} if model in PART_KINDS.values() else set()
    assert set(definition["properties"]) == set(model.model_fields) | more
    assert definition["additionalProperties"] is False


def test_the_schema_defines_no_model_that_a_course_does_not_have() -> None:
    schema: Any = course_schema()
    shared = {"part", "question", "rule", "parts", *SHARED}
    assert set(schema["definitions"]) - {model.__name__ for model in every_model()} == shared


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_every_field_has_a_sentence_for_authors(model: type[Authored]) -> None:
    for name, schema in model_definition(model)["properties"].items():
        said = schema["description"]
        assert said[0].isupper(), name
        assert said[-1] == ".", name
        assert not re.search(r"[`*_]\w|\]\(", said.replace("renamed_from", "")), name
        assert "const" in schema or schema["examples"], name


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_every_example_and_default_is_taken_by_the_schema_and_by_the_loader(
    model: type[Authored], tmp_path: Path
) -> None:
    definitions = course_schema()["definitions"]
    reader = Reader(lambda name: find_file(tmp_path, name))
    for name, schema in model_definition(model)["properties"].items():
        field = model.model_fields[name]
        values = [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]
        for value in values:
            assert Draft7Validator({**schema, "definitions": definitions}).is_valid(value), (name, value)
            if "rule" in str(schema.get("$ref")):
                assert read_rule(value)
            else:
                kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
                TypeAdapter(kind).validate_python(value, context=reader)


def read_rule(value: object) -> bool:
    parts = [("quiz-1", "quiz"), ("lesson-1", "lesson"), ("module-test", "test"), ("lab-1", "lab"), ("page-1", "page")]
    return RuleReader([*parts, ("lesson-2", "lesson")], lambda *said: pytest.fail(str(said))).rule(value) is not None


def test_every_example_of_a_rule_is_a_rule() -> None:
    schema: Any = course_schema()
    for name, operator in schema["definitions"]["rule"]["properties"].items():
        for example in operator["examples"]:
            assert read_rule({name: example}), name
            rule = {"$ref": "#/definitions/rule", "definitions": schema["definitions"]}
            assert Draft7Validator(rule).is_valid({name: example}), name


def snippets(definition: str) -> list[dict[str, Any]]:
    schema: Any = course_schema()
    (bodies,) = [
        entry["else"]["defaultSnippets"] for entry in schema["definitions"][definition]["allOf"] if "else" in entry
    ]
    return list(bodies)


def test_what_editors_propose_for_a_part_is_a_part_that_checks_clean(tmp_path: Path) -> None:
    assert [one["label"] for one in snippets("part")] == list(PART_KINDS)
    for one in snippets("part"):
        data: Any = data_of(SMALL)
        data["modules"][0]["parts"] = [one["body"]]
        check_clean(data, tmp_path / one["label"])


def test_what_editors_propose_for_a_question_is_a_question_that_checks_clean(tmp_path: Path) -> None:
    assert [one["label"] for one in snippets("question")] == list(QUESTION_TYPES)
    for one in snippets("question"):
        data: Any = data_of(SMALL)
        data["modules"][0]["parts"][1]["questions"] = [one["body"]]
        data["modules"][0]["parts"] = data["modules"][0]["parts"][1:2]
        check_clean(data, tmp_path / one["label"])


def check_clean(data: dict[str, Any], folder: Path) -> None:
    import json

    del data["completion"], data["score"]
    assert COURSE.is_valid(data)
    course = write_course(folder, json.dumps(data))
    assert [d.message for d in load_course(course).diagnostics] == []


def test_nothing_is_said_of_a_field_that_is_not_there() -> None:
    known: dict[str, set[str]] = {}
    for model in FIELDS_OF:
        for base in model.__mro__:
            known.setdefault(base.__name__, {"_", "example"}).update(model.model_fields)
    known["Part"].add("file")
    for holder, fields in everything().items():
        if holder not in {"rule", "parts", "at_least", "score_at_least"}:
            assert set(fields) <= known[holder], holder


def test_a_shape_that_the_schema_cannot_say_raises() -> None:
    with pytest.raises(TypeError, match="no schema"):
        form_of(bytes)
    with pytest.raises(TypeError, match="no schema"):
        form_of(int | str)
    with pytest.raises(TypeError, match="no schema"):
        form_of(int, ["a limit that nobody knows"])
    assert form_of(Viewed | None).told == {"$ref": "#/definitions/rule"}

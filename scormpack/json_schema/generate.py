"""The schemas as files: `python -m scormpack.json_schema.generate` writes them beside this module.

A part is told by its ``kind`` and a question by its ``type``, so each kind is held to its own fields by ``if`` and ``then``. In
a ``oneOf`` an editor would report every kind that a part is not, and propose the fields of all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from scormpack.duration import Seconds
from scormpack.json_schema import Which, schema_file
from scormpack.json_schema.fields import model_definition
from scormpack.json_schema.forms import Schema, form_of, ref
from scormpack.json_schema.rules import rule_definitions
from scormpack.json_schema.words import about, field_words, whole_example, words
from scormpack.model import Course, Lab, Lesson, Page, Part, Quiz, Test, Title
from scormpack.questions import DEFAULT_QUESTION_TYPE, QUESTION_TYPES, Identifier, Question
from scormpack.text import Markdown

LINE = 140
"""In characters: how long a line of the files becomes before it is broken up."""

DRAFT = "http://json-schema.org/draft-07/schema#"

PART_KINDS: dict[str, type[Part]] = {"page": Page, "lesson": Lesson, "quiz": Quiz, "test": Test, "lab": Lab}

SHARED: dict[str, Any] = {
    "id": Identifier,
    "lengthOfTime": Seconds,
    "markdown": Markdown,
    "markdownOrNothing": Markdown | None,
    "text": str,
    "title": Title,
    "trueOrFalse": bool,
}
"""Forms that many fields have, each by its name among the definitions."""

SAID = frozenset({"description", "default", "examples", "defaultSnippets", "const", "enum", "required"})
"""Words beside which no schema stands. The first three may stand beside a reference: no validator reads them."""

FILE_NAME = r"^(?![/~]|.:)[^\\]*[^\\\s][^\\]*$"
"""What `scormpack.load.files` can follow: with `/` between folders, and not from the root of a disk."""


def course() -> Schema:
    """What a course.yaml may hold."""
    definitions = _definitions(Course)
    for model in PART_KINDS.values():
        definitions[model.__name__] = _in_course(definitions[model.__name__])
    definitions |= {"part": _part(), "question": _question(), **rule_definitions()}
    whole = definitions.pop("Course")
    return _shared({"$schema": DRAFT, "title": "scormpack course", **whole, "definitions": definitions})


def part() -> Schema:
    """What a part's own file may hold: any of the part's fields, for the others stand in course.yaml."""
    definitions = _definitions(*PART_KINDS.values())
    kinds = {name: _without_required(definitions[model.__name__]) for name, model in PART_KINDS.items()}
    definitions |= {PART_KINDS[name].__name__: schema for name, schema in kinds.items()}
    definitions |= {
        "question": _question(),
        "anyPart": _in_common(list(kinds.values())),
        "quizOrTest": _in_common([kinds["quiz"], kinds["test"]]),
        **rule_definitions(),
    }
    told_apart = {
        "if": {"required": ["questions"]},
        "then": ref("quizOrTest"),
        "else": {
            "if": {"anyOf": [{"required": [field]} for field in _own_fields(Lab)]},
            "then": ref("Lab"),
            "else": ref("anyPart"),
        },
    }
    whole = {
        "$schema": DRAFT,
        "title": "scormpack part",
        "description": "The file of one part of a course, named with file in course.yaml.",
        "type": ["object", "null"],
        "properties": {"kind": _kind()},
        "allOf": [
            *_by_value("kind", {name: ref(model.__name__) for name, model in PART_KINDS.items()}),
            {"if": {"required": ["kind"]}, "else": told_apart},
        ],
        "definitions": definitions,
    }
    return _shared(whole)


def _shared(whole: Schema) -> Schema:
    """The schema with a definition for each of `SHARED`, where they stand in it."""
    shared = {name: form_of(kind).schema() for name, kind in SHARED.items()}
    found = _with_refs(whole, shared)
    return {**found, "definitions": dict(sorted((found["definitions"] | shared).items()))}


def _with_refs(value: Any, shared: dict[str, Schema]) -> Any:
    """Whatever is one of them becomes a reference; what is said of it stays beside that, for editors."""
    if isinstance(value, list):
        return [_with_refs(entry, shared) for entry in value]
    if not isinstance(value, dict):
        return value
    held = {word: inner for word, inner in value.items() if word not in SAID}
    name = next((name for name, schema in shared.items() if schema == held), "")
    if name:
        return {word: inner for word, inner in value.items() if word in SAID} | ref(name)
    return {word: inner if word in SAID else _inside(word, inner, shared) for word, inner in value.items()}


def _inside(word: str, inner: Any, shared: dict[str, Schema]) -> Any:
    """Fields and definitions have names of their own, which may be such as `examples`."""
    if word in ("properties", "definitions"):
        return {name: _with_refs(schema, shared) for name, schema in inner.items()}
    return _with_refs(inner, shared)


def _definitions(*roots: type[BaseModel]) -> dict[str, Schema]:
    """Every model that a course is made of from these on, by its name."""
    return {model.__name__: model_definition(model) for model in dict.fromkeys(_reached(roots, set()))}


def _reached(models: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    for model in models:
        if isinstance(model, type) and issubclass(model, BaseModel):
            if model in seen or not model.__module__.startswith(("scormpack.model", "scormpack.questions")):
                continue
            seen.add(model)
            yield model
            yield from _reached([field.annotation for field in model.model_fields.values()], seen)
        else:
            yield from _reached(get_args(model), seen)


def _in_course(definition: Schema) -> Schema:
    """A kind of part in course.yaml, where a file of its own may hold whatever is missing."""
    schema = _without_required(definition)
    # What it may be, `_part` says, whatever the kind.
    schema["properties"] = {**definition["properties"], "file": _bare(Part, "file")}
    return {**schema, "if": {"required": ["file"]}, "else": {"required": definition["required"]}}


def _without_required(definition: Schema) -> Schema:
    return {name: value for name, value in definition.items() if name != "required"}


def _bare(model: type[BaseModel], name: str) -> Schema:
    """A field that is held to what it may be elsewhere."""
    said = field_words(model, name)
    return {"description": said.says, "examples": said.examples}


def _file() -> Schema:
    said = words("Part", "file")
    message = "This must be the path of a file of the course, with / between folders."
    told = {"type": "string", "pattern": FILE_NAME, "patternErrorMessage": message, "errorMessage": message}
    return {"description": said.says, **told, "examples": said.examples}


def _kind() -> Schema:
    said = field_words(Part, "kind")
    meanings = [said.values[kind] for kind in PART_KINDS]
    return {
        "description": said.says,
        "enum": list(PART_KINDS),
        "enumDescriptions": meanings,
        "examples": said.examples,
    }


def _part() -> Schema:
    """A part in course.yaml; without a kind that is known, nothing more can be said of it."""
    bare = {name: _bare(Part, name) for name in ("id", "title")}
    return {
        "description": about("Part"),
        "type": "object",
        "properties": {"kind": _kind(), "file": _file(), **bare},
        "if": {"required": ["file"]},
        "else": {"required": ["kind"]},
        "allOf": [
            *_by_value("kind", {kind: ref(model.__name__) for kind, model in PART_KINDS.items()}),
            _snippets(PART_KINDS, "kind"),
        ],
        "errorMessage": "This must be a list of fields such as id and kind.",
    }


def _question() -> Schema:
    """A question; without a type it is a single choice."""
    said = field_words(Question, "type")
    bare = {name: _bare(Question, name) for name in ("id", "prompt")}
    kinds = {kind: ref(model.__name__) for kind, model in QUESTION_TYPES.items()}
    return {
        "description": about("Question"),
        "type": "object",
        "properties": {
            "type": {
                "description": said.says,
                "enum": list(QUESTION_TYPES),
                "enumDescriptions": [said.values[kind] for kind in QUESTION_TYPES],
                "default": DEFAULT_QUESTION_TYPE,
                "examples": said.examples,
            },
            **bare,
        },
        "allOf": [*_by_value("type", kinds, DEFAULT_QUESTION_TYPE), _snippets(QUESTION_TYPES, "type")],
        "errorMessage": "This must be a list of fields such as id and prompt.",
    }


def _by_value(field: str, then: dict[str, Schema], default: str = "") -> list[Schema]:
    """For each value of the field, what holds then; also where the field is left out, for the default."""
    return [
        {
            "if": {
                "type": "object",
                "properties": {field: {"const": value}},
                **({} if value == default else {"required": [field]}),
            },
            "then": schema,
        }
        for value, schema in then.items()
    ]


def _snippets(models: Any, field: str) -> Schema:
    """What yaml-language-server proposes for a new entry of a list: one of each kind, whole."""
    values = field_words(Part if field == "kind" else Question, field).values
    bodies = [
        {"label": name, "description": values[name], "body": whole_example(model.__name__)}
        for name, model in models.items()
    ]
    return {"if": {"type": "object", "minProperties": 1}, "else": {"defaultSnippets": bodies}}


def _in_common(kinds: list[Schema]) -> Schema:
    """The fields of several kinds, where the kind stands in course.yaml; of a field that differs, what is the same in all."""
    fields: dict[str, Schema] = {}
    for kind in kinds:
        for name, schema in kind["properties"].items():
            known = fields.get(name, schema)
            fields[name] = {word: value for word, value in known.items() if schema.get(word) == value}
    return {"type": "object", "properties": {**fields, "kind": _kind()}, "additionalProperties": False}


def _own_fields(model: type[BaseModel]) -> list[str]:
    """The fields that no other kind of part has."""
    others = {name for kind in PART_KINDS.values() if kind is not model for name in kind.model_fields}
    return [name for name in model.model_fields if name not in others]


def printed(which: Which) -> str:
    """The schema as it stands in its file."""
    return _lines(course() if which == "course" else part(), 0) + "\n"


def _lines(value: Any, depth: int) -> str:
    """JSON in which whatever fits on a line stands on one."""
    whole = json.dumps(value, ensure_ascii=False)
    if len(whole) + depth <= LINE or not isinstance(value, dict | list) or not value:
        return whole
    if isinstance(value, dict):
        entries = [f"{json.dumps(name)}: {_lines(inner, depth + 1)}" for name, inner in value.items()]
    else:
        entries = [_lines(inner, depth + 1) for inner in value]
    indent = " " * (depth + 1)
    body = ",\n".join(indent + entry for entry in entries)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{body}\n{' ' * depth}{closing}"


def main() -> None:
    """Writes both files."""
    for which in ("course", "part"):
        schema_file(which).write_text(printed(which), "utf-8")


if __name__ == "__main__":
    main()

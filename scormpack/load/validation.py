"""What pydantic finds wrong, said to an author: the place, the cause and a fix."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, cast, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from scormpack.diagnostics import Diagnostic, did_you_mean
from scormpack.load.documents import Documents
from scormpack.load.markdown_checks import Problem
from scormpack.load.yaml_source import DataPath
from scormpack.model import Course, Lab, Lesson, Page, Part, Quiz, Test
from scormpack.questions import QUESTION_TYPES
from scormpack.questions.question import IDENTIFIER_PATTERN
from scormpack.text import Authored

PART_KINDS: dict[str, type[Part]] = {"page": Page, "lesson": Lesson, "quiz": Quiz, "test": Test, "lab": Lab}
_TAGS: dict[str, type[Authored]] = {**PART_KINDS, **QUESTION_TYPES}


def data_path(data: Any, location: Sequence[str | int]) -> DataPath:
    """The error's location without the tags of unions, which stand in no file."""
    path: list[str | int] = []
    for place, step in enumerate(location):
        last = place == len(location) - 1
        in_list = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if in_list or (isinstance(data, dict) and step in data):
            data = cast("dict[str | int, Any]", data)[step]
        elif not last or step in _TAGS:
            continue
        path.append(step)
    return tuple(path)


def known_fields(location: Sequence[str | int]) -> list[str]:
    """The fields of the model in which the last step of ``location`` was met."""
    model: type[BaseModel] = Course
    for step in location[:-1]:
        if isinstance(step, str) and step in _TAGS:
            model = _TAGS[step]
        elif isinstance(step, str) and step in model.model_fields:
            inner = next(_models_in(model.model_fields[step].annotation), None)
            model = inner or model
    names = list(model.model_fields)
    return [*names, "file"] if issubclass(model, Part) else names


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def diagnose(documents: Documents, errors: Sequence[ErrorDetails]) -> Iterator[Diagnostic]:
    """One diagnostic for each error, several where a Markdown text has several problems."""
    for error in errors:
        path = data_path(documents.data, error["loc"])
        kind, context = error["type"], error.get("ctx", {})
        if kind == "too_short" and isinstance(error["input"], list) and len(error["input"]) >= context["min_length"]:
            # Pydantic counts the entries that are right; what is wrong with the others is said at their place.
            continue
        if kind == "markdown":
            problem: Problem
            for problem in context["problems"]:
                span = documents.text_span(path, problem.line, problem.snippet)
                yield Diagnostic(problem.code, "error", problem.message, span, problem.hint)
            continue
        name = str(path[-1]) if path and isinstance(path[-1], str) else "this value"
        if kind == "missing":
            field = error["loc"][-1]
            holder = (*path, str(field)) if not path or path[-1] != field else path
            yield Diagnostic(
                "CRS007", "error", f"`{field}` is missing", documents.holder(holder), _missing_hint(str(field))
            )
        elif kind == "extra_forbidden":
            hint = did_you_mean(str(error["loc"][-1]), known_fields(error["loc"]))
            yield Diagnostic("CRS008", "error", f"unknown field `{name}`", documents.span(path, key=True), hint)
        elif kind in ("union_tag_invalid", "union_tag_not_found"):
            yield _unknown_kind(documents, path, error)
        else:
            message, hint = _value_message(name, kind, context, error["input"])
            yield Diagnostic(_value_code(name, kind), "error", message, documents.span(path), hint)


def _unknown_kind(documents: Documents, path: DataPath, error: ErrorDetails) -> Diagnostic:
    question = "questions" in path
    field, known = ("type", list(QUESTION_TYPES)) if question else ("kind", list(PART_KINDS))
    written = error["input"].get(field) if isinstance(error["input"], dict) else None
    if not isinstance(error["input"], dict):
        return Diagnostic("CRS009", "error", "this must be a list of fields such as `id: …`", documents.span(path))
    if written is None:
        return Diagnostic(
            "CRS007", "error", f"`{field}` is missing", documents.span(path), f"one of {', '.join(known)}"
        )
    code = "QST005" if question else "CRS009"
    span = documents.span((*path, field))
    return Diagnostic(code, "error", f"unknown {field} `{written}`", span, did_you_mean(str(written), known))


def _missing_hint(field: str) -> str:
    return {
        "id": "a short name such as `lesson-1`; learners' progress is kept under it",
        "iri": "an address of your own such as `https://courses.example.org/my-course`; it need not lead anywhere",
        "version": "such as `1.0.0`",
        "completion": "such as `completion: {all: [{viewed: lessons}, {passed: module-test}]}`",
        "text": "write it here, or in a Markdown file named with `file`",
        "questions": "write them here, or in a YAML file named with `file`",
        "correct": "",
    }.get(field, "")


def _value_code(name: str, kind: str) -> str:
    if name == "id" and kind == "string_pattern_mismatch":
        return "CRS030"
    return "CRS009"


def _value_message(name: str, kind: str, context: dict[str, Any], written: object) -> tuple[str, str]:
    """The message and hint for a value that does not fit its field."""
    shown = (
        str(written).lower()
        if isinstance(written, bool)
        else written
        if isinstance(written, str | int | float)
        else None
    )
    short = f"`{shown}`" if shown is not None and len(str(shown)) <= 60 else "this value"
    if kind == "string_pattern_mismatch" and context.get("pattern") == IDENTIFIER_PATTERN:
        return (
            f"{short} is no id: an id has lower-case letters, digits and `-`, begins with a letter, and has at most 64 characters",
            f"write `{suggested_id(str(written))}`" if suggested_id(str(written)) else "such as `lesson-1`",
        )
    if kind == "attempts" or (name == "attempts" and kind.startswith("int_")):
        return f"`{name}` cannot be {short}", "write a number from 1 to 15, or `unlimited`"
    if kind == "string_pattern_mismatch" and name == "version":
        return f"{short} is no version", "such as `1.0.0`: letters, digits and `.+_-`, at most 32 characters"
    if kind == "string_pattern_mismatch" and name == "language":
        return f"{short} is no language tag", "such as `en`, `de` or `pt-BR`"
    if kind == "string_too_long":
        return (
            f"`{name}` has {len(str(written))} characters; at most {context['max_length']} fit",
            "an LMS refuses longer ones",
        )
    if kind in ("string_too_short", "empty_text"):
        return f"`{name}` is empty", ""
    if kind in ("too_short", "too_long"):
        most = (
            "at least " + str(context["min_length"]) if kind == "too_short" else "at most " + str(context["max_length"])
        )
        return f"`{name}` has {context['actual_length']} entries; it takes {most}", ""
    if kind == "literal_error":
        expected = [word.strip().strip("'") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return f"`{name}` cannot be {short}", did_you_mean(str(written), expected)
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = "at least " + str(context["ge"]) if kind.startswith("greater") else "at most " + str(context["le"])
        percent = written if name == "mastery_score" and isinstance(written, int | float) and 1 < written <= 100 else 0
        hint = f"write {percent:g} per cent as {percent / 100:g}" if percent else ""
        return f"`{name}` is {written}; it must be {bound}", hint
    if kind == "length_of_time":
        return f"{short} is no length of time", "a number and a unit: `90s`, `20m`, `1h 30m`, `2d`; at most 12 days"
    wanted = {
        "string_type": "text",
        "bool_type": "`true` or `false`",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "float_parsing": "a number",
        "finite_number": "a number",
        "list_type": "a list",
        "tuple_type": "a list",
        "model_type": "a list of fields",
        "model_attributes_type": "a list of fields",
        "dict_type": "a list of fields",
    }.get(kind, "")
    if wanted:
        what = "empty" if written is None else short if shown is not None else "something else"
        return f"`{name}` must be {wanted}, and is {what}", ""
    return f"`{name}` does not fit here ({kind.replace('_', ' ')})", ""


def suggested_id(text: str) -> str:
    """The nearest id to what was written, "" where nothing of it can be kept."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() or text
    lowered = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in plain.lower()).strip("-")
    while "--" in lowered:
        lowered = lowered.replace("--", "-")
    return lowered.lstrip("0123456789-")[:64].rstrip("-")

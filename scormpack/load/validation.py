"""What pydantic finds wrong, said to an author: the place, the cause and a fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, cast
from urllib.parse import unquote

from pydantic_core import ErrorDetails

from scormpack.diagnostics import Diagnostic, did_you_mean, edits, respelt
from scormpack.load.documents import Documents
from scormpack.load.field_names import PART_KINDS, TAGS, model_at
from scormpack.load.markdown_checks import Problem
from scormpack.load.values import Value, wrong_value
from scormpack.load.yaml_source import DataPath
from scormpack.questions import QUESTION_TYPES
from scormpack.questions.question import IDENTIFIER_PATTERN

_OF_FILES = ("CRS010", "CRS023")
"""A link to a file that is not there, or not in the package: a part may be meant."""


def data_path(data: Any, location: Sequence[str | int]) -> DataPath:
    """The error's location without the tags of unions, which stand in no file."""
    path: list[str | int] = []
    for place, step in enumerate(location):
        last = place == len(location) - 1
        in_list = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if in_list or (isinstance(data, dict) and step in data):
            data = cast("dict[str | int, Any]", data)[step]
        elif not last or step in TAGS:
            continue
        path.append(step)
    return tuple(path)


def diagnose(documents: Documents, errors: Sequence[ErrorDetails]) -> Iterator[Diagnostic]:
    """One diagnostic for each error, several where a Markdown text has several problems."""
    ids = _Ids(documents.data)
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
                hint, instead = problem.hint, problem.instead
                part = documents.part_called(unquote(problem.snippet)) if problem.code in _OF_FILES else None
                if part is not None:
                    hint, instead = f"write `#{part}`", f"#{part}"
                as_written = span.text if span.text in (problem.snippet, unquote(problem.snippet)) else ""
                fix = edits(span, as_written, instead) if instead is not None and as_written else ()
                yield Diagnostic(problem.code, "error", problem.message, span, hint, fix)
            continue
        if kind == "missing":
            field = error["loc"][-1]
            holder = (*path, str(field)) if not path or path[-1] != field else path
            if holder[:-1] in documents.doubtful:
                # An unknown field stands there, which may be this one.
                continue
            yield Diagnostic(
                "CRS007", "error", f"`{field}` is missing", documents.holder(holder), _missing_hint(str(field))
            )
        elif kind in ("union_tag_invalid", "union_tag_not_found"):
            yield _unknown_kind(documents, path, error)
        else:
            yield _wrong_value(documents, path, error, ids)


def _unknown_kind(documents: Documents, path: DataPath, error: ErrorDetails) -> Diagnostic:
    field, known = tags_for(path)
    written = error["input"].get(field) if isinstance(error["input"], dict) else None
    if not isinstance(error["input"], dict):
        return Diagnostic("CRS009", "error", "this must be a list of fields such as `id: …`", documents.span(path))
    if written is None:
        return Diagnostic(
            "CRS007", "error", f"`{field}` is missing", documents.span(path), f"one of {', '.join(known)}"
        )
    code = "QST005" if field == "type" else "CRS009"
    span = documents.span((*path, field))
    hint = did_you_mean(str(written), known)
    return Diagnostic(code, "error", f"unknown {field} `{written}`", span, hint, respelt(span, str(written), known))


def tags_for(path: DataPath) -> tuple[str, list[str]]:
    """The field that says what stands at ``path``, and what it may say."""
    return ("type", list(QUESTION_TYPES)) if "questions" in path else ("kind", list(PART_KINDS))


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


class _Ids:
    """The ids that a course has already."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data

    @cached_property
    def all(self) -> set[object]:
        """Every one, wherever it stands."""
        return set(_ids_in(self.data))

    def beside(self, path: DataPath) -> set[object]:
        """Those that the id at ``path`` may not be: the whole course's, or for a choice those of its question."""
        lists = [step for step in path if isinstance(step, str)]
        if len(lists) > 1 and lists[-2] in ("modules", "parts", "questions", "prompts", "topics"):
            return self.all
        beside: Any = self.data
        for step in path[:-2]:
            beside = beside[step]
        return {one.get("id") for one in beside if isinstance(one, dict)} if isinstance(beside, list) else set()


def _ids_in(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for inner in data.values():
            yield from _ids_in(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _ids_in(inner)


def _wrong_value(documents: Documents, path: DataPath, error: ErrorDetails, ids: _Ids) -> Diagnostic:
    fields = [step for step in path if isinstance(step, str)]
    inner = model_at((*error["loc"], ""))
    value = Value(
        field=fields[-1] if fields else "",
        entry=bool(path) and isinstance(path[-1], int),
        written=error["input"],
        kind=error["type"],
        context=error.get("ctx", {}),
        first_field=next((name for name in inner.model_fields if name != "renamed_from"), ""),
    )
    wrong = wrong_value(value)
    if value.field == "id" and wrong.instead is not None and wrong.instead in ids.beside(path):
        wrong = replace(wrong, hint="choose another: the nearest id is taken", instead=None)
    written = documents.written(path)
    if error["loc"][-1] == "[key]":
        path, written = path[:-1], str(error["loc"][-2])
    # A single name may stand in the place of a mapping.
    is_own = value.field in ("id", "renamed_from", "tags", "tag")
    if value.context.get("pattern") == IDENTIFIER_PATTERN and not is_own and wrong.instead not in ids.all:
        wrong = replace(wrong, instead=None)
    span = documents.span(path, key=bool(path) and error["loc"][-1] == "[key]" and path[-1] == written)
    code = "CRS030" if value.field == "id" and value.kind == "string_pattern_mismatch" else "CRS009"
    guessed = any(path[: place + 1] in documents.guessed for place in range(len(path)))
    fix = () if guessed else wrong.edits(span, written)
    return Diagnostic(code, "error", wrong.message, span, wrong.hint, fix)

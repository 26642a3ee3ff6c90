"""Course -> a catalogue of its activities, to put beside statements: as plain data, and as a table.

The table is RFC 4180 in UTF-8. It begins with a byte order mark, without which Excel takes UTF-8 for the
machine's own code page; no cell begins like a formula (docs/vocabulary.md).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scormpack.model import Assessment, Course
from scormpack.questions import AnyQuestion
from scormpack.state_layout import AnyPart
from scormpack.xapi.activities import question_definition
from scormpack.xapi.terms import (
    ACTIVITY_TYPES,
    EXTENSIONS,
    activity_iri,
    extension_iri,
    profile_iri,
    profile_version_iri,
)

CATALOGUE_FORMAT = 1

COLUMNS = (
    "iri",
    "version",
    "kind",
    "module",
    "part",
    "question",
    "title",
    "choices",
    "targets",
    "right_answer",
    "points",
    "mastery_score",
    "attempts",
)

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet reckons with what begins so."""


def catalogue(course: Course) -> dict[str, Any]:
    """The catalogue as plain data."""
    return {
        "format": CATALOGUE_FORMAT,
        "iri": course.iri,
        "id": course.id,
        "version": course.version,
        "language": course.language,
        "title": course.title,
        "profile": profile_iri(course.iri),
        "profile_version": profile_version_iri(course.iri, course.version),
        "activities": list(_activities(course)),
        "extensions": [
            {
                "iri": extension_iri(course.iri, name),
                "name": name,
                "place": extension.place,
                "type": extension.json_type,
                "description": extension.description,
            }
            for name, extension in EXTENSIONS.items()
        ],
    }


def _activities(course: Course) -> Iterator[dict[str, Any]]:
    yield {**_activity(course, "course", course.id, course.title), "mastery_score": course.mastery_score}
    for module in course.modules:
        yield _activity(course, "module", module.id, module.title, (module.id,))
        for part in module.parts:
            place = (module.id, part.id)
            yield {**_activity(course, part.kind, part.id, part.title, place), **_assessment(course, part)}
            for question in part.questions if isinstance(part, Assessment) else ():
                yield _question(course, question, place)


def _activity(course: Course, kind: str, own_id: str, title: str, place: tuple[str, ...] = ()) -> dict[str, Any]:
    module, part = (*place, None, None)[:2]
    return {
        "iri": activity_iri(course.iri, own_id) if place else course.iri,
        "id": own_id,
        "kind": kind,
        "type": ACTIVITY_TYPES[kind],
        "title": title,
        "module": module,
        "part": part,
    }


def _assessment(course: Course, part: AnyPart) -> dict[str, Any]:
    if not isinstance(part, Assessment):
        return {}
    own = part.mastery_score
    return {
        "points": part.points,
        "mastery_score": course.mastery_score if own is None else own,
        "attempts": part.attempts or "unlimited",
    }


def _question(course: Course, question: AnyQuestion, place: tuple[str, ...]) -> dict[str, Any]:
    definition = question_definition(course, question)
    asked = question.interaction()
    right = {token for way in asked.right for token in way}
    options: list[dict[str, Any]] = [{"id": one.id, "text": one.text} for one in asked.options]
    if asked.kind in ("choice", "true-false"):
        options = [{**option, "correct": option["id"] in right} for option in options]
    targets = {"targets": [{"id": one.id, "text": one.text} for one in asked.targets]} if asked.targets else {}
    return {
        **_activity(course, "question", question.id, definition["name"][course.language], place),
        "prompt": question.prompt.plain,
        "interaction_type": definition["interactionType"],
        "choices": options,
        **targets,
        "right_answer": " or ".join(definition.get("correctResponsesPattern", ())) or None,
        "points": question.points,
    }


def catalogue_table(course: Course) -> bytes:
    """The catalogue as CSV, one row an activity under `COLUMNS`."""
    stream = io.StringIO(newline="")
    table = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    for activity in _activities(course):
        table.writerow({name: _cell(value) for name, value in _row(course, activity).items()})
    return stream.getvalue().encode("utf-8-sig")


def _row(course: Course, activity: dict[str, Any]) -> dict[str, Any]:
    row = {name: activity[name] for name in COLUMNS if name in activity}
    row["version"] = course.version
    if activity["kind"] == "question":
        row["question"] = activity["id"]
        row["title"] = activity["prompt"]
        row["choices"] = _listed(activity["choices"])
        row["targets"] = _listed(activity.get("targets", ()))
    return row


def _listed(options: Sequence[Mapping[str, Any]]) -> str:
    return " | ".join(f"{option['id']}: {option['text']}" for option in options)


def _cell(value: object) -> object:
    """On one line, and never a formula: an apostrophe in front makes it text."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(FORMULA_BEGINNINGS) else line

"""A statement of each kind about the course `SMALL` of tests/courses.py, written by hand from docs/statements.md."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]

COURSE = "https://courses.example.org/small"
PROFILE_VERSION = f"{COURSE}/xapi/profile/1.0.0"
EXTENSIONS = f"{COURSE}/xapi/extensions"
ADL = "http://adlnet.gov/expapi"

THE_COURSE: Json = {
    "id": COURSE,
    "definition": {"name": {"en": "A small course"}, "type": f"{ADL}/activities/course"},
}
THE_PAGE: Json = {
    "id": f"{COURSE}/intro",
    "definition": {"name": {"en": "Hello"}, "type": "http://activitystrea.ms/schema/1.0/page"},
}
THE_QUIZ: Json = {
    "id": f"{COURSE}/quiz",
    "definition": {"name": {"en": "A quiz"}, "type": f"{ADL}/activities/assessment"},
}
THE_LAB: Json = {
    "id": f"{COURSE}/lab",
    "definition": {"name": {"en": "A lab"}, "type": f"{ADL}/activities/simulation"},
}
THE_QUESTION: Json = {
    "id": f"{COURSE}/q1",
    "definition": {
        "name": {"en": "What is two and two?"},
        "type": f"{ADL}/activities/cmi.interaction",
        "interactionType": "choice",
        "choices": [
            {"id": "three", "description": {"en": "Three"}},
            {"id": "four", "description": {"en": "Four"}},
        ],
        "correctResponsesPattern": ["four"],
    },
}


def _statement(
    second: int, verb: str, about: Json, result: Json | None = None, *, attempt: int = 0, parent: str = ""
) -> Json:
    activities: Json = {
        "category": [{"id": PROFILE_VERSION, "definition": {"type": f"{ADL}/activities/profile"}}],
    }
    if parent:
        activities |= {"parent": [{"id": f"{COURSE}/{parent}"}], "grouping": [{"id": COURSE}]}
    statement: Json = {
        "id": f"00000000-0000-4000-8000-0000000000{second:02}",
        "actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "17"}},
        "verb": {"id": f"{ADL}/verbs/{verb}", "display": {"en": verb}},
        "object": about,
        "context": {
            "registration": "11111111-2222-4333-8444-555555555555",
            "language": "en",
            "revision": "1.0.0",
            "platform": "scormpack",
            "contextActivities": activities,
        },
        "timestamp": f"2026-11-23T09:00:{second:02}.000Z",
    }
    if result:
        statement["result"] = result
    if attempt:
        statement["context"]["extensions"] = _own(attempt=attempt)
    return copy.deepcopy(statement)


def _own(**values: object) -> Json:
    return {f"{EXTENSIONS}/{name.replace('_', '-')}": value for name, value in values.items()}


FULL = {"scaled": 1, "raw": 1, "min": 0, "max": 1}
NONE = {"scaled": 0, "raw": 0, "min": 0, "max": 1}
EXCHANGE = _own(exchange=1, turn_characters=40, reply_characters=212, latency=1.5, answered_by="assistant")

EXAMPLES: dict[str, Json] = {
    "initialized": _statement(0, "initialized", THE_COURSE),
    "resumed": _statement(1, "resumed", THE_COURSE),
    "experienced": _statement(2, "experienced", THE_PAGE, parent="m1"),
    "answered": _statement(
        3,
        "answered",
        THE_QUESTION,
        {"response": "three", "success": False, "score": NONE, "duration": "PT4.5S"},
        attempt=1,
        parent="quiz",
    ),
    "assessment-failed": _statement(
        4,
        "failed",
        THE_QUIZ,
        {"success": False, "completion": True, "score": NONE, "duration": "PT9S"},
        attempt=1,
        parent="m1",
    ),
    "assessment-passed": _statement(
        5,
        "passed",
        THE_QUIZ,
        {"success": True, "completion": True, "score": FULL, "duration": "PT9S"},
        attempt=2,
        parent="m1",
    ),
    "interacted": _statement(6, "interacted", THE_LAB, {"extensions": EXCHANGE}, parent="m1"),
    "lab-completed": _statement(
        7, "completed", THE_LAB, {"completion": True, "extensions": _own(way="assistant")}, parent="m1"
    ),
    "progressed": _statement(
        8,
        "progressed",
        THE_COURSE,
        {"extensions": {"https://w3id.org/xapi/cmi5/result/extensions/progress": 67}},
    ),
    "completed": _statement(9, "completed", THE_COURSE, {"completion": True, "duration": "PT10S"}),
    "passed": _statement(10, "passed", THE_COURSE, {"success": True, "score": {"scaled": 1}, "duration": "PT10S"}),
    "failed": _statement(11, "failed", THE_COURSE, {"success": False, "score": {"scaled": 0}, "duration": "PT10S"}),
    "suspended": _statement(12, "suspended", THE_COURSE),
    "terminated": _statement(13, "terminated", THE_COURSE, {"duration": "PT13S"}),
}
"""By the last word of the id of the template that it matches."""


def example(name: str, **changes: object) -> Json:
    """A copy; ``result__score__scaled=1`` sets what stands there, None takes it away."""
    statement = copy.deepcopy(EXAMPLES[name])
    for path, value in changes.items():
        *way, last = path.split("__")
        place = statement
        for step in way:
            place = place.setdefault(step, {})
        if value is None:
            del place[last]
        else:
            place[last] = value
    return statement

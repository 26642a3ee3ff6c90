"""Which differences make another statement (xAPI Data, 2.3.1)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from scormpack.lrs_client.statement_comparison import same_statement

SENT: dict[str, Any] = {
    "id": "00000000-0000-4000-8000-000000000001",
    "actor": {"mbox": "mailto:Ada@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
    "object": {"id": "https://courses.example.org/rain/q1", "definition": {"name": {"en": "Why?"}}},
    "result": {"duration": "PT60S", "score": {"scaled": 0.1, "raw": 1}, "success": True},
    "context": {
        "registration": "AAAAAAAA-0000-4000-8000-00000000000A",
        "team": {"objectType": "Group", "member": [{"mbox": "mailto:a@x.org"}, {"mbox": "mailto:b@x.org"}]},
        "contextActivities": {"grouping": {"id": "https://courses.example.org/rain"}},
        "statement": {"objectType": "StatementRef", "id": "BBBBBBBB-0000-4000-8000-00000000000B"},
    },
    "timestamp": "2026-11-01T09:00:00+01:00",
}


def changed(path: str, value: object, statement: dict[str, Any] = SENT) -> dict[str, Any]:
    held = copy.deepcopy(statement)
    at: Any = held
    *way, last = path.split(".")
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return held


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stored", "2026-11-01T08:00:01Z"),
        ("authority", {"mbox": "mailto:lrs@example.org"}),
        ("version", "1.0.0"),
        ("timestamp", "2026-11-01T08:00:00.000Z"),
        ("verb.display", {"de": "beantwortet"}),
        ("object.definition", None),
        ("object.objectType", "Activity"),
        ("actor.objectType", "Agent"),
        ("actor.mbox", "mailto:Ada@EXAMPLE.org"),
        ("result.score.raw", 1.0),
        ("result.score.scaled", 0.10000000149011612),
        ("context.registration", "aaaaaaaa-0000-4000-8000-00000000000a"),
        ("context.team.member", [{"mbox": "mailto:b@x.org"}, {"mbox": "mailto:a@x.org", "objectType": "Agent"}]),
        ("context.contextActivities.grouping", [{"id": "https://courses.example.org/rain", "definition": {}}]),
        ("context.statement.id", "bbbbbbbb-0000-4000-8000-00000000000b"),
    ],
)
def test_what_an_lrs_may_add_or_write_otherwise_makes_no_difference(path: str, value: object) -> None:
    assert same_statement(SENT, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("result.duration", "PT1M"),
        ("result.success", False),
        ("result.success", 1),
        ("result.score.scaled", 0.2),
        ("result", None),
        ("actor.mbox", "mailto:ada@example.org"),
        ("actor.name", "Ada"),
        ("verb.id", "http://adlnet.gov/expapi/verbs/passed"),
        ("object.id", "https://courses.example.org/rain/q2"),
        ("object", {"objectType": "StatementRef", "id": "00000000-0000-4000-8000-000000000002"}),
        ("timestamp", "2026-11-01T09:00:00Z"),
        ("context.team.member", [{"mbox": "mailto:a@x.org"}]),
        ("context.contextActivities.grouping", []),
    ],
)
def test_every_other_difference_makes_another_statement(path: str, value: object) -> None:
    assert not same_statement(SENT, changed(path, value))


def test_a_timestamp_that_was_not_sent_is_the_lrss_own() -> None:
    assert same_statement(changed("timestamp", None), SENT)
    assert not same_statement(SENT, changed("timestamp", None))


def test_a_substatement_is_compared_by_the_same_rules() -> None:
    inner = {name: SENT[name] for name in ("actor", "verb", "object")}
    outer = {**SENT, "object": {"objectType": "SubStatement", **inner}}
    assert same_statement(outer, changed("object.verb.display", {"fr": "répondu"}, outer))
    assert not same_statement(outer, changed("object.object.id", "https://courses.example.org/rain/q2", outer))


@pytest.mark.parametrize("held", [{}, {"actor": "x", "verb": 1, "object": [], "context": None, "timestamp": 4}])
def test_what_is_no_statement_is_another_one(held: dict[str, Any]) -> None:
    assert not same_statement(SENT, held)

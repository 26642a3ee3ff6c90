"""PUT and POST of statements, their ids and their immutability (Communication, 2.1.1, 2.1.2; Data, 2.3.1, 2.4.1)."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from scormpack.statement_rules import is_uuid
from tests.lrs_server.statement_examples import ABSENT, Json, changed, fresh_uuid, read, statement, stored


def put(client: httpx.Client, own: str, value: object) -> httpx.Response:
    return client.put("statements", params={"statementId": own}, json=value)


def test_2_1_1_put_stores_under_the_id_of_the_request_and_answers_204(client: httpx.Client) -> None:
    own = fresh_uuid()
    answer = put(client, own, statement())
    assert (answer.status_code, answer.content) == (204, b"")
    assert read(client, own)["id"] == own


@pytest.mark.parametrize("query", [{}, {"statementId": "none"}, {"statementId": ""}])
def test_2_1_1_put_needs_a_uuid(client: httpx.Client, query: dict[str, str]) -> None:
    assert client.put("statements", params=query, json=statement()).status_code == 400


def test_2_1_1_put_refuses_a_statement_of_another_id(client: httpx.Client) -> None:
    assert put(client, fresh_uuid(), statement(id=fresh_uuid())).status_code == 400


def test_2_1_1_put_takes_no_list(client: httpx.Client) -> None:
    assert put(client, fresh_uuid(), [statement()]).status_code == 400


def test_2_1_2_post_answers_with_the_ids_in_their_order(client: httpx.Client) -> None:
    given = [fresh_uuid() for _ in range(5)]
    assert stored(client, *(statement(id=own) for own in given)) == given


def test_2_1_2_post_gives_an_id_to_a_statement_without_one(client: httpx.Client) -> None:
    answer = client.post("statements", json=statement())
    assert answer.status_code == 200
    [own] = answer.json()
    assert is_uuid(own)
    assert read(client, own)["id"] == own


def test_2_1_2_an_empty_batch_stores_nothing(client: httpx.Client) -> None:
    answer = client.post("statements", json=[])
    assert (answer.status_code, answer.json()) == (200, [])


def test_2_1_2_a_batch_with_one_id_twice_is_refused(client: httpx.Client) -> None:
    own = fresh_uuid()
    assert client.post("statements", json=[statement(id=own), statement(id=own.upper())]).status_code == 400
    assert client.get("statements", params={"statementId": own}).status_code == 404


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/jsonx", "multipart/form-data"])
def test_1_5_statements_of_another_content_type_are_refused(client: httpx.Client, kind: str) -> None:
    answer = client.post("statements", content=json.dumps(statement()), headers={"Content-Type": kind})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=UTF-8"]
)
def test_1_5_1_json_may_say_its_charset(client: httpx.Client, kind: str) -> None:
    answer = client.post("statements", content=json.dumps(statement()), headers={"Content-Type": kind})
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["statementId", "voidedStatementId", "agent", "foo"])
def test_2_1_2_post_has_no_parameters(client: httpx.Client, name: str) -> None:
    assert client.post("statements", params={name: fresh_uuid()}, json=statement()).status_code == 400


MEMBERS = [{"mbox": "mailto:a@example.org"}, {"mbox": "mailto:b@example.org"}]
FULL: Json = {
    "actor": {"objectType": "Group", "name": "Two", "member": MEMBERS},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
    "object": {"id": "https://example.org/activity/full", "definition": {"name": {"en": "A question"}}},
    "result": {"score": {"raw": 1}, "success": True, "duration": "PT60S", "response": "a"},
    "context": {
        "registration": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
        "instructor": {"mbox": "mailto:Teacher@example.org"},
        "contextActivities": {"parent": {"id": "https://example.org/activity/parent"}},
        "statement": {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
        "extensions": {"https://example.org/x": 1},
    },
    "timestamp": "2026-02-03T04:05:06Z",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", None),
        ("verb.display", {"de": "beantwortete"}),
        ("verb.display", ABSENT),
        ("object.definition", ABSENT),
        ("object.definition.name", {"en": "Another name"}),
        ("object.objectType", "Activity"),
        ("actor.member", MEMBERS[::-1]),
        ("actor.member", [{"objectType": "Agent", **member} for member in MEMBERS]),
        ("timestamp", "2026-02-03T05:05:06.000+01:00"),
        ("timestamp", ABSENT),
        ("stored", "2001-01-01T00:00:00Z"),
        ("version", "1.0.0"),
        ("authority", {"mbox": "mailto:other@example.org"}),
        ("context.registration", "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE"),
        ("context.instructor.mbox", "mailto:Teacher@EXAMPLE.org"),
        ("context.contextActivities.parent", [{"id": "https://example.org/activity/parent"}]),
        ("context.statement.id", "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE"),
        ("result.score.raw", 1.0),
    ],
)
def test_2_3_1_the_same_statement_again_is_accepted_and_changes_nothing(
    client: httpx.Client, path: str, value: Any
) -> None:
    own = fresh_uuid()
    stored(client, FULL | {"id": own})
    before = read(client, own)
    again = FULL | {"id": own} if path == "id" else changed(FULL | {"id": own}, path, value)
    assert client.post("statements", json=again).status_code == 200
    assert put(client, own, again).status_code == 204
    assert read(client, own) == before


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actor.name", "Three"),
        ("actor.member", MEMBERS[:1]),
        ("verb.id", "http://adlnet.gov/expapi/verbs/asked"),
        ("object.id", "https://example.org/activity/other"),
        ("result.duration", "PT1M"),
        ("result.success", False),
        ("result.success", ABSENT),
        ("result.response", "A"),
        ("result.score.raw", 2),
        ("context", ABSENT),
        ("context.registration", "6690e6c9-3ef0-4ed3-8b37-7f3964730bef"),
        ("context.instructor.mbox", "mailto:teacher@example.org"),
        ("context.extensions", {"https://example.org/x": True}),
        ("context.contextActivities.parent", []),
        ("timestamp", "2026-02-03T04:05:07Z"),
    ],
)
def test_2_3_1_another_statement_of_the_same_id_is_409_and_changes_nothing(
    client: httpx.Client, path: str, value: Any
) -> None:
    own = fresh_uuid()
    stored(client, FULL | {"id": own})
    before = read(client, own)
    other = changed(FULL | {"id": own}, path, value)
    assert client.post("statements", json=other).status_code == 409
    assert put(client, own, other).status_code == 409
    assert read(client, own) == before


def test_2_3_1_what_the_lrs_gave_back_is_the_same_statement(client: httpx.Client) -> None:
    """A statement without a time gets one; sent again with it, it is the same one still."""
    [own] = stored(client, statement())
    assert client.post("statements", json=read(client, own)).status_code == 200


def test_2_3_1_a_statement_is_given_back_as_it_came(client: httpx.Client) -> None:
    own = fresh_uuid()
    sent = FULL | {"id": own, "version": "1.0.2"}
    stored(client, sent)
    found = read(client, own)
    for name in ("stored", "authority"):
        del found[name]
    [parent] = found["context"]["contextActivities"]["parent"]
    assert changed(found, "context.contextActivities.parent", parent) == sent


def test_2_4_1_a_refused_statement_is_not_there(client: httpx.Client) -> None:
    own = fresh_uuid()
    assert put(client, own, statement(result={"score": {"scaled": 2}})).status_code == 400
    assert client.get("statements", params={"statementId": own}).status_code == 404

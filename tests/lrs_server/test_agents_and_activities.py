"""What the LRS says of a person and of an activity (Communication, 2.4 and 2.5)."""

from __future__ import annotations

import hashlib
import json

import httpx
import pytest

from tests.lrs_server.statement_examples import Json, fresh_actor, fresh_iri, fresh_uuid, statement, stored, voiding

IDENTIFIERS: list[Json] = [
    {"mbox": "mailto:someone@example.org"},
    {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},
    {"openid": "https://openid.example.org/someone"},
    {"account": {"homePage": "https://example.org", "name": "someone"}},
]


@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=lambda identifier: next(iter(identifier)))
def test_2_4_a_person_has_lists(client: httpx.Client, identifier: Json) -> None:
    answer = client.get("agents", params={"agent": json.dumps({"name": "Someone", **identifier})})
    assert answer.status_code == 200
    [(name, value)] = identifier.items()
    assert answer.json() == {"objectType": "Person", "name": ["Someone"], name: [value]}


def test_2_4_a_person_whom_nobody_has_named_is_answered_too(client: httpx.Client) -> None:
    agent = fresh_actor()
    answer = client.get("agents", params={"agent": json.dumps(agent)})
    assert answer.json() == {"objectType": "Person", "mbox": [agent["mbox"]]}


@pytest.mark.parametrize("resource", ["agents", "activities"])
def test_3_1_an_etag_is_the_sha_1_of_the_content_in_quotes(client: httpx.Client, resource: str) -> None:
    query = {"agent": json.dumps(fresh_actor())} if resource == "agents" else {"activityId": fresh_iri("activity")}
    got = client.get(resource, params=query)
    assert got.headers["ETag"] == f'"{hashlib.sha1(got.content).hexdigest()}"'  # noqa: S324  # as it is specified


@pytest.mark.parametrize("resource", ["agents", "activities"])
def test_1_1_head_has_no_body(client: httpx.Client, resource: str) -> None:
    query = {"agent": json.dumps(fresh_actor())} if resource == "agents" else {"activityId": fresh_iri("activity")}
    head = client.head(resource, params=query)
    assert (head.status_code, head.content) == (200, b"")


def activity(client: httpx.Client, iri: str) -> Json:
    answer = client.get("activities", params={"activityId": iri})
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


def test_2_5_an_activity_that_nobody_has_named_is_answered_too(client: httpx.Client) -> None:
    iri = fresh_iri("activity")
    assert activity(client, iri) == {"objectType": "Activity", "id": iri}


def test_2_5_an_activity_has_the_whole_definition(client: httpx.Client) -> None:
    iri = fresh_iri("activity")
    definition = {
        "name": {"en": "Name", "de": "Bezeichnung"},
        "description": {"en": "Text"},
        "type": "http://adlnet.gov/expapi/activities/lesson",
        "moreInfo": "https://example.org/more",
        "extensions": {"https://example.org/x": None},
    }
    stored(client, statement(object={"id": iri, "definition": definition}))
    assert activity(client, iri) == {"objectType": "Activity", "id": iri, "definition": definition}


def test_2_5_definitions_of_several_statements_are_joined(client: httpx.Client) -> None:
    """Another language is added; the same one, said again, is replaced."""
    iri = fresh_iri("activity")
    for name in ({"en": "Old", "de": "Alt"}, {"en": "New"}):
        stored(client, statement(object={"id": iri, "definition": {"name": name}}))
    assert activity(client, iri)["definition"] == {"name": {"en": "New", "de": "Alt"}}


@pytest.mark.parametrize("kind", ["parent", "grouping", "category", "other"])
def test_2_5_an_activity_may_be_named_in_a_context_and_in_a_sub_statement(client: httpx.Client, kind: str) -> None:
    one, two = fresh_iri("activity"), fresh_iri("activity")
    definition = {"name": {"en": "Name"}}
    context = {"contextActivities": {kind: {"id": one, "definition": definition}}}
    inner = {"objectType": "SubStatement"} | statement(object={"id": two, "definition": definition})
    stored(client, statement(context=context), statement(object=inner))
    assert activity(client, one)["definition"] == activity(client, two)["definition"] == definition


def test_2_3_1_a_statement_that_is_refused_teaches_nothing(client: httpx.Client) -> None:
    iri, own = fresh_iri("activity"), fresh_uuid()
    stored(client, statement(id=own))
    taught = {"id": iri, "definition": {"name": {"en": "Name"}}}
    assert client.post("statements", json=statement(id=own, object=taught)).status_code == 409
    assert client.post("statements", json=[statement(object=taught), statement(verb={})]).status_code == 400
    assert activity(client, iri) == {"objectType": "Activity", "id": iri}


def test_2_3_2_voiding_takes_no_definition_back(client: httpx.Client) -> None:
    iri = fresh_iri("activity")
    [own] = stored(client, statement(object={"id": iri, "definition": {"name": {"en": "Name"}}}))
    stored(client, voiding(own))
    assert activity(client, iri)["definition"] == {"name": {"en": "Name"}}

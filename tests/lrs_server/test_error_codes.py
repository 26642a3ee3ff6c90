"""What an LRS refuses, and with which status (Communication, 3.2)."""

from __future__ import annotations

import httpx
import pytest

from tests.lrs_server.statement_examples import fresh_uuid, statement

AGENT = '{"mbox":"mailto:someone@example.org"}'
DOCUMENT = {"activityId": "https://example.org/a", "agent": AGENT, "stateId": "one"}


@pytest.mark.parametrize(
    ("resource", "method"),
    [
        ("statements", "DELETE"),
        ("activities", "DELETE"),
        ("activities", "POST"),
        ("activities", "PUT"),
        ("agents", "DELETE"),
        ("agents", "POST"),
        ("agents", "PUT"),
        ("statements/more", "PUT"),
        ("statements", "PATCH"),
        ("activities/state", "PATCH"),
    ],
)
def test_a_method_that_a_resource_lacks_is_405_with_credentials_or_without(
    client: httpx.Client, anonymous: httpx.Client, resource: str, method: str
) -> None:
    for asking in (client, anonymous):
        answer = asking.request(method, resource)
        assert answer.status_code == 405
        assert method not in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("statements", {"foo": "bar"}),
        ("activities", {"activityId": "https://example.org/a", "foo": "bar"}),
        ("agents", {"agent": AGENT, "foo": "bar"}),
        ("activities/state", DOCUMENT | {"foo": "bar"}),
        ("activities/profile", {"activityId": "https://example.org/a", "profileId": "one", "foo": "bar"}),
        ("agents/profile", {"agent": AGENT, "profileId": "one", "foo": "bar"}),
    ],
)
def test_an_unknown_parameter_is_400(client: httpx.Client, resource: str, query: dict[str, str]) -> None:
    answer = client.get(resource, params=query)
    assert answer.status_code == 400
    assert "`foo`" in answer.json()["error"]


@pytest.mark.parametrize(
    "name",
    [
        "StatementId",
        "VoidedStatementId",
        "Agent",
        "Verb",
        "Activity",
        "Registration",
        "Related_Activities",
        "Related_Agents",
        "Since",
        "Until",
        "Limit",
        "Format",
        "Attachments",
        "Ascending",
    ],
)
def test_a_parameter_in_another_case_is_400(client: httpx.Client, name: str) -> None:
    answer = client.get("statements", params={name: "1"})
    assert answer.status_code == 400
    assert f"`{name}`" in answer.json()["error"]


def test_a_parameter_that_is_there_twice_is_400(client: httpx.Client) -> None:
    answer = client.get("statements?limit=1&limit=2")
    assert answer.status_code == 400
    assert "`limit`" in answer.json()["error"]


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("activities", {}),
        ("agents", {}),
        ("activities/state", {"agent": AGENT, "stateId": "one"}),
        ("activities/state", {"activityId": "https://example.org/a", "stateId": "one"}),
        ("activities/profile", {"profileId": "one"}),
        ("agents/profile", {"profileId": "one"}),
    ],
)
def test_a_parameter_that_lacks_is_400(client: httpx.Client, resource: str, query: dict[str, str]) -> None:
    answer = client.get(resource, params=query)
    assert answer.status_code == 400
    assert "is missing" in answer.json()["error"]


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("activities/state", {"activityId": "https://example.org/a", "agent": AGENT}),
        ("activities/profile", {"activityId": "https://example.org/a"}),
        ("agents/profile", {"agent": AGENT}),
    ],
)
def test_a_document_without_an_id_cannot_be_written(
    client: httpx.Client, method: str, resource: str, query: dict[str, str]
) -> None:
    assert client.request(method, resource, params=query, json={}).status_code == 400


@pytest.mark.parametrize("wrong", [{"verb": {"id": "should fail"}}, {"actor": None}, {"id": "no UUID"}])
def test_of_a_batch_with_one_wrong_statement_nothing_is_stored(client: httpx.Client, wrong: dict[str, object]) -> None:
    right = fresh_uuid()
    answer = client.post("statements", json=[statement(id=right), statement(**wrong)])
    assert answer.status_code == 400
    assert "statement 2" in answer.json()["error"]
    assert client.get("statements", params={"statementId": right}).status_code == 404


def test_of_a_batch_with_one_conflict_nothing_is_stored(client: httpx.Client) -> None:
    taken, right = fresh_uuid(), fresh_uuid()
    assert client.post("statements", json=statement(id=taken)).status_code == 200
    assert client.post("statements", json=[statement(id=right), statement(id=taken)]).status_code == 409
    assert client.get("statements", params={"statementId": right}).status_code == 404


def test_an_unknown_address_is_404(client: httpx.Client) -> None:
    assert client.get("nowhere").status_code == 404


@pytest.mark.parametrize("resource", ["statements", "activities/state"])
def test_a_body_of_20_mib_is_413(client: httpx.Client, resource: str) -> None:
    """Communication, 3.2: 413 where what is sent is larger than the LRS allows; ours allows 16 MiB."""
    answer = client.request("PUT", resource, params=DOCUMENT, content=b" " * (20 * 2**20))
    assert answer.status_code == 413

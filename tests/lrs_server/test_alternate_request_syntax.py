"""Requests that a browser could only send as a POST of a form (Communication, 1.3)."""

from __future__ import annotations

import json

import httpx
import pytest

from scormpack.lrs_server import RunningLrs
from tests.lrs_server.statement_examples import fresh_actor, fresh_iri, fresh_uuid, read, statement, stored

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def form(lrs: RunningLrs) -> dict[str, str]:
    """The headers that such a client must put into its form."""
    return {"Authorization": lrs.authorization, "X-Experience-API-Version": "1.0.3"}


def post(client: httpx.Client, resource: str, method: str, fields: dict[str, str]) -> httpx.Response:
    return client.post(resource, params={"method": method}, data=fields)


def test_headers_parameters_and_content_stand_in_the_form(
    anonymous: httpx.Client, client: httpx.Client, form: dict[str, str]
) -> None:
    own = fresh_uuid()
    text = json.dumps(statement(verb={"id": "a:b", "display": {"en": "ü & = + % 部"}}), ensure_ascii=False)
    answer = post(anonymous, "statements", "PUT", form | {"statementId": own, "content": text})
    assert answer.status_code == 204, answer.text
    assert read(client, own)["verb"]["display"] == {"en": "ü & = + % 部"}


def test_a_statement_is_posted_and_found(anonymous: httpx.Client, form: dict[str, str]) -> None:
    activity = fresh_iri("activity")
    answer = post(anonymous, "statements", "POST", form | {"content": json.dumps(statement(object={"id": activity}))})
    assert answer.status_code == 200
    found = post(anonymous, "statements", "GET", form | {"activity": activity, "limit": "1"})
    assert [one["id"] for one in found.json()["statements"]] == answer.json()


def test_a_long_question_may_come_this_way(client: httpx.Client) -> None:
    agent = {"account": {"homePage": "https://example.org", "name": "x" * 20_000}}
    [own] = stored(client, statement(actor=agent))
    found = post(client, "statements", "GET", {"agent": json.dumps(agent)})
    assert [one["id"] for one in found.json()["statements"]] == [own]


def test_documents_are_written_read_and_deleted_with_their_conditions(
    anonymous: httpx.Client, form: dict[str, str]
) -> None:
    where = form | {"activityId": fresh_iri("activity"), "agent": json.dumps(fresh_actor()), "stateId": "one"}
    first = where | {"content": "text", "Content-Type": "text/plain", "If-None-Match": "*"}
    assert post(anonymous, "activities/state", "PUT", first).status_code == 204
    assert post(anonymous, "activities/state", "PUT", first).status_code == 412
    got = post(anonymous, "activities/state", "GET", where)
    assert (got.content, got.headers["Content-Type"]) == (b"text", "text/plain")
    stale = where | {"If-Match": f'"{"1" * 40}"'}
    assert post(anonymous, "activities/state", "DELETE", stale).status_code == 412
    current = where | {"If-Match": got.headers["ETag"]}
    assert post(anonymous, "activities/state", "DELETE", current).status_code == 204
    assert post(anonymous, "activities/state", "GET", where).status_code == 404


def test_only_a_post_may_name_another_method(client: httpx.Client) -> None:
    for method in ("GET", "PUT"):
        assert client.request(method, "statements", params={"method": "POST"}, json=statement()).status_code == 400


def test_another_parameter_beside_the_method_is_400(client: httpx.Client) -> None:
    own = fresh_uuid()
    fields = {"statementId": own, "content": json.dumps(statement())}
    answer = client.post("statements", params={"method": "PUT", "statementId": own}, data=fields)
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_without_the_field_content_nothing_is_stored(client: httpx.Client, method: str) -> None:
    assert post(client, "statements", method, {"statementId": fresh_uuid()}).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{}", b"no form", b"\xff=\xfe", b"content=%FF", b"a=1&a=2&content={}"])
def test_a_body_that_is_no_form_is_400(client: httpx.Client, body: bytes) -> None:
    assert client.post("statements?method=PUT", content=body, headers=FORM).status_code == 400


@pytest.mark.parametrize("method", ["PATCH", "get", "", "OPTIONS"])
def test_an_unknown_method_is_400(client: httpx.Client, method: str) -> None:
    assert post(client, "statements", method, {}).status_code == 400


def test_a_method_that_the_resource_lacks_is_405(client: httpx.Client) -> None:
    assert post(client, "statements", "DELETE", {"statementId": fresh_uuid()}).status_code == 405


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [("Authorization", "Basic eDp5", 401), ("X-Experience-API-Version", "0.9", 400), ("foo", "bar", 400)],
)
def test_the_fields_count_like_headers_and_parameters(client: httpx.Client, name: str, value: str, status: int) -> None:
    """A header in the form counts before the same one of the request."""
    assert post(client, "statements", "GET", {"limit": "1", name: value}).status_code == status


@pytest.mark.parametrize("body", [b"content=%7B%22a%22%3A%22%ff%22%7D", b"content=\xff", b"content=1&content=2"])
def test_1_4_a_field_is_utf_8_and_there_once(client: httpx.Client, body: bytes) -> None:
    assert client.post("statements", params={"method": "POST"}, content=body, headers=FORM).status_code == 400


def test_accept_language_is_no_field(client: httpx.Client) -> None:
    """1.3 lists six headers that may stand in the form; another one is taken for a parameter, and unknown."""
    assert post(client, "statements", "GET", {"Accept-Language": "en"}).status_code == 400

"""Nothing that is sent makes the LRS fail (500) or forget."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import httpx
import pytest

from scormpack.lrs_server import RunningLrs
from tests.lrs_server.statement_examples import fresh_iri, fresh_uuid, statement

JSON = {"Content-Type": "application/json"}
AGENT = '{"mbox":"mailto:someone@example.org"}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{}{}",
        b"{'a': 1}",
        b'{"a": 1,}',
        b"\xff\xfe",
        b'"\xc3"',
        b"\x00",
        "﻿{}".encode(),
        b'{"a": 01}',
        b"[" * 10_000 + b"]" * 10_000,
        b"[" * 100_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"actor": ' + b"1" * 5_000 + b"}",
    ],
    ids=range(15),
)
@pytest.mark.parametrize("resource", ["statements", "activities/state", "agents/profile"])
def test_what_is_no_json_is_400(client: httpx.Client, body: bytes, resource: str) -> None:
    query = {"agent": AGENT} | ({"activityId": "a:b", "stateId": "x"} if resource == "activities/state" else {})
    if resource == "agents/profile":
        query["profileId"] = fresh_uuid()
    answer = client.post(resource, params=query if resource != "statements" else {}, content=body, headers=JSON)
    assert answer.status_code == 400, answer.text


def text_of(**properties: object) -> str:
    return json.dumps(statement(**properties))


@pytest.mark.parametrize(
    "body",
    [
        text_of().replace('"actor"', '"actor": {"mbox": "mailto:a@example.org"}, "actor"'),
        text_of(result={"response": "x"}).replace('"x"', r'"\ud800"'),
        text_of(context={"extensions": {"a:b": "x"}}).replace('"x"', r'{"\udfff": 1}'),
        text_of(context={"extensions": {"a:b": "x"}}).replace('"x"', "[" * 120 + "]" * 120),
        text_of(attachments=[{"length": "x"}]).replace('"x"', "1e999"),
        text_of(attachments=[{"length": "x"}]).replace('"x"', "1" + "0" * 400),
    ],
    ids=["a key twice", "half a pair", "half a pair as a key", "120 levels", "an infinite length", "400 digits"],
)
def test_json_that_cannot_be_kept_is_400(client: httpx.Client, body: str) -> None:
    assert client.post("statements", content=body, headers=JSON).status_code == 400


@pytest.mark.parametrize(
    ("resource", "name", "value"),
    [
        ("statements", "agent", "{"),
        ("statements", "agent", "[]"),
        ("statements", "agent", "null"),
        ("statements", "agent", '{"mbox":{}}'),
        ("statements", "agent", "[" * 4_000),
        ("statements", "agent", r'{"account":{"homePage":"a:b","name":"\ud800"}}'),
        ("statements", "limit", "-1"),
        ("statements", "limit", "1.5"),
        ("statements", "limit", "9" * 1_000),
        ("statements", "limit", "٣"),
        ("statements", "limit", ""),
        ("statements", "since", "yesterday"),
        ("statements", "since", ""),
        ("statements", "until", "2026-02-03"),
        ("statements", "since", "0001-01-01T00:00:00+14:00"),
        ("statements", "until", "9999-12-31T23:59:59-14:00"),
        ("statements", "verb", "no scheme"),
        ("statements", "activity", ""),
        ("statements", "registration", "none"),
        ("statements", "format", "IDS"),
        ("statements", "ascending", "True"),
        ("statements", "attachments", "1"),
        ("statements", "related_agents", ""),
        ("statements", "statementId", "none"),
        ("statements", "statementId", "\x00"),
        ("agents", "agent", "{}"),
        ("agents", "agent", '{"objectType":"Group","mbox":"mailto:a@example.org"}'),
        ("activities", "activityId", "\x00"),
        ("activities", "activityId", "no scheme"),
    ],
)
def test_a_parameter_of_the_wrong_form_is_400(client: httpx.Client, resource: str, name: str, value: str) -> None:
    answer = client.get(resource, params={name: value})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [("after", "-1"), ("after", "x"), ("after", "9" * 30), ("limit", "x"), ("since", "x"), ("format", "x"), ("x", "x")],
)
def test_a_forged_address_of_a_next_page_is_400(client: httpx.Client, name: str, value: str) -> None:
    assert client.get("statements/more", params={"after": "1"} | {name: value}).status_code == 400


def test_a_query_of_40_000_characters_is_answered(client: httpx.Client) -> None:
    iri = "https://example.org/" + "x" * 40_000
    assert client.get("statements", params={"activity": iri}).status_code == 200


def test_bytes_that_are_no_utf_8_in_a_query_are_400(client: httpx.Client) -> None:
    assert client.get("activities?activityId=https://example.org/%FF%FE").status_code == 400


def test_a_document_id_may_be_any_text(client: httpx.Client) -> None:
    for own in ("a/b", "ü 部", "\x00", " ", "'; DROP TABLE documents; --", "x" * 5_000):
        query = {"activityId": fresh_iri("activity"), "agent": AGENT, "stateId": own}
        assert client.put("activities/state", params=query, content=b"kept").status_code == 204
        assert client.get("activities/state", params=query).content == b"kept"


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_a_connection_that_breaks_off_hurts_nobody_else(lrs: RunningLrs, client: httpx.Client, method: str) -> None:
    address = urlsplit(lrs.endpoint)
    with socket.create_connection((address.hostname, address.port)) as broken:
        head = f"{method} /xapi/statements HTTP/1.1\r\nHost: x\r\nAuthorization: {lrs.authorization}\r\n"
        broken.sendall(head.encode() + b"X-Experience-API-Version: 1.0.3\r\nContent-Length: 100\r\n\r\n{")
    assert client.get("about").status_code == 200


def test_of_many_who_send_the_same_statement_at_once_it_is_stored_once(client: httpx.Client, lrs: RunningLrs) -> None:
    own = fresh_uuid()
    text = json.dumps(statement(id=own))
    gate = threading.Barrier(8)

    def send(_turn: int) -> int:
        gate.wait()
        return client.post("statements", content=text, headers=JSON).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {200}
    assert [found["id"] for found in lrs.statements()].count(own) == 1


def test_of_many_who_claim_one_id_for_other_statements_one_wins(client: httpx.Client) -> None:
    own = fresh_uuid()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("statements", json=statement(id=own)).status_code, range(8)))
    assert sorted(answers) == [200] + [409] * 7


def test_of_many_who_create_one_document_one_wins(client: httpx.Client) -> None:
    """Communication, 3.1: If-None-Match with * is for those who believe that nothing is there."""
    query = {"activityId": fresh_iri("activity"), "profileId": "one"}

    def create(turn: int) -> int:
        answer = client.put("activities/profile", params=query, json={"turn": turn}, headers={"If-None-Match": "*"})
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(create, range(8))) == [204] + [412] * 7


def test_writers_and_readers_at_once_are_all_answered(client: httpx.Client, lrs: RunningLrs) -> None:
    activity = fresh_iri("activity")

    def write(turn: int) -> int:
        if turn % 3 == 0:
            return client.get("statements", params={"activity": activity}).status_code
        return client.post("statements", json=[statement(object={"id": activity}) for _ in range(5)]).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(write, range(90))) == {200}
    stored = [found for found in lrs.statements() if found["object"].get("id") == activity]
    assert len(stored) == 60 * 5


def test_an_address_with_strange_letters_is_404(client: httpx.Client) -> None:
    for path in ("%00", "..%2f..%2fetc", quote("ü"), "statements/", "statements/x"):
        assert client.get(path).status_code in (404, 307)

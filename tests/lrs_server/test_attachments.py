"""Attachments and multipart/mixed, in and out (Data, 2.4.11; Communication, 1.5.2)."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import httpx
import pytest

from tests.lrs_server.statement_examples import (
    ABSENT,
    Json,
    assert_refused,
    changed,
    fresh_iri,
    fresh_uuid,
    statement,
    stored,
)

TEXT = b"here is a simple attachment"
"""The specification's own example; its SHA-256 is in the same place."""
TEXT_SHA = "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"
BOUNDARY = "abcABC0123'()+_,-./:=?"


def attachment(content: bytes, **more: Any) -> Json:
    return {
        "usageType": "https://example.org/usage",
        "display": {"en": "An attachment"},
        "contentType": "text/plain",
        "length": len(content),
        "sha2": hashlib.sha256(content).hexdigest(),
    } | more


def part(content: bytes, **headers: str | None) -> bytes:
    given = {
        "Content-Type": "text/plain",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": hashlib.sha256(content).hexdigest(),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value is not None)
    return lines.encode() + b"\r\n" + content


def first(value: object, kind: str = "application/json") -> bytes:
    return f"Content-Type: {kind}\r\n\r\n{json.dumps(value)}".encode()


def send(client: httpx.Client, *parts: bytes, boundary: str = BOUNDARY, end: bytes = b"--\r\n") -> httpx.Response:
    line = b"--" + boundary.encode()
    body = b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + line + end
    kind = f'multipart/mixed; boundary="{boundary}"'
    return client.post("statements", content=body, headers={"Content-Type": kind})


def taken_apart(answer: httpx.Response) -> tuple[Any, dict[str, bytes]]:
    """The statements of a multipart answer, and the contents of its parts by their hash."""
    kind, _, rest = answer.headers["Content-Type"].partition(";")
    assert kind == "multipart/mixed"
    boundary = b"--" + rest.partition("=")[2].strip('" ').encode()
    assert answer.content.rstrip(b"\r\n").endswith(boundary + b"--")
    pieces = [piece[2:-2] for piece in answer.content.split(boundary)[1:-1]]
    heads = [piece.partition(b"\r\n\r\n") for piece in pieces]
    assert b"application/json" in heads[0][0]
    found = {}
    for head, _, content in heads[1:]:
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        assert headers["Content-Transfer-Encoding"] == "binary"
        found[headers["X-Experience-API-Hash"]] = content
    return json.loads(heads[0][2]), found


def test_the_example_of_the_specification_is_stored_and_given_back(client: httpx.Client) -> None:
    """Its attachment says `text/plain; charset=ascii`, its part `text/plain`: no reason to refuse it."""
    activity = {"id": fresh_iri("activity")}
    sent = attachment(TEXT, contentType="text/plain; charset=ascii")
    assert sent["sha2"] == TEXT_SHA
    assert send(client, first(statement(object=activity, attachments=[sent])), part(TEXT)).status_code == 200
    answer = client.get("statements", params={"activity": activity["id"], "attachments": "true"})
    assert answer.status_code == 200
    value, contents = taken_apart(answer)
    assert value["statements"][0]["attachments"] == [sent]
    assert contents == {TEXT_SHA: TEXT}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"line\n",
        b"\r\n\r\nends with a break\r\n",
        bytes(range(256)) * 4,
        os.urandom(100_000),
        b"--" + BOUNDARY.encode()[:-1] + b"\r\n",
        b"not at the start of a line --" + BOUNDARY.encode() + b"\r\n",
        "ü部".encode("utf-16"),
        b"\r" * 10 + b"\n" * 10,
    ],
    ids=range(10),
)
@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "message/rfc822", "multipart/mixed; boundary=x", "text/html"]
)
def test_a_part_is_kept_to_the_byte_whatever_it_is(client: httpx.Client, content: bytes, kind: str) -> None:
    own = fresh_uuid()
    sent = statement(id=own, attachments=[attachment(content, contentType=kind)])
    answer = send(client, first(sent), part(content, Content_Type=kind))
    assert answer.status_code == 200, answer.text
    got = client.get("statements", params={"statementId": own, "attachments": "true"})
    assert taken_apart(got)[1] == {hashlib.sha256(content).hexdigest(): content}


def test_a_part_is_given_back_with_its_whole_content_type(client: httpx.Client) -> None:
    own, content = fresh_uuid(), fresh_uuid().encode()
    kind = "text/plain; charset=ascii"
    sent = statement(id=own, attachments=[attachment(content, contentType=kind)])
    assert send(client, first(sent), part(content, Content_Type=kind)).status_code == 200
    got = client.get("statements", params={"statementId": own, "attachments": "true"})
    assert f"Content-Type: {kind}\r\n".encode() in got.content


def test_put_takes_a_multipart_statement(client: httpx.Client) -> None:
    own = fresh_uuid()
    line = b"--b"
    body = b"\r\n".join([line, first(statement(attachments=[attachment(TEXT)])), line, part(TEXT), line + b"--"])
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    assert client.put("statements", params={"statementId": own}, content=body, headers=headers).status_code == 204
    got = client.get("statements", params={"statementId": own, "attachments": "true"})
    assert taken_apart(got)[0]["id"] == own


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512", "sha224"])
def test_2_4_11_every_hash_of_the_sha_2_family_is_accepted(client: httpx.Client, name: str) -> None:
    content = fresh_uuid().encode()
    digest = hashlib.new(name, content).hexdigest()
    sent = statement(attachments=[attachment(content, sha2=digest)])
    assert send(client, first(sent), part(content, X_Experience_API_Hash=digest)).status_code == 200


def test_one_part_serves_several_statements_and_comes_back_once(client: httpx.Client) -> None:
    activity, content = {"id": fresh_iri("activity")}, fresh_uuid().encode()
    both = [statement(object=activity, attachments=[attachment(content)]) for _ in range(2)]
    assert send(client, first(both), part(content)).status_code == 200
    got = client.get("statements", params={"activity": activity["id"], "attachments": "true"})
    assert got.content.count(b"X-Experience-API-Hash") == 1


def test_an_attachment_of_a_sub_statement_has_its_part(client: httpx.Client) -> None:
    content = fresh_uuid().encode()
    inner = {"objectType": "SubStatement"} | statement(attachments=[attachment(content)])
    assert send(client, first(statement(object=inner)), part(content)).status_code == 200
    assert send(client, first(statement(object=inner))).status_code == 400


@pytest.mark.parametrize("sent", [statement(), [statement(), statement()], []])
def test_multipart_without_attachments_is_accepted(client: httpx.Client, sent: object) -> None:
    assert send(client, first(sent)).status_code == 200


def test_an_attachment_with_an_address_needs_no_part(client: httpx.Client) -> None:
    sent = statement(attachments=[attachment(TEXT, fileUrl="https://example.org/file")])
    assert send(client, first(sent)).status_code == 200
    assert client.post("statements", json=sent).status_code == 200


def test_an_attachment_without_an_address_cannot_come_as_json(client: httpx.Client) -> None:
    assert_refused(client, statement(attachments=[attachment(b"never sent")]), "fileUrl")


GOOD = statement(attachments=[attachment(TEXT)])


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part(TEXT)],
        [part(TEXT), first(GOOD)],
        [first(GOOD)],
        [first(GOOD, "text/plain"), part(TEXT)],
        [b"\r\n" + json.dumps(GOOD).encode(), part(TEXT)],
        [first(GOOD), part(TEXT, X_Experience_API_Hash=None)],
        [first(GOOD), part(TEXT, X_Experience_API_Hash="0" * 64)],
        [first(GOOD), part(TEXT, X_Experience_API_Hash="ü")],
        [first(GOOD), part(TEXT, Content_Transfer_Encoding=None)],
        [first(GOOD), part(TEXT, Content_Transfer_Encoding="base64")],
        [first(GOOD), part(b"another content")],
        [first(GOOD), part(TEXT), part(b"announced by nobody")],
        [first(statement()), part(TEXT)],
        [first(changed(GOOD, "verb.id", "none")), part(TEXT)],
        [b"Content-Type: application/json\r\n\r\n{", part(TEXT)],
        [b"no header at all"],
    ],
    ids=range(17),
)
def test_1_5_2_multipart_that_breaks_a_rule_is_400(client: httpx.Client, parts: list[bytes]) -> None:
    answer = send(client, *parts)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]


def test_multipart_that_never_ends_is_400(client: httpx.Client) -> None:
    assert send(client, first(GOOD), part(TEXT), end=b"").status_code == 400


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=other"])
def test_multipart_without_its_boundary_is_400(client: httpx.Client, kind: str) -> None:
    body = b"--b\r\n" + first(statement()) + b"\r\n--b--\r\n"
    assert client.post("statements", content=body, headers={"Content-Type": kind}).status_code == 400


@pytest.mark.parametrize(("asked", "kind"), [("false", "application/json"), ("true", "multipart/mixed")])
def test_2_1_3_attachments_says_which_form_the_answer_has(client: httpx.Client, asked: str, kind: str) -> None:
    [own] = stored(client, statement())
    for query in ({"statementId": own}, {"limit": "1"}):
        answer = client.get("statements", params=query | {"attachments": asked})
        assert answer.headers["Content-Type"].partition(";")[0] == kind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("usageType", ABSENT),
        ("usageType", "none"),
        ("display", ABSENT),
        ("display", "text"),
        ("display", {}),
        ("display", {"a12345": "x"}),
        ("description", {}),
        ("description", "text"),
        ("contentType", ABSENT),
        ("contentType", 1),
        ("length", ABSENT),
        ("length", "27"),
        ("length", 27.5),
        ("length", -1),
        ("length", True),
        ("sha2", ABSENT),
        ("sha2", 1),
        ("fileUrl", "none"),
        ("fileUrl", {}),
        ("extra", 1),
    ],
)
def test_2_4_11_an_attachment_of_the_wrong_form_is_refused(client: httpx.Client, name: str, value: object) -> None:
    wrong = changed(attachment(TEXT, fileUrl="https://example.org/file"), name, value)
    assert_refused(client, statement(attachments=[wrong]), "attachments[0]")


@pytest.mark.parametrize("value", [{}, "text", 1, [1], [[]]])
def test_2_4_11_attachments_are_a_list_of_objects(client: httpx.Client, value: object) -> None:
    assert_refused(client, statement(attachments=value), "attachments")

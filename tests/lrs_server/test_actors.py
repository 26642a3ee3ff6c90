"""Agents and groups, wherever they stand in a statement (Data, 2.4.2)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.lrs_server.statement_examples import ABSENT, Json, assert_refused, changed, fresh_uuid, statement, stored

MBOX = {"mbox": "mailto:someone@example.org"}
SHA1 = {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}
OPENID = {"openid": "https://openid.example.org/someone"}
ACCOUNT = {"account": {"homePage": "https://example.org", "name": "someone"}}
IDENTIFIERS: list[Json] = [MBOX, SHA1, OPENID, ACCOUNT]

SUB = {
    "objectType": "SubStatement",
    "actor": MBOX,
    "verb": {"id": "http://adlnet.gov/expapi/verbs/planned"},
    "object": {"id": "https://example.org/sub"},
}
PLACES = [
    "actor",
    "object",
    "authority",
    "context.instructor",
    "object.actor",
    "object.context.instructor",
]
"""Where an agent may stand; those in ``object.`` belong to a statement inside the statement."""


def with_agent(place: str, agent: Any) -> Json:
    base = statement(object=SUB) if place.startswith("object.") else statement()
    if place == "object" and isinstance(agent, dict):
        agent = {"objectType": "Agent"} | agent
    return changed(base, place, agent)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("identifier", IDENTIFIERS, ids=lambda identifier: next(iter(identifier)))
def test_2_4_2_1_an_agent_has_one_identifier_of_four_kinds(client: httpx.Client, place: str, identifier: Json) -> None:
    stored(client, with_agent(place, {"name": "Someone", **identifier}))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("second", [SHA1, OPENID, ACCOUNT], ids=lambda identifier: next(iter(identifier)))
def test_2_4_2_1_an_agent_with_two_identifiers_is_refused(client: httpx.Client, place: str, second: Json) -> None:
    assert_refused(client, with_agent(place, MBOX | second), place)


@pytest.mark.parametrize("place", PLACES)
def test_2_4_2_1_an_agent_without_an_identifier_is_refused(client: httpx.Client, place: str) -> None:
    assert_refused(client, with_agent(place, {"name": "Nobody"}), place)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("agent", "at"),
    [
        ({"mbox": "someone@example.org"}, ".mbox"),
        ({"mbox": "mailto:"}, ".mbox"),
        ({"mbox": "mailto:someone"}, ".mbox"),
        ({"mbox": "mailto:two words@example.org"}, ".mbox"),
        ({"mbox": "http://example.org"}, ".mbox"),
        ({"mbox": ""}, ".mbox"),
        ({"mbox": 1}, ".mbox"),
        ({"mbox": None}, ".mbox"),
        ({"mbox_sha1sum": "ebd31e95"}, ".mbox_sha1sum"),
        ({"mbox_sha1sum": "z" * 40}, ".mbox_sha1sum"),
        ({"mbox_sha1sum": 1}, ".mbox_sha1sum"),
        ({"openid": "no scheme"}, ".openid"),
        ({"openid": ""}, ".openid"),
        ({"openid": {}}, ".openid"),
        ({"account": "someone"}, ".account"),
        ({"account": {}}, ".account"),
        ({"account": {"name": "someone"}}, ".account"),
        ({"account": {"homePage": "https://example.org"}}, ".account"),
        ({"account": {"homePage": "no scheme", "name": "someone"}}, ".account.homePage"),
        ({"account": {"homePage": 1, "name": "someone"}}, ".account.homePage"),
        ({"account": {"homePage": "https://example.org", "name": {}}}, ".account.name"),
        ({"account": {"homePage": "https://example.org", "name": 1}}, ".account.name"),
        ({"account": {"homePage": "https://example.org", "name": "x", "more": 1}}, ".account.more"),
        (MBOX | {"name": 1}, ".name"),
        (MBOX | {"name": None}, ".name"),
        (MBOX | {"Name": "x"}, ".Name"),
        (MBOX | {"other": 1}, ".other"),
        (MBOX | {"member": []}, ".member"),
    ],
)
def test_2_4_2_3_an_identifier_of_the_wrong_form_is_refused(
    client: httpx.Client, place: str, agent: Json, at: str
) -> None:
    assert_refused(client, with_agent(place, agent), place + at)


@pytest.mark.parametrize("place", ["actor", "context.instructor", "object.actor"])
@pytest.mark.parametrize("kind", ["agent", "Person", "group", "", 1, {}, None])
def test_2_4_2_an_actor_of_another_type_is_refused(client: httpx.Client, place: str, kind: object) -> None:
    assert_refused(client, with_agent(place, MBOX | {"objectType": kind}), f"{place}.objectType")


@pytest.mark.parametrize("place", ["actor", "context.instructor"])
@pytest.mark.parametrize("value", ["someone", 1, [], [MBOX], True])
def test_2_4_2_an_actor_is_an_object(client: httpx.Client, place: str, value: object) -> None:
    assert_refused(client, with_agent(place, value), place)


GROUP_PLACES = ["actor", "object", "context.instructor", "context.team", "object.actor", "object.context.team"]


@pytest.mark.parametrize("place", GROUP_PLACES)
@pytest.mark.parametrize(
    "group",
    [
        {"member": [MBOX]},
        {"member": [MBOX, ACCOUNT], "name": "A class"},
        *IDENTIFIERS,
        MBOX | {"member": [OPENID]},
        MBOX | {"member": []},
    ],
)
def test_2_4_2_2_a_group_has_members_or_an_identifier(client: httpx.Client, place: str, group: Json) -> None:
    stored(client, with_agent(place, {"objectType": "Group", **group}))


@pytest.mark.parametrize("place", GROUP_PLACES)
@pytest.mark.parametrize(
    ("group", "at"),
    [
        ({}, ""),
        ({"name": "Nobody"}, ""),
        ({"member": []}, ""),
        ({"member": MBOX}, ".member"),
        ({"member": "someone"}, ".member"),
        ({"member": [{}]}, ".member[0]"),
        ({"member": [MBOX, {"name": "Nobody"}]}, ".member[1]"),
        ({"member": [{"objectType": "Group", **MBOX}]}, ".member[0]"),
        ({"member": [{"objectType": "Group", "member": [MBOX]}]}, ".member[0]"),
        (MBOX | OPENID, ""),
        (MBOX | ACCOUNT | {"member": [MBOX]}, ""),
    ],
)
def test_2_4_2_2_a_group_of_the_wrong_form_is_refused(client: httpx.Client, place: str, group: Json, at: str) -> None:
    assert_refused(client, with_agent(place, {"objectType": "Group", **group}), place + at)


def test_2_4_6_a_team_must_be_a_group(client: httpx.Client) -> None:
    assert_refused(client, with_agent("context.team", MBOX), "context.team")


def test_2_4_9_the_lrs_says_under_whose_authority_it_stored(client: httpx.Client) -> None:
    """An authority that is sent by a key which is not trusted for that is replaced by the key's own."""
    own = fresh_uuid()
    stored(client, statement(id=own, authority=MBOX))
    authority = client.get("statements", params={"statementId": own}).json()["authority"]
    assert authority["objectType"] == "Agent"
    assert authority["account"]["name"] == "the-key"


TWO: Json = {"objectType": "Group", "member": [ACCOUNT, MBOX]}


def test_2_4_9_an_authority_may_be_a_group_of_two_without_an_identifier(client: httpx.Client) -> None:
    stored(client, statement(authority=TWO))


@pytest.mark.parametrize(
    "authority",
    [
        changed(TWO, "member", [MBOX]),
        changed(TWO, "member", [MBOX, ACCOUNT, OPENID]),
        changed(TWO, "member", ABSENT),
        *(TWO | identifier for identifier in IDENTIFIERS),
        changed(TWO | OPENID, "member", ABSENT),
    ],
)
def test_2_4_9_another_group_as_authority_is_refused(client: httpx.Client, authority: Json) -> None:
    assert_refused(client, statement(authority=authority), "authority")

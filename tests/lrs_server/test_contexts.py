"""Contexts (Data, 2.4.6)."""

from __future__ import annotations

import httpx
import pytest

from tests.lrs_server.statement_examples import (
    SOME_UUID,
    Json,
    assert_refused,
    changed,
    fresh_actor,
    fresh_uuid,
    read,
    reference_to,
    statement,
    stored,
)

SUB = {
    "objectType": "SubStatement",
    "actor": {"mbox": "mailto:someone@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/planned"},
    "object": {"id": "https://example.org/sub"},
}
PLACES = ["", "object."]
KINDS = ["parent", "grouping", "category", "other"]
ACTIVITY = {"id": "https://example.org/other"}


def with_context(place: str, path: str, value: object) -> Json:
    base = statement(object=SUB) if place else statement()
    return changed(base, f"{place}context{path}", value)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", {}),
        (".registration", SOME_UUID),
        (".registration", SOME_UUID.upper()),
        (".instructor", fresh_actor()),
        (".team", {"objectType": "Group", "member": [fresh_actor()]}),
        (".revision", "1.2.3"),
        (".revision", ""),
        (".platform", "A simulator"),
        (".language", "en"),
        (".language", "de-AT-1901"),
        (".statement", reference_to(fresh_uuid())),
        (".extensions", {"https://example.org/x": None}),
        (".contextActivities", {}),
        *((f".contextActivities.{kind}", []) for kind in KINDS),
        *((f".contextActivities.{kind}", ACTIVITY) for kind in KINDS),
        *((f".contextActivities.{kind}", [ACTIVITY, ACTIVITY]) for kind in KINDS),
    ],
)
def test_2_4_6_a_context_of_the_right_form_is_stored(
    client: httpx.Client, place: str, path: str, value: object
) -> None:
    stored(client, with_context(place, path, value))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("", "text", ""),
        ("", [], ""),
        (".registration", "none", ""),
        (".registration", 1, ""),
        (".registration", None, ""),
        (".instructor", {}, ""),
        (".revision", 1, ""),
        (".platform", {}, ""),
        (".language", "a12345", ""),
        (".language", "", ""),
        (".language", 1, ""),
        (".statement", SOME_UUID, ""),
        (".statement", {"id": SOME_UUID}, ""),
        (".statement", {"objectType": "StatementRef"}, ""),
        (".statement", {"objectType": "StatementRef", "id": "none"}, ".id"),
        (".statement", {"objectType": "Activity", "id": SOME_UUID}, ".objectType"),
        (".extensions", {"none": 1}, ""),
        (".extensions", "text", ""),
        (".extra", 1, ""),
        (".contextActivities", [], ""),
        (".contextActivities", "text", ""),
        (".contextActivities", {"sibling": ACTIVITY}, ".sibling"),
        (".contextActivities", {"Parent": ACTIVITY}, ".Parent"),
        *((f".contextActivities.{kind}", "text", "") for kind in KINDS),
        *((f".contextActivities.{kind}", {}, "") for kind in KINDS),
        *((f".contextActivities.{kind}", [ACTIVITY, {}], "[1]") for kind in KINDS),
        *((f".contextActivities.{kind}", {"id": "none"}, ".id") for kind in KINDS),
        *((f".contextActivities.{kind}", fresh_actor(), "") for kind in KINDS),
    ],
)
def test_2_4_6_a_context_of_the_wrong_form_is_refused(
    client: httpx.Client, place: str, path: str, value: object, at: str
) -> None:
    assert_refused(client, with_context(place, path, value), f"{place}context{path}{at}")


@pytest.mark.parametrize("name", ["revision", "platform"])
@pytest.mark.parametrize(
    "about",
    [
        {"objectType": "Agent", "mbox": "mailto:a@example.org"},
        {"objectType": "Group", "member": [{"mbox": "mailto:a@example.org"}]},
        reference_to(fresh_uuid()),
    ],
    ids=lambda about: about["objectType"],
)
@pytest.mark.parametrize("place", PLACES)
def test_2_4_6_revision_and_platform_belong_to_activities(
    client: httpx.Client, name: str, about: Json, place: str
) -> None:
    wrong = changed(with_context(place, f".{name}", "1"), f"{place}object", about)
    assert_refused(client, wrong, f"{place}context.{name}")


@pytest.mark.parametrize("name", ["revision", "platform"])
def test_2_4_6_revision_and_platform_may_not_stand_beside_a_sub_statement(client: httpx.Client, name: str) -> None:
    assert_refused(client, statement(object=SUB, context={name: "1"}), f"context.{name}")


@pytest.mark.parametrize("kind", KINDS)
def test_2_4_6_2_a_lone_context_activity_is_given_back_in_a_list(client: httpx.Client, kind: str) -> None:
    inner = changed(SUB, f"context.contextActivities.{kind}", ACTIVITY)
    [own] = stored(client, changed(statement(object=inner), f"context.contextActivities.{kind}", ACTIVITY))
    found = read(client, own)
    assert found["context"]["contextActivities"] == {kind: [ACTIVITY]}
    assert found["object"]["context"]["contextActivities"] == {kind: [ACTIVITY]}

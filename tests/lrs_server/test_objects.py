"""Verbs and objects (Data, 2.4.3 and 2.4.4)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.lrs_server.statement_examples import (
    ABSENT,
    SOME_UUID,
    Json,
    assert_refused,
    changed,
    fresh_actor,
    reference_to,
    statement,
    stored,
)


def test_2_2_a_statement_needs_no_more_than_actor_verb_and_object(client: httpx.Client) -> None:
    stored(client, statement())


@pytest.mark.parametrize("name", ["actor", "verb", "object"])
def test_2_2_a_statement_that_lacks_one_of_them_is_refused(client: httpx.Client, name: str) -> None:
    assert_refused(client, changed(statement(), name, ABSENT), name)


@pytest.mark.parametrize("name", ["actor", "verb", "object", "result", "context", "timestamp", "id", "attachments"])
def test_2_2_null_is_refused_everywhere(client: httpx.Client, name: str) -> None:
    assert_refused(client, changed(statement(), name, None), name)


@pytest.mark.parametrize("name", ["Actor", "verbs", "extra", "objectType", ""])
def test_2_2_a_property_that_no_statement_has_is_refused(client: httpx.Client, name: str) -> None:
    assert_refused(client, {**statement(), name: "x"}, name)


@pytest.mark.parametrize("value", ["text", 1, True, None, [1], ["text"], [[]], [None]])
def test_a_statement_is_an_object(client: httpx.Client, value: object) -> None:
    assert_refused(client, value, "statement 1")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("verb", "experienced"),
        ("verb", {}),
        ("verb.id", ""),
        ("verb.id", "experienced"),
        ("verb.id", "with space:x y"),
        ("verb.id", "http://example.org/with space"),
        ("verb.id", 1),
        ("verb.id", None),
        ("verb.display", "experienced"),
        ("verb.display", {}),
        ("verb.display", []),
        ("verb.display", {"en": 1}),
        ("verb.display", {"en": None}),
        ("verb.display", {"a12345": "x"}),
        ("verb.display", {"": "x"}),
        ("verb.name", "x"),
        ("verb.Display", {"en": "x"}),
    ],
)
def test_2_4_3_a_verb_of_the_wrong_form_is_refused(client: httpx.Client, path: str, value: object) -> None:
    assert_refused(client, changed(statement(), path, value), path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("object", "text"),
        ("object", {}),
        ("object.id", "no scheme"),
        ("object.id", 1),
        ("object.objectType", "activity"),
        ("object.objectType", "Verb"),
        ("object.objectType", 1),
        ("object.objectType", []),
        ("object.extra", 1),
        ("object.definition", "text"),
        ("object.definition", []),
        ("object.definition.name", "text"),
        ("object.definition.name", {}),
        ("object.definition.name", {"a12345": "x"}),
        ("object.definition.description", {"en": 1}),
        ("object.definition.type", "no scheme"),
        ("object.definition.type", ""),
        ("object.definition.moreInfo", "no scheme"),
        ("object.definition.moreInfo", None),
        ("object.definition.extra", 1),
        ("object.definition.extensions", []),
        ("object.definition.extensions", {"no scheme": 1}),
        ("object.definition.extensions", {"": 1}),
        ("object.definition.interactionType", "essay"),
        ("object.definition.interactionType", "Choice"),
        ("object.definition.interactionType", 1),
        ("object.definition.interactionType", {}),
    ],
)
def test_2_4_4_1_an_activity_of_the_wrong_form_is_refused(client: httpx.Client, path: str, value: object) -> None:
    assert_refused(client, changed(statement(), path, value), path)


DEFINITION = {
    "name": {"en": "A part", "de-AT": "Ein Teil", "zh-Hant-TW": "部分", "x-own": "own"},
    "description": {"und": ""},
    "type": "http://adlnet.gov/expapi/activities/lesson",
    "moreInfo": "https://example.org/more?x=1#y",
    "extensions": {"https://example.org/ext": None, "tag:example.org,2026:x": {"any": ["thing", None]}},
}


def test_2_4_4_1_an_activity_may_have_a_whole_definition(client: httpx.Client) -> None:
    [own] = stored(client, changed(statement(), "object.definition", DEFINITION))
    found = client.get("statements", params={"statementId": own}).json()
    assert found["object"]["definition"] == DEFINITION


LISTS = {
    "choice": ["choices"],
    "sequencing": ["choices"],
    "likert": ["scale"],
    "matching": ["source", "target"],
    "performance": ["steps"],
    "true-false": [],
    "fill-in": [],
    "long-fill-in": [],
    "numeric": [],
    "other": [],
}
"""Which component lists a type has: the table of 2.4.4.1, Interaction Components."""
COMPONENTS = [{"id": "a", "description": {"en": "First"}}, {"id": "b"}]


def interaction(kind: str, **more: Any) -> Json:
    definition = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "interactionType": kind,
        "correctResponsesPattern": ["a"],
    }
    return changed(statement(), "object.definition", definition | more)


@pytest.mark.parametrize("kind", LISTS)
def test_2_4_4_1_every_interaction_type_is_accepted_with_its_components(client: httpx.Client, kind: str) -> None:
    stored(client, interaction(kind, **dict.fromkeys(LISTS[kind], COMPONENTS)))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind in LISTS
        for name in ("choices", "scale", "source", "target", "steps")
        if name not in LISTS[kind]
    ],
)
def test_2_4_4_1_components_of_another_type_are_refused(client: httpx.Client, kind: str, name: str) -> None:
    assert_refused(client, interaction(kind, **{name: COMPONENTS}), f"object.definition.{name}")


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("a", ""),
        ({}, ""),
        ([1], "[0]"),
        ([{}], "[0]"),
        ([{"id": 1}], "[0].id"),
        ([{"id": "a", "description": "text"}], "[0].description"),
        ([{"id": "a", "description": {"a12345": "x"}}], "[0].description"),
        ([{"id": "a"}, {"id": "a"}], ""),
        ([{"id": "a", "name": "x"}], "[0].name"),
    ],
)
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in LISTS.items() for name in names])
def test_2_4_4_1_components_of_the_wrong_form_are_refused(
    client: httpx.Client, kind: str, name: str, value: object, at: str
) -> None:
    assert_refused(client, interaction(kind, **{name: value}), f"object.definition.{name}{at}")


@pytest.mark.parametrize("value", ["a", {}, [1], [None]])
def test_2_4_4_1_a_pattern_is_a_list_of_texts(client: httpx.Client, value: object) -> None:
    where = "object.definition.correctResponsesPattern"
    assert_refused(client, interaction("choice", correctResponsesPattern=value), where)


def test_2_4_4_1_parts_of_an_interaction_need_its_type(client: httpx.Client) -> None:
    assert_refused(client, changed(statement(), "object.definition.choices", COMPONENTS), "object.definition")


@pytest.mark.parametrize(
    ("about", "at"),
    [
        ({"objectType": "StatementRef"}, "object"),
        ({"objectType": "StatementRef", "id": "https://example.org"}, "object.id"),
        ({"objectType": "StatementRef", "id": 1}, "object.id"),
        ({"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "x": 1}, "object.x"),
        ({"objectType": "statementref", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}, "object.objectType"),
    ],
)
def test_2_4_4_3_a_reference_of_the_wrong_form_is_refused(client: httpx.Client, about: Json, at: str) -> None:
    assert_refused(client, statement(object=about), at)


@pytest.mark.parametrize("own", ["6690e6c9-3ef0-4ed3-8b37-7f3964730bee", "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE"])
def test_2_4_4_3_a_reference_to_an_unknown_statement_is_stored(client: httpx.Client, own: str) -> None:
    stored(client, statement(object=reference_to(own)))


SUB = {
    "objectType": "SubStatement",
    "actor": fresh_actor(),
    "verb": {"id": "http://adlnet.gov/expapi/verbs/planned"},
    "object": {"id": "https://example.org/sub"},
    "timestamp": "2026-01-02T03:04:05Z",
    "result": {"success": True},
    "context": {"registration": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"},
}


@pytest.mark.parametrize(
    "inner",
    [
        {"id": "https://example.org/sub"},
        {"objectType": "Agent", "mbox": "mailto:a@example.org"},
        {"objectType": "Group", "member": [{"mbox": "mailto:a@example.org"}]},
        reference_to("6690e6c9-3ef0-4ed3-8b37-7f3964730bee"),
    ],
)
def test_2_4_4_3_a_sub_statement_speaks_of_what_a_statement_may(client: httpx.Client, inner: Json) -> None:
    stored(client, statement(object=changed(SUB, "object", inner)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", SOME_UUID),
        ("stored", "2026-01-02T03:04:05Z"),
        ("version", "1.0.0"),
        ("authority", fresh_actor()),
        ("object", SUB),
        ("object.objectType", "Verb"),
        ("actor", ABSENT),
        ("verb", ABSENT),
        ("object", ABSENT),
        ("verb.id", "planned"),
        ("verb.display", {"a12345": "x"}),
        ("result.score", 1),
        ("result.duration", "an hour"),
        ("context.registration", "none"),
        ("context.language", "a12345"),
        ("timestamp", "yesterday"),
        ("extra", 1),
    ],
)
def test_2_4_4_3_a_sub_statement_of_the_wrong_form_is_refused(client: httpx.Client, path: str, value: object) -> None:
    assert_refused(client, statement(object=changed(SUB, path, value)), path.partition(".")[0])

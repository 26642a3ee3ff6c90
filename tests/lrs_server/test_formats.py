"""The forms in which statements are given back: exact, ids, canonical (Communication, 2.1.3)."""

from __future__ import annotations

import httpx
import pytest

from tests.lrs_server.statement_examples import Json, fresh_iri, fresh_uuid, read, statement, stored

TEACHER = {"objectType": "Agent", "name": "A teacher", "mbox": "mailto:teacher@example.org"}


def full(activity: str) -> Json:
    return statement(
        actor={
            "objectType": "Group",
            "name": "A class",
            "member": [{"name": "One", "mbox": "mailto:one@example.org"}],
        },
        verb={"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered", "de": "beantwortete"}},
        object={
            "objectType": "Activity",
            "id": activity,
            "definition": {
                "name": {"en": "Name", "de-AT": "Bezeichnung", "fr": "Nom"},
                "description": {"fr": "Une question"},
                "interactionType": "choice",
                "choices": [{"id": "a", "description": {"en": "First", "de": "Erstes"}}],
                "extensions": {"https://example.org/x": {"name": {"en": "kept", "de": "behalten"}}},
            },
        },
        context={
            "instructor": TEACHER,
            "team": {"objectType": "Group", "name": "A team", "mbox": "mailto:team@example.org", "member": [TEACHER]},
            "contextActivities": {
                "parent": [{"id": fresh_iri("part"), "definition": {"name": {"en": "P", "de": "T"}}}]
            },
        },
    )


@pytest.mark.parametrize("query", [{}, {"format": "exact"}])
def test_exact_is_what_came_and_the_default(client: httpx.Client, query: dict[str, str]) -> None:
    sent = full(fresh_iri("activity"))
    [own] = stored(client, sent)
    found = read(client, own, **query)
    assert {name: found[name] for name in sent} == sent


def test_ids_keeps_what_identifies_and_nothing_else(client: httpx.Client) -> None:
    sent = full(fresh_iri("activity"))
    [own] = stored(client, sent)
    found = read(client, own, format="ids")
    assert found["verb"] == {"id": sent["verb"]["id"]}
    assert found["object"] == {"objectType": "Activity", "id": sent["object"]["id"]}
    assert found["actor"] == {"objectType": "Group", "member": [{"mbox": "mailto:one@example.org"}]}
    assert found["context"]["instructor"] == {"objectType": "Agent", "mbox": "mailto:teacher@example.org"}
    assert found["context"]["team"] == {"objectType": "Group", "mbox": "mailto:team@example.org"}
    [parent] = sent["context"]["contextActivities"]["parent"]
    assert found["context"]["contextActivities"] == {"parent": [{"id": parent["id"]}]}
    assert found["id"] == own


def test_ids_reaches_into_a_sub_statement(client: httpx.Client) -> None:
    inner = {"objectType": "SubStatement"} | full(fresh_iri("activity"))
    [own] = stored(client, statement(object=inner))
    found = read(client, own, format="ids")["object"]
    assert found["objectType"] == "SubStatement"
    assert "definition" not in found["object"]
    assert "name" not in found["actor"]


@pytest.mark.parametrize(
    ("accepted", "name", "display", "choice"),
    [
        ("en", {"en": "Name"}, {"en": "answered"}, {"en": "First"}),
        ("de", {"de-AT": "Bezeichnung"}, {"de": "beantwortete"}, {"de": "Erstes"}),
        ("fr, de;q=0.8, en;q=0.9", {"fr": "Nom"}, {"en": "answered"}, {"en": "First"}),
        ("de;q=0.1, EN;q=0.2", {"en": "Name"}, {"en": "answered"}, {"en": "First"}),
        ("en;q=0, de", {"de-AT": "Bezeichnung"}, {"de": "beantwortete"}, {"de": "Erstes"}),
        ("de; q=0.5, fr ; q=0.9", {"fr": "Nom"}, {"de": "beantwortete"}, {"de": "Erstes"}),
        ("ja, *", {"en": "Name"}, {"en": "answered"}, {"en": "First"}),
    ],
)
def test_canonical_has_one_language_in_each_map_the_most_wanted(
    client: httpx.Client, accepted: str, name: Json, display: Json, choice: Json
) -> None:
    """Each map by itself (2.1.3, Language Filtering); ranges and their weights as in RFC 2616, 14.4."""
    sent = full(fresh_iri("activity"))
    [own] = stored(client, sent)
    query = {"statementId": own, "format": "canonical"}
    found = client.get("statements", params=query, headers={"Accept-Language": accepted}).json()
    definition = found["object"]["definition"]
    assert definition["name"] == name
    assert definition["description"] == {"fr": "Une question"}
    assert definition["choices"] == [{"id": "a", "description": choice}]
    assert found["verb"]["display"] == display
    assert definition["extensions"] == sent["object"]["definition"]["extensions"]
    assert found["actor"] == sent["actor"]
    [parent] = found["context"]["contextActivities"]["parent"]
    assert len(parent["definition"]["name"]) == 1


@pytest.mark.parametrize("accepted", [None, "", ";;;", "x" * 5_000, "en;q=high", "ja"])
def test_canonical_has_one_language_whatever_the_header_says(client: httpx.Client, accepted: str | None) -> None:
    [own] = stored(client, full(fresh_iri("activity")))
    headers = {} if accepted is None else {"Accept-Language": accepted}
    found = client.get("statements", params={"statementId": own, "format": "canonical"}, headers=headers).json()
    assert len(found["object"]["definition"]["name"]) == 1
    assert len(found["verb"]["display"]) == 1


def test_canonical_is_what_the_lrs_knows_of_the_activity_by_now(client: httpx.Client) -> None:
    """A definition that came later, with another statement, is shown with the earlier one too."""
    activity = fresh_iri("activity")
    [own] = stored(client, statement(object={"id": activity}))
    stored(client, statement(object={"id": activity, "definition": {"name": {"en": "Later"}}}))
    assert read(client, own, format="canonical")["object"]["definition"] == {"name": {"en": "Later"}}
    assert "definition" not in read(client, own)["object"]


@pytest.mark.parametrize("form", ["", "ID", "Exact", "canonical ", "full"])
def test_another_format_is_400(client: httpx.Client, form: str) -> None:
    [own] = stored(client, statement())
    assert client.get("statements", params={"statementId": own, "format": form}).status_code == 400
    assert client.get("statements", params={"activity": fresh_iri("none"), "format": form}).status_code == 400
    assert client.get("statements", params={"statementId": fresh_uuid(), "format": form}).status_code == 400

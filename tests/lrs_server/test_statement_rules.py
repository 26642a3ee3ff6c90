"""The rules of xAPI 1.0.3 Data asked directly: what a fault says, and what the tests over HTTP leave out."""

from __future__ import annotations

import pytest

from scormpack.statement_rules import check_statement
from tests.lrs_server.statement_examples import ABSENT, Json, changed, reference_to

AGENT = {"mbox": "mailto:a@example.org"}
PLAIN: Json = {
    "actor": AGENT,
    "verb": {"id": "https://example.org/verb"},
    "object": {"id": "https://example.org/activity"},
}
ATTACHMENT: Json = {
    "usageType": "https://example.org/usage",
    "display": {"en": "An attachment"},
    "contentType": "text/plain; charset=utf-8",
    "length": 5,
    "sha2": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "fileUrl": "https://example.org/file",
}


def places(value: object) -> list[tuple[str, str]]:
    return [(fault.path, fault.rule) for fault in check_statement(value)]


def test_a_valid_statement_has_no_faults() -> None:
    assert check_statement(PLAIN) == []


@pytest.mark.parametrize(
    ("path", "value", "place", "rule"),
    [
        ("actor", ABSENT, "", "2.4"),
        ("id", "no UUID", "id", "4.4"),
        ("extra", 1, "extra", "2.2"),
        ("result", None, "result", "2.2"),
        ("actor", {}, "actor", "2.4.2.3"),
        ("actor.mbox", "a@example.org", "actor.mbox", "2.4.2.3"),
        ("actor.account", {"name": "n", "homePage": "https://example.org"}, "actor", "2.4.2.3"),
        ("actor", {"account": {"name": "n"}}, "actor.account", "2.4.2.4"),
        ("actor", {"objectType": "Group"}, "actor", "2.4.2.2"),
        ("verb.id", "relative", "verb.id", "4.3"),
        ("verb.display", {"no tag": "x"}, "verb.display", "4.2"),
        ("object.definition.interactionType", "essay", "object.definition.interactionType", "2.4.4.1"),
        ("object.objectType", "Verb", "object.objectType", "2.4.4"),
        ("result.score.scaled", 1.01, "result.score.scaled", "2.4.5.1"),
        ("result.duration", "1 hour", "result.duration", "4.6"),
        ("result.extensions", {"no IRI": 1}, "result.extensions", "4.1"),
        ("context.registration", "none", "context.registration", "4.4"),
        ("context.contextActivities", {"child": []}, "context.contextActivities.child", "2.2"),
        ("timestamp", "2026-01-02", "timestamp", "4.5"),
        ("version", "0.9", "version", "2.4.10"),
    ],
)
def test_a_fault_names_its_place_and_the_clause_of_1_0_3(path: str, value: object, place: str, rule: str) -> None:
    assert places(changed(PLAIN, path, value)) == [(place, rule)]


def test_all_faults_are_named_not_only_the_first() -> None:
    wrong = changed(changed(PLAIN, "verb.id", "relative"), "result.success", "yes")
    assert {path for path, _rule in places(wrong)} == {"verb.id", "result.success"}


def test_a_fault_inside_lists_and_sub_statements_has_its_whole_path() -> None:
    inner = {**PLAIN, "objectType": "SubStatement", "context": {"contextActivities": {"parent": [{"id": "x"}]}}}
    assert [path for path, _rule in places({**PLAIN, "object": inner})] == [
        "object.context.contextActivities.parent[0].id"
    ]


@pytest.mark.parametrize("value", [None, [], "text", 1, 1.5, True])
def test_what_is_no_object_is_one_fault(value: object) -> None:
    assert places(value) == [("", "2.4")]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/octet-stream",
        "text/plain;charset=ascii",
        "application/vnd.oasis.opendocument.text",
        "image/svg+xml; q=1",
        'multipart/mixed; boundary="a b"',
    ],
)
def test_2_4_11_a_media_type_is_accepted(kind: str) -> None:
    assert check_statement({**PLAIN, "attachments": [{**ATTACHMENT, "contentType": kind}]}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contentType", "should fail"),
        ("contentType", "text"),
        ("contentType", "text/"),
        ("contentType", "/plain"),
        ("contentType", ""),
        ("contentType", "text/plain\r\nX-Other: 1"),
        ("contentType", "text/plain; a=\n"),
        ("contentType", "té/plain"),
        ("sha2", "no hash"),
        ("sha2", ""),
        ("sha2", "0" * 40),
        ("sha2", "0" * 63),
        ("sha2", "g" * 64),
        ("length", -1),
        ("length", 1.5),
        ("length", "5"),
        ("length", True),
    ],
)
def test_2_4_11_an_attachment_of_the_wrong_form_is_a_fault(name: str, value: object) -> None:
    wrong = {**PLAIN, "attachments": [{**ATTACHMENT, name: value}]}
    assert places(wrong) == [(f"attachments[0].{name}", "2.4.11")]


@pytest.mark.parametrize("digits", [56, 64, 96, 128])
def test_2_4_11_each_hash_of_the_sha_2_family_has_its_length(digits: int) -> None:
    for letter in "aF":
        assert check_statement({**PLAIN, "attachments": [{**ATTACHMENT, "sha2": letter * digits}]}) == []


@pytest.mark.parametrize(
    "duration",
    ["PT4H35M59.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "P4W", "PT0S", "PT1,5H", "P1.5D", "P1DT0.5S", "P1Y2M3.25D"],
)
def test_4_6_a_duration_is_accepted(duration: str) -> None:
    assert check_statement(changed(PLAIN, "result.duration", duration)) == []


@pytest.mark.parametrize(
    "duration",
    [
        *("", "P", "PT", "P1", "1D", "PT1H30", "P1DT", "P4W1D", "P-1D", "-P1D", "PA1H0M0S", "P1S", "PT1D"),
        *("P1.5DT1H", "PT1.5H3M", "PT1.5M1.5S", "P1,5Y2M", "P0003-06-04T12:30:05", "P\uff11D", "PT1S\n", "pt1s"),
    ],
)
def test_4_6_what_is_no_duration_is_a_fault(duration: str) -> None:
    """Weeks stand alone, and only the last number has a fraction (ISO 8601:2004, 4.4.3.2)."""
    assert places(changed(PLAIN, "result.duration", duration)) == [("result.duration", "4.6")]


def test_2_3_2_voiding_needs_a_reference_in_a_sub_statement_too() -> None:
    voids = {**PLAIN, "objectType": "SubStatement", "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}
    assert places({**PLAIN, "object": voids}) == [("object.object", "2.3.2")]
    refers = {**voids, "object": reference_to("6690e6c9-3ef0-4ed3-8b37-7f3964730bee")}
    assert check_statement({**PLAIN, "object": refers}) == []

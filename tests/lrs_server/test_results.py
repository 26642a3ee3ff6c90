"""Results and scores (Data, 2.4.5)."""

from __future__ import annotations

import httpx
import pytest

from tests.lrs_server.statement_examples import Json, assert_refused, changed, read, statement, stored

SUB = {
    "objectType": "SubStatement",
    "actor": {"mbox": "mailto:someone@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/planned"},
    "object": {"id": "https://example.org/sub"},
}
PLACES = ["", "object."]


def with_result(place: str, path: str, value: object) -> Json:
    base = statement(object=SUB) if place else statement()
    return changed(base, f"{place}result{path}", value)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", {}),
        (".score", {}),
        (".score", {"scaled": 0.6767676}),
        (".score", {"scaled": 1.0}),
        (".score", {"scaled": -1}),
        (".score", {"scaled": 0}),
        (".score", {"raw": 0.6767676}),
        (".score", {"raw": -5}),
        (".score", {"raw": 0, "min": 0, "max": 100}),
        (".score", {"raw": 100, "min": 0, "max": 100}),
        (".score", {"min": -3.5}),
        (".score", {"max": 100.6767676}),
        (".success", True),
        (".completion", False),
        (".response", ""),
        (".response", "a[,]c"),
        (".duration", "PT1H0M0.1S"),
        (".extensions", {}),
        (".extensions", {"https://example.org/x": None}),
    ],
)
def test_2_4_5_a_result_of_the_right_form_is_stored(client: httpx.Client, place: str, path: str, value: object) -> None:
    stored(client, with_result(place, path, value))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("", 1, ""),
        ("", "passed", ""),
        ("", [], ""),
        (".score", 12345, ""),
        (".score", "should fail", ""),
        (".score", [], ""),
        (".score", {"scaled": 1.01}, ".scaled"),
        (".score", {"scaled": -1.00001}, ".scaled"),
        (".score", {"scaled": "0.5"}, ".scaled"),
        (".score", {"scaled": True}, ".scaled"),
        (".score", {"scaled": None}, ".scaled"),
        (".score", {"raw": "50"}, ".raw"),
        (".score", {"raw": 50, "max": 49.98}, ".raw"),
        (".score", {"raw": 50, "min": 50.73}, ".raw"),
        (".score", {"min": 10, "max": 9.9}, ".max"),
        (".score", {"min": 10, "max": 9.9, "raw": 9.95}, ".max"),
        (".score", {"max": "one hundred"}, ".max"),
        (".score", {"max": "100"}, ".max"),
        (".score", {"min": {}}, ".min"),
        (".score", {"Raw": 1}, ".Raw"),
        (".score", {"extra": 1}, ".extra"),
        (".success", "true", ""),
        (".success", 1, ""),
        (".success", None, ""),
        (".completion", "false", ""),
        (".completion", 0, ""),
        (".completion", {}, ""),
        (".response", 1, ""),
        (".response", {}, ""),
        (".duration", 12345, ""),
        (".duration", {}, ""),
        (".extensions", 1, ""),
        (".extensions", [], ""),
        (".extensions", {"no scheme": 1}, ""),
        (".extra", 1, ""),
        (".Success", True, ""),
    ],
)
def test_2_4_5_a_result_of_the_wrong_form_is_refused(
    client: httpx.Client, place: str, path: str, value: object, at: str
) -> None:
    assert_refused(client, with_result(place, path, value), f"{place}result{path}{at}")


def test_2_2_numbers_keep_their_precision(client: httpx.Client) -> None:
    score = {"min": 0.12123434, "raw": 12.125, "max": 45.45}
    [own] = stored(client, statement(result={"score": score}))
    assert read(client, own)["result"]["score"] == score


@pytest.mark.parametrize("text", ["1e400", "-1e400", "NaN", "Infinity"])
def test_a_number_that_json_cannot_say_is_refused(client: httpx.Client, text: str) -> None:
    """RFC 8259, 6: JSON has no infinity, and what comes in must be given back as JSON."""
    body = (
        '{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"a:b"},"object":{"id":"a:c"},"result":{"score":{"raw":'
    )
    headers = {"Content-Type": "application/json"}
    assert client.post("statements", content=body + text + "}}}", headers=headers).status_code == 400


def test_2_3_1_a_duration_is_given_back_as_it_was_written(client: httpx.Client) -> None:
    [own] = stored(client, statement(result={"duration": "PT90M"}))
    assert read(client, own)["result"]["duration"] == "PT90M"

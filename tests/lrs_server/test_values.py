"""Times, durations, language tags, IRIs, UUIDs and extensions (Data, 4.0)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scormpack.statement_rules import parse_timestamp
from tests.lrs_server.statement_examples import assert_refused, changed, fresh_uuid, read, statement, stored

ZONE_EAST = "2026-02-03T06:35:06.789+02:30"
"""The same moment as 04:05:06.789 in UTC: 06:35 less two hours and a half."""


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-03T04:05:06Z",
        "2026-02-03T04:05:06.7Z",
        "2026-02-03T04:05:06.789Z",
        "2026-02-03T04:05:06.789123456Z",
        "2026-02-03T04:05:06+00:00",
        "2026-02-03T04:05:06-12:00",
        ZONE_EAST,
        "2024-02-29T04:05:06Z",
        "2026-02-03T04:05:06+0100",
        "2026-02-03T04:05:06+01",
    ],
)
def test_4_5_a_time_of_iso_8601_with_its_zone_is_stored(client: httpx.Client, text: str) -> None:
    [own] = stored(client, statement(timestamp=text))
    assert parse_timestamp(read(client, own)["timestamp"]) == parse_timestamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "should fail",
        "01/011/2015",
        "",
        "2026-02-03",
        "2026-02-03T04:05:06-00",
        "2026-02-03T04:05:06.601-0000",
        "2026-02-03T04:05:06.601-00:00",
        "2026-13-03T04:05:06Z",
        "2026-02-30T04:05:06Z",
        "2026-02-03T24:05:06Z",
        "2026-02-03T04:65:06Z",
        "2026-02-03T04:05:06+25:00",
        "2026-02-03T04:05:06Zulu",
        "2026-02-03T04:05:06Z\n",
        "٢٠٢٦-02-03T04:05:06Z",
        1770091506,
        {},
        [],
        True,
    ],
)
@pytest.mark.parametrize("name", ["timestamp", "stored"])
def test_4_5_another_time_is_refused(client: httpx.Client, text: object, name: str) -> None:
    assert_refused(client, changed(statement(), name, text), name)


def test_4_5_zones_are_reckoned() -> None:
    assert parse_timestamp(ZONE_EAST) == datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-02-03T04:05:06.789Z", "2026-02-03T04:05:06.123456Z"])
def test_4_5_milliseconds_are_kept(client: httpx.Client, text: str) -> None:
    [own] = stored(client, statement(timestamp=text))
    assert read(client, own)["timestamp"].startswith(text[:23])


def test_2_4_7_the_lrs_sets_a_time_that_lacks_to_that_of_storing(client: httpx.Client) -> None:
    [own] = stored(client, statement())
    found = read(client, own)
    assert found["timestamp"] == found["stored"]


def test_2_4_8_the_lrs_sets_the_time_of_storing_whatever_was_sent(client: httpx.Client) -> None:
    before = datetime.now(UTC)
    [own] = stored(client, statement(stored="2001-01-01T00:00:00Z"))
    moment = parse_timestamp(read(client, own)["stored"])
    assert moment is not None
    assert before - timedelta(milliseconds=1) <= moment <= datetime.now(UTC)


@pytest.mark.parametrize(
    "text",
    [
        "PT1H0M0.1S",
        "PT4H35M59.14S",
        "PT16559.14S",
        "P3Y1M29DT4H35M59.14S",
        "P3Y",
        "P4W",
        "PT0S",
        "P1D",
        "PT0,5S",
        "P0D",
    ],
)
def test_4_6_a_duration_of_iso_8601_is_stored(client: httpx.Client, text: str) -> None:
    stored(client, statement(result={"duration": text}))


@pytest.mark.parametrize(
    "text",
    [
        "should fail",
        "",
        "P",
        "PT",
        "P1DT",
        "1H",
        "PA1H0M0S",
        "PT1S1M",
        "P1M1Y",
        "PT1H ",
        "pt1h",
        "-PT1H",
        "PT-1H",
        "P1H",
        "PT1D",
        "PT.5S",
        "PT1H\n",
        "P4W1D",
        12345,
        {},
    ],
)
def test_4_6_another_duration_is_refused(client: httpx.Client, text: object) -> None:
    assert_refused(client, statement(result={"duration": text}), "result.duration")


@pytest.mark.parametrize(
    "tag",
    ["en", "en-US", "de-AT-1901", "zh-Hant-TW", "sr-Latn", "es-419", "sl-rozaj-biske", "x-own", "i-klingon", "und"],
)
def test_4_2_a_language_tag_of_rfc_5646_is_accepted(client: httpx.Client, tag: str) -> None:
    stored(client, changed(statement(), "verb.display", {tag: "x"}))


@pytest.mark.parametrize(
    "tag", ["a12345", "", "e", "en_US", "en-", "-en", "en--US", "en-US-", "englishlanguage", "en US"]
)
@pytest.mark.parametrize("path", ["verb.display", "object.definition.name", "object.definition.description"])
def test_4_2_another_language_tag_is_refused(client: httpx.Client, tag: str, path: str) -> None:
    assert_refused(client, changed(statement(), path, {tag: "x"}), path)


@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org",
        "https://example.org/ü/部分?q=1#f",
        "urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
        "tag:example.org,2026:part",
        "mailto:someone@example.org",
        "a:b",
    ],
)
def test_4_3_an_iri_with_a_scheme_is_stored_as_it_is(client: httpx.Client, iri: str) -> None:
    [own] = stored(client, statement(verb={"id": iri}, object={"id": iri}))
    found = read(client, own)
    assert (found["verb"]["id"], found["object"]["id"]) == (iri, iri)


@pytest.mark.parametrize(
    "iri", ["", "part", "/part", "//example.org", "1a:b", ":b", "a b:c", "http://a b", "http://<x>", "a:\x00", "a:b\n"]
)
@pytest.mark.parametrize("path", ["verb.id", "object.id", "object.definition.type", "object.definition.moreInfo"])
def test_4_3_another_iri_is_refused(client: httpx.Client, iri: str, path: str) -> None:
    assert_refused(client, changed(statement(), path, iri), path)


@pytest.mark.parametrize(
    "own",
    [
        12345,
        {},
        None,
        "",
        "AA97B177-9383-4934-8543-0F91A7A028368",
        "MA97B177-9383-4934-8543-0F91A7A02836",
        "aa97b17793834934854 30f91a7a02836",
        "{aa97b177-9383-4934-8543-0f91a7a02836}",
        "aa97b177-9383-4934-8543-0f91a7a02836\n",
    ],
)
@pytest.mark.parametrize("path", ["id", "context.registration"])
def test_4_4_another_uuid_is_refused(client: httpx.Client, own: object, path: str) -> None:
    assert_refused(client, changed(statement(), path, own), path)


def test_4_4_a_uuid_has_no_case(client: httpx.Client) -> None:
    own = fresh_uuid()
    stored(client, statement(id=own.upper()))
    assert read(client, own)["verb"] == read(client, own.upper())["verb"]


@pytest.mark.parametrize("path", ["result.extensions", "context.extensions", "object.definition.extensions"])
@pytest.mark.parametrize("value", [None, "", 0, False, [], {}, {"null": None, "deep": [{"": None}]}])
def test_4_1_an_extension_holds_any_json(client: httpx.Client, path: str, value: object) -> None:
    extensions = {"https://example.org/x": value}
    [own] = stored(client, changed(statement(), path, extensions))
    found = read(client, own)
    for name in path.split("."):
        found = found[name]
    assert found == extensions


def test_1_4_every_character_comes_back(client: httpx.Client) -> None:
    """Communication, 1.4: texts are UTF-8; NUL, the separators of JavaScript and what lies beyond 16 bits too."""
    texts = {"en": "a\x00b\u2028\u2029\ufeff", "de": "Größe", "zh": "𠜎𠜱", "ar": "مرحبا", "x-e": "👩‍👩‍👧"}
    [own] = stored(client, changed(statement(), "verb.display", texts))
    assert read(client, own)["verb"]["display"] == texts

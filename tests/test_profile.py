"""The published profile conforms to the Profiles specification, and says what statements look like."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld  # type: ignore[import-untyped]  # it has no types

from scormpack.load import load_course
from scormpack.xapi import terms
from scormpack.xapi.activities import activity_definitions
from scormpack.xapi.profile import EarlierVersion, profile
from tests.courses import REFERENCE, ROOT, SMALL, write_course
from tests.xapi.contexts import ACTIVITY, PROFILE, load
from tests.xapi.examples import COURSE, EXTENSIONS, PROFILE_VERSION

Json = dict[str, Any]

SCHEMA = Draft202012Validator(json.loads((ROOT / "tests" / "xapi" / "profile.schema.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Json:
    course = load_course(write_course(tmp_path_factory.mktemp("course"))).course
    assert course is not None
    return profile(course)


@pytest.fixture(scope="module")
def reference() -> Json:
    course = load_course(REFERENCE).course
    assert course is not None
    return profile(course)


@pytest.fixture(params=["small", "reference"])
def any_profile(request: pytest.FixtureRequest) -> Json:
    value: Json = request.getfixturevalue(request.param)
    return value


def members(value: Json) -> list[Json]:
    return [*value["concepts"], *value["templates"], *value["patterns"]]


# The document


def test_the_profile_has_the_properties_of_part_two(any_profile: Json) -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    assert [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(any_profile)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("conformsTo", ""),
        ("author", {"type": "Organization"}),
        ("versions", []),
        ("concepts__0__recommendedActivityTypes", ["http://adlnet.gov/expapi/activities/course"]),
        ("concepts__0__prefLabel", {}),
        ("templates__0__rules__0", {"location": "$.id"}),
        ("templates__0__objectStatementRefTemplate", [f"{PROFILE_VERSION}/templates/passed"]),
        ("patterns__0__zeroOrMore", f"{PROFILE_VERSION}/patterns/session"),
    ],
)
def test_the_schema_of_part_two_refuses_what_it_forbids(path: str, value: object, small: Json) -> None:
    broken: Any = copy.deepcopy(small)
    *way, last = path.split("__")
    place = broken
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    assert list(SCHEMA.iter_errors(broken))


def test_no_value_is_empty_or_null(any_profile: Json) -> None:
    """Part Two, 4.0."""

    def empty(value: object) -> Iterator[object]:
        if value is None or value in ({}, [], ""):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from empty(inner)

    assert list(empty(any_profile)) == []


def test_every_property_is_an_iri_in_json_ld_and_none_is_lost(any_profile: Json) -> None:
    """Part Two, 2.0: a profile is what JSON-LD compacts its own meaning to."""
    options = {"documentLoader": load}
    for concept in any_profile["concepts"]:
        if concept["type"] == "Activity":
            definition = concept["activityDefinition"]
            expanded = jsonld.expand(definition, options)
            assert jsonld.compact(expanded, ACTIVITY, options) == definition
    # JSON-LD compacts with one context; a definition has its own.
    plain = {**any_profile, "concepts": [{**one} for one in any_profile["concepts"]]}
    for concept in plain["concepts"]:
        concept.pop("activityDefinition", None)
    assert jsonld.compact(jsonld.expand(plain, options), PROFILE, options) == plain


def test_a_choices_id_is_the_authors_and_no_iri_in_json_ld(small: Json) -> None:
    (expanded,) = jsonld.expand(small, {"documentLoader": load})
    text = json.dumps(expanded)
    assert '"https://w3id.org/xapi/ontology#interactionId": [{"@value": "four"}]' in text


def test_all_ids_differ(any_profile: Json) -> None:
    ids = [any_profile["id"], *(one["id"] for one in any_profile["versions"] + members(any_profile))]
    assert [iri for iri, times in Counter(ids).items() if times > 1] == []


def test_everything_is_in_the_scheme_of_this_version(small: Json) -> None:
    assert {one["inScheme"] for one in members(small)} == {PROFILE_VERSION}
    assert small["versions"] == [{"id": PROFILE_VERSION, "generatedAtTime": "1980-01-01T00:00:00Z"}]


def test_a_later_version_is_a_revision_of_the_newest_before_it(tmp_path: Path) -> None:
    """Part Two, 6.1: wasRevisionOf must be used with all versions that succeed others."""
    course = load_course(write_course(tmp_path, SMALL.replace("version: 1.0.0", "version: 1.2.0"))).course
    assert course is not None
    first = EarlierVersion(f"{COURSE}/xapi/profile/1.0.0", "2026-09-01T00:00:00Z")
    second = EarlierVersion(f"{COURSE}/xapi/profile/1.1.0", "2026-10-01T00:00:00Z", (first.iri,))
    assert profile(course, "2026-11-23T00:00:00Z", (second, first))["versions"] == [
        {
            "id": f"{COURSE}/xapi/profile/1.2.0",
            "wasRevisionOf": [f"{COURSE}/xapi/profile/1.1.0"],
            "generatedAtTime": "2026-11-23T00:00:00Z",
        },
        {
            "id": f"{COURSE}/xapi/profile/1.1.0",
            "wasRevisionOf": [f"{COURSE}/xapi/profile/1.0.0"],
            "generatedAtTime": "2026-10-01T00:00:00Z",
        },
        {"id": f"{COURSE}/xapi/profile/1.0.0", "generatedAtTime": "2026-09-01T00:00:00Z"},
    ]


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://courses.example.org:8443/small", "courses.example.org:8443"),
        ("urn:example:small", "urn:example:small"),
    ],
)
def test_the_author_is_whoever_has_the_iris_host(iri: str, name: str, tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path, SMALL.replace(COURSE, iri))).course
    assert course is not None
    assert profile(course)["author"] == {"type": "Organization", "name": name}


# Concepts


def test_the_concepts_are_our_extensions_and_every_activity(small: Json, tmp_path: Path) -> None:
    """Part Two, 7.0: what another profile defines, such as verbs, is not defined again."""
    assert Counter(concept["type"] for concept in small["concepts"]) == {
        "ContextExtension": 1,
        "ResultExtension": 8,
        "Activity": 6,
    }
    course = load_course(write_course(tmp_path)).course
    assert course is not None
    activities = {one["id"]: one["activityDefinition"] for one in small["concepts"] if one["type"] == "Activity"}
    context = {"@context": "https://w3id.org/xapi/profiles/activity-context"}
    assert activities == {iri: context | definition for iri, definition in activity_definitions(course).items()}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("attempt", [1, 15], [0, 1.5, "1", None]),
        ("exchange", [1], [0, "1"]),
        ("turn-characters", [0, 900], [-1, 0.5]),
        ("reply-characters", [0, 900], [-1, 0.5]),
        ("latency", [0, 0.25, 12], [-0.1, "PT1S"]),
        ("turn", ["", "Hello"], [1, None]),
        ("reply", ["", "Hello"], [1, None]),
        ("way", ["assistant", "reflection", "scripted", "waived"], ["", "teacher", 1]),
        ("answered-by", ["assistant", "script"], ["", "scripted", 1]),
    ],
)
def test_an_extensions_schema_takes_its_values_and_no_other(
    name: str, good: list[object], bad: list[object], small: Json
) -> None:
    (concept,) = [one for one in small["concepts"] if one["id"] == f"{EXTENSIONS}/{name}"]
    schema = json.loads(concept["inlineSchema"])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert [value for value in good if not validator.is_valid(value)] == []
    assert [value for value in bad if validator.is_valid(value)] == []


def test_every_extension_has_its_own_cases() -> None:
    (cases,) = [mark.args[1] for mark in test_an_extensions_schema_takes_its_values_and_no_other.pytestmark]  # type: ignore[attr-defined]
    assert {case[0] for case in cases} == set(terms.EXTENSIONS)

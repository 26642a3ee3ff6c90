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
from pyld import jsonld

from scormpack.load import load_course
from scormpack.xapi import terms
from scormpack.xapi.activities import activity_definitions
from scormpack.xapi.profile import EarlierVersion, profile
from tests.courses import REFERENCE, ROOT, SMALL, write_course
from tests.xapi.contexts import ACTIVITY, PROFILE, load
from tests.xapi.examples import COURSE, EXAMPLES, EXTENSIONS, PROFILE_VERSION, example
from tests.xapi.jsonpath import values_at
from tests.xapi.profile_patterns import followed_patterns
from tests.xapi.profile_rules import faults, follows_rule, matching_templates

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
    ((expanded,)) = jsonld.expand(small, {"documentLoader": load})
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
        "ResultExtension": 7,
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
        ("way", ["assistant", "reflection"], ["", "teacher", 1]),
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


# Templates


def test_every_verb_of_ours_has_a_template_and_no_other_has(small: Json) -> None:
    assert {one["verb"] for one in small["templates"]} == {verb.iri for verb in terms.VERBS.values()}


def test_every_location_is_a_jsonpath_that_the_specification_allows(any_profile: Json) -> None:
    for template in any_profile["templates"]:
        for rule in template["rules"]:
            values_at({}, rule["location"])


def test_there_is_an_example_for_every_template(small: Json) -> None:
    assert [template["id"].rpartition("/")[2] for template in small["templates"]] == list(
        {**dict.fromkeys(EXAMPLES), "failed": 0}
    ) or {template["id"].rpartition("/")[2] for template in small["templates"]} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_statement_of_each_kind_matches_its_template_alone_and_breaks_no_rule(name: str, small: Json) -> None:
    assert [one["id"].rpartition("/")[2] for one in matching_templates(small, EXAMPLES[name])] == [name]
    assert faults(small, EXAMPLES[name]) == []


ATTEMPT = f"{EXTENSIONS}/attempt"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
OLD = {"id": f"{COURSE}/xapi/profile/0.9.0", "definition": {"type": f"{terms.ADL}/activities/profile"}}

BROKEN = {
    "another verb": example("initialized", verb__id=f"{terms.ADL}/verbs/launched"),
    "no category": example("initialized", context__contextActivities=None),
    "the category of another version": example("initialized", context__contextActivities__category=[OLD]),
    "no language": example("initialized", context__language=None),
    "no revision": example("terminated", context__revision=None),
    "no timestamp": example("experienced", timestamp=None),
    "a score where nothing is judged": example("suspended", result={"score": {"scaled": 1}}),
    "a part without its module": example("experienced", context__contextActivities__parent=None),
    "a part outside the course": example("experienced", context__contextActivities__grouping=[{"id": "urn:other"}]),
    "an answer without a response": example("answered", result__response=None),
    "an answer neither right nor wrong": example("answered", result__success=None),
    "half an answer": example("answered", result__score__scaled=0.5),
    "an answer of negative points": example("answered", result__score__min=-1),
    "an answer without its attempt": example("answered", context__extensions=None),
    "an attempt 0": example("answered", context__extensions={ATTEMPT: 0}),
    "an attempt in words": example("assessment-passed", context__extensions={ATTEMPT: "1"}),
    "an attempt in the result": example("answered", result__extensions={ATTEMPT: 1}),
    "a pass without success": example("assessment-passed", result__success=False),
    "a pass in points alone": example("assessment-passed", result__score__scaled=None),
    "a failure that succeeds": example("assessment-failed", result__success=True),
    "an exchange without its number": example("interacted", result__extensions={f"{EXTENSIONS}/latency": 1}),
    "an extension that nobody described": example("terminated", context__extensions={f"{EXTENSIONS}/mood": 1}),
    "an extension of another verb": example("terminated", result__extensions={f"{EXTENSIONS}/latency": 1}),
    "a lab done in no way that there is": example("lab-completed", result__extensions={f"{EXTENSIONS}/way": "x"}),
    "progress without a percentage": example("progressed", result__extensions={"urn:other": 1}),
    "a completion that is none": example("completed", result__completion=False),
    "a completion with 1 for true": example("completed", result__completion=1),
    "a completion with a score": example("completed", result__score={"scaled": 1}),
    "a pass of the course with points": example("passed", result__score__raw=1),
    "a pass of the course that completes it": example("passed", result__completion=True),
    "an end without a duration": example("terminated", result__duration=None),
    "an object without a definition": example("answered", object__definition=None),
    "an object of another name": example("experienced", object__definition__name={"en": "Goodbye"}),
    "a key with other right answers": example("answered", object__definition__correctResponsesPattern=["three"]),
    "an object that the course does not have": example("experienced", object__id=f"{COURSE}/appendix"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_statement_is_refused_that_has(what: str, small: Json) -> None:
    assert len(faults(small, BROKEN[what])) >= 1


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind != "interacted"])
def test_any_statement_may_come_without_a_registration(kind: str, small: Json) -> None:
    assert faults(small, example(kind, context__registration=None)) == []


def test_a_transcript_is_allowed_and_not_asked(small: Json) -> None:
    said = {f"{EXTENSIONS}/turn": "Why?", f"{EXTENSIONS}/reply": "Count."}
    extensions = EXAMPLES["interacted"]["result"]["extensions"]
    assert faults(small, example("interacted", result__extensions={**extensions, **said})) == []


def test_the_course_may_have_the_launchs_id_where_its_own_iri_is_a_grouping(small: Json) -> None:
    there = example("completed", object__id="https://lms.example.org/activity/17")
    assert len(faults(small, there)) == 1
    there["context"]["contextActivities"]["grouping"] = [{"id": COURSE}]
    assert faults(small, there) == []


def test_what_an_lms_puts_into_the_context_does_no_harm(small: Json) -> None:
    """cmi5, 9.6.3: categories of its own, and the session's id."""
    statement = example("passed")
    statement["context"]["contextActivities"]["category"] += [
        {"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"},
        {"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"},
    ]
    statement["context"]["extensions"] = {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "s1"}
    assert faults(small, statement) == []


def test_a_lone_context_activity_counts_as_an_array_of_one(small: Json) -> None:
    """Part Two, 8.1, and Data, 4.1.6.2: it is normalised before rules are applied."""
    (category,) = EXAMPLES["initialized"]["context"]["contextActivities"]["category"]
    assert faults(small, example("initialized", context__contextActivities__category=category)) == []


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({"location": "$.a[*]", "any": [1]}, True),
        ({"location": "$.a[*]", "all": [1]}, False),
        ({"location": "$.a[*]", "none": [3]}, True),
        ({"location": "$.a[*]", "none": [2]}, False),
        ({"location": "$.c", "any": [1]}, False),
        ({"location": "$.c", "any": [1], "presence": "recommended"}, True),
        ({"location": "$.c", "presence": "excluded"}, True),
        ({"location": "$.b[*]", "selector": "$.x", "all": [1]}, False),
        ({"location": "$.b[*]", "selector": "$.x", "any": [1]}, True),
        ({"location": "$.b[*]", "selector": "$.x", "presence": "included"}, False),
        ({"location": "$.b[*]", "selector": "$.z", "presence": "excluded"}, True),
        ({"location": "$.a[0] | $['a', 'b'][1]", "all": [1, 2, {"y": 2}]}, True),
    ],
)
def test_a_rule_is_followed_as_part_three_says(rule: Json, kept: bool) -> None:  # noqa: FBT001
    """Part Three, 2.1: what a selector does not find is unmatchable, so `all` and `included` fail on it."""
    assert follows_rule({"a": [1, 2], "b": [{"x": 1}, {"y": 2}]}, rule) is kept


# Patterns


def references(pattern: Json) -> list[str]:
    found: list[str] = []
    for how in ("alternates", "sequence"):
        found += pattern.get(how, [])
    return found + [pattern[how] for how in ("optional", "oneOrMore", "zeroOrMore") if how in pattern]


def test_patterns_are_made_of_templates_and_patterns_of_the_profile_and_never_of_themselves(small: Json) -> None:
    patterns = {one["id"]: one for one in small["patterns"]}
    templates = {one["id"] for one in small["templates"]}

    def depth(iri: str, above: tuple[str, ...] = ()) -> int:
        assert iri not in above
        assert iri in patterns or iri in templates
        return 1 + max((depth(inner, (*above, iri)) for inner in references(patterns.get(iri, {}))), default=0)

    assert [depth(iri) for iri in patterns]
    used = {inner for one in patterns.values() for inner in references(one)}
    assert {iri for iri, one in patterns.items() if iri not in used and not one.get("primary")} == set()


def test_nothing_that_may_be_absent_is_an_alternative(small: Json) -> None:
    """Part Two, 9.0."""
    patterns = {one["id"]: one for one in small["patterns"]}
    alternatives = [iri for one in patterns.values() for iri in one.get("alternates", [])]
    assert [iri for iri in alternatives if {"optional", "zeroOrMore"} & set(patterns.get(iri, {}))] == []


def registration(*names: str) -> list[Json]:
    return [example(name, timestamp=f"2026-11-23T10:{minute:02}:00.000Z") for minute, name in enumerate(names)]


BOTH = ["sessions", "overlapping-sessions"]
FIRST = ("initialized", "experienced", "answered", "assessment-failed", "progressed", "suspended", "terminated")
SECOND = ("initialized", "resumed", "assessment-passed", "lab-completed", "completed", "passed", "terminated")


@pytest.mark.parametrize(
    ("names", "followed"),
    [
        (FIRST, BOTH),
        ((*FIRST, *SECOND), BOTH),
        (("initialized", "terminated"), BOTH),
        (("initialized", "experienced"), BOTH),
        (("initialized", "experienced", *SECOND), BOTH),
        (("initialized", "initialized", "resumed", "suspended", "answered", "terminated"), ["overlapping-sessions"]),
        (("experienced", "terminated"), []),
        (("resumed", "initialized"), []),
        (("initialized", "terminated", "experienced"), ["overlapping-sessions"]),
        ((), []),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_registrations_statements_follow(names: tuple[str, ...], followed: list[str], small: Json) -> None:
    assert followed_patterns(small, registration(*names)) == followed


def test_the_order_is_that_of_the_timestamps(small: Json) -> None:
    """Part Three, 2.2."""
    assert followed_patterns(small, registration(*FIRST)[::-1]) == BOTH


def test_an_apostrophe_in_the_courses_iri_breaks_no_rule(tmp_path: Path) -> None:
    iri = "https://courses.example.org/o'neill"
    course = load_course(write_course(tmp_path, SMALL.replace(COURSE, iri))).course
    assert course is not None
    statement = json.loads(json.dumps(EXAMPLES["answered"]).replace(COURSE, iri))
    assert faults(profile(course), statement) == []

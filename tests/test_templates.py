"""What the profile's templates and patterns say of statements, tried on statements written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scormpack.load import load_course
from scormpack.xapi import terms
from scormpack.xapi.profile import profile
from tests.courses import SMALL, write_course
from tests.xapi.examples import COURSE, EXAMPLES, EXTENSIONS, example
from tests.xapi.jsonpath import values_at
from tests.xapi.profile_patterns import followed_patterns
from tests.xapi.profile_rules import faults, follows_rule, matching_templates

Json = dict[str, Any]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Json:
    course = load_course(write_course(tmp_path_factory.mktemp("course"))).course
    assert course is not None
    return profile(course)


def test_every_verb_of_ours_has_a_template_and_no_other_has(small: Json) -> None:
    assert {one["verb"] for one in small["templates"]} == {verb.iri for verb in terms.VERBS.values()}


def test_every_location_is_a_jsonpath_that_the_specification_allows(small: Json) -> None:
    for template in small["templates"]:
        for rule in template["rules"]:
            values_at({}, rule["location"])


def test_there_is_an_example_for_every_template(small: Json) -> None:
    assert {template["id"].rpartition("/")[2] for template in small["templates"]} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_statement_of_each_kind_matches_its_template_alone_and_breaks_no_rule(name: str, small: Json) -> None:
    assert [one["id"].rpartition("/")[2] for one in matching_templates(small, EXAMPLES[name])] == [name]
    assert faults(small, EXAMPLES[name]) == []


ATTEMPT = f"{EXTENSIONS}/attempt"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
OLD = {"id": f"{COURSE}/xapi/profile/0.9.0", "definition": {"type": f"{terms.ADL}/activities/profile"}}

TALK = EXAMPLES["interacted"]["result"]["extensions"]
UNNUMBERED = {iri: value for iri, value in TALK.items() if iri != f"{EXTENSIONS}/exchange"}

BROKEN: dict[str, tuple[list[str], Json]] = {
    "another verb": (["no template"], example("initialized", verb__id=f"{terms.ADL}/verbs/launched")),
    "no category": (["no template"], example("initialized", context__contextActivities=None)),
    "the category of another version": (
        ["category[*].id"],
        example("initialized", context__contextActivities__category=[OLD]),
    ),
    "no language": (["$.context.language"], example("initialized", context__language=None)),
    "no revision": (["$.context.revision"], example("terminated", context__revision=None)),
    "no platform": (["$.context.platform"], example("resumed", context__platform=None)),
    "no timestamp": (["$.timestamp"], example("experienced", timestamp=None)),
    "a score where nothing is judged": (["$.result.score"], example("suspended", result={"score": {"scaled": 1}})),
    "a part without its module": (["parent[*]"], example("experienced", context__contextActivities__parent=None)),
    "a part outside the course": (
        ["grouping[*]"],
        example("experienced", context__contextActivities__grouping=[{"id": "urn:other"}]),
    ),
    "an answer without a response": (["$.result.response"], example("answered", result__response=None)),
    "an answer that completes something": (["$.result.completion"], example("answered", result__completion=True)),
    "a least score above nothing": (["$.result.score.min"], example("answered", result__score__min=1)),
    "an answer of no attempt": (["extensions"], example("answered", context__extensions=None)),
    "an answer of negative points": (["$.result.score.min"], example("answered", result__score__min=-1)),
    "an answer without its attempt": (["extensions/attempt"], example("answered", context__extensions=None)),
    "an attempt 0": (["minimum of 1"], example("answered", context__extensions={ATTEMPT: 0})),
    "an attempt in words": (["'integer'"], example("assessment-passed", context__extensions={ATTEMPT: "1"})),
    "an attempt in the result": (["stands in result"], example("answered", result__extensions={ATTEMPT: 1})),
    "a pass without success": (["$.result.success"], example("assessment-passed", result__success=False)),
    "an attempt that is not over": (["$.result.completion"], example("assessment-failed", result__completion=None)),
    "a module on the screen": (
        ["$.object.definition.type", "another definition"],
        example("experienced", object__definition__type=f"{terms.ADL}/activities/module"),
    ),
    "a pass in points alone": (["$.result.score.scaled"], example("assessment-passed", result__score__scaled=None)),
    "a failure that succeeds": (["$.result.success"], example("assessment-failed", result__success=True)),
    "an exchange without its number": (
        ["extensions/exchange"],
        example("interacted", result__extensions=UNNUMBERED),
    ),
    "an extension that nobody described": (
        ["no extension"],
        example("terminated", context__extensions={f"{EXTENSIONS}/mood": 1}),
    ),
    "an extension of another verb": (
        ["does not go with"],
        example("terminated", result__extensions={f"{EXTENSIONS}/latency": 1}),
    ),
    "a lab done in no way that there is": (
        ["$.result.extensions", "'x' is not one of"],
        example("lab-completed", result__extensions={f"{EXTENSIONS}/way": "x"}),
    ),
    "progress without a percentage": (
        ["extensions/progress"],
        example("progressed", result__extensions={"urn:other": 1}),
    ),
    "progress beyond the whole": (["maximum of 100"], example("progressed", result__extensions={PROGRESS: 101})),
    "a completion that is none": (["$.result.completion"], example("completed", result__completion=False)),
    "a completion with 1 for true": (["$.result.completion"], example("completed", result__completion=1)),
    "a completion with a score": (["$.result.score"], example("completed", result__score={"scaled": 1})),
    "a pass of the course with points": (["$.result.score.raw"], example("passed", result__score__raw=1)),
    "a pass of the course that completes it": (["$.result.completion"], example("passed", result__completion=True)),
    "an end without a duration": (["$.result.duration"], example("terminated", result__duration=None)),
    "an object without a definition": (
        ["no template", "without its definition"],
        example("answered", object__definition=None),
    ),
    "an object of another name": (
        ["another definition"],
        example("experienced", object__definition__name={"en": "Goodbye"}),
    ),
    "a key with other right answers": (
        ["another definition"],
        example("answered", object__definition__correctResponsesPattern=["three"]),
    ),
    "an object that the course does not have": (
        ["no activity"],
        example("experienced", object__id=f"{COURSE}/appendix"),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_statement_is_refused_for_nothing_else_than(what: str, small: Json) -> None:
    expected, statement = BROKEN[what]
    found = faults(small, statement)
    assert len(found) == len(expected), found
    assert [words for words, fault in zip(expected, found, strict=True) if words not in fault] == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_any_statement_may_come_without_a_registration(kind: str, small: Json) -> None:
    assert faults(small, example(kind, context__registration=None)) == []


def test_a_transcript_is_allowed_and_not_asked(small: Json) -> None:
    said = {f"{EXTENSIONS}/turn": "Why?", f"{EXTENSIONS}/reply": "Count."}
    assert faults(small, example("interacted", result__extensions={**TALK, **said})) == []


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
    """Part Two, 8.1, and Data, 2.4.6.2: it is normalised before rules are applied."""
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

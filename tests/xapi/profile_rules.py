"""A statement held against a profile, as the specification says it is done (xAPI Profiles, Part Three, 2.1).

`faults` asks more than that algorithm, for it judges statements of our own: each must match a template, must be
about an activity of the profile under that activity's own definition, and may have no extension of ours that the
profile does not have.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.xapi.jsonpath import values_at

Json = dict[str, Any]

PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
PERCENTAGE = {"type": "integer", "minimum": 0, "maximum": 100}
"""cmi5, 9.5.5.1. The profile leaves this extension to that of cmi5, which defines it."""

UNMATCHABLE = object()
"""What a selector finds where it finds nothing."""

DETERMINING = {
    "contextGroupingActivityType": "grouping",
    "contextParentActivityType": "parent",
    "contextOtherActivityType": "other",
    "contextCategoryActivityType": "category",
}
PLACES = {"ContextExtension": "context", "ResultExtension": "result", "ActivityExtension": "definition"}


def faults(profile: Json, statement: Json) -> list[str]:
    """What is wrong with a statement that names this profile; empty where nothing is."""
    statement = normalised(statement)
    found: list[str] = []
    templates = matching_templates(profile, statement)
    if not templates:
        found.append(f"no template of the profile matches {_verb(statement)} {_type(statement)}")
    for template in templates:
        found += [f"{template['id']}: {broken}" for broken in broken_rules(template, statement)]
    return [*found, *_extension_faults(profile, statement), *_object_faults(profile, statement)]


def normalised(statement: Json) -> Json:
    """A copy with each lone context activity as an array of one (xAPI 1.0.3 Data, 2.4.6.2)."""
    statement = copy.deepcopy(statement)
    activities = statement.get("context", {}).get("contextActivities", {})
    for role, value in activities.items():
        activities[role] = value if isinstance(value, list) else [value]
    return statement


def matching_templates(profile: Json, statement: Json) -> list[Json]:
    """The templates whose determining properties the statement has (8.0)."""
    return [template for template in profile["templates"] if _determined(template, normalised(statement))]


def _determined(template: Json, statement: Json) -> bool:
    if template.get("verb", _verb(statement)) != _verb(statement):
        return False
    if template.get("objectActivityType", _type(statement)) != _type(statement):
        return False
    for determining, role in DETERMINING.items():
        types = values_at(statement, f"$.context.contextActivities.{role}[*].definition.type")
        if not set(template.get(determining, ())) <= set(types):
            return False
    return "attachmentUsageType" not in template


def broken_rules(template: Json, statement: Json) -> list[str]:
    """The rules of a template that a statement breaks."""
    statement = normalised(statement)
    return [json.dumps(rule) for rule in template.get("rules", ()) if not follows_rule(statement, rule)]


def follows_rule(statement: Json, rule: Json) -> bool:
    """The function of the same name in Part Three, 2.1."""
    values = values_at(statement, rule["location"])
    if "selector" in rule:
        values = [found for value in values for found in values_at(value, rule["selector"]) or [UNMATCHABLE]]
    matchable = [value for value in values if value is not UNMATCHABLE]
    presence = rule.get("presence")
    if presence == "included" and (not values or len(matchable) < len(values)):
        return False
    if presence == "excluded" and matchable:
        return False
    if presence == "recommended" and not values:
        return True
    return (
        ("any" not in rule or any(_among(value, rule["any"]) for value in matchable))
        and ("all" not in rule or all(_among(value, rule["all"]) for value in values))
        and ("none" not in rule or not any(_among(value, rule["none"]) for value in matchable))
    )


def _among(value: object, allowed: list[object]) -> bool:
    """Equal as JSON: 1 is 1.0, and is not true."""
    return any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in allowed)


def _extension_faults(profile: Json, statement: Json) -> Iterator[str]:
    for value in values_at(statement, f"$.result.extensions['{PROGRESS}']"):
        yield from _misfits(PROGRESS, PERCENTAGE, value)
    known = {concept["id"]: concept for concept in profile["concepts"] if concept["type"] in PLACES}
    ours = f"{profile['id'].removesuffix('/profile')}/"
    for place, extensions in {
        "context": statement.get("context", {}).get("extensions", {}),
        "result": statement.get("result", {}).get("extensions", {}),
        "definition": statement["object"].get("definition", {}).get("extensions", {}),
    }.items():
        for iri, value in extensions.items():
            concept = known.get(iri)
            if concept is None:
                if iri.startswith(ours):
                    yield f"the profile has no extension {iri}"
                continue
            if PLACES[concept["type"]] != place:
                yield f"{iri} stands in {place}, and is a {concept['type']} (7.2)"
            if _verb(statement) not in concept.get("recommendedVerbs", [_verb(statement)]):
                yield f"{iri} does not go with {_verb(statement)}"
            yield from _misfits(iri, json.loads(concept.get("inlineSchema", "{}")), value)


def _misfits(iri: str, schema: Json, value: object) -> Iterator[str]:
    for error in Draft202012Validator(schema).iter_errors(value):
        yield f"{iri}: {error.message}"


def _object_faults(profile: Json, statement: Json) -> Iterator[str]:
    """7.4: a definition is as in the profile. A launch may give the course another id; then its IRI is a grouping."""
    definitions = {
        concept["id"]: {name: value for name, value in concept["activityDefinition"].items() if name != "@context"}
        for concept in profile["concepts"]
        if concept["type"] == "Activity"
    }
    course = profile["id"].removesuffix("/xapi/profile")
    said = statement["object"]
    iri = said["id"]
    if iri not in definitions:
        if iri.startswith(f"{course}/") or course not in values_at(
            statement, "$.context.contextActivities.grouping[*].id"
        ):
            yield f"{iri} is no activity of the profile"
            return
        iri = course
    if "definition" not in said:
        yield f"{said['id']} comes without its definition"
    elif said["definition"] != definitions[iri]:
        yield f"{said['id']} has another definition than in the profile"


def _verb(statement: Json) -> object:
    return statement["verb"]["id"]


def _type(statement: Json) -> object:
    return statement["object"].get("definition", {}).get("type")

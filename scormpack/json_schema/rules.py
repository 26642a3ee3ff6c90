"""Completion rules as JSON Schema: all that `scormpack.load.rules` reads, in one definition.

A rule is one field or a list of rules, and the types stand beside each other instead of in a ``oneOf``: a mistake is then told
where it is, and not once for each rule that was not meant.
"""

from __future__ import annotations

from scormpack.json_schema.forms import Schema, identifier, length_of_time, list_form, ref
from scormpack.json_schema.words import about, words
from scormpack.load.rules import GROUPS, OPERATORS


def rule_definitions() -> dict[str, Schema]:
    """``rule``, and ``parts``: the parts that a rule speaks of."""
    return {"rule": _rule(), "parts": _parts()}


def _rule() -> Schema:
    fields = {name: _described("rule", name, _operator(name)) for name in OPERATORS}
    return {
        "description": about("rule"),
        "type": ["object", "array"],
        "properties": fields,
        "additionalProperties": False,
        # Apart from the fields: where an editor has begun a second field, it would propose none.
        "allOf": [{"minProperties": 1, "maxProperties": 1}],
        "items": ref("rule"),
        "minItems": 1,
    }


def _operator(name: str) -> Schema:
    if name in ("all", "any"):
        return list_form(ref("rule"), {"min": 1}).told
    if name == "at_least":
        return _both({"count": {"type": "integer", "minimum": 1}, "of": ref("rule")}, name)
    if name == "score_at_least":
        return _both({"of": ref("parts"), "score": {"type": "number", "minimum": 0, "maximum": 1}}, name)
    return length_of_time().told if name == "time_spent" else ref("parts")


def _both(fields: dict[str, Schema], name: str) -> Schema:
    """A mapping with each of these fields."""
    described = {field: _described(name, field, schema) for field, schema in fields.items()}
    return {"type": "object", "properties": described, "required": list(fields), "additionalProperties": False}


def _parts() -> Schema:
    """An id or a group, or a list of both; groups look like ids."""
    message = "This must be the id of a part or a group, or a list of them."
    one = {**identifier(), "examples": [*GROUPS, "parts"], "errorMessage": message}
    several = {"type": "array", "items": one, "minItems": 1, "errorMessage": message}
    return {"description": about("parts"), "anyOf": [one, several]}


def _described(holder: str, name: str, schema: Schema) -> Schema:
    said = words(holder, name)
    return {"description": said.says, **schema, "examples": said.examples}

"""Whether two statements of one id are the same statement (2.3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scormpack.statement_rules.values import parse_timestamp

_ASSIGNED = ("id", "stored", "authority", "version")


def same_statement(sent: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """True where they differ in nothing but what 2.3.1 excepts; both are valid statements.

    Excepted are what an LRS assigns, activities' definitions, a verb's display, the zone of a time, the order of a
    group's members, and the case of what has no case. A duration is text: ``PT60S`` is not ``PT1M``.
    """
    ours, theirs = _essence(sent), _essence(held)
    if "timestamp" not in ours:
        theirs.pop("timestamp", None)
    return ours == theirs


def _essence(statement: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in statement.items() if name not in _ASSIGNED}
    kept["actor"] = _actor(statement["actor"])
    kept["verb"] = statement["verb"]["id"]
    kept["object"] = _object(statement["object"])
    if "context" in kept:
        kept["context"] = _context(statement["context"])
    if "timestamp" in kept:
        kept["timestamp"] = parse_timestamp(statement["timestamp"])
    if "result" in kept:
        kept["result"] = _typed(statement["result"])
    return kept


def _object(value: Mapping[str, Any]) -> Any:
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        return value["id"]
    if kind == "StatementRef":
        return kind, value["id"].lower()
    return (kind, _essence(value)) if kind == "SubStatement" else _actor(value)


def _actor(value: Mapping[str, Any]) -> dict[str, Any]:
    actor = {"objectType": "Agent", **value}
    if "mbox" in actor:
        name, _, domain = actor["mbox"].rpartition("@")
        actor["mbox"] = f"{name}@{domain.lower()}"
    if "mbox_sha1sum" in actor:
        actor["mbox_sha1sum"] = actor["mbox_sha1sum"].lower()
    if "member" in actor:
        actor["member"] = sorted((_actor(member) for member in actor["member"]), key=repr)
    return actor


def _context(value: Mapping[str, Any]) -> dict[str, Any]:
    context = {name: _typed(inner) for name, inner in value.items()}
    for name in ("instructor", "team"):
        if name in context:
            context[name] = _actor(value[name])
    if "registration" in context:
        context["registration"] = context["registration"].lower()
    if "statement" in context:
        context["statement"] = _object(context["statement"])
    if "contextActivities" in context:
        context["contextActivities"] = {
            name: [_object(one) for one in (held if isinstance(held, list) else [held])]
            for name, held in value["contextActivities"].items()
        }
    return context


def _typed(value: Any) -> Any:
    """The same value where true is not 1: for Python they are equal, for JSON they are not."""
    if isinstance(value, bool):
        return "true or false", value
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _typed(inner) for name, inner in value.items()}
    return value

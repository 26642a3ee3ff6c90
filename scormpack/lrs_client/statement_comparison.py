"""Whether two statements are the same one (xAPI Data, 2.3.1: what is compared, and what is left out)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from scormpack.lrs_client.pages import parse_timestamp, timestamp

_SET_BY_THE_LRS = frozenset({"id", "stored", "authority", "version"})


def same_statement(sent: dict[str, Any], held: dict[str, Any]) -> bool:
    """True when the LRS holds what was sent. What the LRS may add or write otherwise makes no difference.

    That is: id, authority, stored, version; timestamp where none was sent, and its zone; a verb's display; activities'
    definitions; the order of a group's members; one activity instead of a list of one; digits beyond a 32-bit float
    (xAPI Data, 2.2). A duration is text: `PT60S` is not `PT1M`.
    """
    ours, theirs = _essence(sent), _essence(held)
    if "timestamp" not in ours:
        theirs.pop("timestamp", None)
    return _text(ours) == _text(theirs)


def _essence(statement: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in statement.items() if name not in _SET_BY_THE_LRS}
    for name, reading in (
        ("actor", _agent),
        ("verb", _verb),
        ("object", _object),
        ("context", _context),
        ("timestamp", _moment),
    ):
        if name in kept:
            kept[name] = reading(kept[name])
    return kept


def _object(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    match value.get("objectType", "Activity"):
        case "Activity":
            return _activity(value)
        case "SubStatement":
            return _essence(value)
        case "StatementRef":
            return _reference(value)
        case _:
            return _agent(value)


def _activity(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {"objectType": "Activity"} | {name: inner for name, inner in value.items() if name != "definition"}


def _verb(value: Any) -> Any:
    return {"id": value.get("id")} if isinstance(value, dict) else value


def _reference(value: Any) -> Any:
    return {**value, "id": str(value.get("id")).lower()} if isinstance(value, dict) else value


def _agent(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    agent: dict[str, Any] = {"objectType": "Agent", **value}
    if isinstance(agent.get("mbox"), str):
        # The part behind the @ is the same in any case (xAPI Data, 2.3.1).
        name, at, domain = agent["mbox"].rpartition("@")
        agent["mbox"] = name + at + domain.lower()
    if isinstance(agent.get("member"), list):
        agent["member"] = _unordered(_agent(member) for member in agent["member"])
    return agent


def _context(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    context = dict(value)
    for name in ("instructor", "team"):
        if name in context:
            context[name] = _agent(context[name])
    if "statement" in context:
        context["statement"] = _reference(context["statement"])
    if isinstance(context.get("registration"), str):
        context["registration"] = context["registration"].lower()
    if isinstance(context.get("contextActivities"), dict):
        context["contextActivities"] = {
            kind: [_activity(one) for one in (held if isinstance(held, list) else [held])]
            for kind, held in context["contextActivities"].items()
        }
    return context


def _moment(value: Any) -> Any:
    try:
        return timestamp(parse_timestamp(value))
    except (ValueError, TypeError):
        return value


def _unordered(values: Iterable[Any]) -> list[Any]:
    return sorted(values, key=_text)


def _text(value: Any) -> str:
    """The same text for the same value: in JSON 1 and 1.0 are one number, and true is none."""
    return json.dumps(_numbers(value), sort_keys=True)


def _numbers(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int() | float():
            return f"number {float(value):.6g}"
        case list():
            return [_numbers(inner) for inner in value]
        case dict():
            return {name: _numbers(inner) for name, inner in value.items()}
    return value

"""What a statement is found by: the agents, activities and statements that it speaks of (Communication, 2.1.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scormpack.lrs_server.access import canonical

Relation = tuple[str, str]
"""``agent`` or ``activity`` where the filter asks no more, ``related-agent`` and ``related-activity`` for the wider
ones; and the value."""

_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def agent_key(agent: Mapping[str, Any]) -> str:
    """What makes an agent the same one: its identifier."""
    return canonical({name: agent[name] for name in _IDENTIFIERS if name in agent})


def relations_of(statement: Mapping[str, Any]) -> set[Relation]:
    """All relations of a statement."""
    return set(_own(statement)) | {(f"related-{kind}", value) for kind, value in _wide(statement)}


def reference_of(statement: Mapping[str, Any]) -> str | None:
    """The id of the statement that a statement is about."""
    about = statement["object"]
    return about["id"].lower() if about.get("objectType") == "StatementRef" else None


def _own(statement: Mapping[str, Any]) -> Iterator[Relation]:
    about = statement["object"]
    kind = about.get("objectType", "Activity")
    yield from _agents(statement["actor"])
    if kind in ("Agent", "Group"):
        yield from _agents(about)
    elif kind == "Activity":
        yield "activity", about["id"]


def _wide(statement: Mapping[str, Any]) -> Iterator[Relation]:
    """Everything in the statement, its context and a statement inside it."""
    yield from _own(statement)
    context = statement.get("context", {})
    for name in ("instructor", "team"):
        if name in context:
            yield from _agents(context[name])
    if "authority" in statement:
        yield from _agents(statement["authority"])
    for activities in context.get("contextActivities", {}).values():
        for activity in activities if isinstance(activities, list) else [activities]:
            yield "activity", activity["id"]
    if statement["object"].get("objectType") == "SubStatement":
        yield from _wide(statement["object"])


def _agents(actor: Mapping[str, Any]) -> Iterator[Relation]:
    if any(name in actor for name in _IDENTIFIERS):
        yield "agent", agent_key(actor)
    for member in actor.get("member", ()):
        yield "agent", agent_key(member)


def definitions_of(statement: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every activity that the statement names, with its definition, empty where it has none."""
    about = statement["object"]
    if about.get("objectType", "Activity") == "Activity":
        yield about["id"], about.get("definition", {})
    elif about["objectType"] == "SubStatement":
        yield from definitions_of(about)
    for activities in statement.get("context", {}).get("contextActivities", {}).values():
        for activity in activities if isinstance(activities, list) else [activities]:
            yield activity["id"], activity.get("definition", {})

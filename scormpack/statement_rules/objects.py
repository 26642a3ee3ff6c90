"""What a statement is about (2.4.4)."""

from __future__ import annotations

from scormpack.statement_rules.actors import check_agent, check_group
from scormpack.statement_rules.values import (
    Check,
    Fault,
    Faults,
    Json,
    extensions,
    fields,
    iri,
    language_map,
    listed,
    string,
    uuid,
)

COMPONENTS: dict[str, tuple[str, ...]] = {
    "true-false": (),
    "choice": ("choices",),
    "fill-in": (),
    "long-fill-in": (),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "numeric": (),
    "other": (),
}
"""Which component lists an interaction type may have (2.4.4.1, "Interaction Components")."""

_LISTS = ("choices", "scale", "source", "target", "steps")


def _component(value: Json, path: str) -> Faults:
    yield from fields(value, path, "2.4.4.1", {"id": string, "description": language_map}, ("id",))


def _components(value: Json, path: str) -> Faults:
    yield from listed(_component, "2.4.4.1")(value, path)
    if isinstance(value, list):
        ids = [inner.get("id") for inner in value if isinstance(inner, dict)]
        if len({str(own) for own in ids}) != len(ids):
            yield Fault(path, "2.4.4.1", "two components have the same id")


def definition(value: Json, path: str) -> Faults:
    """An activity's definition, that of an interaction included."""
    known: dict[str, Check] = {
        "name": language_map,
        "description": language_map,
        "type": iri,
        "moreInfo": iri,
        "extensions": extensions,
        "interactionType": string,
        "correctResponsesPattern": listed(string, "2.4.4.1"),
        **dict.fromkeys(_LISTS, _components),
    }
    yield from fields(value, path, "2.4.4.1", known)
    if not isinstance(value, dict):
        return
    kind = value.get("interactionType")
    lists = [name for name in _LISTS if name in value]
    if kind is None:
        if lists or "correctResponsesPattern" in value:
            yield Fault(path, "2.4.4.1", "has parts of an interaction and no `interactionType`")
        return
    if not isinstance(kind, str) or kind not in COMPONENTS:
        yield Fault(f"{path}.interactionType", "2.4.4.1", f"`{kind}` is no interaction type")
        return
    for name in lists:
        if name not in COMPONENTS[kind]:
            yield Fault(f"{path}.{name}", "2.4.4.1", f"`{kind}` has no `{name}`")


def check_activity(value: Json, path: str) -> Faults:
    """An activity, which is what an object is that says nothing else."""
    known: dict[str, Check] = {"objectType": string, "id": iri, "definition": definition}
    yield from fields(value, path, "2.4.4.1", known, ("id",))
    if isinstance(value, dict) and value.get("objectType", "Activity") != "Activity":
        yield Fault(f"{path}.objectType", "2.4.4", "must be `Activity`")


def statement_reference(value: Json, path: str) -> Faults:
    """Another statement by its id (2.4.4.3)."""
    known: dict[str, Check] = {"objectType": string, "id": uuid}
    yield from fields(value, path, "2.4.4.3", known, ("objectType", "id"))
    if isinstance(value, dict) and value.get("objectType") != "StatementRef":
        yield Fault(f"{path}.objectType", "2.4.4.3", "must be `StatementRef`")


def check_object(value: Json, path: str, sub_statement: Check | None) -> Faults:
    """An activity, an agent, a group, a reference, or (where it may stand) a statement inside the statement."""
    if not isinstance(value, dict):
        yield Fault(path, "2.4.4", "must be an object")
        return
    kinds: dict[object, Check] = {
        "Activity": check_activity,
        "Agent": check_agent,
        "Group": check_group,
        "StatementRef": statement_reference,
    }
    if sub_statement is not None:
        kinds["SubStatement"] = sub_statement
    kind = value.get("objectType", "Activity")
    check = kinds.get(kind) if isinstance(kind, str) else None
    if check is None:
        yield Fault(f"{path}.objectType", "2.4.4", f"`{kind}` cannot stand here")
        return
    yield from check(value, path)

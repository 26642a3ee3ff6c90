"""The statement as a whole (2.4)."""

from __future__ import annotations

import re

from scormpack.statement_rules.actors import IDENTIFIERS, check_actor, check_group
from scormpack.statement_rules.objects import check_activity, check_object, statement_reference
from scormpack.statement_rules.values import (
    Check,
    Fault,
    Faults,
    Json,
    boolean,
    duration,
    extensions,
    fields,
    iri,
    is_number,
    language,
    language_map,
    listed,
    media_type,
    number,
    sha2,
    string,
    timestamp,
    uuid,
    whole_number,
)

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
_VERSION = re.compile(r"1\.0(\.\d+)?\Z", re.ASCII)


def _verb(value: Json, path: str) -> Faults:
    yield from fields(value, path, "2.4.3", {"id": iri, "display": language_map}, ("id",))


def _score(value: Json, path: str) -> Faults:
    yield from fields(value, path, "2.4.5.1", dict.fromkeys(("scaled", "raw", "min", "max"), number))
    if not isinstance(value, dict):
        return
    scaled, raw, low, high = (value.get(name) for name in ("scaled", "raw", "min", "max"))
    if is_number(scaled) and not -1 <= scaled <= 1:  # type: ignore[operator]  # a number
        yield Fault(f"{path}.scaled", "2.4.5.1", "must lie between -1 and 1")
    if is_number(low) and is_number(high) and low >= high:  # type: ignore[operator]  # numbers
        yield Fault(f"{path}.max", "2.4.5.1", "must be more than `min`")
    if is_number(raw) and is_number(low) and raw < low:  # type: ignore[operator]  # numbers
        yield Fault(f"{path}.raw", "2.4.5.1", "must not be less than `min`")
    if is_number(raw) and is_number(high) and raw > high:  # type: ignore[operator]  # numbers
        yield Fault(f"{path}.raw", "2.4.5.1", "must not be more than `max`")


def _result(value: Json, path: str) -> Faults:
    known: dict[str, Check] = {
        "score": _score,
        "success": boolean,
        "completion": boolean,
        "response": string,
        "duration": duration,
        "extensions": extensions,
    }
    yield from fields(value, path, "2.4.5", known)


def _activities(value: Json, path: str) -> Faults:
    """One activity or a list of them (2.4.6.2)."""
    if isinstance(value, list):
        yield from listed(check_activity, "2.4.6.2")(value, path)
    else:
        yield from check_activity(value, path)


def _context_activities(value: Json, path: str) -> Faults:
    yield from fields(value, path, "2.4.6.2", dict.fromkeys(("parent", "grouping", "category", "other"), _activities))


def _context(value: Json, path: str) -> Faults:
    known: dict[str, Check] = {
        "registration": uuid,
        "instructor": check_actor,
        "team": check_group,
        "contextActivities": _context_activities,
        "revision": string,
        "platform": string,
        "language": language,
        "statement": statement_reference,
        "extensions": extensions,
    }
    yield from fields(value, path, "2.4.6", known)


def _attachment(value: Json, path: str) -> Faults:
    known: dict[str, Check] = {
        "usageType": iri,
        "display": language_map,
        "description": language_map,
        "contentType": media_type,
        "length": whole_number,
        "sha2": sha2,
        "fileUrl": iri,
    }
    yield from fields(value, path, "2.4.11", known, ("usageType", "display", "contentType", "length", "sha2"))


_BODY: dict[str, Check] = {
    "actor": check_actor,
    "verb": _verb,
    "result": _result,
    "context": _context,
    "timestamp": timestamp,
    "attachments": listed(_attachment, "2.4.11"),
}


def _sub_statement(value: Json, path: str) -> Faults:
    """A statement that is not said to have happened; it holds no other, and nothing that an LRS sets (2.4.4.3)."""
    inner = lambda found, place: check_object(found, place, None)  # noqa: E731  # the same check, without a third level
    known = {**_BODY, "objectType": string, "object": inner}
    yield from fields(value, path, "2.4.4.3", known, ("actor", "verb", "object"))
    yield from _whole(value, path)
    yield from _voiding(value, path)


def check_statement(value: Json) -> list[Fault]:
    """All that is wrong with a statement by xAPI 1.0.3; empty where it is valid."""
    known = {
        **_BODY,
        "id": uuid,
        "object": lambda found, place: check_object(found, place, _sub_statement),
        "stored": timestamp,
        "authority": _authority,
        "version": _version,
    }
    found = fields(value, "", "2.4", known, ("actor", "verb", "object"))
    return [*found, *_whole(value, ""), *_voiding(value, "")]


def _version(value: Json, path: str) -> Faults:
    if not isinstance(value, str) or not _VERSION.match(value):
        yield Fault(path, "2.4.10", "must be `1.0.0` or another 1.0 version")


def _authority(value: Json, path: str) -> Faults:
    """An agent, or (OAuth) a group of two without an identifier (2.4.9)."""
    yield from check_actor(value, path)
    if isinstance(value, dict) and value.get("objectType") == "Group":
        members = value.get("member")
        if not isinstance(members, list) or len(members) != 2 or any(name in value for name in IDENTIFIERS):
            yield Fault(path, "2.4.9", "as a group must have two members and no identifier")


def _whole(value: Json, path: str) -> Faults:
    """Revision and platform belong to activities alone (2.4.6)."""
    if not isinstance(value, dict):
        return
    about, context = value.get("object"), value.get("context")
    if isinstance(about, dict) and isinstance(context, dict) and about.get("objectType", "Activity") != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                place = f"{path}.context.{name}".lstrip(".")
                yield Fault(place, "2.4.6", "may stand only where the object is an activity")


def _voiding(value: Json, path: str) -> Faults:
    """Voiding speaks of a statement by its reference (2.3.2)."""
    if not isinstance(value, dict):
        return
    verb, about = value.get("verb"), value.get("object")
    voids = isinstance(verb, dict) and verb.get("id") == VOIDED
    if voids and (not isinstance(about, dict) or about.get("objectType") != "StatementRef"):
        yield Fault(f"{path}.object".lstrip("."), "2.3.2", "of the verb voided must be a StatementRef")

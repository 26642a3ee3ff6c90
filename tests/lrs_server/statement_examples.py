"""Statements to begin from, with ids that no other test has, and small changes to them."""

from __future__ import annotations

import copy
import json
import uuid
from typing import Any

import httpx

Json = dict[str, Any]

ABSENT = object()
"""As the new value in `changed`: the property is taken out."""

SOME_UUID = "0e8d2c6b-1f4a-4f0e-9d5b-6c7a8b9c0d1e"
"""For tables of cases, whose names must be the same in every process that runs them."""

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def fresh_uuid() -> str:
    return str(uuid.uuid4())


def fresh_iri(kind: str) -> str:
    return f"https://example.org/{kind}/{fresh_uuid()}"


def fresh_actor() -> Json:
    return {"objectType": "Agent", "mbox": f"mailto:{fresh_uuid()}@example.org"}


def statement(**properties: Any) -> Json:
    """A valid statement; ``properties`` are added or take the place of its own."""
    return {
        "actor": fresh_actor(),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"objectType": "Activity", "id": fresh_iri("activity")},
    } | properties


def reference_to(own: str) -> Json:
    return {"objectType": "StatementRef", "id": own}


def voiding(own: str) -> Json:
    return statement(verb={"id": VOIDED}, object=reference_to(own))


def changed(base: Json, path: str, value: Any) -> Json:
    """A copy with another value at ``path`` (``result.score.raw``); objects on the way are made where they lack."""
    copied = copy.deepcopy(base)
    inner = copied
    *way, last = path.split(".")
    for name in way:
        inner = inner.setdefault(name, {})
    if value is ABSENT:
        del inner[last]
    else:
        inner[last] = value
    return copied


def stored(client: httpx.Client, *statements: Json) -> list[str]:
    """The ids under which the LRS has stored them."""
    answer = client.post("statements", json=list(statements))
    assert answer.status_code == 200, answer.text
    ids: list[str] = answer.json()
    return ids


def read(client: httpx.Client, own: str, **query: str) -> Json:
    answer = client.get("statements", params={"statementId": own, **query})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def found_ids(client: httpx.Client, **filters: Any) -> list[str]:
    """The ids of the first page that the filters give, in its order."""
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in filters.items()}
    answer = client.get("statements", params=texts)
    assert answer.status_code == 200, answer.text
    return [found["id"] for found in answer.json()["statements"]]


def assert_refused(client: httpx.Client, value: Any, place: str) -> None:
    """Refused with 400, and the answer names the place."""
    headers = {"Content-Type": "application/json"}
    answer = client.post("statements", content=json.dumps(value), headers=headers)
    assert answer.status_code == 400, answer.text
    assert place in answer.json()["error"], answer.text

"""A second opinion on statements: the JSON Schema that the npm package tin-can-json-schema publishes (xAPI 1.0.1).

Its references are anchors of draft 4's first days (`#statement`), which are made into paths; its formats are left
out, for they are written for another language's expressions, and our own rules check those values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

PACKAGE = Path(__file__).parents[1] / "node_modules" / "tin-can-json-schema"


def _anchors(value: Any, path: str = "#") -> Iterator[tuple[str, str]]:
    """Each anchor with the path to what it names."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        yield value["id"], path
    for name, inner in items:
        yield from _anchors(inner, f"{path}/{name}")


def _by_path(value: Any, paths: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_by_path(inner, paths) for inner in value]
    if not isinstance(value, dict):
        return value
    kept = {name: inner for name, inner in value.items() if not (name == "id" and isinstance(inner, str))}
    if isinstance(kept.get("$ref"), str):
        return {"$ref": paths[kept["$ref"]]}
    return {name: _by_path(inner, paths) for name, inner in kept.items() if name != "format"}


@lru_cache(maxsize=1)
def _validator() -> Draft4Validator:
    schema = json.loads((PACKAGE / "1.0.1.json").read_text("utf-8"))
    whole = _by_path(schema, dict(_anchors(schema)))
    return Draft4Validator({"$ref": "#/properties/statement", "properties": whole["properties"]})


def published_faults(statement: Any) -> list[str]:
    """What the published schema finds wrong with a statement."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in _validator().iter_errors(statement)
    ]

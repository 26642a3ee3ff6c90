"""What fields are for, in words for authors: read from the YAML files in `words/`.

A field of a model is looked up under the model's name, then under those of the models it is made from, so what all parts
have is said once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from scormpack.load.yaml_source import read_yaml
from scormpack.source import SourceFile

FILES = ("course", "labs", "questions", "rules")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence or a few; ``values`` maps each value of a list of values to what it means; values as an author writes them."""

    says: str
    values: dict[str, str] = field(default_factory=dict)
    examples: list[Any] = field(default_factory=list)


@cache
def everything() -> dict[str, dict[str, Any]]:
    """Model to field to what the file says of it; ``_`` stands for the model itself, ``example`` for a whole one of it."""
    found: dict[str, dict[str, Any]] = {}
    for name in FILES:
        text = (Path(__file__).parent / "words" / f"{name}.yaml").read_text("utf-8")
        reading = read_yaml(SourceFile(f"{name}.yaml", text))
        if reading.diagnostics:
            raise ValueError(f"{name}.yaml: {reading.diagnostics[0].message}")
        found |= cast("dict[str, dict[str, Any]]", reading.data)
    return found


def words(holder: str, name: str) -> Words:
    """Of a field, by the name under which it stands in the files; `KeyError` where nothing is said of it."""
    entry = everything()[holder][name]
    return Words(entry["is"], entry.get("values", {}), entry["examples"])


def field_words(model: type, name: str) -> Words:
    """Of a model's field; `KeyError` where nothing is said of it."""
    for holder in model.__mro__:
        if name in everything().get(holder.__name__, {}):
            return words(holder.__name__, name)
    raise KeyError(f"{model.__name__}.{name}")


def about(holder: str) -> str:
    """What a model as a whole is; empty where its place says it."""
    return str(everything().get(holder, {}).get("_", ""))


def whole_example(holder: str) -> dict[str, Any]:
    """One of it that an author can begin with."""
    return cast("dict[str, Any]", everything()[holder]["example"])

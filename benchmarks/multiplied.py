"""A course many times as long as the reference course, and like it in every other way.

Every module is copied with its files; the ids of modules, parts, questions and reflection prompts get a prefix,
and links between parts follow. The first copy is the original, so `score` and the rules that name parts stay
true; rules over groups (`viewed: lessons`) grow with the course. Pictures are shared.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

COURSE_FILE = "course.yaml"
IDENTIFIED = ("questions", "prompts")
"""Lists whose entries have ids that are unique in the whole course; a choice's id is not."""


def multiply(course: Path, times: int, out: Path) -> Path:
    """Writes the course ``times`` times over into ``out``, a folder that is not there yet, and returns it."""
    shutil.copytree(course, out)
    data = read(out / COURSE_FILE)
    modules = data["modules"]
    for copy in range(2, times + 1):
        prefix = f"m{copy}-"
        renamed = {part["id"] for module in modules for part in module["parts"]}
        data["modules"] = [*data["modules"], *(_copied(module, prefix, renamed, out) for module in modules)]
    if times > 1:
        (out / COURSE_FILE).write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120), "utf-8")
    return out


def read(file: Path) -> dict[str, Any]:
    """A YAML file as plain data."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(file.read_text("utf-8"), Loader=loader)  # noqa: S506  # a safe loader, in C
    return data


def _copied(module: Mapping[str, Any], prefix: str, parts: set[str], out: Path) -> dict[str, Any]:
    copied: list[dict[str, Any]] = []
    for part in module["parts"]:
        own = {name: value for name, value in part.items() if name not in ("id", "file")}
        # One level alone: what stands in course.yaml itself is renamed as data, what stands in a file as text.
        copied.append({"id": prefix + part["id"], **_renamed(own, prefix)})
        if "file" in part:
            name = f"{prefix}{module['id']}/{Path(part['file']).name}"
            text = (out / part["file"]).read_text("utf-8")
            (out / name).parent.mkdir(exist_ok=True)
            (out / name).write_text(_renamed_text(text, part["file"], prefix, parts), "utf-8")
            copied[-1]["file"] = name
    return {**module, "id": prefix + module["id"], "parts": copied}


def _renamed(value: Any, prefix: str, *, identified: bool = False) -> Any:
    if isinstance(value, list):
        return [_renamed(item, prefix, identified=identified) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: prefix + inner if identified and name == "id" else _renamed(inner, prefix, identified=name in IDENTIFIED)
        for name, inner in value.items()
    }


def _renamed_text(text: str, name: str, prefix: str, parts: set[str]) -> str:
    """The file as its author wrote it, but for the ids: parsing it costs what parsing the original costs."""
    ids = parts if name.endswith((".md", ".markdown")) else parts | set(_ids(yaml.safe_load(text)))
    if not ids:
        return text
    known = "|".join(sorted(map(re.escape, ids), key=len, reverse=True))
    text = re.sub(rf"(\(#)({known})(?=[)\s])", rf"\g<1>{prefix}\g<2>", text)
    if name.endswith((".md", ".markdown")):
        return text
    return re.sub(
        rf"(?m)^([ \t]*(?:-[ \t]+)?(?:\{{[ \t]*)?id:[ \t]*)({known})(?=[ \t]*(?:$|,|#))", rf"\g<1>{prefix}\g<2>", text
    )


def _ids(value: Any, *, identified: bool = False) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _ids(item, identified=identified)
    elif isinstance(value, dict):
        if identified and isinstance(value.get("id"), str):
            yield value["id"]
        for name, inner in value.items():
            yield from _ids(inner, identified=name in IDENTIFIED)

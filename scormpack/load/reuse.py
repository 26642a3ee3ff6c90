"""A course loaded after a change, of which every part that did not change is the very same value as before.

Only while a memory is in use (`memory.py`), and only where nothing is wrong: as soon as anything is, the whole course is
loaded anew, because what is said of one mistake depends on the rest. Both ways give equal courses.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from scormpack.load import course as anew
from scormpack.load.course import Loaded, course_folder, default_completion, parts_of, rule_at, rules_in
from scormpack.load.documents import COURSE_FILE, Documents, PartFile, part_text
from scormpack.load.files import Unsaved, find_file, read_text
from scormpack.load.markdown import Reader
from scormpack.load.validation import data_path
from scormpack.load.yaml_source import DataPath, YamlReading, read_yaml, scalar_source
from scormpack.memory import is_kept, remember, remember_as
from scormpack.model import AnyPart, Assessment, Course, Module
from scormpack.source import SourceFile

SETTLED_NANOSECONDS = 2_000_000_000
"""A file that was changed so shortly ago may change once more without a new time (FAT counts in 2 seconds)."""

Made = TypeVar("Made")
_PART: TypeAdapter[AnyPart] = TypeAdapter(AnyPart)


def load_course(source: Path, unsaved: Unsaved = MappingProxyType({})) -> Loaded:
    """The course in a folder (or beside a course.yaml); never raises on an author's mistake."""
    root = course_folder(source)
    kept = _kept(root.resolve()) if is_kept() and root.is_dir() and not unsaved else None
    return kept or anew.load_course(source, unsaved)


@dataclass(frozen=True, slots=True)
class _PartRead:
    """A part, and what its texts refer to.

    ``states`` are of the files among it, as they were when the part was read.
    """

    part: Any
    assets: Mapping[str, Path]
    states: Mapping[str, str]
    part_links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Scalars:
    """Where numbers and truth values stand and text belongs; each path begins at the part. As text they may be right."""

    paths: tuple[DataPath, ...]


def _kept(root: Path) -> Loaded | None:
    """None where anything is wrong, or not as usual."""
    file = _text(root, COURSE_FILE)
    reading = remember(read_yaml, file) if file else None
    data = reading.data if reading else None
    if file is None or reading is None or reading.diagnostics or not isinstance(data, dict):
        return None
    documents = Documents(root, file, dict(data))
    modules = data.get("modules")
    read: list[list[_PartRead]] = []
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        return None
    joined: list[list[dict[str, Any]]] = []
    for i, module in enumerate(modules):
        parts = module.get("parts")
        if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
            return None
        read.append([])
        joined.append([])
        for j, part in enumerate(parts):
            found = _part(documents, part, ("modules", i, "parts", j))
            if found is None:
                return None
            read[-1].append(found)
            joined[-1].append({"id": found.part.id, "kind": found.part.kind, **_requires(documents, part, (i, j))})
    course = _course(documents, data, modules, read, joined)
    everything = [one for parts in read for one in parts]
    if course is None or documents.diagnostics:
        return None
    reader = course[1]
    assets = {name: path for one in everything for name, path in one.assets.items()} | reader.assets
    links = (*(link for one in everything for link in one.part_links), *reader.part_links)
    return Loaded(course[0], (), assets, links, documents)


def _course(
    documents: Documents,
    data: Mapping[str, Any],
    modules: list[dict[str, Any]],
    read: list[list[_PartRead]],
    joined: list[list[dict[str, Any]]],
) -> tuple[Course, Reader] | None:
    """The course of parts that are read; their rules, and the course's own, are about all of them."""
    tree: dict[str, Any] = {**data, "modules": [{"parts": parts} for parts in joined]}
    known = parts_of(tree)
    for holder, name, where in rules_in(tree):
        holder[name] = rule_at(documents, known, holder[name], where)
    if documents.diagnostics:
        return None
    tree.setdefault("completion", default_completion(known.parts, data.get("score")))
    reader = Reader(lambda name: find_file(documents.root, name))
    made: list[Module] = []
    try:
        for number, (module, parts, rules) in enumerate(zip(modules, read, joined, strict=True)):
            own = [
                remember(_locked, one.part, rule["requires"].model_dump_json()) if rule.get("requires") else one.part
                for one, rule in zip(parts, rules, strict=True)
            ]
            fields = {name: value for name, value in module.items() if name != "parts"}
            make = lambda data, own=own: remember(_module, json.dumps(data), *own)  # noqa: E731
            made.append(_with_scalars_as_text(documents, fields, ("modules", number), make))
        course = _with_scalars_as_text(
            documents, {**tree, "modules": made}, (), lambda data: Course.model_validate(data, context=reader)
        )
    except (ValidationError, TypeError, ValueError):
        return None
    if reader.footnoted:
        return None  # The slow way gives a note in the course's own text the name of the last part.
    own_fields = course.model_copy(update={"modules": ()}).model_dump_json()
    return remember_as("course", (own_fields, *made), lambda: course), reader


def _with_scalars_as_text(documents: Documents, data: Any, place: DataPath, make: Callable[[Any], Made]) -> Made:
    """What is made of the data, or of the same with text as it was written where ``1.0`` or ``true`` stand for text."""
    try:
        return make(data)
    except ValidationError as error:
        scalars = _scalars(error, data)
        texts = scalars and [documents.written((*place, *path)) for path in scalars.paths]
        if not scalars or not texts or None in texts:
            raise
        return make(_with_texts(data, scalars, texts))


def _scalars(error: ValidationError, data: Any) -> _Scalars | None:
    """None where there are none. What else is said may be their fault: a list of choices is too short without them."""
    wrong = [one for one in error.errors(include_url=False) if one["type"] == "string_type"]
    paths = tuple(data_path(data, one["loc"]) for one in wrong if isinstance(one["input"], int | float | bool))
    return _Scalars(paths) if paths else None


def _with_texts(data: Any, scalars: _Scalars, texts: Sequence[Any]) -> Any:
    """The data with the texts in their places; what it was made of stays as it is."""
    changed = {**data}
    for path, text in zip(scalars.paths, texts, strict=True):
        holder: Any = changed
        for step in path[:-1]:
            holder[step] = holder[step].copy()
            holder = holder[step]
        holder[path[-1]] = text
    return changed


def _module(fields: str, *parts: Any) -> Module:
    return Module.model_validate({**json.loads(fields), "parts": parts})


def _locked(part: Any, rule: str) -> Any:
    from scormpack.contract import Rule

    return part.model_copy(update={"requires": TypeAdapter(Rule).validate_json(rule)})


def _requires(documents: Documents, part: Mapping[str, Any], place: tuple[int, int]) -> dict[str, Any]:
    """What opens the part, as it was written: in course.yaml or in the part's own file."""
    held = documents.parts.get(("modules", place[0], "parts", place[1]))
    fields = remember(_fields, held.yaml) if held else {}
    written = part.get("requires", fields.get("requires"))
    return {} if written is None else {"requires": written}


def _fields(yaml: SourceFile) -> dict[str, Any]:
    data = remember(read_yaml, yaml).data
    return data if isinstance(data, dict) else {}


def _part(documents: Documents, part: Mapping[str, Any], path: DataPath) -> _PartRead | None:
    name = part.get("file")
    held: PartFile | None = None
    if name is not None:
        file = _text(documents.root, name) if isinstance(name, str) else None
        held = remember(_part_file, file) if file else None
        if held is None or held.fields & part.keys():
            return None
        documents.parts[path] = held
    try:
        own = json.dumps(part)
    except (TypeError, ValueError):
        return None
    root, texts = str(documents.root), ""
    found = remember(_read_part, root, own, held, texts)
    if isinstance(found, _Scalars):
        texts = remember(_texts_at, documents.course, held, json.dumps(path), found)
        found = remember(_read_part, root, own, held, texts)
    if isinstance(found, _Scalars):
        return None
    if found is not None and any(_state(file) != was for file, was in found.states.items()):
        # A picture is another one: its size is part of what was read.
        found = _read_part(root, own, held, texts)
        return None if isinstance(found, _Scalars) else found
    return found


def _texts_at(course: SourceFile, held: PartFile | None, place: str, scalars: _Scalars) -> str:
    """How they were written, as JSON: places with texts. Empty where one cannot be told."""
    told = []
    for path in scalars.paths:
        if held is not None and path[0] in held.fields:
            told.append((path, scalar_source(held.yaml, path)))
        else:
            told.append((path, scalar_source(course, (*json.loads(place), *path))))
    return "" if any(text is None for _path, text in told) else json.dumps(told)


def _part_file(file: SourceFile) -> PartFile | None:
    """None where something is wrong with it."""
    split = remember(part_text, file)
    if not split.is_closed:
        return None
    reading: YamlReading = remember(read_yaml, split.yaml)
    if reading.diagnostics or not (reading.data is None or isinstance(reading.data, dict)):
        return None
    names = frozenset(reading.data or {}) | ({"text"} if split.body is not None else frozenset())
    return PartFile(file, split.yaml, names, split.body_line)


def _read_part(root: str, own: str, held: PartFile | None, texts: str) -> _PartRead | _Scalars | None:
    """The part without what opens it: that is about other parts. None where anything is wrong with it.

    ``texts`` stand in the place of scalars, as JSON; empty at the first try.
    """
    data = json.loads(own)
    if held is not None:
        split = remember(part_text, held.file)
        del data["file"]
        data |= _fields(held.yaml)
        if split.body is not None:
            data["text"] = split.body
    data.pop("requires", None)
    for place, text in json.loads(texts or "[]"):
        holder = data
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = text
    reader = Reader(lambda name: find_file(Path(root), name))
    try:
        part = _PART.validate_python(data, context=reader)
    except ValidationError as error:
        return None if texts else _scalars(error, data)
    if isinstance(part, Assessment) and any(True for question in part.questions for _finding in question.check()):
        return None
    states = {str(path): _state(path) for path in reader.assets.values()}
    return _PartRead(part, reader.assets, states, tuple(reader.part_links))


def _text(root: Path, name: str) -> SourceFile | None:
    """The file's text; the same value as long as the text is the same."""
    found = _status(f"{root}/{name}")
    if found is None:
        return None
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > SETTLED_NANOSECONDS:
        return remember(_settled, str(root), name, _told(found))
    return _read(root, name)


def _settled(root: str, name: str, _state: str) -> SourceFile | None:
    return _read(Path(root), name)


def _read(root: Path, name: str) -> SourceFile | None:
    found = read_text(root, name)
    return remember(SourceFile, found.path, found.text) if isinstance(found, SourceFile) else None


def _status(path: Path | str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  # a Path is slower to make than to ask
    except (OSError, ValueError):
        return None


def _told(found: os.stat_result) -> str:
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _state(path: Path | str) -> str:
    """Which file it is, its size and its times; empty where there is none."""
    found = _status(path)
    return _told(found) if found else ""

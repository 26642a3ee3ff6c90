"""The files that make up one course, and which of them holds a given value.

A part's fields stand in course.yaml or in the part's own file. Validation sees one tree of data; this module
joins it, and finds the way back from a path in that tree to a place in a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from scormpack.diagnostics import Diagnostic, Edit, edits
from scormpack.load.field_names import PART_FIELDS, Unknown, misspelt, unknown_field_diagnostic
from scormpack.load.files import PATHS_ARE_RELATIVE, Unreadable, Unsaved, read_text
from scormpack.load.yaml_source import DataPath, locate, read_yaml, scalar_source
from scormpack.model import Course, Module
from scormpack.source import SourceFile, Span

COURSE_FILE = "course.yaml"
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PART_DEPTH = 4
"""("modules", 0, "parts", 3) leads to a part."""


@dataclass(frozen=True, slots=True)
class PartFile:
    """A part's own file. ``yaml`` is the text its fields are read from, with the file's own line numbers.

    ``body_line`` is the line (from 1) where the Markdown begins, 0 where the file is all YAML.
    """

    file: SourceFile
    yaml: SourceFile
    fields: frozenset[str]
    body_line: int = 0


@dataclass
class Documents:
    """Everything that was read of one course."""

    root: Path
    course: SourceFile
    data: dict[str, object] = field(default_factory=dict)
    parts: dict[DataPath, PartFile] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unsaved: Unsaved = field(default_factory=dict)
    spelled: dict[DataPath, str] = field(default_factory=dict)
    """How a field stands in its file that was put right in ``data``."""
    guessed: set[DataPath] = field(default_factory=set)
    """Fields that were put right by a guess: what is under them is not mended."""
    doubtful: set[DataPath] = field(default_factory=set)
    """Where a field was taken out that nobody knows; what is missing there may be that one."""

    def rename(self, holder: dict[str, object], path: DataPath, written: str, meant: str) -> None:
        """Goes on as if the field of ``holder``, which is at ``path``, had been written rightly."""
        holder[meant] = holder.pop(written)
        self.spelled[*path, meant] = written

    def as_written(self, path: DataPath) -> DataPath:
        """The path in the file, of a path in ``data``."""
        if not self.spelled:
            return path
        return tuple(self.spelled.get(path[: place + 1], step) for place, step in enumerate(path))

    def span(self, path: DataPath, *, key: bool = False) -> Span:
        """Where the value at ``path`` stands, or its nearest parent that is there."""
        part = self.parts.get(path[:_PART_DEPTH])
        path = self.as_written(path)
        if part is not None and len(path) > _PART_DEPTH and path[_PART_DEPTH] in part.fields:
            inner = path[_PART_DEPTH:]
            if part.body_line and inner[0] == "text":
                return Span(part.file, part.body_line)
            span = locate(part.yaml, inner, key=key)
            return Span(part.file, span.line, span.column, span.width)
        return locate(self.course, path, key=key)

    def holder(self, path: DataPath) -> Span:
        """Where a field that is missing at ``path`` is expected: its part's own file, where it has one."""
        part = self.parts.get(path[:_PART_DEPTH])
        if part is not None and len(path) <= _PART_DEPTH + 1:
            return Span(part.file)
        return self.span(path[:-1])

    def written(self, path: DataPath) -> str | None:
        """How a plain scalar at ``path`` was written, None where there is none."""
        part = self.parts.get(path[:_PART_DEPTH])
        path = self.as_written(path)
        if part is not None and len(path) > _PART_DEPTH and path[_PART_DEPTH] in part.fields:
            return scalar_source(part.yaml, path[_PART_DEPTH:])
        return scalar_source(self.course, path)

    def text_span(self, path: DataPath, line: int, snippet: str) -> Span:
        """Where ``snippet`` stands in the Markdown at ``path``, at or after its line ``line`` (from 0)."""
        start = self.span(path)
        if not snippet and line == 0:
            return start
        # A block scalar (`|`, `>-`) begins on the line after its indicator.
        opener = start.file.line(start.line)[start.column - 1 : start.column]
        first = start.line + line + (1 if opener in ("|", ">") else 0)
        # Folding moves lines together, so the snippet may stand further down than counted.
        lines = start.file.text.split("\n")
        for number, text in enumerate(lines[first - 1 : first + 199], first):
            from_column = start.column - 1 if number == start.line else 0
            # Addresses are percent-encoded by then, and may have been written otherwise.
            for shown in (snippet, unquote(snippet)):
                column = text.find(shown, from_column) if snippet else len(text) - len(text.lstrip())
                if column >= 0:
                    return Span(start.file, number, column + 1, max(1, len(shown)))
        return start

    def part_called(self, name: str) -> str | None:
        """The id of the part that a link means by its file's name, or by its id without the `#`."""
        plain = name.removeprefix("./").strip("/")
        for path, part in parts_in(self):
            identifier = part.get("id")
            held = self.parts.get(path)
            if isinstance(identifier, str) and (plain == identifier or (held is not None and held.file.path == plain)):
                return identifier
        return None

    def error(self, code: str, path: DataPath, message: str, hint: str = "", *, key: bool = False) -> None:
        """Reports a mistake at ``path``."""
        self.diagnostics.append(Diagnostic(code, "error", message, self.span(path, key=key), hint))


def open_course(root: Path, unsaved: Unsaved = MappingProxyType({})) -> Documents:
    """Reads course.yaml and every part's file; what cannot be read is in ``diagnostics``."""
    source = read_text(root, COURSE_FILE, unsaved)
    if isinstance(source, Unreadable):
        documents = Documents(root, SourceFile(COURSE_FILE, ""))
        hint = "a course is a folder with a `course.yaml`" if source.code == "CRS010" else source.hint
        documents.diagnostics.append(Diagnostic(source.code, "error", source.message, Span(documents.course), hint))
        return documents
    documents = Documents(root, source, unsaved=unsaved)
    reading = read_yaml(source)
    documents.diagnostics += reading.diagnostics
    if isinstance(reading.data, dict) and reading.data:
        documents.data = reading.data
        _open_parts(documents)
    elif not reading.diagnostics:
        what = "is empty" if reading.data in (None, {}) else "must be a list of fields such as `id: my-course`"
        documents.error(
            "CRS005", (), f"{COURSE_FILE} {what}", "a course begins with `id`, `iri`, `title` and `modules`"
        )
    return documents


def _open_parts(documents: Documents) -> None:
    taken: list[str] = []
    for path, part in parts_in(documents):
        put_right(documents, part, path, ("id", "kind", "file"), PART_FIELDS)
        if "file" in part:
            taken.append(str(part["file"]))
            _open_part(documents, part, path, taken)


def parts_in(documents: Documents) -> Iterator[tuple[DataPath, dict[str, object]]]:
    """Every part that is a mapping, with its path; what is misspelt on the way there is reported and put right."""
    data = documents.data
    put_right(documents, data, (), ("modules",), Course.model_fields)
    modules = data.get("modules")
    for i, module in enumerate(modules if isinstance(modules, list) else ()):
        if not isinstance(module, dict):
            continue
        put_right(documents, module, ("modules", i), ("parts",), Module.model_fields)
        parts = module.get("parts")
        for j, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                yield ("modules", i, "parts", j), part


def put_right(
    documents: Documents, holder: dict[str, object], path: DataPath, wanted: Sequence[str], known: Collection[str]
) -> None:
    """Reports fields that are misspelt and would hide what is under them, and goes on as if they were not."""
    if all(name in known for name in holder):
        return
    for meant in wanted:
        written = misspelt(holder, meant, known) if meant not in holder else None
        if written is not None:
            span = documents.span((*path, written), key=True)
            unknown = Unknown(f"did you mean `{meant}`?", meant)
            required = [meant] if meant != "file" else []
            documents.diagnostics.append(unknown_field_diagnostic(span, written, unknown, known, required))
            documents.rename(holder, path, written, meant)


@dataclass(frozen=True, slots=True)
class PartText:
    """A part's own file, taken apart. ``body`` is its Markdown, None where the file is all YAML.

    ``is_closed`` is False where a front matter has no end.
    """

    yaml: SourceFile
    body: str | None
    body_line: int
    is_closed: bool = True


def part_text(source: SourceFile) -> PartText:
    """Front matter and Markdown of a `.md` file; any other is YAML."""
    if not source.path.lower().endswith((".md", ".markdown")):
        return PartText(source, None, 0)
    front = _FRONT_MATTER.match(source.text)
    if front is None:
        return PartText(SourceFile(source.path, ""), source.text, 1, not source.text.startswith("---"))
    # The blank line stands for the `---`, so that line numbers are the file's own.
    yaml = SourceFile(source.path, "\n" + front.group(1))
    return PartText(yaml, source.text[front.end() :], source.text[: front.end()].count("\n") + 1)


def _open_part(documents: Documents, part: dict[str, object], path: DataPath, taken: Sequence[str]) -> None:
    name = part.pop("file")
    if not isinstance(name, str):
        documents.error("CRS013", (*path, "file"), "`file` must be the name of a file")
        part[UNREAD] = True
        return
    source = read_text(documents.root, name, documents.unsaved)
    if isinstance(source, Unreadable):
        # Another part's file is no good guess at what was meant.
        guessed = any(f"`{other}`" in source.hint for other in taken)
        hint = PATHS_ARE_RELATIVE if guessed else source.hint
        span = documents.span((*path, "file"))
        fix = edits(span, name, source.instead) if source.instead and not guessed else ()
        documents.diagnostics.append(Diagnostic(source.code, "error", source.message, span, hint, fix))
        part[UNREAD] = True
        return
    split = part_text(source)
    yaml, body_line = split.yaml, split.body_line
    fields: dict[str, object] = {} if split.body is None else {"text": split.body}
    if not split.is_closed:
        documents.diagnostics.append(
            Diagnostic("CRS001", "error", "the front matter has no end", Span(source), "close it with a line `---`")
        )
        part[UNREAD] = True
    reading = read_yaml(yaml)
    documents.diagnostics += [_moved(diagnostic, source) for diagnostic in reading.diagnostics]
    if isinstance(reading.data, dict):
        fields = {**reading.data, **fields}
    elif reading.diagnostics or reading.data is not None:
        part[UNREAD] = True
        if not reading.diagnostics:
            documents.diagnostics.append(
                Diagnostic("CRS005", "error", f"`{name}` must be a list of fields such as `title: …`", Span(source))
            )
    documents.parts[path] = PartFile(source, yaml, frozenset(fields), body_line)
    for field_name, value in fields.items():
        if field_name in part:
            documents.error(
                "CRS006",
                (*path, field_name),
                f"`{field_name}` stands both in {COURSE_FILE} and in `{name}`",
                "keep one of the two",
                key=True,
            )
        else:
            part[field_name] = value


def _moved(diagnostic: Diagnostic, file: SourceFile) -> Diagnostic:
    """The same at the same lines of the file that a front matter was taken from."""
    span = replace(diagnostic.span, file=file) if diagnostic.span else None
    fix = tuple(Edit(replace(edit.span, file=file), edit.replacement) for edit in diagnostic.fix)
    return replace(diagnostic, span=span, fix=fix)


UNREAD = "\0unread"
"""Marks a part whose file could not be read: what is missing in it was said once already."""

"""Text to course: reads, validates, and says all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scormpack.contract import All, Answered, Exchanges, Kind, Passed, Rule, Viewed
from scormpack.diagnostics import Diagnostic, did_you_mean, ordered, respelt
from scormpack.load.documents import COURSE_FILE, UNREAD, Documents, open_course
from scormpack.load.field_names import PART_KINDS
from scormpack.load.files import Unsaved, find_file
from scormpack.load.markdown import Reader
from scormpack.load.recovery import MOST_ROUNDS, recover
from scormpack.load.rules import RuleReader
from scormpack.load.validation import data_path, diagnose
from scormpack.load.values import Wrong
from scormpack.load.yaml_source import DataPath
from scormpack.model import Assessment, Course
from scormpack.source import SourceFile, Span

Where = Callable[[DataPath], Span]
"""The place in a file of the value at a path such as ("modules", 0, "parts", 2, "id")."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """``course`` is None exactly when ``diagnostics`` has an error.

    ``recovered`` is then the course as it was probably meant, where that can be told: to look for further mistakes in.
    ``assets`` maps paths in the package to files; ``part_links`` are links such as `#lesson-2`, each with its
    text as written.
    """

    course: Course | None
    diagnostics: tuple[Diagnostic, ...]
    assets: Mapping[str, Path]
    part_links: tuple[tuple[str, str], ...]
    documents: Documents
    recovered: Course | None = None

    def where(self, path: DataPath) -> Span:
        """The place in a file of the value at ``path``."""
        return self.documents.span(path)

    def files(self) -> tuple[SourceFile, ...]:
        """Every text that was read, course.yaml first."""
        return (self.documents.course, *(part.file for part in self.documents.parts.values()))


def course_folder(source: Path) -> Path:
    """The folder of a course, or the one that its course.yaml lies in."""
    return source.parent if source.name == COURSE_FILE and not source.is_dir() else source


def load_course(source: Path, unsaved: Unsaved = MappingProxyType({})) -> Loaded:
    """The course in a folder (or beside a course.yaml); never raises on an author's mistake."""
    root = course_folder(source)
    if not root.is_dir():
        documents = Documents(root, _no_file())
        hint = did_you_mean(root.name, [p.name for p in root.parent.iterdir()]) if root.parent.is_dir() else ""
        missing = Diagnostic(
            "CRS010", "error", f"there is no course folder `{root}`", None, hint if hint.startswith("did") else ""
        )
        return Loaded(None, (missing,), {}, (), documents)
    root = root.resolve()
    documents = open_course(root, unsaved)
    reader = Reader(lambda name: find_file(root, name))
    # What a YAML bomb repeats is not looked at any further.
    if not documents.data or any(diagnostic.code == "CRS004" for diagnostic in documents.diagnostics):
        return Loaded(None, ordered(documents.diagnostics), {}, (), documents)
    course = _validate(documents, reader)
    diagnostics = ordered(documents.diagnostics)
    links = tuple(reader.part_links)
    if diagnostics:
        recovered = None if documents.guessed or documents.doubtful else course
        return Loaded(None, diagnostics, reader.assets, links, documents, recovered)
    return Loaded(course, diagnostics, reader.assets, links, documents)


def _no_file() -> SourceFile:
    return SourceFile(COURSE_FILE, "")


def _validate(documents: Documents, reader: Reader) -> Course | None:
    unread = _take_unread(documents.data)
    course, errors, said = _read(documents, reader)
    for _round in range(MOST_ROUNDS if errors else 0):
        if not recover(documents, errors):
            break
        course, errors, said = _read(documents, reader)
    documents.diagnostics += said
    said_already = [any(data_path(documents.data, error["loc"])[:4] == path for path in unread) for error in errors]
    documents.diagnostics += diagnose(documents, [e for e, told in zip(errors, said_already, strict=True) if not told])
    if course is not None:
        _check_questions(documents, course)
    return None if errors else course


def _read(documents: Documents, reader: Reader) -> tuple[Course | None, list[ErrorDetails], list[Diagnostic]]:
    """The course, or what pydantic finds wrong, with the rules as they were written; and what is wrong with those."""
    data, before = documents.data, len(documents.diagnostics)
    written = [(holder, name, holder[name]) for holder, name, _where in rules_in(data)]
    parts = parts_of(data)
    for holder, name, where in rules_in(data):
        holder[name] = rule_at(documents, parts, holder[name], where)
    if "completion" not in data:
        data["completion"] = default_completion(parts.parts, data.get("score"))
    elif data["completion"] is None:
        # Said already, or said by the parts that are wrong: any rule lets the rest be checked.
        data["completion"] = All(rules=())
    course, errors = _validated(data, reader)
    if errors and _take_scalars_as_text(documents, errors):
        course, errors = _validated(data, reader)
    if errors:
        del data["completion"]
        for holder, name, rule in written:
            holder[name] = rule
    said = documents.diagnostics[before:]
    del documents.diagnostics[before:]
    return course, errors, said


def rules_in(data: dict[str, object]) -> Iterator[tuple[dict[str, object], str, DataPath]]:
    """What holds a rule, its field, and the path to it."""
    yield from ((data, name, (name,)) for name in ("completion", "success") if name in data)
    modules = data.get("modules")
    for i, module in enumerate(modules if isinstance(modules, list) else ()):
        held = module.get("parts") if isinstance(module, dict) else None
        for j, part in enumerate(held if isinstance(held, list) else ()):
            if isinstance(part, dict) and "requires" in part:
                yield part, "requires", ("modules", i, "parts", j, "requires")


def _validated(data: Mapping[str, object], reader: Reader) -> tuple[Course | None, list[ErrorDetails]]:
    try:
        return Course.model_validate(data, context=reader), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _take_unread(data: dict[str, object]) -> list[DataPath]:
    """The paths of parts whose file could not be read; their mark is taken off."""
    unread: list[DataPath] = []
    modules = data.get("modules")
    for i, module in enumerate(modules if isinstance(modules, list) else ()):
        parts = module.get("parts") if isinstance(module, dict) else None
        for j, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict) and part.pop(UNREAD, False):
                unread.append(("modules", i, "parts", j))
    return unread


def _take_scalars_as_text(documents: Documents, errors: list[ErrorDetails]) -> bool:
    """Where text belongs, ``1.0`` and ``true`` are the text that was written. True when anything was changed."""
    changed = False
    for error in errors:
        if error["type"] != "string_type" or not isinstance(error["input"], int | float | bool):
            continue
        path = data_path(documents.data, error["loc"])
        written = documents.written(path)
        holder: object = documents.data
        for step in path[:-1]:
            holder = holder[step]  # type: ignore[index]  # the path was made from this very data
        if written is not None and isinstance(holder, dict | list):
            holder[path[-1]] = written  # type: ignore[index]  # as above
            changed = True
    return changed


@dataclass(frozen=True, slots=True)
class KnownParts:
    """(id, kind) of every part that has both, in order. ``all``: there is no part, or place for one, that has not."""

    parts: list[tuple[str, str]]
    all: bool


def parts_of(data: Mapping[str, object]) -> KnownParts:
    """The parts that rules may name."""
    found: list[tuple[str, str]] = []
    modules = data.get("modules")
    known = isinstance(modules, list) and bool(modules)
    for module in modules if isinstance(modules, list) else ():
        parts = module.get("parts") if isinstance(module, dict) else None
        known = known and isinstance(parts, list) and bool(parts)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict) and isinstance(part.get("id"), str) and str(part.get("kind")) in PART_KINDS:
                found.append((part["id"], part["kind"]))
            else:
                known = False
    return KnownParts(found, known)


def rule_at(documents: Documents, parts: KnownParts, written: object, where: DataPath) -> Rule | None:
    """The rule that stands at ``where``; None where it was reported as wrong."""

    def report(code: str, path: DataPath, wrong: Wrong) -> None:
        if code in ("RUL002", "RUL007") and not parts.all:
            # Which part is not there, or how many there are, can be said when all of them can be told apart.
            return
        is_field = code == "RUL001" and bool(path) and isinstance(path[-1], str)
        span = documents.span((*where, *path), key=is_field)
        written = str(path[-1]) if is_field else documents.written((*where, *path)) or ""
        documents.diagnostics.append(
            Diagnostic(code, "error", wrong.message, span, wrong.hint, wrong.edits(span, written))
        )

    return RuleReader(parts.parts, report).rule(written)


def default_completion(parts: list[tuple[str, str]], score: object) -> Rule:
    """Where the author wrote no rule: all read, all quizzes answered, all labs done, the scored part passed."""
    kinds = {kind for _part, kind in parts}
    readings: list[Kind] = ["page", "lesson"]
    rules: list[Rule] = [Viewed(of=kind) for kind in readings if kind in kinds]
    if "quiz" in kinds:
        rules.append(Answered(of="quiz"))
    if "lab" in kinds:
        rules.append(Exchanges(of="lab"))
    scored = [score] if isinstance(score, str) else list(score) if isinstance(score, dict) else []
    known = tuple(name for name in scored if any(part == name for part, _kind in parts))
    if len(known) == 1:
        rules.append(Passed(of=known))
    elif known:
        rules.append(Answered(of=known))
    elif "test" in kinds:
        rules.append(Answered(of="test"))
    return All(rules=tuple(rules))


def _check_questions(documents: Documents, course: Course) -> None:
    """Each question's own checks."""
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            for k, question in enumerate(part.questions if isinstance(part, Assessment) else ()):
                for finding in question.check():
                    path: DataPath = ("modules", i, "parts", j, "questions", k, *finding.path)
                    before, after = finding.around
                    span = (
                        documents.text_span(path, 0, before + finding.word + after) if before else documents.span(path)
                    )
                    known = [before + name + after for name in finding.known]
                    fix = respelt(span, before + finding.word + after, known) if known else ()
                    documents.diagnostics.append(
                        Diagnostic(finding.code, "error", finding.message, span, finding.hint, fix)
                    )

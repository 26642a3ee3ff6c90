"""A package that scormpack built, read back from its zip.

Everything comes from the files themselves: the contract in the launch page, the answer keys, and the hooks that
docs/automation.md promises. A zip that is none of ours, or that means harm, is refused with a diagnostic.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree, html
from pydantic import ValidationError

from scormpack.answer_key import AnswerKey, MultipleChoiceKey, QuestionKey, SingleChoiceKey
from scormpack.contract import CourseContract, LabContract, QuizContract
from scormpack.diagnostics import Diagnostic
from scormpack.verify.manifests import NotOursError, read_manifest
from scormpack.verify.right_ways import right_ways

MAX_FILES = 10_000
MAX_UNPACKED = 512 * 1024 * 1024
ANSWERS_PREFIX = "(self.scormpackAnswers??=[]).push("


@dataclass(frozen=True, slots=True)
class Inspected:
    """``data`` has the shape of docs/inspect.md; None where ``diagnostics`` says why there is none."""

    data: dict[str, Any] | None
    diagnostics: tuple[Diagnostic, ...] = ()


def inspect_package(path: Path) -> Inspected:
    """What is in a package; never raises on a bad zip."""
    try:
        files = read_archive(path)
        return Inspected(_inspect(files))
    except NotOursError as error:
        return Inspected(None, (Diagnostic("PKG010", "error", f"{path.name}: {error}"),))


def read_archive(path: Path) -> dict[str, bytes]:
    """The files of a zip, checked before they are unpacked. Raises `NotOursError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise NotOursError("it unpacks to more than a course has")
            files: dict[str, bytes] = {}
            for entry in entries:
                if entry.is_dir():
                    continue
                name = PurePosixPath(entry.filename)
                if name.is_absolute() or ".." in name.parts or "\\" in entry.filename:
                    raise NotOursError(f"its file `{entry.filename}` leads out of the package")
                if entry.filename in files:
                    raise NotOursError(f"it has two files `{entry.filename}`")
                if entry.external_attr >> 16 & 0o170000 == 0o120000:
                    raise NotOursError(f"its file `{entry.filename}` is a link")
                files[entry.filename] = archive.read(entry)
            return files
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotOursError(f"it is no zip that can be read ({error})") from error


def read_course(path: Path) -> tuple[CourseContract, dict[str, tuple[QuestionKey, ...]]]:
    """A package's contract, and its answer keys by part. Raises `NotOursError` with the reason in words."""
    files = read_archive(path)
    manifest = read_manifest(files)
    contract = _contract(_page(files, manifest.launch))
    return contract, _keys(files, contract)


def _keys(files: Mapping[str, bytes], contract: CourseContract) -> dict[str, tuple[QuestionKey, ...]]:
    return {
        part: key
        for page in contract.pages
        if page.answers
        for part, key in _answers(files, page.answers).parts.items()
    }


def _inspect(files: Mapping[str, bytes]) -> dict[str, Any]:
    manifest = read_manifest(files)
    pages = {manifest.launch: _page(files, manifest.launch)}
    contract = _contract(pages[manifest.launch])
    for page in contract.pages:
        if page.file not in pages:
            pages[page.file] = _page(files, page.file)
    sections = {
        section.get("data-part"): section
        for page in pages.values()
        for section in page.iter("section")
        if section.get("data-part")
    }
    keys = _keys(files, contract)
    parts = [
        _part(module.id, part, sections.get(part.id), keys) for module in contract.modules for part in module.parts
    ]
    identifiers = dict(manifest.identifiers)
    if manifest.target == "scorm12":
        identifiers["objectives"] = [part["id"] for part in parts]
    return {
        "format": 2,
        "id": contract.id,
        "iri": contract.iri,
        "title": manifest.title,
        "version": contract.version,
        "language": contract.language,
        "navigation": contract.navigation,
        "completion": contract.completion.model_dump(mode="json"),
        "score": {share.part: share.weight for share in contract.shares}
        or ({contract.score: 1.0} if contract.score else {}),
        "success": contract.success.model_dump(mode="json") if contract.success else None,
        "status": contract.status,
        "mastery_score": contract.mastery_score,
        "modules": [{"id": module.id} for module in contract.modules],
        "parts": parts,
        "identifiers": {manifest.target: identifiers},
        "state": {
            "format": 1,
            "granularity": contract.layout.granularity,
            "worst_case": contract.layout.worst_case,
            "limit": manifest.state_limit,
        },
    }


def _page(files: Mapping[str, bytes], name: str) -> html.HtmlElement:
    if name not in files:
        raise NotOursError(f"its page `{name}` is missing")
    try:
        return html.document_fromstring(files[name].decode("utf-8"))
    except (UnicodeDecodeError, etree.LxmlError) as error:
        raise NotOursError(f"its page `{name}` cannot be read ({error})") from error


def _contract(page: html.HtmlElement) -> CourseContract:
    script = page.get_element_by_id("contract", None)
    if script is None:
        raise NotOursError("its launch page holds no contract, so scormpack did not build it")
    try:
        return CourseContract.model_validate_json(script.text_content())
    except ValidationError as error:
        raise NotOursError(f"its contract is of another version or damaged ({error.error_count()} faults)") from error


def _answers(files: Mapping[str, bytes], name: str) -> AnswerKey:
    text = files.get(name, b"").decode("utf-8", "replace").strip()
    if not text.startswith(ANSWERS_PREFIX):
        raise NotOursError(f"its answer key `{name}` is missing or damaged")
    try:
        return AnswerKey.model_validate(json.loads(text[len(ANSWERS_PREFIX) : -1]))
    except (ValueError, ValidationError) as error:
        raise NotOursError(f"its answer key `{name}` is damaged") from error


def _part(module: str, part: Any, section: html.HtmlElement | None, keys: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"id": part.id, "kind": part.kind, "module": module, "title": _title(section)}
    if isinstance(part, QuizContract):
        data |= {
            "attempts": part.attempts or "unlimited",
            "feedback": part.feedback,
            "shuffle": list(part.shuffle),
            "mastery_score": part.mastery_score,
            "points": part.points,
            "questions": list(_questions(section, keys.get(part.id, ()))),
        }
    elif isinstance(part, LabContract):
        data |= {
            "exchanges": part.exchanges,
            "fallback": part.fallback,
            "topics": [{"id": name, "title": _topic(section, name)} for name in part.topics],
            "shortest_turn": part.shortest_turn,
            "longest_turn": part.longest_turn,
            "token_budget": part.token_budget,
            "transcript": part.transcript,
            "reflection": [{"id": name} for name in _prompts(section)],
        }
    return data


def _topic(section: html.HtmlElement | None, name: str) -> str:
    items = () if section is None else section.iter("li")
    return next((_words(item) for item in items if item.get("data-topic") == name), "")


def _title(section: html.HtmlElement | None) -> str:
    heading = None if section is None else next(section.iter("h1"), None)
    return "" if heading is None else _words(heading)


def _questions(section: html.HtmlElement | None, keys: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    fieldsets = {} if section is None else {field.get("data-question"): field for field in section.iter("fieldset")}
    for key in keys:
        fieldset = fieldsets.get(key.id)
        yield {
            "id": key.id,
            "type": key.type,
            "prompt": "" if fieldset is None else _prompt(fieldset),
            "points": key.points,
            **_question(key, fieldset),
        }


def _question(key: QuestionKey, fieldset: html.HtmlElement | None) -> dict[str, Any]:
    """What the key knows of a question, with the texts that stand on the page."""
    texts: dict[str, dict[str, str]] = {"option": {}, "target": {}}
    for field in () if fieldset is None else fieldset.xpath("./label/input"):
        texts["option"][field.get("value")] = _words(field.getparent())
    for element in () if fieldset is None else fieldset.iter():
        for side, found in texts.items():
            name = element.get(f"data-{side}")
            if name:
                found[name] = _words(element)
    if isinstance(key, SingleChoiceKey | MultipleChoiceKey):
        choices = [
            {
                "id": choice.id,
                "text": texts["option"].get(choice.id, ""),
                "correct": choice.correct,
                "feedback": _words(html.fragment_fromstring(choice.feedback, create_parent=True))
                if choice.feedback
                else "",
            }
            for choice in key.choices
        ]
        return {"choices": choices}
    listed = {
        f"{side}s": [{"id": name, "text": text} for name, text in found.items()]
        for side, found in texts.items()
        if found
    }
    return {**listed, "right": [list(way) for way in right_ways(key)]}


def _prompt(fieldset: html.HtmlElement) -> str:
    """A prompt of one paragraph is the legend, after the question's number; a longer one follows the legend."""
    block = fieldset.find("div[@class='prompt']")
    if block is not None:
        return _words(block)
    legend = fieldset.find("legend")
    number = None if legend is None else legend.find("b")
    if legend is None or number is None:
        return ""
    return _words(legend).removeprefix(_words(number)).strip()


def _prompts(section: html.HtmlElement | None) -> Iterator[str]:
    for element in () if section is None else section.iter():
        name = element.get("data-prompt")
        if name:
            yield name


def _words(element: html.HtmlElement) -> str:
    """The text on one line, with what its pictures show."""
    if element.find(".//img") is not None:
        element = deepcopy(element)
        for picture in element.iter("img"):
            picture.text = picture.get("alt", "")
    return " ".join(str(element.text_content()).split())

"""A package that scormpack built, read back from its zip.

Everything comes from the files themselves: the contract in the launch page, the answer keys, and the hooks that
docs/automation.md promises. A zip that is none of ours, or that means harm, is refused with a diagnostic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html
from pydantic import ValidationError

from scormpack.answer_key import AnswerKey, MultipleChoiceKey, QuestionKey, SingleChoiceKey
from scormpack.contract import CourseContract, LabContract, QuizContract
from scormpack.diagnostics import Diagnostic
from scormpack.verify.archive import read_archive
from scormpack.verify.manifests import Manifest, NotOursError, read_manifest
from scormpack.verify.right_ways import right_ways

ANSWERS_PREFIX = "(self.scormpackAnswers??=[]).push("
MAX_TEXT = 16 * 1024 * 1024
"""Of one page or answer key, in bytes."""

MAX_ELEMENTS = 2_000_000
"""On all pages together: a thousand modules."""

MAX_ATTRIBUTES = 256
"""Of one element. The parser's time grows with their square."""

MAX_BITS = 16 * 1024 * 1024
"""Of one slot: a text of a million characters."""

MAX_STATE = 32 * 1024 * 1024
"""Of all slots together, in bits."""

FEWEST_SLOTS = {"page": 1, "lesson": 1, "quiz": 4, "test": 4, "lab": 3}
"""What every part of a kind has among its ``bits``."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """``data`` has the shape of docs/inspect.md; None where ``diagnostics`` says why there is none."""

    data: dict[str, Any] | None
    diagnostics: tuple[Diagnostic, ...] = ()


def inspect_package(path: Path) -> Inspected:
    """What is in a package; never raises on a bad zip."""
    try:
        return Inspected(inspect_files(read_archive(path)))
    except NotOursError as error:
        return Inspected(None, (Diagnostic("PKG010", "error", f"{path.name}: {error}"),))


def _in_json(data: dict[str, Any]) -> dict[str, Any]:
    """The same data; what JSON has no word for is refused."""
    try:
        json.dumps(data, allow_nan=False)
    except ValueError as error:
        raise NotOursError(f"it holds a number that is none ({error})") from error
    return data


def read_files(
    files: Mapping[str, bytes],
) -> tuple[Manifest, CourseContract, dict[str, tuple[QuestionKey, ...]]]:
    """A package's manifest, its contract, and its answer keys by part. Raises `NotOursError` with the reason in words."""
    manifest = read_manifest(files)
    contract = _contract(_page(files, manifest.launch, _Counter()))
    return manifest, contract, _keys(files, contract)


def _keys(files: Mapping[str, bytes], contract: CourseContract) -> dict[str, tuple[QuestionKey, ...]]:
    names = dict.fromkeys(page.answers for page in contract.pages if page.answers)
    keys = {part: key for name in names for part, key in _answers(files, name).parts.items()}
    for module in contract.modules:
        for part in module.parts:
            if isinstance(part, QuizContract) and not keys.get(part.id):
                raise NotOursError(f"its answer keys have nothing for `{part.id}`")
    for part_id, key in keys.items():
        if len({question.id for question in key}) < len(key):
            raise NotOursError(f"its answer keys have a question of `{part_id}` twice")
    return keys


def inspect_files(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What is in a package, as docs/inspect.md says. Raises `NotOursError`."""
    return _in_json(_inspected(files))


def _inspected(files: Mapping[str, bytes]) -> dict[str, Any]:
    manifest = read_manifest(files)
    counter = _Counter()
    pages = {manifest.launch: _page(files, manifest.launch, counter)}
    contract = _contract(pages[manifest.launch])
    for page in contract.pages:
        if page.file not in pages:
            pages[page.file] = _page(files, page.file, counter)
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


class _Counter:
    """Sees the elements before a tree is made of them; one counter serves all pages of a package."""

    def __init__(self) -> None:
        self.elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise NotOursError("its pages have more elements than a course has")
        if len(attributes) > MAX_ATTRIBUTES:
            raise NotOursError(f"its pages have a `{tag}` with {len(attributes)} attributes")

    def close(self) -> None:
        """Asked for by the parser."""

    def count(self, text: str) -> None:
        """Raises `NotOursError` where the HTML has too many; lxml's own errors pass."""
        etree.fromstring(text, etree.HTMLParser(target=self))  # type: ignore[arg-type]  # `start` and `close` suffice


def _text(files: Mapping[str, bytes], name: str, what: str) -> str:
    if name not in files:
        raise NotOursError(f"its {what} `{name}` is missing")
    if len(files[name]) > MAX_TEXT:
        raise NotOursError(f"its {what} `{name}` is longer than a course's")
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotOursError(f"its {what} `{name}` cannot be read ({error})") from error


def _page(files: Mapping[str, bytes], name: str, counter: _Counter) -> html.HtmlElement:
    text = _text(files, name, "page")
    try:
        counter.count(text)
        return html.document_fromstring(text)
    except (ValueError, etree.LxmlError) as error:
        raise NotOursError(f"its page `{name}` cannot be read ({error})") from error


def _contract(page: html.HtmlElement) -> CourseContract:
    script = page.get_element_by_id("contract", None)
    if script is None:
        raise NotOursError("its launch page holds no contract, so scormpack did not build it")
    try:
        contract = CourseContract.model_validate_json(script.text_content())
    except ValidationError as error:
        raise NotOursError(f"its contract is of another version or damaged ({error.error_count()} faults)") from error
    parts = [part for module in contract.modules for part in module.parts]
    if not parts or len({part.id for part in parts}) < len(parts):
        raise NotOursError("its contract is damaged (it has no part, or one twice)")
    for part in parts:
        fewest = FEWEST_SLOTS[part.kind] + (len(part.topics) if isinstance(part, LabContract) else 0)
        if len(part.bits) < fewest or not all(0 <= width <= MAX_BITS for width in part.bits):
            raise NotOursError(f"its contract is damaged (what it keeps of `{part.id}` is no state)")
    if sum(width for part in parts for width in part.bits) > MAX_STATE:
        raise NotOursError("its contract is damaged (nothing keeps so long a state)")
    return contract


def _answers(files: Mapping[str, bytes], name: str) -> AnswerKey:
    text = _text(files, name, "answer key").strip()
    if not text.startswith(ANSWERS_PREFIX):
        raise NotOursError(f"its answer key `{name}` is missing or damaged")
    try:
        return AnswerKey.model_validate_json(text[len(ANSWERS_PREFIX) : -1])
    except ValidationError as error:
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
        topics = _topics(section)
        data |= {
            "exchanges": part.exchanges,
            "fallback": part.fallback,
            "topics": [{"id": name, "title": topics.get(name, "")} for name in part.topics],
            "shortest_turn": part.shortest_turn,
            "longest_turn": part.longest_turn,
            "token_budget": part.token_budget,
            "transcript": part.transcript,
            "reflection": [{"id": name} for name in _prompts(section)],
        }
    return data


def _topics(section: html.HtmlElement | None) -> dict[str, str]:
    items = [] if section is None else [item for item in section.iter("li") if item.get("data-topic")]
    return {item.get("data-topic"): _words(item) for item in reversed(items)}


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
                "feedback": _feedback(choice.feedback) if choice.feedback else "",
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


def _feedback(text: str) -> str:
    try:
        _Counter().count(f"<div>{text}</div>")
        return _words(html.fragment_fromstring(text, create_parent=True))
    except (ValueError, etree.LxmlError) as error:
        raise NotOursError(f"a feedback in its answer keys cannot be read ({error})") from error


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
            # lxml takes no control characters as text, though it reads them.
            picture.text = "".join(c for c in picture.get("alt", "") if c.isprintable())
    return " ".join(str(element.text_content()).split())

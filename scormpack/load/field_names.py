"""Which fields there are where, and what was meant by one that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, get_args, get_origin

from pydantic import BaseModel

from scormpack.contract import Rule
from scormpack.diagnostics import Diagnostic, did_you_mean, respelt
from scormpack.load.rules import OPERATORS
from scormpack.model import Course, Lab, Lesson, Page, Part, Quiz, Test
from scormpack.questions import QUESTION_TYPES, Question
from scormpack.source import Span
from scormpack.spelling import SYNONYM, ranked
from scormpack.synonyms import SYNONYMS
from scormpack.text import Authored, Block, RichText

PART_KINDS: dict[str, type[Part]] = {"page": Page, "lesson": Lesson, "quiz": Quiz, "test": Test, "lab": Lab}
TAGS: dict[str, type[Authored]] = {**PART_KINDS, **QUESTION_TYPES}

PART_FIELDS = frozenset({"file"}.union(*(part.model_fields for part in PART_KINDS.values())))
"""What any part may have."""

_CALLED = {
    "Course": "the course itself",
    "Module": "a module",
    "Consent": "`consent`",
    "Draw": "an entry of `draw`",
    "Feedback": "a question's `feedback`",
    "Choice": "a choice",
    "Blank": "one of `blanks`",
    "Pair": "one of `pairs`",
    "Extra": "one of `extra`",
    "Category": "one of `categories`",
    "Item": "one of `items`",
    "OrderedItem": "one of `items`",
    "Step": "a step of `scale`",
    "Criterion": "one of `rubric`",
    "Topic": "one of `topics`",
    "ScriptedReply": "a reply of `script`",
    "Reflection": "`reflection`",
    "ReflectionPrompt": "one of the reflection's `prompts`",
}
_MOST_HOMES = 4


@dataclass(frozen=True, slots=True)
class Unknown:
    """What becomes of an unknown field: the hint, and the field that was probably meant, None where nobody can say."""

    hint: str
    meant: str | None = None


def model_at(location: Sequence[str | int]) -> type[BaseModel]:
    """The model in which the last step of an error's location was met."""
    model: type[BaseModel] = Course
    for step in location[:-1]:
        if isinstance(step, str) and step in TAGS:
            model = TAGS[step]
        elif isinstance(step, str) and step in model.model_fields:
            model = model_of(model, step) or model
    return model


def model_of(model: type[BaseModel], field: str) -> type[BaseModel] | None:
    """The model of what a field holds; None where it holds no mapping of fields."""
    return next(_models_in(model.model_fields[field].annotation), None)


def fields_of(model: type[BaseModel]) -> list[str]:
    """What an author may write in it."""
    names = list(model.model_fields)
    return [*names, "file"] if issubclass(model, Part) else names


def unknown_field(name: str, model: type[BaseModel], present: Collection[str]) -> Unknown:
    """What was meant by a field that the model does not have, beside the fields that are ``present``."""
    known = fields_of(model)
    if name == "file" and issubclass(model, Part):
        return Unknown("a part's file is named in course.yaml alone")
    lacking = lacking_fields(model, present)
    found = [(rank, field) for rank, field in ranked(name, known, SYNONYMS) if field not in present]
    # Of several that are called so elsewhere, the one that is missing here.
    found.sort(key=lambda one: (one[0], 0) if one[0] < SYNONYM else (int(one[0]), one[1] not in lacking, one[0]))
    if found and found[0][0] < SYNONYM + 0.5:
        return Unknown(f"did you mean `{found[0][1]}`?", found[0][1])
    at_home = _belongs(name, model)
    if at_home:
        return Unknown(at_home)
    if found:
        return Unknown(f"did you mean `{found[0][1]}`?", found[0][1])
    if len(lacking) == 1:
        return Unknown(f"did you mean `{lacking[0]}`, which is missing here?", lacking[0])
    return Unknown(did_you_mean(name, [field for field in known if field not in present]))


def lacking_fields(model: type[BaseModel], present: Collection[str]) -> list[str]:
    """What must be there and is not."""
    required = (name for name, field in model.model_fields.items() if field.is_required())
    # A course has a completion rule of its own where none is written.
    return [name for name in required if name not in present and name != "completion"]


def _belongs(name: str, model: type[BaseModel]) -> str:
    """Where a field of this name does stand; empty where nowhere."""
    if name in OPERATORS:
        return f"`{name}` is a rule: write it under `completion`, `success` or `requires`"
    homes = [home for home in _all_models() if name in home.model_fields and not issubclass(home, model)]
    types = [tag for tag, question in QUESTION_TYPES.items() if question in homes]
    kinds = [tag for tag, part in PART_KINDS.items() if part in homes]
    others = [_CALLED[home.__name__] for home in homes if home.__name__ in _CALLED]
    said: list[str] = []
    if kinds:
        said.append(f"a {_one_of(kinds)}" if len(kinds) < len(PART_KINDS) else "a part")
    if types and issubclass(model, Question):
        return f"`{name}` goes with `type: {_one_of([f'{tag}' for tag in types])}`"
    if types:
        said.append("a question" if len(types) > _MOST_HOMES else f"a `{_one_of(types)}` question")
    said += dict.fromkeys(others)
    return f"`{name}` belongs to {_one_of(said)}" if 0 < len(said) <= _MOST_HOMES else ""


def _one_of(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@cache
def _all_models() -> tuple[type[BaseModel], ...]:
    """Every model of the language."""
    found: dict[type[BaseModel], None] = {}

    def visit(model: type[BaseModel]) -> None:
        if model in found or not issubclass(model, Authored):
            return
        found[model] = None
        for field in model.model_fields.values():
            for inner in _models_in(field.annotation):
                visit(inner)

    visit(Course)
    return tuple(found)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        if inner is not Rule:
            yield from _models_in(inner)


@cache
def all_names() -> frozenset[str]:
    """Every field that there is somewhere in a course, and every rule."""
    return frozenset({"file", "of", *OPERATORS}.union(*(model.model_fields for model in _all_models())))


@cache
def text_fields() -> frozenset[str]:
    """Those that hold a text somewhere."""
    fields = ((name, field) for model in _all_models() for name, field in model.model_fields.items())
    return frozenset(name for name, field in fields if name not in _WORDS and _is_text(field.annotation))


_WORDS = frozenset({"id", "iri", "version", "language", "kind", "type", "category", "tag"})
"""Texts of one word, which is none of those that need quotes."""


def _is_text(annotation: object) -> bool:
    """True for a text, with or without None, and for the blocks that one is read into."""
    if get_origin(annotation) is Annotated:
        return _is_text(get_args(annotation)[0])
    inner = [one for one in get_args(annotation) if one not in (type(None), ...)]
    if get_origin(annotation) is tuple:
        return inner == [Block]
    return annotation in (str, RichText) or (len(inner) == 1 and _is_text(inner[0]))


def misspelt(holder: Iterable[str], wanted: str, known: Collection[str]) -> str | None:
    """The unknown field of ``holder`` that was probably meant to be ``wanted``, which is not there."""
    for name in holder:
        if name not in known:
            found = ranked(name, known, SYNONYMS)
            if found and found[0][1] == wanted and found[0][0] < SYNONYM + 0.5:
                return name
    return None


def unknown_field_diagnostic(
    span: Span, written: str, unknown: Unknown, known: Collection[str], lacking: Collection[str]
) -> Diagnostic:
    """CRS008, with its fix where the one known field that was meant is certain; ``lacking`` are those that are missing."""
    hint, meant = unknown.hint, unknown.meant
    fix = respelt(span, written, known, lacking)
    certain = fix if fix and fix[0].replacement == meant else ()
    return Diagnostic("CRS008", "error", f"unknown field `{written}`", span, hint, certain)

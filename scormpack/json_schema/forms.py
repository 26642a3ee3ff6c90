"""How the value of a field may be written, as JSON Schema: the models' types, as far as the loader reads them.

The loader takes more than it asks for: a number where text belongs, ``yes`` for ``true``, a number in quotes, nothing at all
for what may be left out. An editor must not call wrong what builds, and should not propose it either. So a `Form` has two
sides: what authors are told, and what else is taken without a word. The second is said by what it is not, for editors propose
a value for each type that is named.

A type or a limit that is not known here raises `TypeError`: nothing becomes a schema that takes everything.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, GetPydanticSchema
from pydantic.fields import FieldInfo

from scormpack.contract import Viewed
from scormpack.duration import Seconds
from scormpack.model import LANGUAGE_PATTERN, MAX_ATTEMPTS, VERSION_PATTERN, Attempts, Course, Part, Title
from scormpack.questions import Question
from scormpack.questions.numeric import Tolerance
from scormpack.questions.question import IDENTIFIER_PATTERN, FormerIds
from scormpack.text import NUMBER, WHOLE

Schema = dict[str, Any]

KINDS = ("string", "number", "boolean", "null", "array", "object")

FILLED = r"\S"
LENGTH_OF_TIME = r"^(?=[^1-9]*[1-9])(\s*[0-9]+\s*[smhdSMHD])+\s*$"
WHOLE_IN_QUOTES = r"^\s*[+-]?[0-9]+(_[0-9]+)*(\.0+)?\s*$"
NUMBER_IN_QUOTES = r"^\s*[+-]?([0-9]+(_[0-9]+)*\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
SHARE = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*%\s*$"
TRUTH_WORDS = "^({})$".format(
    "|".join(
        "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else letter for letter in word)
        for word in ("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "1", "0")
    )
)

MESSAGES = {
    IDENTIFIER_PATTERN: "An id has lower-case letters, digits and hyphens, begins with a letter, and has at most 64 characters.",
    VERSION_PATTERN: "A version is such as 1.0.0: letters, digits and . + _ -, at most 32 characters.",
    LANGUAGE_PATTERN: "A language is a tag such as en, de or pt-BR.",
    FILLED: "This text is empty.",
    LENGTH_OF_TIME: "A length of time is a number and its unit, such as 90s, 20m, 1h 30m or 2d.",
}

_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "min_length": "min",
    "max_length": "max",
    "pattern": "pattern",
    # A step of 0.01 is not held: editors divide binary fractions, in which 0.07 is no multiple of 0.01.
    "multiple_of": "",
    # A number that YAML can write is finite.
    "allow_inf_nan": "",
}


@dataclass(frozen=True, slots=True)
class Form:
    """``told`` is what authors are asked for; values of ``kinds``, and texts like ``text``, are taken besides."""

    told: Schema
    kinds: tuple[str, ...] = ()
    text: str = ""

    def schema(self) -> Schema:
        """Both sides in one; what is told comes first, for editors go by it."""
        taken: list[Schema] = []
        if self.text:
            taken.append({"type": "string", "pattern": self.text, "patternErrorMessage": self.told["errorMessage"]})
        if self.kinds:
            taken.append({"not": {"type": [kind for kind in KINDS if kind not in self.kinds]}})
        message = {"errorMessage": self.told["errorMessage"]} if "errorMessage" in self.told else {}
        return {"anyOf": [self.told, *({**one, **message} for one in taken)]} if taken else self.told


def ref(name: str) -> Schema:
    """A definition by its name."""
    return {"$ref": f"#/definitions/{name}"}


def form_of(kind: Any, limits: Sequence[Any] = ()) -> Form:
    """How a value of this type may be written; ``limits`` are what stands beside it in `Annotated`."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return form_of(inner, [*_flat(more), *limits])
    for marker, own in _OWN_FORMS:
        if marker in limits:
            return own(kind, [limit for limit in limits if limit != marker])
    if any(isinstance(limit, GetPydanticSchema) for limit in limits):
        return text_form({"pattern": FILLED})
    if get_origin(kind) in (Union, types.UnionType):
        return _either(get_args(kind))
    known = _known(limits)
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind))
    if get_origin(kind) is tuple and get_args(kind)[1:] == (...,):
        return list_form(form_of(get_args(kind)[0]).schema(), known)
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return Form(_mapping(key, value, known))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Form(ref(kind.__name__))
    plain = {str: text_form, int: whole_form, float: number_form}.get(kind)
    if plain is not None:
        return plain(known)
    if kind is bool:
        return _truth()
    raise TypeError(f"no schema for {kind} with {limits}")


def text_form(known: Mapping[str, Any]) -> Form:
    """Text; a number or a truth value is the text that was written, where that can fit."""
    told: Schema = {"type": ["string", "number"], "errorMessage": "This must be text."}
    kinds: tuple[str, ...] = ("boolean",)
    if "min" in known:
        told["minLength"] = known["min"]
    if "max" in known:
        told["maxLength"] = known["max"]
    pattern = known.get("pattern")
    if pattern:
        told |= {"pattern": pattern, "patternErrorMessage": MESSAGES[pattern]}
        if not re.search(pattern, "1.0"):
            told["type"] = "string"
        elif not re.search(pattern, "-1"):
            told["minimum"] = 0
        kinds = kinds if re.search(pattern, "true") else ()
    return Form(told, kinds)


def whole_form(known: Mapping[str, Any]) -> Form:
    """A whole number, or one in quotes."""
    return Form({"type": "integer", **known, "errorMessage": "This must be a whole number."}, text=WHOLE_IN_QUOTES)


def number_form(known: Mapping[str, Any]) -> Form:
    """A number, or one in quotes."""
    return Form({"type": "number", **known, "errorMessage": "This must be a number."}, text=NUMBER_IN_QUOTES)


def list_form(items: Schema, known: Mapping[str, Any]) -> Form:
    """A list with so many entries."""
    told: Schema = {"type": "array", "items": items, "errorMessage": "This must be a list."}
    return Form(told | {f"{bound}Items": known[bound] for bound in ("min", "max") if bound in known})


def length_of_time() -> Form:
    """As `scormpack.duration` reads it; that twelve days are the most stands in no pattern."""
    message = MESSAGES[LENGTH_OF_TIME]
    told = {"type": "string", "pattern": LENGTH_OF_TIME, "patternErrorMessage": message, "errorMessage": message}
    return Form(told)


def identifier() -> Schema:
    """An id where nothing but text can be one."""
    return {"type": "string", "pattern": IDENTIFIER_PATTERN, "patternErrorMessage": MESSAGES[IDENTIFIER_PATTERN]}


def _truth() -> Form:
    """True or false. The types stand beside each other here, for editors propose both values by the type's name."""
    message = "This must be true or false."
    told = {"type": ["boolean", "string", "integer"], "pattern": TRUTH_WORDS, "minimum": 0, "maximum": 1}
    return Form(told | {"errorMessage": message, "patternErrorMessage": message})


def _one_of(values: tuple[str, ...]) -> Form:
    return Form({"const": values[0]} if len(values) == 1 else {"enum": list(values)})


def _either(kinds: tuple[Any, ...]) -> Form:
    """A union: one type that may be left empty, or a union that has a definition of its own."""
    filled = tuple(kind for kind in kinds if kind is not types.NoneType)
    classes = set(_classes(filled))
    if Viewed in classes:
        # The loader has no rule for an empty value, wherever the model has none.
        return Form(ref("rule"))
    if len(filled) == 1:
        form = form_of(filled[0])
        return replace(form, kinds=(*form.kinds, "null")) if len(filled) < len(kinds) else form
    for base, name in ((Part, "part"), (Question, "question")):
        if all(issubclass(one, base) for one in classes):
            return Form(ref(name))
    raise TypeError(f"no schema for a union of {kinds}")


def _classes(kinds: Iterable[Any]) -> Iterable[type]:
    for kind in kinds:
        if isinstance(kind, type):
            yield kind
        else:
            yield from _classes(get_args(kind)[:1] if get_origin(kind) is Annotated else get_args(kind))


def _mapping(key: Any, value: Any, known: Mapping[str, Any]) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": form_of(value).schema()}
    if get_origin(key) is Annotated:
        schema["propertyNames"] = form_of(key).told
    if "max" in known:
        schema["maxProperties"] = known["max"]
    return schema


def _attempts(_kind: Any, _limits: Sequence[Any]) -> Form:
    """A word or a number, in quotes too."""
    wanted = f"This must be unlimited, or a whole number from 1 to {MAX_ATTEMPTS}."
    told = {"type": ["integer", "string"], "minimum": 1, "maximum": MAX_ATTEMPTS, "pattern": "^unlimited$"}
    numbers = "|".join(str(number) for number in range(1, MAX_ATTEMPTS + 1))
    in_quotes = rf"^\s*\+?0*({numbers})(\.0+)?\s*$"
    return Form(told | {"patternErrorMessage": wanted, "errorMessage": wanted}, text=in_quotes)


def _title(_kind: Any, limits: Sequence[Any]) -> Form:
    """Text of which the loader makes one line before it counts; one that is all white space is empty."""
    known = {name: limit for name, limit in _known(limits).items() if name != "min"}
    return text_form({**known, "pattern": FILLED})


def _tolerance(_kind: Any, _limits: Sequence[Any]) -> Form:
    message = "This must be a number, or a share of the answer such as 2%."
    told = {"type": ["number", "string"], "minimum": 0, "pattern": SHARE}
    return Form(told | {"patternErrorMessage": message, "errorMessage": message})


def _former_ids(kind: Any, limits: Sequence[Any]) -> Form:
    message = "This must be an id, or a list of ids."
    several = form_of(kind, limits).told
    return Form({"anyOf": [{**one, "errorMessage": message} for one in (identifier(), several)]})


def _score(kind: Any, limits: Sequence[Any]) -> Form:
    message = "This must be an id, or ids with what each weighs."
    told = form_of(kind, limits).told
    return Form({**identifier(), **told, "type": ["string", "object"], "errorMessage": message}, ("null",))


def _marker(metadata: Iterable[Any]) -> BeforeValidator:
    """What tells an annotated type from a plain one."""
    return next(one for one in metadata if isinstance(one, BeforeValidator))


_OWN_FORMS: tuple[tuple[BeforeValidator, Callable[[Any, Sequence[Any]], Form]], ...] = (
    (_marker(get_args(Seconds)), lambda _kind, _limits: length_of_time()),
    (_marker(get_args(Attempts)), _attempts),
    (_marker(get_args(Title)), _title),
    (_marker(get_args(Tolerance)), _tolerance),
    (_marker(get_args(FormerIds)), _former_ids),
    (_marker(Course.model_fields["score"].metadata), _score),
)
"""The types of which the loader makes others, by the validator that does it."""


def _flat(limits: Iterable[Any]) -> list[Any]:
    return [one for limit in limits for one in (limit.metadata if isinstance(limit, FieldInfo) else [limit])]


def _known(limits: Iterable[Any]) -> dict[str, Any]:
    """The limits by their names in JSON Schema, those of lengths by ``min`` and ``max`` alone."""
    found: dict[str, Any] = {}
    for limit in limits:
        if limit in (WHOLE, NUMBER):
            continue  # the type says it: here, a truth value is no number
        names = [name for name in _LIMITS if getattr(limit, name, None) is not None]
        if not names:
            raise TypeError(f"no schema for the limit {limit}")
        found |= {_LIMITS[name]: getattr(limit, name) for name in names if _LIMITS[name]}
    return found

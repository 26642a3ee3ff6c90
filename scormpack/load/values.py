"""What is wrong with a value that does not fit its field, and what was meant by it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from scormpack.diagnostics import Edit, did_you_mean, edits, respelt
from scormpack.duration import LONGEST, rewritten, seconds_in
from scormpack.questions.question import IDENTIFIER_PATTERN
from scormpack.source import Span
from scormpack.spelling import folded

SURELY_PERCENT = 50
"""From here on a pass mark above 1 can only be meant in per cent; below, it may be points."""

_ATTEMPTS = "write a number from 1 to 15, or `unlimited`"
_QUOTES = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_BOOLEANS = ("true", "false")
_LISTS = {
    "shuffle": "[questions, choices]",
    "extra_time": "[1.5]",
    "draw": "[{tag: easy, count: 2}]",
    "hints": "[Think of water.]",
    "answers": "[ice, hail]",
    "options": "[rain, light]",
    "when": "[sun, sunrise]",
}
_LANGUAGES = {
    name: tag
    for tag, names in (
        ("en", "english british american"),
        ("de", "german deutsch"),
        ("fr", "french francais français"),
        ("es", "spanish espanol español"),
        ("it", "italian italiano"),
        ("pt", "portuguese portugues português"),
        ("nl", "dutch nederlands"),
        ("pl", "polish polski"),
        ("ar", "arabic"),
        ("ja", "japanese"),
        ("zh", "chinese"),
    )
    for name in names.split()
}
_WANTED = {
    "string": "text",
    "bool": "`true` or `false`",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "list": "a list",
    "tuple": "a list",
    "model": "a mapping of fields",
    "dict": "a mapping",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What to say of a value. ``known`` are the words that may stand there; ``instead`` is what alone can have been meant."""

    message: str
    hint: str = ""
    known: Collection[str] = ()
    instead: str | None = None

    def edits(self, span: Span, written: str | None) -> tuple[Edit, ...]:
        """What puts it right, where that is certain and it stands as ``written``."""
        if not written:
            return ()
        return edits(span, written, self.instead) if self.instead is not None else respelt(span, written, self.known)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that does not fit. ``field`` is the nearest field's name; ``entry``: it is an entry of that field's list."""

    field: str
    entry: bool
    written: object
    kind: str
    context: dict[str, Any]
    first_field: str = ""
    """Of a mapping that is wanted: one of its fields."""

    @property
    def subject(self) -> str:
        """What the message is about."""
        return f"an entry of `{self.field}`" if self.entry else f"`{self.field}`" if self.field else "this value"

    @property
    def short(self) -> str:
        """The value as a message shows it."""
        if self.written is None:
            return "empty"
        if isinstance(self.written, list):
            return "a list"
        if isinstance(self.written, dict):
            return "a mapping of fields"
        text = str(self.written).lower() if isinstance(self.written, bool) else str(self.written)
        return f"`{text}`" if len(text) <= 60 and "\n" not in text else "this text"


def wrong_value(value: Value) -> Wrong:
    """What is wrong with it, for whichever kind of error."""
    if isinstance(value.written, str) and value.kind != "string_too_long":
        bare = value.written.strip(_QUOTES)
        if bare != value.written and bare:
            return Wrong(f"{value.subject} has quotation marks that are none in YAML", f"write `{bare}`", (), bare)
    for judge in (_wrong_text, _wrong_word, _wrong_number, _wrong_size):
        wrong = judge(value)
        if wrong is not None:
            return wrong
    wanted = _WANTED.get(value.kind.split("_")[0], "")
    if wanted:
        return _wrong_type(value, wanted)
    return Wrong(f"{value.subject} does not fit here ({value.kind.replace('_', ' ')})")


def _wrong_text(value: Value) -> Wrong | None:
    """Ids, versions, languages, lengths of time."""
    written, kind, short = str(value.written), value.kind, value.short
    if kind == "string_pattern_mismatch" and value.context.get("pattern") == IDENTIFIER_PATTERN:
        better = suggested_id(written)
        sure = better and better.replace("-", "") == folded(written).replace("_", "")
        return Wrong(
            f"{short} is no id: an id has lower-case letters, digits and `-`, begins with a letter, and has at most 64 characters",
            f"write `{better}`" if better else "such as `lesson-1`",
            (),
            better if sure else None,
        )
    if kind == "string_pattern_mismatch" and value.field == "version":
        return Wrong(f"{short} is no version", "such as `1.0.0`: letters, digits and `.+_-`, at most 32 characters")
    if kind == "string_pattern_mismatch" and value.field == "language":
        dashed = re.sub(r"[_ ]", "-", written.strip())
        if re.fullmatch(r"[A-Za-z]{2,3}-[A-Za-z]{2}", dashed):
            return Wrong(f"{short} is no language tag", f"write `{dashed}`", (), dashed)
        tag = next((_LANGUAGES[word] for word in re.findall(r"\w+", written.lower()) if word in _LANGUAGES), "")
        return Wrong(f"{short} is no language tag", f"write `{tag}`" if tag else "such as `en`, `de` or `pt-BR`")
    if kind == "length_of_time":
        return wrong_length(value.written)
    return None


def wrong_length(written: object) -> Wrong:
    """What is no length of time, as a field or in a rule."""
    short = "this" if written is None or isinstance(written, list | dict) else f"`{written}`"
    usual = "a number and a unit: `90s`, `20m`, `1h 30m`, `2d`; at most 12 days"
    if isinstance(written, int | float) and not isinstance(written, bool) and written > 0:
        return Wrong(f"{short} has no unit", f"write `{written}m` for minutes or `{written}s` for seconds")
    text = written if isinstance(written, str) else ""
    seconds = seconds_in(text)
    if seconds is not None:
        return Wrong(f"{short} is {'too short' if seconds == 0 else 'too long'}", usual)
    better = rewritten(text)
    if better and 0 < (seconds_in(better) or 0) <= LONGEST:
        return Wrong(f"{short} is no length of time", f"write `{better}`", (), better)
    return Wrong(f"{short} is no length of time", usual)


def _wrong_word(value: Value) -> Wrong | None:
    """One of a few words."""
    message = f"{value.subject} cannot be {value.short}"
    if value.kind == "literal_error":
        words = [word.strip().strip("'") for word in str(value.context["expected"]).replace(" or ", ",").split(",")]
        return Wrong(message, did_you_mean(_plain(value.written), words), words)
    if value.kind == "attempts" or (value.field == "attempts" and value.kind.startswith("int_")):
        near = did_you_mean(_plain(value.written), ["unlimited"]) if isinstance(value.written, str) else ""
        return Wrong(message, near if near.startswith("did") else _ATTEMPTS, ["unlimited"])
    if value.kind == "bool_parsing" and isinstance(value.written, str):
        near = did_you_mean(value.written, _BOOLEANS)
        return Wrong(message, near if near.startswith("did") else "`true` or `false`", _BOOLEANS)
    return None


def _plain(written: object) -> str:
    return str(written).lower() if isinstance(written, bool) else "" if written is None else str(written)


def _wrong_number(value: Value) -> Wrong | None:
    """Out of range, or a number with something around it."""
    context, written = value.context, value.written
    bounds = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    scaled = value.field == "mastery_score"
    for name, words in bounds.items():
        if name in context and value.kind.startswith(("greater", "less")):
            wrong = wrong_share(written) if scaled else Wrong("", _ATTEMPTS if value.field == "attempts" else "")
            return Wrong(
                f"{value.subject} is {written}; it must be {words} {context[name]}", wrong.hint, (), wrong.instead
            )
    if value.kind == "multiple_of":
        return Wrong(f"{value.subject} is {written}; it goes in steps of {context['multiple_of']}")
    if not value.kind.startswith(("int_", "float_")) or not isinstance(written, str | bool):
        return None
    message = f"{value.subject} must be {_WANTED[value.kind.split('_')[0]]}, and is {value.short}"
    if scaled:
        wrong = wrong_share(written)
        return Wrong(message, wrong.hint, (), wrong.instead)
    if isinstance(written, bool):
        return Wrong(message)
    if re.fullmatch(r"\s*-?\d+,\d+\s*", written) and value.kind.startswith("float"):
        better = written.strip().replace(",", ".")
        return Wrong(message, f"write `{better}`", (), better)
    number = re.match(r"\s*(\d+(?:\.\d+)?)\s*[A-Za-z%]*\s*\Z", written)
    return Wrong(message, f"write `{number[1]}`" if number else "")


def wrong_share(written: object) -> Wrong:
    """A pass mark or a score that is no number from 0 to 1: the hint, and what alone can have been meant."""
    number, percent = _number_in(written)
    if number is None or number < 0:
        return Wrong("", "a number from 0 to 1, such as `0.8`")
    if percent and number <= 100:
        return Wrong("", f"write {number:g} per cent as {number / 100:g}", (), f"{number / 100:g}")
    if 1 < number <= 100:
        sure = f"{number / 100:g}" if number >= SURELY_PERCENT else None
        return Wrong("", f"write {number:g} per cent as {number / 100:g}", (), sure)
    if number <= 1 and isinstance(written, str):
        return Wrong("", f"write `{number:g}`", (), f"{number:g}")
    return Wrong("", "a number from 0 to 1, such as `0.8`")


def _number_in(written: object) -> tuple[float | None, bool]:
    """The number, whether written with a point or a comma, and whether it is said to be per cent."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None, False
    text = str(written).strip()
    percent = re.fullmatch(r"(.*?)\s*(%|per ?cent|pct)", text, re.IGNORECASE)
    text = percent[1] if percent else text
    number = re.fullmatch(r"\+?(\d+(?:[.,]\d+)?|[.,]\d+)", text)
    return (float(number[1].replace(",", ".")) if number else None), bool(percent)


def _wrong_size(value: Value) -> Wrong | None:
    """Too much, too little, nothing."""
    kind, context = value.kind, value.context
    if kind == "string_too_long":
        length = f"{value.subject} has {len(str(value.written))} characters; at most {context['max_length']} fit"
        return Wrong(length, "an LMS refuses longer ones")
    if kind in ("string_too_short", "empty_text"):
        return Wrong(f"{value.subject} is empty", "write something, or take the field out")
    if kind in ("too_short", "too_long"):
        short = kind == "too_short"
        takes = f"at least {context['min_length']}" if short else f"at most {context['max_length']}"
        return Wrong(f"{value.subject} has {context['actual_length']} entries; it takes {takes}")
    if value.written is None:
        wanted = _WANTED.get(kind.split("_")[0], "a value")
        return Wrong(
            f"{value.subject} must be {wanted}, and is empty", "write it behind the colon, or take the field out"
        )
    return None


def _wrong_type(value: Value, wanted: str) -> Wrong:
    """A list, a mapping, a text, a number where another of them is wanted."""
    message, written = f"{value.subject} must be {wanted}, and is {value.short}", value.written
    if wanted == "a list" and isinstance(written, dict):
        return Wrong(message, "begin each entry with `- `")
    if wanted == "a list" and isinstance(written, str | int | float):
        word = isinstance(written, str) and re.fullmatch(r"[A-Za-z][\w-]*", written) is not None
        listed = f"[{written}]" if word and not value.entry else ""
        example = listed or _LISTS.get(value.field, "")
        return Wrong(message, f"write `{example}`" if example else "begin each entry with `- `", (), listed or None)
    if wanted in ("a mapping", "a mapping of fields") and isinstance(written, list):
        return Wrong(message, "take the `- ` out")
    if wanted == "a mapping of fields":
        return Wrong(message, f"write its fields, such as `{value.first_field}: …`" if value.first_field else "")
    if wanted == "text" and isinstance(written, dict):
        return Wrong(message, "put a text with `: ` in it in quotes; or the lines below are indented too far")
    return Wrong(message, "write one text" if wanted == "text" else "")


def suggested_id(text: str) -> str:
    """The nearest id to what was written, "" where nothing of it can be kept."""
    plain = re.sub("(?<=[a-z0-9])(?=[A-Z])", "-", text)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode() or text
    lowered = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in plain.lower()).strip("-")
    while "--" in lowered:
        lowered = lowered.replace("--", "-")
    return lowered.lstrip("0123456789-")[:64].rstrip("-")

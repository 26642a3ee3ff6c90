"""Values that occur everywhere in a statement, and how faults in them are gathered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

Json = object
"""What `json.loads` gives."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``path`` leads to the value, such as ``result.score.scaled``; ``rule`` is the clause of xAPI 1.0.3 Data."""

    path: str
    rule: str
    message: str


Faults = Iterator[Fault]
Check = Callable[[Json, str], Faults]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+\Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[089ab][0-9a-f]{3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_DURATION = re.compile(
    r"P(?=.)(?:\d+(?:[.,]\d+)?W|(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)\Z",
    re.ASCII,
)
_EARLY_FRACTION = re.compile(r"[.,]\d+[A-Z]T?\d", re.ASCII)
"""Only the last number of a duration may have a fraction (ISO 8601:2004, 4.4.3.2)."""
_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)([Zz]|[+-]\d\d(?::?\d\d)?)\Z", re.ASCII
)
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?\Z"
    r"|x(?:-[A-Za-z0-9]{1,8})+\Z|i-[A-Za-z]{2,8}\Z"
)
_MAILBOX = re.compile(r"mailto:[^\s@]+@[^\s@]+\Z")
_SHA1 = re.compile(r"[0-9a-f]{40}\Z", re.IGNORECASE)
_SHA2 = re.compile(r"(?:[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\Z", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}[ \t]*(?:;[\x20-\x7e]*)?\Z")
"""RFC 6838, 4.2, and parameters as they come, on one line."""


def is_iri(value: Json) -> bool:
    """True for an absolute IRI (RFC 3987), also where nothing but its form is known."""
    return isinstance(value, str) and _IRI.match(value) is not None


def is_uuid(value: Json) -> bool:
    """True for a UUID in its usual form (RFC 4122)."""
    return isinstance(value, str) and _UUID.match(value) is not None


def parse_timestamp(value: Json) -> datetime | None:
    """A time with its zone (4.5: RFC 3339); None where it is none. ``-00:00`` is no zone, for it says that none is known.

    None too for the days beside the years 1 and 9999 that have no name in UTC.
    """
    match = _TIMESTAMP.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    day, clock, zone = match.groups()
    if zone in ("-00:00", "-0000", "-00"):
        return None
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = "+00:00" if zone in "Zz" else f"{zone[0]}{digits[:2]}:{digits[2:]}"
    whole, _, fraction = clock.replace(",", ".").partition(".")
    seconds = whole if whole.count(":") == 2 else f"{whole}:00"
    try:
        moment = datetime.fromisoformat(f"{day}T{seconds}.{fraction[:6].ljust(6, '0')}{offset}")
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def fields(value: Json, path: str, rule: str, known: Mapping[str, Check], needed: tuple[str, ...] = ()) -> Faults:
    """An object: every property known and right, none null (2.2), those needed there."""
    if not isinstance(value, dict):
        yield Fault(path, rule, "must be an object")
        return
    for name in needed:
        if name not in value:
            yield Fault(path, rule, f"lacks `{name}`")
    for name, inner in value.items():
        place = f"{path}.{name}" if path else name
        if name not in known:
            yield Fault(place, "2.2", f"`{name}` is no property here")
        elif inner is None:
            yield Fault(place, "2.2", "must not be null")
        else:
            yield from known[name](inner, place)


def listed(check: Check, rule: str) -> Check:
    """A list of what ``check`` takes."""

    def checked(value: Json, path: str) -> Faults:
        if not isinstance(value, list):
            yield Fault(path, rule, "must be a list")
            return
        for at, inner in enumerate(value):
            yield from check(inner, f"{path}[{at}]")

    return checked


def _matching(kind: Callable[[Json], bool], words: str, rule: str) -> Check:
    def checked(value: Json, path: str) -> Faults:
        if not kind(value):
            yield Fault(path, rule, f"must be {words}")

    return checked


def _text(pattern: re.Pattern[str]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def is_number(value: Json) -> bool:
    """True for a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_media_type(value: Json) -> bool:
    """True for an Internet media type with its parameters (RFC 2046), in one line of ASCII."""
    return isinstance(value, str) and _MEDIA_TYPE.match(value) is not None


def _is_duration(value: Json) -> bool:
    return isinstance(value, str) and _DURATION.match(value) is not None and _EARLY_FRACTION.search(value) is None


def _counts(value: Json) -> bool:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return whole and is_number(value) and value >= 0  # type: ignore[operator]  # a number by then


string = _matching(lambda value: isinstance(value, str), "a text", "2.2")
boolean = _matching(lambda value: isinstance(value, bool), "true or false", "2.4.5")
number = _matching(is_number, "a number", "2.4.5.1")
whole_number = _matching(_counts, "a whole number, 0 or more", "2.4.11")
iri = _matching(is_iri, "an absolute IRI", "4.3")
uuid = _matching(is_uuid, "a UUID", "4.4")
duration = _matching(_is_duration, "a duration of ISO 8601", "4.6")
timestamp = _matching(lambda value: parse_timestamp(value) is not None, "a time of ISO 8601 with its zone", "4.5")
language = _matching(_text(_LANGUAGE), "a language tag (RFC 5646)", "4.2")
mailbox = _matching(_text(_MAILBOX), "a `mailto:` address", "2.4.2.3")
sha1 = _matching(_text(_SHA1), "a SHA-1 in hexadecimal", "2.4.2.3")
sha2 = _matching(_text(_SHA2), "a SHA-2 in hexadecimal", "2.4.11")
media_type = _matching(is_media_type, "an Internet media type", "2.4.11")


def language_map(value: Json, path: str) -> Faults:
    """Language tag to text (4.2), one at least: an empty object says nothing (2.2)."""
    if not isinstance(value, dict):
        yield Fault(path, "4.2", "must be an object of language tags")
        return
    if not value:
        yield Fault(path, "4.2", "must have a language")
    for tag, text in value.items():
        if _LANGUAGE.match(tag) is None:
            yield Fault(path, "4.2", f"`{tag}` is no language tag (RFC 5646)")
        if not isinstance(text, str):
            yield Fault(f"{path}.{tag}", "4.2", "must be a text")


def extensions(value: Json, path: str) -> Faults:
    """IRI to anything, null included (4.1)."""
    if not isinstance(value, dict):
        yield Fault(path, "4.1", "must be an object of IRIs")
        return
    for name in value:
        if not is_iri(name):
            yield Fault(path, "4.1", f"`{name}` is no absolute IRI")

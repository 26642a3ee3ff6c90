"""A course's id, IRI and title, made from what people call a folder and their organisation."""

from __future__ import annotations

import re
import unicodedata

EXAMPLE_DOMAIN = "courses.example.org"
"""Where nobody has named a domain of their own: reserved for examples (RFC 2606, 3)."""

_LONGEST_ID = 48
"""Shorter than an id may be, so that file names stay readable."""

_LONGEST_TITLE = 255

_SPELT = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ħ": "h"}
)
"""Latin letters that Unicode does not take apart."""


def course_id(name: str) -> str:
    """The name as an id: small letters a to z, digits and hyphens, a letter first. ``course`` where none is left."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_SPELT))
    words = "".join(character for character in plain if not unicodedata.combining(character))
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if slug and not slug[0].isalpha():
        slug = f"course-{slug}"
    return slug[:_LONGEST_ID].rstrip("-") or "course"


def title_of_folder(name: str) -> str:
    """A title from a folder's name: ``first-aid`` is ``First aid``; a name with spaces or capitals stays as it is."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not re.search(r"\s", shown) and shown == shown.lower():
        shown = re.sub(r"[-_]+", " ", shown).strip()
        shown = shown[:1].upper() + shown[1:]
    return shown[:_LONGEST_TITLE].strip() or "A new course"


def course_iri(domain: str, identifier: str) -> str:
    """The course's IRI below a domain: `courses.example.org`, or an address with a path."""
    base = domain.strip().rstrip("/")
    return f"{base if '://' in base else f'https://{base}'}/{identifier}"


def domain_trouble(domain: str) -> str:
    """Why an IRI cannot begin so; empty where it can."""
    base = domain.strip()
    if not base:
        return "there is nothing in it"
    if re.search(r"[\s<>\"{}|\\^`?#@]", base) or any(not character.isprintable() for character in base):
        return "an address has no spaces, and here no `?`, `#` or `@`"
    if "://" in base and not base.startswith(("https://", "http://")):
        return "it begins with https://"
    host = re.sub(r"^https?://", "", base).split("/")[0].split(":")[0]
    if not re.fullmatch(r"\w([\w-]*\w)?(\.\w([\w-]*\w)?)+", host):
        return "a domain is like courses.example.org"
    return ""

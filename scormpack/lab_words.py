"""What labs say to learners, by language: one JSON file each in templates/words/."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from scormpack.contract import LabWords
from scormpack.resources import template_folder

FALLBACK_LANGUAGE = "en"


class PageWords(BaseModel):
    """The words that stand in the page itself; names in braces are filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    task: str
    example: str
    examples: str
    count: str
    topics: str
    reflection: str
    own_answer: str
    compare: str
    model_answer: str
    consent_title: str
    consent_text: str
    agree: str
    decline: str
    share: str
    log: str
    message: str
    send: str
    stop: str
    new_line: str
    retry: str
    waive: str
    reflect: str
    sent_title: str
    sent_note: str
    copy_all: str
    save_file: str


class Words(BaseModel):
    """All words of one language."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    page: PageWords
    script: LabWords


def lab_languages() -> tuple[str, ...]:
    """The languages that labs speak, as BCP 47 primary subtags."""
    return tuple(sorted(path.stem for path in (template_folder() / "words").glob("*.json")))


def speaks(language: str) -> bool:
    """True when there are words for a course of this language; ``pt-BR`` is served by ``pt``."""
    return _primary(language) in lab_languages()


@lru_cache(maxsize=8)
def lab_words(language: str) -> Words:
    """The words for a language tag (BCP 47); English where there are none."""
    name = _primary(language) if speaks(language) else FALLBACK_LANGUAGE
    return Words.model_validate_json((template_folder() / "words" / f"{name}.json").read_bytes())


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()

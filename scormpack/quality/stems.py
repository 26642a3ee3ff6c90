"""QST105 to QST107: questions that are asked twice, asked backwards, or hard to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scormpack.model import Assessment
from scormpack.quality.judgement import Judgement
from scormpack.quality.words import NEGATIVES
from scormpack.text import RichText

FEWEST_WORDS = 25
HARD = 65
"""Björnsson's LIX: over 60 is very hard. A short question has few words to average over, so a little more is let through."""

LONG_WORD = 6

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_STRESSED = re.compile(r"<(strong|em)>(.*?)</\1>", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # noqa: RUF001  # apostrophes are written so


def check(part: Assessment, language: str) -> Iterator[Judgement]:
    """Each question's prompt."""
    first: dict[str, str] = {}
    negatives = NEGATIVES.get(language)
    for k, question in enumerate(part.questions):
        path = ("questions", k, "prompt")
        plain = " ".join(question.prompt.plain.split())
        same = plain.casefold()
        if same in first:
            yield Judgement(
                "QST105",
                path,
                k,
                f"this asks the same as `{first[same]}`",
                "ask something else, or take one of them out",
            )
        first.setdefault(same, question.id)
        unstressed = _unstressed(question.prompt, negatives) if negatives else ""
        if unstressed:
            yield Judgement(
                "QST106",
                path,
                k,
                f"`{unstressed}` turns this question round and is easily read over",
                f"stress it: `**{unstressed}**`; or ask for what is right",
            )
        if len(_WORD.findall(plain)) >= FEWEST_WORDS and reading_difficulty(plain) > HARD:
            yield Judgement(
                "QST107",
                path,
                k,
                f"this question is hard to read: LIX {reading_difficulty(plain):.0f}, and {HARD} is very hard",
                "make two sentences of one, and choose shorter words; what is asked should be hard, not the asking",
            )


def _unstressed(prompt: RichText, negatives: str) -> str:
    """The negative word of the last sentence that is neither set off nor in capitals; "" where there is none."""
    # A negation in what leads up to the question is no trap.
    sentences = _SENTENCE.findall(" ".join(prompt.plain.split()))
    last = sentences[-1].strip() if sentences else ""
    stressed = " ".join(found[1] for found in _STRESSED.findall(prompt.html)).casefold()
    for found in re.finditer(rf"(?<!\w)(?:{negatives})(?!\w)", last, re.IGNORECASE):
        if not found[0].isupper() and found[0].casefold() not in stressed:
            return found[0]
    return ""


def reading_difficulty(text: str) -> float:
    """LIX: words a sentence, plus the share of words over six letters in hundredths (Björnsson, 1968)."""
    words = _WORD.findall(text)
    sentences = max(1, len([found for found in _SENTENCE.findall(text) if _WORD.search(found)]))
    if not words:
        return 0.0
    return len(words) / sentences + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)

"""Which known word was meant by one that is not known, and whether there can be any doubt about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[\s_.\-\u2010-\u2015]+")
_DIGITS = re.compile(r"\d+")
_WRAPPED = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb \t\u00a0"
_BRITISH = (
    ("colour", "color"),
    ("ise", "ize"),
    ("isation", "ization"),
    ("centre", "center"),
    ("behaviour", "behavior"),
)

SYNONYM = 1.5
"""The rank of what is called so elsewhere: behind a slip of one letter, before all that is further away."""

MAX_LENGTH = 80
"""No name is longer; what is longer is a sentence that slipped into the place of a name."""


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """The word without case, humps, hyphens, spaces and quotation marks: ``pass-mark``, ``passMark``, ``Pass mark``."""
    return _BETWEEN.sub("_", _HUMP.sub("_", word.strip(_WRAPPED)).casefold()).strip("_")


def distance(one: str, other: str, most: int = MAX_LENGTH) -> int:
    """How many letters are missing, too many, wrong, or swapped with their neighbour (optimal string alignment).

    Where that is more than ``most``, it is some number above it.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    # What both begin and end with makes no difference.
    start = _alike(one, other)
    one, other = one[start:], other[start:]
    end = _alike(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, goal in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != goal))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == goal:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def nearest(word: str, known: Iterable[str], synonyms: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """The known words that may have been meant, the likeliest first; none where nothing is near."""
    return list(dict.fromkeys(name for _rank_, name in ranked(word, known, synonyms)))


def ranked(
    word: str, known: Iterable[str], synonyms: Mapping[str, tuple[str, ...]] | None = None
) -> list[tuple[float, str]]:
    """The same with how far each of them is: below 1 only the dress differs, below 2 it is a slip or another name.

    ``synonyms`` maps a folded word to what it is called here.
    """
    if len(word) > MAX_LENGTH:
        return []
    names = sorted(set(known))
    found = [(rank, name) for name in names if (rank := _rank(word, name)) is not None]
    for place, name in enumerate((synonyms or {}).get(folded(word), ())):
        if name in names:
            found.append((SYNONYM + place / 100, name))
    return sorted(found)


def _rank(word: str, name: str) -> float | None:
    """How far a name is from the word: below 1 only its dress differs, None where it is another word."""
    if word == name:
        return 0
    given, goal = folded(word), folded(name)
    plain, plain_goal = given.replace("_", ""), goal.replace("_", "")
    if plain == plain_goal:
        return 0.5
    if any(plain.replace(*pair) == plain_goal.replace(*pair) for pair in _BRITISH):
        return 0.9
    away = distance(plain, plain_goal, max(len(plain), len(plain_goal)) // 2 + 1)
    # The first letter is seldom wrong, and the digits of an id are no slip of the pen.
    # In a short word another letter makes another word more often than a slip.
    short = 0.6 if away and min(len(plain), len(plain_goal)) <= 3 else 0
    odd = short + (plain[:1] != plain_goal[:1]) * 0.4 + (_DIGITS.findall(plain) != _DIGITS.findall(plain_goal)) * 0.4
    if away <= max(1, min(len(plain), len(plain_goal)) // 3):
        return away + odd
    shorter, longer = sorted((plain, plain_goal), key=len)
    if len(shorter) >= 3 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return 2 + (len(longer) - len(shorter)) / 50
    if set(given.split("_")) & set(goal.split("_")) - {"", "of", "at", "is", "a"}:
        return 3 + away / 50
    return 4 + away / 50 if away <= max(len(plain), len(plain_goal)) * 0.45 and len(plain) > 3 else None


def certain(word: str, known: Iterable[str], expected: Collection[str] = ()) -> str | None:
    """The known word that was meant, where there is one near word and no other reading; else None.

    One slip is enough to know a word that is ``expected`` to stand there, however short it is.
    """
    names = set(known)
    if word in names or len(word) > MAX_LENGTH:
        return None
    plain = folded(word).replace("_", "")
    if not plain:
        return None
    same = [name for name in names if folded(name).replace("_", "") == plain]
    if same:
        return same[0] if len(same) == 1 else None
    away = sorted((distance(plain, folded(name).replace("_", ""), 3), name) for name in names)
    if not away:
        return None
    nearest_away, meant = away[0]
    goal = folded(meant).replace("_", "")
    allowed = max(meant in expected, 0 if len(goal) < 4 else 1 if len(goal) < 8 else 2)
    clear = nearest_away if nearest_away == 1 and (len(goal) >= 6 or meant in expected) else nearest_away + 1
    if nearest_away > allowed or _DIGITS.findall(plain) != _DIGITS.findall(goal):
        return None
    if _opposite(plain, goal) or (len(away) > 1 and away[1][0] <= clear):
        return None
    return meant


def _opposite(plain: str, goal: str) -> bool:
    """True for `incorrect` beside `correct`: a word of its own, with another meaning, and not a slip."""
    return any(plain == f"{prefix}{goal}" for prefix in ("in", "un", "no", "non", "not", "dis"))

"""What a slot of a saved state stands for: a learner's response, in the words of the question's key.

The way back of what the player's question types do (templates/player/src/questions/), held to the same rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from scormpack.answer_key import (
    CategoriseKey,
    FillInKey,
    LikertKey,
    LongTextKey,
    MatchingKey,
    MultipleChoiceKey,
    NumericKey,
    OrderingKey,
    QuestionKey,
    ShortTextKey,
    SingleChoiceKey,
    TrueFalseKey,
)

DIGITS = "0123456789.-e "
BETWEEN_BLANKS = "\x1f"

Response = tuple[str, ...]


def response_of(key: QuestionKey, slot: int | str) -> Response:
    """The response; empty for an unanswered slot, and for one that the question cannot have."""
    if isinstance(slot, str):
        return _typed(key, slot)
    if slot <= 0:
        return ()
    match key:
        case SingleChoiceKey() | TrueFalseKey():
            return _one(_ascending(key, [choice.id for choice in key.choices]), slot)
        case LikertKey():
            return _one(_ascending(key, key.scale), slot)
        case MultipleChoiceKey():
            chosen = _flags(_ascending(key, [choice.id for choice in key.choices]), slot)
            return tuple(choice.id for choice in key.choices if choice.id in chosen)
        case LongTextKey():
            met = _flags(_ascending(key, [criterion.id for criterion in key.rubric]), slot - 1)
            return ("", *(criterion.id for criterion in key.rubric if criterion.id in met))
        case MatchingKey() | CategoriseKey():
            return _placed(key, slot)
        case OrderingKey():
            return _ordered(_ascending(key, key.items), slot)
        case _:
            return ()


def _ascending(key: QuestionKey, ids: Iterable[str]) -> list[str]:
    """The ids in the order of their slots: by the ids that saved states know."""
    return sorted(ids, key=lambda name: key.was.get(name, name))


def _one(ids: list[str], slot: int) -> Response:
    return (ids[slot - 1],) if slot <= len(ids) else ()


def _flags(ids: list[str], mask: int) -> set[str]:
    if mask >= 1 << len(ids):
        return set()
    return {name for place, name in enumerate(ids) if mask >> place & 1}


def _placed(key: MatchingKey | CategoriseKey, slot: int) -> Response:
    targets, items = _ascending(key, key.targets), _ascending(key, [item.id for item in key.items])
    base = len(targets) + 1
    if slot >= base ** len(items):
        return ()
    places: dict[str, int] = {}
    for name in reversed(items):
        slot, places[name] = divmod(slot, base)
    return tuple(f"{item.id}.{targets[places[item.id] - 1]}" for item in key.items if places[item.id])


def _ordered(left: list[str], slot: int) -> Response:
    rest = slot - 1
    if rest >= math.factorial(len(left)):
        return ()
    order: list[str] = []
    while left:
        place, rest = divmod(rest, math.factorial(len(left) - 1))
        order.append(left.pop(place))
    return tuple(order)


def _typed(key: QuestionKey, slot: str) -> Response:
    if slot == "":
        return ()
    if isinstance(key, ShortTextKey):
        return (slot,)
    if isinstance(key, FillInKey):
        texts = slot.split(BETWEEN_BLANKS)
        return tuple((*texts, *[""] * len(key.blanks))[: len(key.blanks)])
    if isinstance(key, NumericKey):
        signs = "".join(
            DIGITS[(ord(unit) >> shift & 15) - 1] if ord(unit) >> shift & 15 else ""
            for unit in slot
            for shift in (12, 8, 4, 0)
        )
        number, _space, place = signs.partition(" ")
        at = int(place) if place.isdigit() else 0
        return (number, key.units[at].name if at < len(key.units) else "")
    return ()

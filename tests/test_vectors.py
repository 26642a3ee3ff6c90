"""The rows that the player's tests read, held against the compiler's side of the contract."""

from __future__ import annotations

import json
import math
import string
from typing import Any

import pytest
from pydantic import TypeAdapter

from scormpack.answer_key import (
    CategoriseKey,
    FillInKey,
    LikertKey,
    LongTextKey,
    MatchingKey,
    MultipleChoiceKey,
    OrderingKey,
    QuestionKey,
    ShortTextKey,
    SingleChoiceKey,
    TrueFalseKey,
)
from scormpack.questions import QUESTION_TYPES
from scormpack.verify.responses import response_of
from scormpack.verify.right_ways import right_ways
from tests.courses import ROOT

VECTORS = ROOT / "tests" / "vectors"
KEY: TypeAdapter[QuestionKey] = TypeAdapter(QuestionKey)


def rows(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return loaded


CASES = [(name, row) for name in sorted(QUESTION_TYPES) for row in rows(name)]
IDS = [f"{name}-{row['name']}" for name, row in CASES]


def states(key: QuestionKey) -> int:
    """How many responses there are, none included; 0 for what is typed."""
    match key:
        case SingleChoiceKey() | TrueFalseKey():
            return len(key.choices) + 1
        case MultipleChoiceKey():
            return int(2 ** len(key.choices))
        case MatchingKey() | CategoriseKey():
            return int((len(key.targets) + 1) ** len(key.items))
        case OrderingKey():
            return math.factorial(len(key.items)) + 1
        case LikertKey():
            return len(key.scale) + 1
        case LongTextKey():
            return int(2 ** len(key.rubric)) + 1
        case _:
            return 0


def longest(key: QuestionKey) -> int:
    """The longest text in UTF-16 code units, the marks between blanks included."""
    if isinstance(key, ShortTextKey):
        return key.accepted.longest
    if isinstance(key, FillInKey):
        return sum(blank.accepted.longest for blank in key.blanks) + len(key.blanks) - 1
    return 0


@pytest.mark.parametrize(("name", "row"), CASES, ids=IDS)
def test_a_row_is_what_the_compiler_writes_and_the_state_can_hold(name: str, row: dict[str, Any]) -> None:
    key = KEY.validate_python(row["question"])
    assert key.type == name
    assert 0 <= row["earned"] <= key.points
    slot = row.get("slot", 0)
    if isinstance(slot, int):
        assert 0 <= slot < max(states(key), 1)
    else:
        assert len(slot.encode("utf-16-le")) // 2 <= longest(key)


@pytest.mark.parametrize(("name", "row"), CASES, ids=IDS)
def test_a_response_that_is_right_by_the_key_earns_everything(name: str, row: dict[str, Any]) -> None:
    key = KEY.validate_python(row["question"])
    if tuple(row["response"]) in right_ways(key) and name != "numeric":
        assert row["earned"] == key.points


@pytest.mark.parametrize(("name", "row"), CASES, ids=IDS)
def test_a_saved_answer_is_read_back_without_the_player(name: str, row: dict[str, Any]) -> None:
    key = KEY.validate_python(row["question"])
    if "slot" in row:
        assert list(response_of(key, row["slot"])) == row.get("back", row["response"]), name


def test_a_number_is_read_back_from_its_packed_digits() -> None:
    # "9.5 1": 9 is 10, the point 11, 5 is 6, the space 14; then 1 is 2 and nothing.
    slot = chr(10 << 12 | 11 << 8 | 6 << 4 | 14) + chr(2 << 12)
    key = KEY.validate_python(
        {
            "type": "numeric",
            "id": "n",
            "points": 1,
            "answer": 9.5,
            "units": [{"name": "m", "factor": 1}, {"name": "km", "factor": 1000}],
        }
    )
    assert response_of(key, slot) == ("9.5", "km")


CHOICES = [(name, row) for name, row in CASES if name in ("single-choice", "multiple-choice")]


@pytest.mark.parametrize(("name", "row"), CHOICES, ids=[f"{name}-{row['name']}" for name, row in CHOICES])
def test_a_row_speaks_scorm_12_by_letters_in_the_authors_order(name: str, row: dict[str, Any]) -> None:
    key = KEY.validate_python(row["question"])
    assert isinstance(key, SingleChoiceKey | MultipleChoiceKey)
    letter = {choice.id: string.ascii_lowercase[place] for place, choice in enumerate(key.choices)}
    right = [choice.id for choice in key.choices if choice.correct]
    wire = row["scorm12"]
    assert wire["type"] == "choice"
    assert wire.get("correct_pattern", wire.get("patterns", [""])[0]) == ",".join(letter[choice] for choice in right)
    assert wire["student_response"] == ",".join(sorted(letter[choice] for choice in row["response"]))
    partly = f"{row['earned']:g}" if 0 < row["earned"] < key.points else "wrong"
    assert wire["result"] == ("correct" if set(row["response"]) == set(right) else partly)
    assert name in QUESTION_TYPES

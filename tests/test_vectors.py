"""The rows that the player's tests read, held against the compiler's side of the contract."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from pydantic import TypeAdapter

from scormpack.contract import MultipleChoiceKey, QuestionKey, SingleChoiceKey
from scormpack.questions import QUESTION_TYPES
from scormpack.state_layout import bits_for
from tests.courses import ROOT

VECTORS = ROOT / "tests" / "vectors"
KEY: TypeAdapter[SingleChoiceKey | MultipleChoiceKey] = TypeAdapter(QuestionKey)


def rows(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return loaded


CASES = [(name, row) for name in sorted(QUESTION_TYPES) for row in rows(name)]


@pytest.mark.parametrize(("name", "row"), CASES, ids=[f"{name}-{row['name']}" for name, row in CASES])
def test_a_row_is_what_the_compiler_writes_and_the_state_can_hold(name: str, row: dict[str, Any]) -> None:
    key = KEY.validate_python(row["question"])
    states = len(key.choices) + 1 if name == "single-choice" else 2 ** len(key.choices)
    assert key.type == name
    assert 0 <= row["slot"] < states <= 2 ** bits_for(states)
    assert 0 <= row["earned"] <= key.points


@pytest.mark.parametrize(("name", "row"), CASES, ids=[f"{name}-{row['name']}" for name, row in CASES])
def test_a_row_speaks_scorm_12_by_letters_in_the_authors_order(name: str, row: dict[str, Any]) -> None:
    key = KEY.validate_python(row["question"])
    letter = {choice.id: string.ascii_lowercase[place] for place, choice in enumerate(key.choices)}
    right = [choice.id for choice in key.choices if choice.correct]
    wire = row["scorm12"]
    assert wire["type"] == "choice"
    assert wire["correct_pattern"] == ",".join(letter[choice] for choice in right)
    assert wire["student_response"] == ",".join(sorted(letter[choice] for choice in row["response"]))
    assert wire["result"] == ("correct" if set(row["response"]) == set(right) else "wrong")
    assert name in QUESTION_TYPES

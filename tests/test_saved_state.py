"""A saved state means the same to the compiler's reader as to the player: both are held to the same rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scormpack.contract import CourseContract
from scormpack.verify.saved_state import SavedState, read_state
from tests.courses import ROOT

VECTORS = json.loads((ROOT / "tests" / "vectors" / "resume.json").read_text("utf-8"))
CONTRACTS = {name: CourseContract.model_validate(data) for name, data in VECTORS["contracts"].items()}
HEAD = ("sequence", "completed", "passed", "consented", "sharing", "best", "bookmark")


def expected(contract: CourseContract, given: dict[str, Any]) -> dict[str, Any]:
    """A first launch, except for what is given."""
    fresh = read_state(contract, "")
    head = {name: given.get(name, getattr(fresh, name)) for name in HEAD}
    return {**head, "parts": {**fresh.parts, **given.get("parts", {})}, "others": given.get("others", "")[:5]}


def told(state: SavedState) -> dict[str, Any]:
    return {**{name: getattr(state, name) for name in HEAD}, "parts": state.parts, "others": "".join(state.others)}


@pytest.mark.parametrize("row", VECTORS["states"], ids=lambda row: row["name"])
def test_a_state_is_read_as_the_player_reads_it(row: dict[str, Any]) -> None:
    contract = CONTRACTS[row["contract"]]
    state = read_state(contract, row["text"])
    assert told(state) == expected(contract, row["state"])
    assert state.dropped == ()


@pytest.mark.parametrize("row", VECTORS["hostile"], ids=lambda row: row["name"])
def test_of_a_damaged_state_the_same_survives_and_the_rest_is_named(row: dict[str, Any]) -> None:
    contract = CONTRACTS[row["contract"]]
    state = read_state(contract, row["text"])
    assert told(state) == expected(contract, row["survives"])
    assert len(state.dropped) == row["dropped"]
    assert all(len(reason) > 20 for reason in state.dropped)


@given(st.sampled_from(sorted(CONTRACTS)), st.text(max_size=200))
def test_no_text_makes_it_fail(name: str, text: str) -> None:
    for state in (text, f"1.{text}", f"1.ABAAAA.welcome.{text}"):
        read = read_state(CONTRACTS[name], state)
        assert set(read.parts) == {part.id for module in CONTRACTS[name].modules for part in module.parts}

"""The scripted assistant's rules, held against the rows that the player's tests read too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scormpack.lab_server.rehearsal import normalise, rehearse
from scormpack.model import ScriptedReply
from tests.courses import ROOT

ROWS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "vectors" / "lab-rehearsal.json").read_text("utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_row_gets_its_reply_and_its_topics(row: dict[str, Any]) -> None:
    script = tuple(ScriptedReply.model_validate(entry) for entry in row["script"])
    assert rehearse(script, row["topics"], row["turns"]) == (row["reply"], tuple(row["touched"]))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  Fog,  and MIST!\n", "fog and mist"),
        ("naïve", "naïve"),
        ("nai\u0308ve", "naïve"),
        ("\uff27\uff21\uff2e", "gan"),
        ("1½", "11 2"),
        ("合成\uff0c数据。", "合成 数据"),
        ("!?…", ""),
    ],
)
def test_texts_are_normalised_by_hand(text: str, wanted: str) -> None:
    assert normalise(text) == wanted

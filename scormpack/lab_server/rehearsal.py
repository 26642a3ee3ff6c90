"""The rehearsal assistant: scripted, offline, and the same in the player (tests/vectors/lab-rehearsal.json)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from scormpack.model import ScriptedReply

BUSY, DOWN, BREAK, SLOW = "!busy", "!down", "!break", "!slow"
"""Turns that rehearse a failure."""

NO_SCRIPT = (
    "Rehearsal: no model answers here. You wrote {n} characters. Give this lab a `script` to rehearse real replies."
)


class Rehearsed(NamedTuple):
    """The reply to the last turn, and the topics touched so far, in the lab's order."""

    reply: str
    touched: tuple[str, ...]


def normalise(text: str) -> str:
    """NFKC, lower case, and one space for each run of what is no letter, mark or number; trimmed."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded).split())


def rehearse(script: Sequence[ScriptedReply], topics: Sequence[str], turns: Sequence[str]) -> Rehearsed:
    """What the script says to the last of the learner's ``turns``; there is at least one."""
    if not script:
        return Rehearsed(NO_SCRIPT.format(n=len(turns[-1])), tuple(topics[: len(turns)]))
    # A word without a letter or number is never heard.
    words = [[word for word in map(normalise, entry.when) if word] for entry in script]
    choices: list[int] = []
    for turn in turns:
        heard = f" {normalise(turn)} "
        heard_by = {at for at, known in enumerate(words) if any(f" {word} " in heard for word in known)}
        choices.append(_choice(script, heard_by, set(choices)))
    touched = {topic for choice in choices for topic in script[choice].touches}
    return Rehearsed(script[choices[-1]].say, tuple(topic for topic in topics if topic in touched))


def _choice(script: Sequence[ScriptedReply], heard_by: set[int], used: set[int]) -> int:
    left = [at for at in range(len(script)) if at not in used]
    open_ended = [at for at, entry in enumerate(script) if not entry.when]
    fitting = [at for at in left if at in heard_by] or [at for at in left if at in open_ended]
    if fitting:
        return fitting[0]
    return open_ended[-1] if open_ended else len(script) - 1

"""The state of a learner who has done everything, written by hand, so to speak: what a comparison of versions starts from.

The layout is that of docs/tracking.md; the player's own writing is not used, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence

from scormpack.contract import CourseContract, LabContract, QuizContract
from scormpack.verify.state_runs import (
    ALPHABET,
    UNIT_BITS,
    WIDEST_NUMBER,
    AnyPart,
    Slot,
    nothing,
    quiz_places,
    runs_of,
    steps_of,
    widths_of,
)

ATTEMPT = 3
MOMENT = 7
DONE_FLAGS = 7
"""Completed, passed, agreed to the labs' terms."""
AGREED = 4
FULL_SCORE = 10_001


def whole_state(contract: CourseContract, without: Sequence[str] = ()) -> str:
    """Everything viewed, answered, talked through and passed, as this version writes it.

    ``without``: parts that were never opened, so that neither completion nor a score was reached; the learner stands at
    the first of them.
    """
    parts = [part for module in contract.modules for part in module.parts]
    slots = {
        part.id: [nothing(width) for width in part.bits] if part.id in without else part_slots(contract, part)
        for part in parts
    }
    runs = ""
    for key, run in runs_of(contract, contract.layout):
        granularity = contract.layout.granularity
        values = [slot for one in run for slot in slots[one.part.id][one.start : one.end]]
        widths = [width for one in run for width in widths_of(one.part, granularity)[one.start : one.end]]
        payload = pack(values, widths)
        runs += key + _length(len(payload)) + payload
    first = without[0] if without else parts[0].id
    flags, score = (AGREED, 0) if without else (DONE_FLAGS, FULL_SCORE)
    header = "AB" + ALPHABET[flags] + "".join(ALPHABET[score >> shift & 63] for shift in (12, 6, 0))
    return f"1.{header}.{first}.{runs}"


def part_slots(contract: CourseContract, part: AnyPart) -> list[Slot]:
    """What a part that is done holds. Each answer is the first that its question can have: 1, or a letter."""
    slots: list[Slot] = [nothing(width) for width in part.bits]
    slots[0] = 1
    if isinstance(part, QuizContract):
        places = quiz_places(part)
        slots[1:4] = [ATTEMPT, 1, 1 + steps_of(part, contract.layout.granularity)]
        for place in (places.ended, places.started):
            if place > 0:
                slots[place] = MOMENT
        for answer, *_rest in places.questions:
            slots[answer] = "1" if part.bits[answer] > WIDEST_NUMBER else 1
    elif isinstance(part, LabContract):
        slots[1:3] = [part.exchanges, 1]
        slots[3:] = [1] * (len(slots) - 3)
    return slots


def pack(values: Sequence[Slot], widths: Sequence[int]) -> str:
    """The values, each in its width, most significant bit first, zeros up to a whole character."""
    bits = ""
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, int):
            bits += f"{value:0{width}b}"
        else:
            bits += "".join(f"{ord(unit):0{UNIT_BITS}b}" for unit in value).ljust(width, "0")
    bits = bits.ljust(-(-len(bits) // 6) * 6, "0")
    return "".join(ALPHABET[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


def _length(length: int) -> str:
    """In groups of five bits, the low ones first; 32 says that another follows."""
    return ALPHABET[length] if length < 32 else ALPHABET[32 + (length & 31)] + _length(length >> 5)

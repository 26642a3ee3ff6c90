"""A learner's saved state read back: what a stored cmi.suspend_data or State document says, without a browser.

After docs/tracking.md, and held to the same rows as the player (tests/vectors/resume.json). What does not fit is passed
over, as the player does, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scormpack.contract import RESUME_FORMAT, CourseContract, LabContract, QuizContract, ReadingContract

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
KEY_LENGTH = 5
HEADER_LENGTH = 6
SCORE_STEPS = 10_000
WIDEST_NUMBER = 53
UNIT_BITS = 16
TIME_BITS = 20
HEAD = 4
STAND_IN = 3
LONGEST_LENGTH = 4
"""A run's length takes at most so many groups of five bits."""

Slot = int | str
AnyPart = ReadingContract | QuizContract | LabContract


@dataclass(frozen=True, slots=True)
class SavedState:
    """``parts`` maps ids to what the player would show; ``dropped`` says what was passed over, in words.

    ``best`` is 0 to 1, None where there is no score; ``seconds`` None where no rule asks for time.
    """

    sequence: int
    completed: bool
    passed: bool
    consented: bool
    sharing: bool
    best: float | None
    bookmark: str
    parts: dict[str, dict[str, Any]]
    seconds: int | None
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizPlaces:
    """Where a quiz's slots stand among its ``bits``; -1 for what it does not have."""

    ended: int
    started: int
    head: int
    questions: tuple[tuple[int, int, int, int], ...]
    """Answer, hints, kept, and the first place that is the next question's."""


def quiz_places(part: QuizContract) -> QuizPlaces:
    """The places of one quiz's slots (docs/tracking.md)."""
    ended = HEAD if part.cool_down else -1
    started = HEAD + (ended > 0) if part.time_limit else -1
    head = HEAD + (ended > 0) + (2 if started > 0 else 0)
    questions: list[tuple[int, int, int, int]] = []
    at = head
    while at < len(part.bits):
        number = len(questions)
        hints = at + 1 if number < len(part.hints) and part.hints[number] else -1
        kept = at + 1 + (hints > 0) if part.retry == "wrong" else -1
        end = at + 1 + (hints > 0) + (kept > 0)
        questions.append((at, hints, kept, end))
        at = end
    return QuizPlaces(ended, started, head, tuple(questions))


@dataclass
class Runs:
    """What was read of a state's runs: slots by part."""

    slots: dict[str, list[Slot]] = field(default_factory=dict)
    seconds: int = 0
    dropped: list[str] = field(default_factory=list)


def read_state(contract: CourseContract, text: str) -> SavedState:
    """The state that the text holds for this course. Never raises; "" is a first launch."""
    version, *fields = text.split(".")
    if version != str(RESUME_FORMAT):
        why = ["it does not begin with `1.`, as every state of this format does"] if text else []
        return _state(contract, None, "", Runs(), why)
    header, bookmark, runs = (*fields[:2], *[""] * (2 - min(2, len(fields))), ".".join(fields[2:]))[:3]
    dropped: list[str] = []
    head = _header(header)
    if head is None:
        dropped.append(f"its header `{header}` is damaged: flags and best score are not known")
    ids = [part.id for module in contract.modules for part in module.parts]
    if bookmark and bookmark not in ids:
        dropped.append(f"it was left on `{bookmark}`, which this course does not have")
        bookmark = ""
    if len(fields) < 3:
        dropped.append("it is cut off before its end")
    return _state(contract, head, bookmark, _read_runs(contract, runs), dropped)


def _state(
    contract: CourseContract,
    head: tuple[int, int, int] | None,
    bookmark: str,
    runs: Runs,
    dropped: Sequence[str],
) -> SavedState:
    sequence, flags, best = head or (0, 0, 0)
    parts = [part for module in contract.modules for part in module.parts]
    slots = {part.id: runs.slots.get(part.id) or [_nothing(width) for width in part.bits] for part in parts}
    return SavedState(
        sequence=sequence,
        completed=bool(flags & 1),
        passed=bool(flags & 2),
        consented=bool(flags & 4),
        sharing=bool(flags & 8),
        best=None if best == 0 else (best - 1) / SCORE_STEPS,
        bookmark=bookmark,
        parts={part.id: _part(part, slots[part.id]) for part in parts},
        seconds=min(runs.seconds, contract.time) if contract.time else None,
        dropped=(*dropped, *runs.dropped),
    )


def _nothing(width: int) -> Slot:
    return "" if width > WIDEST_NUMBER else 0


def _number(text: str) -> int:
    """The number in an alphabet of 64, -1 where a character is none of ours."""
    value = 0
    for character in text:
        digit = ALPHABET.find(character)
        if digit < 0:
            return -1
        value = value * 64 + digit
    return value


def _header(header: str) -> tuple[int, int, int] | None:
    """Sequence, flags, best score; None where it is damaged."""
    values = (_number(header[:2]), _number(header[2:3]), _number(header[3:]))
    if len(header) != HEADER_LENGTH or min(values) < 0 or values[1] > 15 or values[2] > 1 + SCORE_STEPS:
        return None
    return values


Stretch = tuple[AnyPart, int, int]
"""The slots of a part from the first to before the last that stand under one key."""


def _runs_of(contract: CourseContract) -> Iterator[tuple[str, tuple[Stretch, ...]]]:
    keys = iter(contract.layout.keys)
    for module in contract.modules:
        whole: tuple[Stretch, ...] = tuple((part, 0, len(part.bits)) for part in module.parts)
        if contract.layout.granularity == "module":
            yield next(keys, ""), whole
            continue
        for part, _start, end in whole:
            if contract.layout.granularity == "part" or not isinstance(part, QuizContract):
                yield next(keys, ""), ((part, 0, end),)
                continue
            places = quiz_places(part)
            yield next(keys, ""), ((part, 0, places.head),)
            for answer, _hints, _kept, last in places.questions:
                yield next(keys, ""), ((part, answer, last),)


def _read_runs(contract: CourseContract, text: str) -> Runs:
    open_runs = dict(_runs_of(contract))
    time_key = contract.layout.keys[-1] if contract.time and contract.layout.keys else ""
    found = Runs()
    at = 0
    while at < len(text):
        key, (length, after) = text[at : at + KEY_LENGTH], _length(text, at + KEY_LENGTH)
        if length is None or after + length > len(text):
            # Where one run ends is where the next begins, so a wrong length takes the rest with it.
            found.dropped.append(f"what follows `{key}` is damaged or cut off")
            break
        payload, at = text[after : after + length], after + length
        if time_key and key == time_key:
            read = unpack(payload, [TIME_BITS])
            if read is None:
                found.dropped.append("the time spent is damaged")
            else:
                found.seconds = int(read[0])
            continue
        run = open_runs.pop(key, None)
        values = None if run is None else unpack(payload, [w for part, a, b in run for w in part.bits[a:b]])
        if run is None:
            found.dropped.append(f"`{key}` belongs to nothing in this course, or is there twice")
        elif values is None or not _fits(run, values):
            found.dropped.append(f"`{key}`, of `{run[0][0].id}`, is damaged")
        else:
            _fill(found.slots, run, values)
    return found


def _length(text: str, at: int) -> tuple[int | None, int]:
    """A payload's length in groups of five bits, the low ones first, and where the payload begins."""
    length = 0
    for place in range(LONGEST_LENGTH):
        group = ALPHABET.find(text[at]) if at < len(text) else -1
        at += 1
        if group < 0:
            return None, at
        length += (group & 31) << (5 * place)
        if group < 32:
            return length, at
    return None, at


def unpack(text: str, widths: Sequence[int]) -> list[Slot] | None:
    """The slots in the payload; None where it has another length, a foreign character, or a bit set in its padding."""
    total = sum(widths)
    if len(text) != -(-total // 6):
        return None
    number = _number(text)
    if number < 0:
        return None
    bits = f"{number:0{len(text) * 6}b}" if text else ""
    if "1" in bits[total:]:
        return None
    values: list[Slot] = []
    at = 0
    for width in widths:
        own = bits[at : at + width]
        at += width
        if width <= WIDEST_NUMBER:
            values.append(int(own or "0", 2))
            continue
        units = [int(own[unit : unit + UNIT_BITS], 2) for unit in range(0, width, UNIT_BITS)]
        values.append("".join(chr(unit) for unit in units).rstrip("\0"))
    return values


def _fits(run: tuple[Stretch, ...], values: Sequence[Slot]) -> bool:
    at = 0
    for part, start, end in run:
        own = dict(enumerate(values[at : at + end - start], start))
        at += end - start
        top = {3: 1 + part.points * (100 if part.fraction else 1)} if isinstance(part, QuizContract) else {}
        if isinstance(part, LabContract):
            top = {1: part.exchanges, 2: STAND_IN}
        if any(place in own and int(own[place] or 0) > most for place, most in top.items()):
            return False
    return True


def _fill(slots: dict[str, list[Slot]], run: tuple[Stretch, ...], values: Sequence[Slot]) -> None:
    at = 0
    for part, start, end in run:
        own = slots.setdefault(part.id, [_nothing(width) for width in part.bits])
        own[start:end] = values[at : at + end - start]
        at += end - start


def _part(part: AnyPart, slots: Sequence[Slot]) -> dict[str, Any]:
    if isinstance(part, QuizContract):
        return _quiz(part, slots)
    numbers = [int(slot or 0) for slot in slots]
    if isinstance(part, LabContract):
        return _lab(part, numbers)
    return {"viewed": numbers[0] > 0}


def _lab(part: LabContract, numbers: Sequence[int]) -> dict[str, Any]:
    first_topic = len(part.bits) - len(part.topics)
    prompts = [flag > 0 for flag in numbers[3:first_topic]]
    topics = [flag > 0 for flag in numbers[first_topic:]]
    earned = 1 if numbers[1] >= part.exchanges and all(topics) else 2 if prompts and all(prompts) else 0
    stand_in = "waived" if part.fallback == "waive" else "scripted"
    result = ("none", "assistant", "reflection", stand_in)[numbers[2] or earned]
    viewed = numbers[0] > 0
    return {"viewed": viewed, "exchanges": numbers[1], "result": result, "prompts": prompts, "topics": topics}


def _quiz(part: QuizContract, slots: Sequence[Slot]) -> dict[str, Any]:
    places = quiz_places(part)
    units = 100 if part.fraction else 1

    def number(place: int) -> int:
        value = slots[place] if place >= 0 else 0
        return value if isinstance(value, int) else 0

    answers = [slots[answer] for answer, *_rest in places.questions]
    best = None if number(3) == 0 else (number(3) - 1) / units
    hints = [
        min(number(place), part.hints[at] if at < len(part.hints) else 0)
        for at, (_answer, place, *_rest) in enumerate(places.questions)
    ]
    asked = len(answers) - sum(len(draw.of) - draw.count for draw in part.draw)
    enough = sum(1 for answer in answers if answer) >= asked or part.time_limit > 0
    whole = best is not None and (part.feedback != "at-once" or enough)
    begun = best is not None or any(answers) or any(hints) or number(places.started) > 0
    state: dict[str, Any] = {
        "viewed": number(0) > 0,
        "attempt": number(1) or int(begun),
        "submitted": number(2) > 0 and whole,
        "best": best,
        "slots": answers,
    }
    if any(part.hints):
        state["hints"] = hints
    if part.retry == "wrong":
        state["kept"] = [
            number(kept) > 0 and bool(answers[at]) for at, (_answer, _hints, kept, _end) in enumerate(places.questions)
        ]
    if places.ended > 0:
        state["ended"] = number(places.ended)
    if places.started > 0:
        state["started"] = number(places.started)
        state["extra"] = min(number(places.started + 1), len(part.extra_time))
    return state

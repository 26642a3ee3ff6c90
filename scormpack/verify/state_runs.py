"""The pieces of a saved state: runs under keys, and what of a part each of them holds (docs/tracking.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scormpack.contract import CourseContract, FormerLayout, Granularity, LabContract, QuizContract, ReadingContract

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
KEY_LENGTH = 5
WIDEST_NUMBER = 53
UNIT_BITS = 16
COUNTS = 3
"""The slot of a quiz with what counts."""
EXCHANGES = 1
EXCHANGE_BITS = 5
HEAD = 4
LAB_HEAD = 3
STAND_IN = 3
SHARE_STEPS = 10_000
BESIDE = (3, 1)
"""Beside an answer: hints, and whether it was kept."""
CLOCKS = (31, 2, 31)
"""Beside a quiz's own: when an attempt was begun with which extra time, and when the last one ended."""
LONGEST_LENGTH = 4
"""A run's length takes at most so many groups of five bits."""

_BITS = {character: f"{value:06b}" for value, character in enumerate(ALPHABET)}

Slot = int | str
AnyPart = ReadingContract | QuizContract | LabContract


@dataclass(frozen=True, slots=True)
class RawRun:
    """A run as it stands."""

    key: str
    payload: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The slots of a part from the first to before the last that stand under one key.

    ``question`` is the number of the question that they belong to, None for what is no question's.
    """

    part: AnyPart
    start: int
    end: int
    question: int | None = None


@dataclass(frozen=True, slots=True)
class QuizPlaces:
    """Where a quiz's slots stand among its ``bits``; -1 for what it does not have."""

    ended: int
    started: int
    head: int
    questions: tuple[tuple[int, int, int, int], ...]
    """Answer, hints, kept, and the first place that is the next question's."""


def quiz_places(part: QuizContract) -> QuizPlaces:
    """The places of one quiz's slots."""
    started = HEAD if part.time_limit else -1
    ended = HEAD + 2 if part.cool_down else -1
    head = ended + 1 if ended > 0 else HEAD + 2 if started > 0 else HEAD
    keeps = part.retry == "wrong"
    questions: list[tuple[int, int, int, int]] = []
    at = head
    while at < len(part.bits):
        number = len(questions)
        hinted = number < len(part.hints) and part.hints[number] > 0
        end = at + (3 if hinted or keeps else 1)
        questions.append((at, at + 1 if hinted else -1, at + 2 if keeps else -1, end))
        at = end
    return QuizPlaces(ended, started, head, tuple(questions))


def number_in(text: str) -> int:
    """The number in an alphabet of 64, -1 where a character is none of ours."""
    value = 0
    for character in text:
        digit = ALPHABET.find(character)
        if digit < 0:
            return -1
        value = value * 64 + digit
    return value


def raw_runs(text: str) -> tuple[list[RawRun], str]:
    """The runs in the text, and the key behind which it is damaged or cut off, "" where it is whole."""
    found: list[RawRun] = []
    at = 0
    while at < len(text):
        key, (length, after) = text[at : at + KEY_LENGTH], _length(text, at + KEY_LENGTH)
        if length is None or after + length > len(text):
            # Where one run ends is where the next begins, so a wrong length takes the rest with it.
            return found, key
        found.append(RawRun(key, text[after : after + length]))
        at = after + length
    return found, ""


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


def runs_of(contract: CourseContract, layout: FormerLayout) -> Iterator[tuple[str, tuple[Stretch, ...]]]:
    """The course's runs by key, in the order in which they are written."""
    keys = iter(layout.keys)
    for module in contract.modules:
        whole = tuple(Stretch(part, 0, len(part.bits)) for part in module.parts)
        if layout.granularity == "module":
            yield next(keys, ""), whole
            continue
        for stretch in whole:
            for one in _finest(stretch) if layout.granularity == "question" else (stretch,):
                yield next(keys, ""), (one,)


def _finest(whole: Stretch) -> Iterator[Stretch]:
    part = whole.part
    if isinstance(part, QuizContract):
        places = quiz_places(part)
        yield Stretch(part, 0, places.head)
        for number, (answer, _hints, _kept, end) in enumerate(places.questions):
            yield Stretch(part, answer, end, number)
    elif isinstance(part, LabContract):
        yield Stretch(part, 0, LAB_HEAD)
        for place in range(LAB_HEAD, len(part.bits)):
            yield Stretch(part, place, place + 1)
    else:
        yield whole


def steps_of(part: QuizContract, granularity: Granularity) -> int:
    """How finely what counts is kept: the slot holds 0 for none, else 1 + steps."""
    return SHARE_STEPS if granularity == "question" else part.points * (100 if part.fraction else 1)


def widths_of(part: AnyPart, granularity: Granularity) -> list[int]:
    """The widths of a part's slots in a state of this granularity."""
    widths = list(part.bits)
    if isinstance(part, QuizContract):
        widths[COUNTS] = _bits_for(steps_of(part, granularity) + 2)
    elif isinstance(part, LabContract):
        widths[EXCHANGES] = EXCHANGE_BITS if granularity == "question" else _bits_for(part.exchanges + 1)
    return widths


def _bits_for(states: int) -> int:
    return max(1, (states - 1).bit_length())


def read_run(run: Sequence[Stretch], granularity: Granularity, payload: str) -> list[Slot] | None:
    """A run's values; None where they are none of its.

    A question's key says nothing of what may stand behind its answer, nor a quiz's behind its own: each length is tried.
    """
    own = [width for one in run for width in widths_of(one.part, granularity)[one.start : one.end]]
    candidates = [own]
    if granularity == "question" and isinstance(run[0].part, QuizContract):
        base, more = (own[:HEAD], CLOCKS) if run[0].start == 0 else (own[:1], BESIDE)
        shorter = [[*base, *more[:2]]] if run[0].start == 0 else []
        candidates += [base, *shorter, [*base, *more]]
    for widths in candidates:
        values = unpack(payload, widths)
        if values is not None and _fits(run, granularity, values[: len(own)]):
            return (values + [0] * len(own))[: len(own)]
    return None


def unpack(text: str, widths: Sequence[int]) -> list[Slot] | None:
    """The slots in the payload; None where it has another length, a foreign character, or a bit set in its padding."""
    total = sum(widths)
    if len(text) != -(-total // 6):
        return None
    if not set(text) <= _BITS.keys():
        return None
    bits = "".join(_BITS[character] for character in text)
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


def _fits(run: Sequence[Stretch], granularity: Granularity, values: Sequence[Slot]) -> bool:
    at = 0
    for one in run:
        own = dict(enumerate(values[at : at + one.end - one.start], one.start))
        at += one.end - one.start
        top: dict[int, int] = {}
        if isinstance(one.part, QuizContract):
            top = {COUNTS: 1 + steps_of(one.part, granularity)}
        elif isinstance(one.part, LabContract):
            top = {2: STAND_IN} | ({} if granularity == "question" else {EXCHANGES: one.part.exchanges})
        if any(place in own and int(own[place] or 0) > most for place, most in top.items()):
            return False
    return True


def nothing(width: int) -> Slot:
    """An empty slot."""
    return "" if width > WIDEST_NUMBER else 0

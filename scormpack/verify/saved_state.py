"""A learner's saved state read back: what a stored cmi.suspend_data or State document says, without a browser.

After docs/tracking.md, and held to the same rows as the player (tests/vectors/resume.json). What does not fit is passed
over, as the player does, and named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scormpack.contract import RESUME_FORMAT, CourseContract, FormerLayout, Granularity, LabContract, QuizContract
from scormpack.verify.state_runs import (
    ALPHABET,
    COUNTS,
    EXCHANGES,
    LAB_HEAD,
    AnyPart,
    RawRun,
    Slot,
    Stretch,
    nothing,
    number_in,
    quiz_places,
    raw_runs,
    read_run,
    runs_of,
    steps_of,
    unpack,
)

HEADER_LENGTH = 6
SCORE_STEPS = 10_000
TIME_BITS = 20


@dataclass(frozen=True, slots=True)
class SavedState:
    """``parts`` maps ids to what the player would show; ``dropped`` says what was passed over, in words.

    ``best`` is 0 to 1, None where there is no score; ``seconds`` None where no rule asks for time. ``others`` are the keys of
    runs that the player keeps for another version of the course.
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
    others: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass
class Read:
    """What was read of a state's runs: slots by part, in the numbers of today's layout."""

    slots: dict[str, list[Slot]] = field(default_factory=dict)
    seconds: int = 0
    left: list[RawRun] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def read_state(contract: CourseContract, text: str, former: Sequence[FormerLayout] = ()) -> SavedState:
    """The state that the text holds for this course. Never raises; "" is a first launch.

    ``former``: the package's further layouts, in which an earlier version of the course may have written.
    """
    version, *fields = text.split(".")
    if version != str(RESUME_FORMAT):
        why = ["it does not begin with `1.`, as every state of this format does"] if text else []
        return _state(contract, _Head(), Read(), why)
    header, bookmark, runs, kept, *rest = (*fields, *[""] * max(0, 4 - len(fields)))
    dropped: list[str] = []
    head = _header(header)
    if head is None:
        dropped.append(f"its header `{header}` is damaged: flags and best score are not known")
    place = _part_called(contract, bookmark)
    if bookmark and place is None:
        dropped.append(f"it was left on `{bookmark}`, which this course does not have")
    if len(fields) < 3:
        dropped.append("it is cut off before its end")
    (own, cut), (others, cut_others) = raw_runs(runs), raw_runs(kept)
    read = _read_runs(contract, [*own, *others], former)
    ours = set(contract.layout.keys)
    kept_keys = tuple(
        run.key for run in read.left if run.key not in ours and set(run.key + run.payload) <= set(ALPHABET)
    )
    dropped += read.damaged
    known = {run.key for run in others}
    dropped += [
        f"`{run.key}` belongs to nothing in this course, or is there twice"
        for run in read.left
        if run in own and (run.key not in known or run.key in ours)
    ]
    dropped += [f"what follows `{key}` is damaged or cut off" for key in (cut, cut_others) if key]
    if rest:
        dropped.append("it goes on behind its end")
    return _state(contract, _Head(*(head or (0, 0, 0)), place or "", kept_keys), read, dropped)


def _part_called(contract: CourseContract, name: str) -> str | None:
    """The part with this id, or that had it before a rename."""
    parts = [part for module in contract.modules for part in module.parts]
    if any(part.id == name for part in parts):
        return name
    return next((part.id for part in parts if name in part.renamed_from), None)


@dataclass(frozen=True, slots=True)
class _Head:
    sequence: int = 0
    flags: int = 0
    best: int = 0
    bookmark: str = ""
    others: tuple[str, ...] = ()


def _state(contract: CourseContract, head: _Head, read: Read, dropped: Sequence[str]) -> SavedState:
    parts = [part for module in contract.modules for part in module.parts]
    slots = {part.id: read.slots.get(part.id) or [nothing(width) for width in part.bits] for part in parts}
    return SavedState(
        sequence=head.sequence,
        completed=bool(head.flags & 1),
        passed=bool(head.flags & 2),
        consented=bool(head.flags & 4),
        sharing=bool(head.flags & 8),
        best=None if head.best == 0 else (head.best - 1) / SCORE_STEPS,
        bookmark=head.bookmark,
        parts={part.id: _part(part, slots[part.id], contract.layout.granularity) for part in parts},
        seconds=min(read.seconds, contract.time) if contract.time else None,
        others=head.others,
        dropped=tuple(dropped),
    )


def _header(header: str) -> tuple[int, int, int] | None:
    """Sequence, flags, best score; None where it is damaged."""
    values = (number_in(header[:2]), number_in(header[2:3]), number_in(header[3:]))
    if len(header) != HEADER_LENGTH or min(values) < 0 or values[1] > 15 or values[2] > 1 + SCORE_STEPS:
        return None
    return values


def _read_runs(contract: CourseContract, raw: Sequence[RawRun], former: Sequence[FormerLayout]) -> Read:
    """In today's layout, then in former ones, of which today's wins."""
    time_key = contract.layout.keys[-1] if contract.time and contract.layout.keys else None
    found = Read()
    for run in raw:
        if run.key == time_key:
            value = unpack(run.payload, [TIME_BITS])
            if value is None:
                found.damaged.append("the time spent is damaged")
            else:
                found.seconds = found.seconds or int(value[0])
    runs = [run for run in raw if run.key != time_key]
    found.left = _read_layout(contract, contract.layout, runs, found)
    for layout in former:
        earlier = Read()
        found.left = _read_layout(contract, layout, found.left, earlier)
        found.damaged += earlier.damaged
        _add(contract, found, earlier, layout.granularity)
    return found


def _read_layout(contract: CourseContract, layout: FormerLayout, raw: Sequence[RawRun], found: Read) -> list[RawRun]:
    """Fills ``found`` with what can be read in one layout, and gives back the runs that are left."""
    open_runs = dict(runs_of(contract, layout))
    left: list[RawRun] = []
    for one in raw:
        run = open_runs.get(one.key)
        values = None if run is None else read_run(run, layout.granularity, one.payload)
        if run is None:
            left.append(one)
        elif values is None:
            found.damaged.append(f"`{one.key}`, of `{run[0].part.id}`, is damaged")
        else:
            del open_runs[one.key]
            _fill(found.slots, run, values)
    return left


def _add(contract: CourseContract, found: Read, earlier: Read, granularity: Granularity) -> None:
    for module in contract.modules:
        for part in module.parts:
            slots = earlier.slots.get(part.id)
            if slots is None:
                continue
            if isinstance(part, QuizContract) and isinstance(slots[COUNTS], int) and slots[COUNTS]:
                share = (int(slots[COUNTS]) - 1) / max(1, steps_of(part, granularity))
                slots[COUNTS] = 1 + _nearest(share * steps_of(part, contract.layout.granularity))
            own = found.slots.get(part.id) or [nothing(width) for width in part.bits]
            found.slots[part.id] = [today or before for today, before in zip(own, slots, strict=True)]


def _fill(slots: dict[str, list[Slot]], run: Sequence[Stretch], values: Sequence[Slot]) -> None:
    at = 0
    for one in run:
        own = slots.setdefault(one.part.id, [nothing(width) for width in one.part.bits])
        own[one.start : one.end] = values[at : at + one.end - one.start]
        at += one.end - one.start


def _part(part: AnyPart, slots: Sequence[Slot], granularity: Granularity) -> dict[str, Any]:
    if isinstance(part, QuizContract):
        return _quiz(part, slots, granularity)
    numbers = [int(slot or 0) for slot in slots]
    if isinstance(part, LabContract):
        return _lab(part, numbers)
    return {"viewed": numbers[0] > 0}


def _lab(part: LabContract, numbers: Sequence[int]) -> dict[str, Any]:
    first_topic = len(part.bits) - len(part.topics)
    prompts = [flag > 0 for flag in numbers[LAB_HEAD:first_topic]]
    topics = [flag > 0 for flag in numbers[first_topic:]]
    exchanges = min(numbers[EXCHANGES], part.exchanges)
    earned = 1 if exchanges >= part.exchanges and all(topics) else 2 if prompts and all(prompts) else 0
    stand_in = "waived" if part.fallback == "waive" else "scripted"
    result = ("none", "assistant", "reflection", stand_in)[numbers[2] or earned]
    viewed = numbers[0] > 0
    return {"viewed": viewed, "exchanges": exchanges, "result": result, "prompts": prompts, "topics": topics}


def _nearest(value: float) -> int:
    """Half goes up, as in the player."""
    return int(value + 0.5)


def _points(part: QuizContract, value: int, granularity: Granularity) -> float:
    """Points that count: whole, or hundredths, except where a share of other points was kept."""
    if part.points == 0:
        return 0
    units = 100 if part.fraction else 1
    share = (value - 1) / steps_of(part, granularity)
    whole = _nearest(share * part.points * units) / units
    same = _nearest(whole / part.points * SCORE_STEPS) == _nearest(share * SCORE_STEPS)
    return whole if same else share * part.points


def _quiz(part: QuizContract, slots: Sequence[Slot], granularity: Granularity) -> dict[str, Any]:
    places = quiz_places(part)

    def number(place: int) -> int:
        value = slots[place] if place >= 0 else 0
        return value if isinstance(value, int) else 0

    answers = [slots[answer] for answer, *_rest in places.questions]
    best = None if number(COUNTS) == 0 else _points(part, number(COUNTS), granularity)
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

"""How a learner's state is laid out, and how long it can get: known before anybody has started.

The layout is written down in docs/tracking.md. Every run of bits stands under a key that is made of the
author's ids, so that a state finds its way into a later version of the course. A short course gives every
question a key of its own; a longer one shares keys by part or module, where that is what fits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from scormpack.contract import Granularity, ResumeLayout
from scormpack.model import Assessment, Course, Lab, Lesson, Module, Page, Quiz, Test
from scormpack.questions import Question

STATE_LIMIT = 4096
"""SCORM 1.2: cmi.suspend_data is a CMIString4096. The smallest limit of all targets."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
KEY_LENGTH = 5
HEADER_LENGTH = len("1.") + 6 + len("..")
VIEWED_BITS = 1
ATTEMPT_BITS = 4
SUBMITTED_BITS = 1
RESULT_BITS = 2
MOMENT_BITS = 31
"""Seconds since 2020, up to 2088."""
EXTRA_TIME_BITS = 2
KEPT_BITS = 1
TIME_BITS = 20
HUNDREDTHS = 100
TIME_OWNER = "time_spent"
"""No part can be called so: ids have no underscore."""
GRANULARITIES: tuple[Granularity, ...] = ("question", "part", "module")

AnyPart = Page | Lesson | Quiz | Test | Lab


@dataclass(frozen=True, slots=True)
class Run:
    """Bits that stand under one key; ``owner`` is the id of the module, part or question it belongs to."""

    owner: str
    key: str
    bits: int

    @property
    def characters(self) -> int:
        """Key, length and payload, six bits a character."""
        return run_characters(self.bits)


@dataclass(frozen=True, slots=True)
class StateLayout:
    """The finest layout that fits, or the coarsest where none does."""

    granularity: Granularity
    runs: tuple[Run, ...]
    bookmark: int
    undrawn: int = 0

    @property
    def worst_case(self) -> int:
        """The longest state in characters: everything viewed, answered and bookmarked at the longest id.

        ``undrawn`` is what questions cost that no attempt can ask beside the others: they have no answer then, and no run.
        """
        return HEADER_LENGTH + self.bookmark + sum(run.characters for run in self.runs) - self.undrawn

    def as_contract(self) -> ResumeLayout:
        """The part that the player needs."""
        return ResumeLayout(
            granularity=self.granularity, keys=tuple(run.key for run in self.runs), worst_case=self.worst_case
        )


def run_characters(bits: int) -> int:
    """What so many bits under one key cost; a run's length is written in groups of five bits."""
    payload = -(-bits // 6)
    length = max(1, -(-payload.bit_length() // 5))
    return KEY_LENGTH + length + payload


def bits_for(states: int) -> int:
    """How many bits tell ``states`` states apart."""
    return max(1, (states - 1).bit_length())


def part_bits(part: AnyPart) -> tuple[int, ...]:
    """The widths of a part's slots, in the order of the contract's ``bits``."""
    if isinstance(part, Assessment):
        return (*quiz_bits(part), *(width for question in part.questions for width in question_bits(part, question)))
    if isinstance(part, Lab):
        flags = len(part.reflection.prompts) + len(part.topics)
        return (VIEWED_BITS, bits_for(part.exchanges + 1), RESULT_BITS, *(1 for _flag in range(flags)))
    return (VIEWED_BITS,)


def quiz_bits(part: Assessment) -> tuple[int, ...]:
    """The widths of what is the quiz's own."""
    steps = part.points * (HUNDREDTHS if part.earns_parts else 1)
    own = (VIEWED_BITS, ATTEMPT_BITS, SUBMITTED_BITS, bits_for(steps + 2))
    ended = (MOMENT_BITS,) if part.cool_down else ()
    timed = (MOMENT_BITS, EXTRA_TIME_BITS) if part.time_limit else ()
    return (*own, *ended, *timed)


def question_bits(part: Assessment, question: Question) -> tuple[int, ...]:
    """The widths of a question's answer, of its hints, and of whether it was kept from the attempt before."""
    hints = (bits_for(len(question.hints) + 1),) if question.hints else ()
    kept = (KEPT_BITS,) if part.retry == "wrong" else ()
    return (question.width(), *hints, *kept)


def hint_counts(part: Assessment) -> tuple[int, ...]:
    """How many hints each question has; nothing where none has any."""
    counts = tuple(len(question.hints) for question in part.questions)
    return counts if any(counts) else ()


def state_layout(course: Course, limit: int | None = STATE_LIMIT) -> StateLayout:
    """The layout of a course's state where at most ``limit`` characters are kept; None for no limit."""
    bookmark = max(len(part.id) for part in course.parts())
    # Lengths alone choose the granularity; hashing every key of every candidate would be most of the work.
    granularity = next(
        (name for name in GRANULARITIES if limit is None or _worst_case(course, bookmark, name) <= limit),
        GRANULARITIES[-1],
    )
    runs = (Run(owner, _key(*identity()), bits) for owner, bits, identity in _slots(course, granularity))
    return StateLayout(granularity, tuple(runs), bookmark, _undrawn(course, granularity))


Slots = tuple[str, int, Callable[[], Iterable[str]]]
"""A run's owner, its bits, and what its key is made of."""


def _worst_case(course: Course, bookmark: int, granularity: Granularity) -> int:
    runs = sum(run_characters(bits) for _owner, bits, _identity in _slots(course, granularity))
    return HEADER_LENGTH + bookmark + runs - _undrawn(course, granularity)


def _undrawn(course: Course, granularity: Granularity) -> int:
    """What the questions cost that a draw leaves out, at least: those that cost least are left out in the worst case."""
    if granularity != "question":
        return 0
    return sum(undrawn_characters(part) for part in course.parts() if isinstance(part, Assessment))


def undrawn_characters(part: Assessment) -> int:
    """As `_undrawn`, of one quiz whose questions have a key each."""
    total = 0
    for draw, pool in part.pools():
        costs = sorted(run_characters(sum(question_bits(part, part.questions[k]))) for k in pool)
        total += sum(costs[: max(0, len(pool) - draw.count)])
    return total


def _slots(course: Course, granularity: Granularity) -> Iterator[Slots]:
    for module in course.modules:
        if granularity == "module":
            bits = sum(sum(part_bits(part)) for part in module.parts)
            yield module.id, bits, partial(_module_identity, module)
            continue
        for part in module.parts:
            widths = part_bits(part)
            if granularity == "part" or not isinstance(part, Assessment):
                yield part.id, sum(widths), partial(_part_identity, part)
                continue
            # The points stay out of the key: a question that is added leaves the rest of the quiz's progress alone.
            yield part.id, sum(quiz_bits(part)), partial(tuple, _quiz_identity(part))
            for question in part.questions:
                yield question.id, sum(question_bits(part, question)), partial(_question_identity, part, question)
    if course.longest_time:
        yield TIME_OWNER, TIME_BITS, partial(tuple, ("time", course.id))


def _quiz_identity(part: Assessment) -> tuple[str, ...]:
    """What a quiz's own bits mean."""
    own = quiz_bits(part)
    clocks = [name for name, there in (("cool-down", part.cool_down), ("time-limit", part.time_limit)) if there]
    return ("quiz", part.kind, part.id, str(own[3]), *clocks)


def _question_identity(part: Assessment, question: Question) -> Iterator[str]:
    yield "question"
    yield from question.identity()
    yield from _beside_the_answer(part, question)


def _beside_the_answer(part: Assessment, question: Question) -> Iterator[str]:
    """What stands after an answer, where there is something."""
    if question.hints:
        yield f"hints {len(question.hints)}"
    if part.retry == "wrong":
        yield "kept"


def _part_identity(part: AnyPart) -> Iterator[str]:
    """What a part's bits mean: any change of it asks the part's questions again."""
    yield "part"
    yield part.kind
    yield part.id
    if isinstance(part, Assessment):
        yield from _quiz_identity(part)[4:]
        if part.earns_parts:
            yield "hundredths"
        for question in part.questions:
            yield from question.identity()
            yield str(question.points)
            yield from _beside_the_answer(part, question)
    elif isinstance(part, Lab):
        yield str(part.exchanges)
        for prompt in part.reflection.prompts:
            yield prompt.id
        if part.topics:
            yield "topics"
            for topic in part.topics:
                yield topic.id


def _module_identity(module: Module) -> Iterator[str]:
    yield "module"
    yield module.id
    for part in module.parts:
        yield from _part_identity(part)


def _key(*identity: str) -> str:
    """Thirty bits of a hash, in the state's alphabet."""
    digest = hashlib.blake2s("\0".join(identity).encode(), digest_size=4).digest()
    value = int.from_bytes(digest, "big") >> 2
    return "".join(ALPHABET[value >> shift & 63] for shift in (24, 18, 12, 6, 0))


def state_bill(course: Course) -> tuple[tuple[str, int], ...]:
    """What each part costs at worst, in characters, the dearest first, then in the course's order."""
    layout = state_layout(course)
    costs = {run.owner: run.characters for run in layout.runs}
    bill: list[tuple[str, int]] = []
    for module in course.modules:
        if layout.granularity == "module":
            bill.append((module.id, costs[module.id]))
            continue
        for part in module.parts:
            inner = 0
            if isinstance(part, Assessment) and layout.granularity == "question":
                inner = sum(costs[question.id] for question in part.questions) - undrawn_characters(part)
            bill.append((part.id, costs[part.id] + inner))
    if TIME_OWNER in costs:
        bill.append((TIME_OWNER, costs[TIME_OWNER]))
    return tuple(sorted(bill, key=lambda entry: -entry[1]))

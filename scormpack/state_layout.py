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

from scormpack.contract import STATE_LIMIT, FormerLayout, Granularity, ResumeLayout
from scormpack.memory import remember
from scormpack.model import Assessment, Course, Lab, Lesson, Module, Page, Quiz, Test
from scormpack.questions import Named, Question

LRS_STATE_LIMIT = 16_384
"""In characters. An LRS has no limit of its own; what may be sent while the page goes away has one."""

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
HINT_BITS = 3
KEPT_BITS = 1
TIME_BITS = 20
EXCHANGE_BITS = 5
HUNDREDTHS = 100
SHARE_STEPS = 10_000
"""Where each question has a key of its own, what counts is kept as a share of the points: they may change."""

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

    def as_contract(self, limit: int | None, former: str | None = None) -> ResumeLayout:
        """The part that the player needs; ``former`` names the file with `former_layouts`."""
        return ResumeLayout(
            granularity=self.granularity,
            keys=tuple(run.key for run in self.runs),
            worst_case=self.worst_case,
            limit=LRS_STATE_LIMIT if limit is None else limit,
            former=former,
        )


def run_characters(bits: int) -> int:
    """What so many bits under one key cost; a run's length is written in groups of five bits."""
    payload = -(-bits // 6)
    length = max(1, -(-payload.bit_length() // 5))
    return KEY_LENGTH + length + payload


def bits_for(states: int) -> int:
    """How many bits tell ``states`` states apart."""
    return max(1, (states - 1).bit_length())


def part_bits(part: AnyPart, granularity: Granularity) -> tuple[int, ...]:
    """The widths of a part's slots, in the order of the contract's ``bits``."""
    if isinstance(part, Assessment):
        questions = (width for question in part.questions for width in question_bits(part, question))
        return (*quiz_bits(part, granularity), *questions)
    if isinstance(part, Lab):
        return (*lab_bits(part, granularity), *(1 for _flag in _flags(part)))
    return (VIEWED_BITS,)


def quiz_bits(part: Assessment, granularity: Granularity) -> tuple[int, ...]:
    """The widths of what is the quiz's own."""
    points = part.points * (HUNDREDTHS if part.earns_parts else 1)
    steps = SHARE_STEPS if granularity == "question" else points
    own = (VIEWED_BITS, ATTEMPT_BITS, SUBMITTED_BITS, bits_for(steps + 2))
    timed = (MOMENT_BITS, EXTRA_TIME_BITS) if part.time_limit or part.cool_down else ()
    ended = (MOMENT_BITS,) if part.cool_down else ()
    return (*own, *timed, *ended)


def lab_bits(part: Lab, granularity: Granularity) -> tuple[int, ...]:
    """The widths of what is the lab's own."""
    return (VIEWED_BITS, EXCHANGE_BITS if granularity == "question" else bits_for(part.exchanges + 1), RESULT_BITS)


def question_bits(part: Assessment, question: Question) -> tuple[int, ...]:
    """The widths of a question's answer, of its hints, and of whether it was kept from the attempt before."""
    return (question.width(), HINT_BITS, KEPT_BITS) if _has_more(part, question) else (question.width(),)


def _has_more(part: Assessment, question: Question) -> bool:
    return bool(question.hints) or part.retry == "wrong"


def _flags(part: Lab) -> tuple[Named, ...]:
    return (*part.reflection.prompts, *part.topics)


def hint_counts(part: Assessment) -> tuple[int, ...]:
    """How many hints each question has; nothing where none has any."""
    counts = tuple(len(question.hints) for question in part.questions)
    return counts if any(counts) else ()


def state_layout(course: Course, limit: int | None = STATE_LIMIT) -> StateLayout:
    """The layout of a course's state where at most ``limit`` characters are kept; None for no limit."""
    return remember(_state_layout, course, limit)


def _state_layout(course: Course, limit: int | None) -> StateLayout:
    bookmark = max(len(part.id) for part in course.parts())
    # Lengths alone choose the granularity; hashing every key of every candidate would be most of the work.
    granularity = next(
        (name for name in GRANULARITIES if limit is None or _worst_case(course, bookmark, name) <= limit),
        GRANULARITIES[-1],
    )
    runs = tuple(_runs(course, granularity, _known_as))
    return StateLayout(granularity, runs, bookmark, _undrawn(course, granularity))


def former_layouts(course: Course, limit: int | None = STATE_LIMIT) -> tuple[FormerLayout, ...]:
    """How else a state of this course may stand: by other granularities, and by further names that things had.

    An earlier version may have been shorter, or longer. ``limit`` as of `state_layout`; without one nothing but names changes.
    """
    return remember(_former_layouts, course, limit)


def _former_layouts(course: Course, limit: int | None) -> tuple[FormerLayout, ...]:
    now = state_layout(course, limit)
    others = [name for name in GRANULARITIES if limit is not None and name != now.granularity]
    found = [_named_layout(course, granularity, _known_as) for granularity in others]
    ages = max(remember(_ages, module) for module in course.modules)
    found += [_named_layout(course, now.granularity, partial(_name_of_age, age)) for age in range(ages)]
    return tuple(found)


def _ages(module: Module) -> int:
    """How many further names something in the module had, at most."""
    return max(len(one.other_names) for _path, one in module.named())


Naming = Callable[[Named], str]
"""The name that something's key is made of."""


def _known_as(one: Named) -> str:
    return one.known_as


def _name_of_age(age: int, one: Named) -> str:
    return one.other_names[age] if age < len(one.other_names) else one.known_as


def _named_layout(course: Course, granularity: Granularity, naming: Naming) -> FormerLayout:
    keys = tuple(run.key for run in _runs(course, granularity, naming) if run.owner != TIME_OWNER)
    return FormerLayout(granularity=granularity, keys=keys)


def _worst_case(course: Course, bookmark: int, granularity: Granularity) -> int:
    if granularity == "module":
        bits = [sum(_bits(part, granularity) for part in module.parts) for module in course.modules]
        characters = sum(map(run_characters, bits))
    else:
        characters = sum(remember(_characters, module, granularity) for module in course.modules)
    time = run_characters(TIME_BITS) if course.longest_time else 0
    return HEADER_LENGTH + bookmark + characters + time - _undrawn(course, granularity)


def _bits(part: AnyPart, granularity: Granularity) -> int:
    return remember(_sum_of_bits, part, granularity)


def _sum_of_bits(part: AnyPart, granularity: Granularity) -> int:
    return sum(part_bits(part, granularity))


def _characters(module: Module, granularity: Granularity) -> int:
    if granularity == "part":
        return sum(run_characters(_bits(part, granularity)) for part in module.parts)
    return sum(run_characters(bits) for part in module.parts for _owner, bits, _identity in _finest(part, _known_as))


def _undrawn(course: Course, granularity: Granularity) -> int:
    """What the questions cost that a draw leaves out, at least: those that cost least are left out in the worst case."""
    if granularity != "question":
        return 0
    return sum(remember(_undrawn_in, module) for module in course.modules)


def _undrawn_in(module: Module) -> int:
    return sum(undrawn_characters(part) for part in module.parts if isinstance(part, Assessment))


def undrawn_characters(part: Assessment) -> int:
    """As `_undrawn`, of one quiz whose questions have a key each."""
    total = 0
    for draw, pool in part.pools():
        costs = sorted(run_characters(sum(question_bits(part, part.questions[k]))) for k in pool)
        total += sum(costs[: max(0, len(pool) - draw.count)])
    return total


def _runs(course: Course, granularity: Granularity, naming: Naming) -> Iterator[Run]:
    for module in course.modules:
        yield from remember(_module_runs, module, granularity, naming)
    if course.longest_time:
        yield Run(TIME_OWNER, _key("time", course.id), TIME_BITS)


def _module_runs(module: Module, granularity: Granularity, naming: Naming) -> tuple[Run, ...]:
    if granularity == "module":
        bits = sum(_bits(part, "module") for part in module.parts)
        return (Run(module.id, _key(*_module_identity(module, naming)), bits),)
    return tuple(run for part in module.parts for run in remember(_part_runs, part, granularity, naming))


def _part_runs(part: AnyPart, granularity: Granularity, naming: Naming) -> tuple[Run, ...]:
    if granularity == "part":
        return (Run(part.id, _key(*_part_identity(part, naming)), _bits(part, granularity)),)
    return tuple(Run(owner, _key(*identity()), bits) for owner, bits, identity in _finest(part, naming))


Slots = tuple[str, int, Callable[[], Iterable[str]]]
"""A run's owner, its bits, and what its key is made of."""


def _finest(part: AnyPart, naming: Naming) -> Iterator[Slots]:
    """A key for everything that can change by itself.

    It stands for its owner's name, and for what an answer can be; whatever else an author changes leaves it alone.
    """
    if isinstance(part, Assessment):
        yield part.id, sum(quiz_bits(part, "question")), partial(tuple, ("quiz", naming(part)))
        for question in part.questions:
            bits = sum(question_bits(part, question))
            yield question.id, bits, partial(_question_identity, question, naming)
    elif isinstance(part, Lab):
        yield part.id, sum(lab_bits(part, "question")), partial(tuple, ("lab", naming(part)))
        for flag in _flags(part):
            yield flag.id, 1, partial(tuple, ("flag", naming(flag)))
    else:
        yield part.id, VIEWED_BITS, partial(tuple, ("viewed", naming(part)))


def _question_identity(question: Question, naming: Naming) -> Iterator[str]:
    yield "question"
    yield naming(question)
    yield from question.identity()


def _part_identity(part: AnyPart, naming: Naming) -> Iterator[str]:
    """What a part's bits mean: any change of it asks the part's questions again."""
    yield "part"
    yield part.kind
    yield naming(part)
    if isinstance(part, Assessment):
        yield f"{part.points} points in {HUNDREDTHS if part.earns_parts else 1}"
        yield from (name for name, there in (("cool-down", part.cool_down), ("time-limit", part.time_limit)) if there)
        for question in part.questions:
            yield naming(question)
            yield from question.identity()
            yield str(question.points)
            yield "more" if _has_more(part, question) else "answer"
    elif isinstance(part, Lab):
        yield str(part.exchanges)
        yield from (naming(prompt) for prompt in part.reflection.prompts)
        yield "topics"
        yield from (naming(topic) for topic in part.topics)


def _module_identity(module: Module, naming: Naming) -> Iterator[str]:
    yield "module"
    yield naming(module)
    for part in module.parts:
        yield from _part_identity(part, naming)


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
            if layout.granularity == "question":
                if isinstance(part, Assessment):
                    inner = sum(costs[question.id] for question in part.questions) - undrawn_characters(part)
                elif isinstance(part, Lab):
                    inner = sum(costs[flag.id] for flag in _flags(part))
            bill.append((part.id, costs[part.id] + inner))
    if TIME_OWNER in costs:
        bill.append((TIME_OWNER, costs[TIME_OWNER]))
    return tuple(sorted(bill, key=lambda entry: -entry[1]))

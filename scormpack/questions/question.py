"""What every question has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, TypedDict

from pydantic import BeforeValidator, Field

from scormpack.answer_key import QuestionKey, Told
from scormpack.text import NUMBER, WHOLE, Authored, Markdown, RichText

IDENTIFIER_PATTERN = r"^[a-z][a-z0-9-]{0,63}$"
"""Printable ASCII that SCORM 1.2's CMIIdentifier, a URL path and a file name all take as it is."""

WIDEST_NUMBER = 53
"""In bits: the player's numbers are exact up to 2^53. A wider slot holds a text, 16 bits a UTF-16 code unit."""

Silence = dict[str, Annotated[str, Field(min_length=3, max_length=500)]]
"""Code of a warning about quality to the author's reason not to have it here."""

Identifier = Annotated[str, Field(pattern=IDENTIFIER_PATTERN)]


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


FormerIds = Annotated[tuple[Identifier, ...], BeforeValidator(_several), Field(max_length=9)]
"""One id, or several in the order in which they were used."""


class Named(Authored):
    """What has an id. ``renamed_from`` holds the ids that it had before, the oldest first."""

    id: Identifier
    renamed_from: FormerIds = ()

    @property
    def known_as(self) -> str:
        """The id that learners' progress stands under: the first that it had."""
        return self.renamed_from[0] if self.renamed_from else self.id

    @property
    def other_names(self) -> tuple[str, ...]:
        """The further ids under which there may be progress."""
        return (*self.renamed_from[1:], self.id) if self.renamed_from else ()


InteractionKind = Literal[
    "choice", "true-false", "fill-in", "long-fill-in", "numeric", "matching", "sequencing", "likert"
]
"""The kinds of interaction that SCORM and xAPI know by these names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake inside one part of the course; ``path`` leads from that part's data to the wrong value.

    ``word`` is the one that is wrong, inside a text with ``around`` on both sides of it; ``known`` are those that may stand there.
    """

    code: str
    path: tuple[str | int, ...]
    message: str
    hint: str = ""
    word: str = ""
    known: tuple[str, ...] = ()
    around: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Something that a response names by its id, with the text that a learner sees."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """A question as a report knows it, in no standard's words yet.

    ``options`` are choices, steps of a scale, or items to be placed; ``targets`` is where items go. ``right`` holds
    ways of being wholly right, each as a response; empty where nothing is right or wrong. ``between`` is for numbers.
    """

    kind: InteractionKind
    options: tuple[Labelled, ...] = ()
    targets: tuple[Labelled, ...] = ()
    right: tuple[tuple[str, ...], ...] = ()
    match_case: bool = False
    between: tuple[float, float] | None = None


class AskedFields(TypedDict):
    """The fields of `scormpack.answer_key.Asked`."""

    id: str
    points: int
    hints: tuple[str, ...]
    hint_cost: float
    told: Told
    was: dict[str, str]
    renamed_from: tuple[str, ...]


class Feedback(Authored):
    """What is said of a whole answer."""

    right: Markdown | None = None
    partly: Markdown | None = None
    wrong: Markdown | None = None


class Question(Named):
    """``points`` are what a wholly right answer earns. ``type`` is set by each question type.

    ``hint_cost`` is in points a hint. ``tags`` are for drawing. ``silence`` maps the code of a warning about this
    question to the author's reason.
    """

    type: str
    prompt: Markdown
    points: Annotated[int, Field(ge=1, le=100), WHOLE] = 1
    hints: Annotated[tuple[Markdown, ...], Field(max_length=7)] = ()
    hint_cost: Annotated[float, Field(ge=0, le=100, multiple_of=0.01), NUMBER] = 0
    feedback: Feedback = Feedback()
    model_answer: Markdown | None = None
    tags: tuple[Identifier, ...] = ()
    silence: Silence = Field(default_factory=dict)

    def check(self) -> Iterator[Finding]:
        """What is wrong with this question alone."""
        raise NotImplementedError

    def states(self) -> int:
        """How many different states a learner's response can be in, unanswered included."""
        raise NotImplementedError

    def width(self) -> int:
        """How many bits of the learner's state a response takes."""
        return max(1, (self.states() - 1).bit_length())

    def identity(self) -> tuple[str, ...]:
        """What makes a stored response belong to this question beside its id: when it changes, it is asked again."""
        raise NotImplementedError

    def was(self) -> dict[str, str]:
        """The id that progress knows, for what was renamed inside this question."""
        inner = (one for _name, value in self if isinstance(value, tuple) for one in value if isinstance(one, Named))
        return {one.id: one.known_as for one in inner if one.renamed_from}

    def answer_key(self) -> QuestionKey:
        """What the player needs to score a response."""
        raise NotImplementedError

    def interaction(self) -> Interaction:
        """What a report needs to make sense of a response."""
        raise NotImplementedError

    def earns_parts(self) -> bool:
        """True when an answer can earn something between nothing and all of the points."""
        return bool(self.hints) and self.hint_cost > 0

    def told(self) -> Told:
        """What is said of a whole answer, as the player shows it."""
        return Told(
            right=html_of(self.feedback.right),
            partly=html_of(self.feedback.partly),
            wrong=html_of(self.feedback.wrong),
            model_answer=html_of(self.model_answer),
        )

    def asked(self) -> AskedFields:
        """What the key of every question has."""
        return {
            "id": self.id,
            "points": self.points,
            "hints": tuple(hint.html for hint in self.hints),
            "hint_cost": self.hint_cost,
            "told": self.told(),
            "was": self.was(),
            "renamed_from": self.renamed_from,
        }

    def check_hints(self) -> Iterator[Finding]:
        """A price without hints, and hints that cost more than there is."""
        if self.hint_cost and not self.hints:
            yield Finding("QST006", ("hint_cost",), "there are no hints to pay for", "add `hints`, or take this out")
        elif self.hint_cost * len(self.hints) > self.points:
            yield Finding(
                "QST006",
                ("hint_cost",),
                f"all {len(self.hints)} hints together cost {self.hint_cost * len(self.hints):g} points, "
                f"and the question has {self.points}",
                f"at most `hint_cost: {int(self.points / len(self.hints) * 100) / 100:g}`",
            )


def known(ones: Iterable[Named]) -> list[str]:
    """The ids that progress knows, in ascending order."""
    return sorted(one.known_as for one in ones)


def html_of(text: RichText | None) -> str:
    """The text as HTML, "" for none."""
    return text.html if text else ""


def check_ids(ids: list[str], path: str, what: str) -> Iterator[Finding]:
    """Ids that are there twice; ``what`` they are, in the plural."""
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name in seen:
            yield Finding(
                "QST003",
                (path, place, "id"),
                f"two {what} of this question have the id `{name}`",
                f"each of the {what} needs an id of its own within the question",
            )
        seen.add(name)


def check_texts(texts: list[tuple[str, str]], path: str, what: str) -> Iterator[Finding]:
    """Texts that say the same; each with the id that it stands under."""
    seen: dict[str, str] = {}
    for place, (name, text) in enumerate(texts):
        plain = " ".join(text.casefold().split())
        if plain in seen:
            yield Finding(
                "QST004",
                (path, place, "text"),
                f"this {what} says the same as `{seen[plain]}`",
                "write another, or delete this one",
            )
        seen.setdefault(plain, name)


def check_states(question: Question, path: str) -> Iterator[Finding]:
    """More ways of answering than the player's numbers can tell apart."""
    if question.states() > 1 << WIDEST_NUMBER:
        yield Finding("QST007", (path,), "there are too many ways to answer this", "ask two smaller questions")

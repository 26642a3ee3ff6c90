"""The course: frozen values in the author's order, with the author's ids.

Course > modules > parts. A part is a page, a lesson, a quiz, a test or a lab, told apart by ``kind``.
Every field here is documented in docs/course-language.md. Scores are scaled, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from scormpack.contract import (
    LONGEST_TURN,
    TOKEN_BUDGET,
    All,
    AnyOf,
    AtLeast,
    Counts,
    Fallback,
    FeedbackTiming,
    Retry,
    Rule,
    Shuffled,
    StatusPolicy,
    TimeSpent,
    ViewedWhen,
)
from scormpack.duration import Seconds
from scormpack.questions import (
    DEFAULT_QUESTION_TYPE,
    Categorise,
    FillIn,
    Identifier,
    Likert,
    LongText,
    Matching,
    MultipleChoice,
    Named,
    Numeric,
    Ordering,
    ShortText,
    Silence,
    SingleChoice,
    TrueFalse,
)
from scormpack.text import NUMBER, WHOLE, Authored, Blocks, Markdown, begin_part

MAX_ATTEMPTS = 15
"""An attempt is counted in four bits of the learner's state."""

VERSION_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}$"
"""It stands in the package's file name."""

LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
"""A language tag of BCP 47, such as ``en`` or ``pt-BR``."""


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Title = Annotated[str, BeforeValidator(_one_line), Field(min_length=1, max_length=255)]
"""Plain text on one line. Moodle aborts the upload of a package with a title over 255 characters."""

Scaled = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), NUMBER]


Weight = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False), NUMBER]


def _attempts(value: object) -> object:
    if value == "unlimited":
        return 0
    if str(value) == "0" or isinstance(value, bool):
        raise PydanticCustomError("attempts", "attempts")
    return value


Attempts = Annotated[int, BeforeValidator(_attempts), Field(ge=0, le=MAX_ATTEMPTS)]
"""The author writes ``unlimited`` or a number; 0 stands for unlimited."""


class Part(Named):
    """What every part has; ``title`` is shown in the navigation and as the part's first heading.

    ``requires``: the part is locked until this rule is met.
    """

    kind: str
    title: Title
    subtitle: str = ""
    requires: Rule | None = None

    @model_validator(mode="before")
    @classmethod
    def _begin(cls, data: Any, info: ValidationInfo) -> Any:
        return begin_part(data, info)


class Reading(Part):
    """What page and lesson share. It counts as viewed when opened, or when its end was on the screen.

    With ``dwell``, in seconds, it must also have been on the screen for so long in one visit. None: as the course has it.
    """

    viewed_when: ViewedWhen | None = None
    dwell: Seconds | None = None


class Page(Reading):
    """A page of text that is no lesson: an introduction, a glossary."""

    kind: Literal["page"]
    text: Blocks


class Lesson(Reading):
    """A lesson, opened by the question that it answers."""

    kind: Literal["lesson"]
    guiding_question: str = ""
    text: Blocks


def _question_type(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("type", DEFAULT_QUESTION_TYPE))
    return str(getattr(value, "type", DEFAULT_QUESTION_TYPE))


TaggedQuestion = Annotated[
    Annotated[SingleChoice, Tag("single-choice")]
    | Annotated[MultipleChoice, Tag("multiple-choice")]
    | Annotated[TrueFalse, Tag("true-false")]
    | Annotated[ShortText, Tag("short-text")]
    | Annotated[Numeric, Tag("numeric")]
    | Annotated[Matching, Tag("matching")]
    | Annotated[Ordering, Tag("ordering")]
    | Annotated[FillIn, Tag("fill-in")]
    | Annotated[Categorise, Tag("categorise")]
    | Annotated[Likert, Tag("likert")]
    | Annotated[LongText, Tag("long-text")],
    Discriminator(_question_type),
]


class Draw(Authored):
    """Each attempt asks ``count`` of the questions that have ``tag``; without a tag, of all that no other draw takes."""

    tag: Identifier | None = None
    count: Annotated[int, Field(ge=1), WHOLE]


MAX_EXTRA_TIME = 3
"""So many factors fit the two bits that an attempt has for its extra time."""


class Assessment(Part):
    """What quiz and test share. ``attempts`` 0 is unlimited; ``mastery_score`` None is the course's.

    ``cool_down`` between two attempts and ``time_limit`` of one are in seconds, 0 for none; ``extra_time`` are factors of
    the limit that a learner may be granted. A question with several tags belongs to the first draw that names one of them.
    """

    intro: Markdown | None = None
    attempts: Attempts = 0
    counts: Counts = "best"
    retry: Retry = "all"
    cool_down: Seconds = 0
    time_limit: Seconds = 0
    extra_time: Annotated[
        tuple[Annotated[float, Field(gt=1, le=10, allow_inf_nan=False), NUMBER], ...], Field(max_length=MAX_EXTRA_TIME)
    ] = ()
    feedback: FeedbackTiming
    shuffle: tuple[Shuffled, ...] = ()
    draw: tuple[Draw, ...] = ()
    mastery_score: Scaled | None = None
    silence: Silence = Field(default_factory=dict)
    questions: Annotated[tuple[TaggedQuestion, ...], Field(min_length=1)]

    @property
    def points(self) -> int:
        """What one attempt can earn; questions that stand in for each other have equal points (QST016)."""
        total = sum(question.points for question in self.questions)
        for draw, pool in self.pools():
            total -= (len(pool) - draw.count) * self.questions[pool[0]].points if pool else 0
        return total

    def pools(self) -> tuple[tuple[Draw, tuple[int, ...]], ...]:
        """Each draw with the numbers of the questions that it draws from, in the author's order."""
        left = list(range(len(self.questions)))
        pools: list[tuple[Draw, tuple[int, ...]]] = []
        for draw in sorted(self.draw, key=lambda draw: draw.tag is None):
            pool = tuple(k for k in left if draw.tag is None or draw.tag in self.questions[k].tags)
            left = [k for k in left if k not in pool]
            pools.append((draw, pool))
        return tuple(pools)

    @property
    def earns_parts(self) -> bool:
        """True when an attempt can earn something else than whole points."""
        return any(question.earns_parts() for question in self.questions)


class Quiz(Assessment):
    """Questions to learn by: feedback comes at once unless the author says otherwise."""

    kind: Literal["quiz"]
    feedback: FeedbackTiming = "at-once"


class Test(Assessment):
    """Questions to be judged by: answers may change until the test is submitted as a whole."""

    kind: Literal["test"]
    feedback: FeedbackTiming = "after-quiz"


class ReflectionPrompt(Named):
    """One step of the guided reflection, with a model answer to compare one's own with."""

    prompt: Markdown
    answer: Markdown


class Reflection(Authored):
    """What a learner does when no assistant can be reached; it counts like the conversation."""

    intro: Markdown | None = None
    prompts: Annotated[tuple[ReflectionPrompt, ...], Field(min_length=1, max_length=12)]


class Topic(Named):
    """A point that the conversation is to touch. ``reached`` tells the proxy how to know, and never enters a package."""

    title: Title
    reached: str = ""


Reply = Annotated[str, Field(min_length=1, max_length=4000)]
"""An assistant's words: the Markdown that replies are written in."""


class ScriptedReply(Authored):
    """What the scripted assistant says: to a turn that has one of the words of ``when``, without them in its turn.

    ``touches`` are ids of the lab's topics.
    """

    when: tuple[Title, ...] = ()
    say: Reply
    touches: tuple[Identifier, ...] = ()


class Lab(Part):
    """A conversation with an assistant. ``steering`` is for the proxy and never enters a package.

    A turn counts from ``shortest_turn`` to ``longest_turn`` characters. ``token_budget`` bounds what is sent of the
    conversation, in estimated tokens. ``transcript``: the text of exchanges is recorded too, for learners who agree.
    """

    kind: Literal["lab"]
    task: Markdown
    exchanges: Annotated[int, Field(ge=1, le=30), WHOLE] = 3
    shortest_turn: Annotated[int, Field(ge=0, le=1000), WHOLE] = 0
    longest_turn: Annotated[int, Field(ge=100, le=8000), WHOLE] = LONGEST_TURN
    token_budget: Annotated[int, Field(ge=500, le=100_000), WHOLE] = TOKEN_BUDGET
    topics: Annotated[tuple[Topic, ...], Field(max_length=12)] = ()
    examples: tuple[Title, ...] = ()
    assistant: Title = "Lab Assistant"
    greeting: Markdown
    steering: tuple[str, ...] = ()
    transcript: bool = False
    fallback: Fallback = "reflect"
    script: Annotated[tuple[ScriptedReply, ...], Field(max_length=60)] = ()
    reflection: Reflection


class Consent(Authored):
    """What learners agree to before a lab's first message, in the author's words; the buttons' labels too."""

    text: Markdown | None = None
    agree: Title | None = None
    decline: Title | None = None


AnyPart = Annotated[Page | Lesson | Quiz | Test | Lab, Field(discriminator="kind")]


DataPath = tuple[str | int, ...]


class Module(Named):
    """A chapter of the course."""

    title: Title
    parts: Annotated[tuple[AnyPart, ...], Field(min_length=1)]

    def named(self) -> Iterator[tuple[DataPath, Named]]:
        """The module and everything in it that progress is kept for, with the path of its data from the module on."""
        yield (), self
        for j, part in enumerate(self.parts):
            path = ("parts", j)
            yield path, part
            if isinstance(part, Assessment):
                yield from (((*path, "questions", k), one) for k, one in enumerate(part.questions))
            elif isinstance(part, Lab):
                prompts = enumerate(part.reflection.prompts)
                yield from (((*path, "reflection", "prompts", k), one) for k, one in prompts)
                yield from (((*path, "topics", k), one) for k, one in enumerate(part.topics))


def _weights(value: object) -> object:
    return {value: 1} if isinstance(value, str) else {} if value is None else value


def _flat(rules: Iterable[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        if isinstance(rule, All | AnyOf | AtLeast):
            yield from _flat(rule.rules)


class Course(Authored):
    """A whole course. ``score`` maps the parts that give the course its score to what each weighs.

    ``success`` None: passed with the score, or when completed where nothing gives one. ``viewed_when`` and ``dwell`` are
    for pages and lessons that do not say it themselves.
    """

    id: Identifier
    iri: str
    title: Title
    description: str = ""
    language: Annotated[str, Field(pattern=LANGUAGE_PATTERN)] = "en"
    version: Annotated[str, Field(pattern=VERSION_PATTERN)]
    navigation: Literal["free", "sequential"] = "free"
    modules: Annotated[tuple[Module, ...], Field(min_length=1)]
    completion: Rule
    success: Rule | None = None
    score: Annotated[dict[Identifier, Weight], BeforeValidator(_weights)] = Field(default_factory=dict)
    mastery_score: Scaled = 0.8
    status: StatusPolicy = "passed-failed"
    viewed_when: ViewedWhen = "opened"
    dwell: Seconds = 0
    consent: Consent = Consent()

    @property
    def score_part(self) -> str | None:
        """The part that gives the course its score, where it is one; None where there is none, or several."""
        return next(iter(self.score)) if len(self.score) == 1 else None

    def rules(self) -> Iterator[Rule]:
        """Every rule of the course: completion, success, and what opens parts."""
        yield self.completion
        if self.success is not None:
            yield self.success
        for part in self.parts():
            if part.requires is not None:
                yield part.requires

    @property
    def longest_time(self) -> int:
        """The longest time in seconds that a rule asks a learner to spend; 0 where none asks."""
        return max((rule.seconds for rule in _flat(self.rules()) if isinstance(rule, TimeSpent)), default=0)

    def named(self) -> Iterator[tuple[DataPath, Named]]:
        """Everything that progress is kept for, with the path of its data: modules, parts, questions, prompts, topics."""
        for i, module in enumerate(self.modules):
            yield from ((("modules", i, *path), one) for path, one in module.named())

    def parts(self) -> Iterator[Page | Lesson | Quiz | Test | Lab]:
        """All parts in order."""
        for module in self.modules:
            yield from module.parts

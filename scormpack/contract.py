"""What the player and an LMS must know of a course, as data: the one definition.

The compiler fills these models, `scormpack.contract_typescript` writes the same shapes as TypeScript, and the
player reads the JSON. Two documents cross the wall:

* `CourseContract`, inside the launch page: everything that deciding completion, success, score and progress
  needs. It stays small in a long course, so it holds no question text and no right answers.
* `scormpack.answer_key.AnswerKey`, one script file for each page of the package, fetched when the first quiz of that
  page opens.

Numbers called ``score`` are scaled, 0 to 1. Points are whole numbers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

CONTRACT_FORMAT: Literal[1] = 1
"""Raised when a player of the version before could not read the contract."""

RESUME_FORMAT = 1
"""The version written as the first character of the learner's saved state (docs/tracking.md)."""

Kind = Literal["page", "lesson", "quiz", "lab", "test"]
FeedbackTiming = Literal["at-once", "after-quiz", "after-last", "never"]
"""after-last: once no attempt is left, or the quiz is passed."""

ViewedWhen = Literal["opened", "scrolled"]
Counts = Literal["best", "last", "first"]
StatusPolicy = Literal["passed-failed", "passed-incomplete", "completed-incomplete"]
"""How completion and success fold into a standard's single status."""

Retry = Literal["all", "wrong"]
Shuffled = Literal["questions", "choices"]
EPOCH = 1_577_836_800
"""2020-01-01T00:00:00Z in seconds since 1970: the moments in a learner's state count from here."""

Granularity = Literal["question", "part", "module"]
Fallback = Literal["reflect", "scripted", "waive", "block"]
"""What takes a lab's place while its assistant is away: the guided reflection, prepared replies, nothing, or waiting."""

LONGEST_TURN = 4000
"""In characters, where the author sets no other limit."""

TOKEN_BUDGET = 6000
"""How much of a conversation is sent, in estimated tokens, where the author sets no other limit."""


class Frozen(BaseModel):
    """A value that never changes; an unknown field is a programmer's mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


# --- completion rules ------------------------------------------------------------------------------------------

Parts = Kind | tuple[str, ...]
"""The parts a rule speaks of: all parts of one kind, or these ids."""


class Viewed(Frozen):
    """True when each of the parts has been on the learner's screen."""

    op: Literal["viewed"] = "viewed"
    of: Parts


class Answered(Frozen):
    """True when the learner has finished at least one attempt at each of the quizzes or tests."""

    op: Literal["answered"] = "answered"
    of: Parts


class Exchanges(Frozen):
    """True when each of the labs is done: by its conversation, or by what took its place."""

    op: Literal["exchanges"] = "exchanges"
    of: Parts


class Passed(Frozen):
    """True when the best attempt at each of the quizzes or tests reached its mastery score."""

    op: Literal["passed"] = "passed"
    of: Parts


class ScoreAtLeast(Frozen):
    """True when the best attempt at each of the quizzes or tests reached ``score``."""

    op: Literal["score_at_least"] = "score_at_least"
    of: Parts
    score: float = Field(ge=0, le=1)


class TimeSpent(Frozen):
    """True when the course has been on the learner's screen for so long, over all visits."""

    op: Literal["time_spent"] = "time_spent"
    seconds: int = Field(ge=1)


class All(Frozen):
    """True when every rule is."""

    op: Literal["all"] = "all"
    rules: tuple[Rule, ...]


class AnyOf(Frozen):
    """True when at least one rule is."""

    op: Literal["any"] = "any"
    rules: tuple[Rule, ...]


class AtLeast(Frozen):
    """True when at least ``count`` of the rules are; 1 to as many as there are rules."""

    op: Literal["at_least"] = "at_least"
    count: int = Field(ge=1)
    rules: tuple[Rule, ...]


Rule = Annotated[
    Viewed | Answered | Exchanges | Passed | ScoreAtLeast | TimeSpent | All | AnyOf | AtLeast,
    Field(discriminator="op"),
]

# --- parts -----------------------------------------------------------------------------------------------------


class ReadingContract(Frozen):
    """A page or lesson. ``bits``: viewed. ``renamed_from``, as of every part: the ids that it had before.

    It counts as viewed once it was opened; with ``scrolled``, once its end was on the screen too; and once it was on the
    screen for ``dwell`` seconds in one visit. ``requires``: it is locked until that rule is met.
    """

    kind: Literal["page", "lesson"]
    id: str
    bits: tuple[int, ...]
    renamed_from: tuple[str, ...] = ()
    viewed_when: ViewedWhen = "opened"
    dwell: int = 0
    requires: Rule | None = None


class DrawContract(Frozen):
    """Of the questions with these numbers, from 0 in the author's order, each attempt asks ``count``."""

    count: int
    of: tuple[int, ...]


class QuizContract(Frozen):
    """A quiz or test.

    ``bits``: viewed, attempt, submitted, what counts; with a time limit or a cool-down when the attempt was begun, and which
    extra time it has; with a cool-down when the last attempt ended; then for each question in the author's order its
    answer, and where it has hints or ``retry`` is "wrong", its hints and whether it was kept from the attempt before.

    ``points`` is what one attempt can earn; where ``fraction``, answers earn hundredths of a point. ``attempts`` 0 is
    unlimited. ``mastery_score`` None: the course's. ``cool_down`` and ``time_limit`` are in seconds, 0 for none;
    ``extra_time`` are factors that a learner may be granted. ``hints``: how many each question has, empty where none has.
    """

    kind: Literal["quiz", "test"]
    id: str
    bits: tuple[int, ...]
    renamed_from: tuple[str, ...] = ()
    points: int
    fraction: bool = False
    attempts: int = 0
    counts: Counts = "best"
    retry: Retry = "all"
    cool_down: int = 0
    time_limit: int = 0
    extra_time: tuple[float, ...] = ()
    feedback: FeedbackTiming = "at-once"
    shuffle: tuple[Shuffled, ...] = ()
    draw: tuple[DrawContract, ...] = ()
    hints: tuple[int, ...] = ()
    mastery_score: float | None = None
    requires: Rule | None = None


class LabContract(Frozen):
    """A lab. ``bits``: viewed, exchanges (up to the minimum), result, then 1 for each reflection prompt and topic.

    ``topics`` are ids in the author's order; ``shortest_turn`` and ``longest_turn`` are in characters,
    ``token_budget`` in estimated tokens. ``transcript``: the learner is asked whether the text may be kept with the
    course record.
    """

    kind: Literal["lab"]
    id: str
    bits: tuple[int, ...]
    renamed_from: tuple[str, ...] = ()
    exchanges: int
    transcript: bool = False
    fallback: Fallback = "reflect"
    shortest_turn: int = 0
    longest_turn: int = LONGEST_TURN
    token_budget: int = TOKEN_BUDGET
    topics: tuple[str, ...] = ()
    requires: Rule | None = None


PartContract = Annotated[ReadingContract | QuizContract | LabContract, Field(discriminator="kind")]


class ModuleContract(Frozen):
    """Parts in the author's order."""

    id: str
    parts: tuple[PartContract, ...]


STATE_LIMIT = 4096
"""In characters. SCORM 1.2: cmi.suspend_data is a CMIString4096. The smallest limit of all targets."""


class FormerLayout(Frozen):
    """Keys under which a state may stand that an earlier version of the course wrote, in the order of `ResumeLayout`."""

    granularity: Granularity
    keys: tuple[str, ...]


class ResumeLayout(FormerLayout):
    """How the learner's state is written (docs/tracking.md).

    A run is a key and the bits that stand under it. ``keys`` holds one key a run, in the course's order: at
    granularity "question" one for each part, followed by one for each of its questions, prompts and topics; at "part" one a
    part with all that is in it; at "module" one a module. ``worst_case`` is the longest state in characters, ``limit``
    what there is room for. ``former`` is the file with `FormerLayouts`, fetched for a state that was written otherwise.
    """

    worst_case: int
    limit: int = STATE_LIMIT
    former: str | None = None


class FormerLayouts(Frozen):
    """Further ways in which a state of this course may have been written; what is read by an earlier one is not read again."""

    layouts: tuple[FormerLayout, ...]


class ScoreShare(Frozen):
    """A part and what it weighs in the course's score."""

    part: str
    weight: float


class LabProxy(Frozen):
    """Where the labs' assistant is reached: ``POST {url}/chat/completions``."""

    url: str
    model: str


class CourseContract(Frozen):
    """The course as the player sees it at launch.

    ``shares`` are the parts that give the course its score together, where they are several; ``score`` is the one, where
    it is one. ``success`` None: passed with the score, or when completed where nothing gives one. ``time``: the longest
    time in seconds that a rule asks for, 0 for none. ``pages`` are the HTML files of the package, each with the id of its first part; a part stands on the last
    page that begins at or before it. ``score`` None: no part gives the course its score.
    """

    format: Literal[1] = CONTRACT_FORMAT
    id: str
    iri: str
    version: str
    language: str
    navigation: Literal["free", "sequential"]
    completion: Rule
    score: str | None
    mastery_score: float
    shares: tuple[ScoreShare, ...] = ()
    success: Rule | None = None
    status: StatusPolicy = "passed-failed"
    time: int = 0
    lab_proxy: LabProxy | None
    layout: ResumeLayout
    pages: tuple[PageContract, ...]
    modules: tuple[ModuleContract, ...]


class PageContract(Frozen):
    """One HTML file of the package; ``answers`` is its answer key's file name, None where it has no questions."""

    file: str
    first: str
    answers: str | None


class LabWords(Frozen):
    """What a lab's script says to learners, in the course's language; names in braces are filled in."""

    you: str
    waiting: str
    busy: str
    once_more: str
    counted: str
    done: str
    slight: str
    short: str
    repeat: str
    characters: str
    too_long: str
    stopped: str
    stopped_mark: str
    broken_mark: str
    script_mark: str
    trimmed: str
    no_assistant: str
    no_assistant_script: str
    away_reflect: str
    away_script: str
    away_waive: str
    away_block: str
    waived: str
    touched: str
    topics_left: str
    copied: str
    copy_refused: str
    write_first: str
    prompt_done: str
    reflection_done: str
    busy_still: str
    unavailable: str
    unreached: str
    silent: str
    network: str
    refused: str
    rejected: str
    broken: str
    unreadable: str

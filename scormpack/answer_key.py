"""What the player needs to score responses, as data: right answers and feedback by page of the package.

As `scormpack.contract` is for what the page itself holds: `scormpack.contract_typescript` writes these shapes too. Points
are whole numbers; texts are HTML unless something else is said.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scormpack.contract import Frozen

Credit = Literal["all-or-nothing", "per-option", "right-minus-wrong"]
"""What a partly right answer earns: nothing, the share of what is right, or that of the right less the wrong."""


class Told(Frozen):
    """What is said of a whole answer, as HTML, "" where the author wrote nothing."""

    right: str = ""
    partly: str = ""
    wrong: str = ""
    model_answer: str = ""


class Asked(Frozen):
    """What every question's key has. ``points`` 0: nothing to earn, no answer is wrong. ``hints`` are HTML.

    ``hint_cost``: points that each hint takes off what the answer earns, never below 0. ``was``: the id that saved states know,
    for what was renamed inside the question; ``renamed_from``: the question's own former ids.
    """

    id: str
    points: int
    hints: tuple[str, ...] = ()
    hint_cost: float = 0
    told: Told = Told()
    was: dict[str, str] = Field(default_factory=dict)
    renamed_from: tuple[str, ...] = ()


class ChoiceKey(Frozen):
    """One option, in the author's order; ``feedback`` is HTML, empty where the author wrote none."""

    id: str
    correct: bool = False
    feedback: str = ""


class SingleChoiceKey(Asked):
    """Exactly one option is right. A response is its id."""

    type: Literal["single-choice"] = "single-choice"
    choices: tuple[ChoiceKey, ...]


class MultipleChoiceKey(Asked):
    """One or more options are right. A response is the chosen ids."""

    type: Literal["multiple-choice"] = "multiple-choice"
    choices: tuple[ChoiceKey, ...]
    credit: Credit = "all-or-nothing"


class TrueFalseKey(Asked):
    """Two options, ``true`` and ``false``, of which one is right. A response is its id."""

    type: Literal["true-false"] = "true-false"
    choices: tuple[ChoiceKey, ...]


class AcceptedText(Frozen):
    """What a typed answer may be, told apart after white space, quotes and (unless it matters) case are evened out.

    ``patterns`` are regular expressions for the whole answer. ``longest`` is in UTF-16 code units.
    """

    answers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    match_case: bool = False
    ignore_accents: bool = False
    longest: int


class ShortTextKey(Asked):
    """A word or a phrase. A response is the text."""

    type: Literal["short-text"] = "short-text"
    accepted: AcceptedText


class UnitKey(Frozen):
    """A unit by the name that is shown; ``factor`` brings a number in it to the first unit."""

    name: str
    factor: float


class NumericKey(Asked):
    """A number, right when it is within ``tolerance`` of ``answer`` in the first unit.

    A response is the number as a plain decimal, and the unit's name ("" where there are no units).
    """

    type: Literal["numeric"] = "numeric"
    answer: float
    tolerance: float = 0
    units: tuple[UnitKey, ...] = ()


class PlacedKey(Frozen):
    """An item and the id of where it belongs; ``feedback`` is HTML."""

    id: str
    to: str
    feedback: str = ""


class MatchingKey(Asked):
    """Each item has its own match among ``targets``. A response is ``item.target`` for each item that is matched."""

    type: Literal["matching"] = "matching"
    items: tuple[PlacedKey, ...]
    targets: tuple[str, ...]
    credit: Credit = "all-or-nothing"


class CategoriseKey(Asked):
    """Each item belongs to one of ``targets``. A response is ``item.target`` for each item that is placed."""

    type: Literal["categorise"] = "categorise"
    items: tuple[PlacedKey, ...]
    targets: tuple[str, ...]
    credit: Credit = "all-or-nothing"


class OrderingKey(Asked):
    """Items in their right order. A response is all ids in the learner's."""

    type: Literal["ordering"] = "ordering"
    items: tuple[str, ...]
    credit: Credit = "all-or-nothing"


class BlankKey(Frozen):
    """One blank. With ``options``, one of them is chosen and none is typed."""

    id: str
    accepted: AcceptedText
    options: tuple[str, ...] = ()


class FillInKey(Asked):
    """Blanks in a text. A response is one text a blank, in the author's order, "" where it is empty."""

    type: Literal["fill-in"] = "fill-in"
    blanks: tuple[BlankKey, ...]
    credit: Credit = "all-or-nothing"


class LikertKey(Asked):
    """A scale; nothing is right or wrong. A response is the id of a step of it."""

    type: Literal["likert"] = "likert"
    scale: tuple[str, ...]


class CriterionKey(Frozen):
    """What a learner holds the own text against; ``text`` is HTML."""

    id: str
    text: str
    weight: int = 1


class LongTextKey(Asked):
    """A text that the learner judges by a rubric. A response is the text, then the ids of the criteria that it meets."""

    type: Literal["long-text"] = "long-text"
    rubric: tuple[CriterionKey, ...] = ()
    shortest: int = 0
    longest: int


QuestionKey = Annotated[
    SingleChoiceKey
    | MultipleChoiceKey
    | TrueFalseKey
    | ShortTextKey
    | NumericKey
    | MatchingKey
    | CategoriseKey
    | OrderingKey
    | FillInKey
    | LikertKey
    | LongTextKey,
    Field(discriminator="type"),
]


class AnswerKey(Frozen):
    """The right answers and feedback of one page's questions, by part, in the author's order."""

    page: int
    parts: dict[str, tuple[QuestionKey, ...]]

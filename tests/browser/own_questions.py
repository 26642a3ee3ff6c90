"""A course with a question of every type, and courses of one quiz with the author's own choices."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import indent
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import build
from tests.courses import write_course

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from playwright.sync_api import Frame, Locator

QUESTIONS = """\
- {id: q-single, prompt: Which is a gas?, hints: [It has *no* shape., It is all around.], hint_cost: 0.25, model_answer: Air is., choices: [{id: air, text: Air, correct: true, feedback: Indeed.}, {id: ice, text: Ice}]}
- {id: q-multiple, type: multiple-choice, credit: right-minus-wrong, points: 2, prompt: Which are metals?, choices: [{id: iron, text: Iron, correct: true}, {id: tin, text: Tin, correct: true}, {id: oak, text: Oak}]}
- {id: q-true, type: true-false, prompt: Water is wet., answer: true, feedback: {right: It is., wrong: Touch it.}}
- {id: q-short, type: short-text, prompt: The capital of France?, answers: [Paris], patterns: ["par+is"]}
- {id: q-number, type: numeric, prompt: How fast do things fall?, answer: 9.81, tolerance: 0.05, units: {m/s²: 1, cm/s²: 0.01}}
- {id: q-match, type: matching, credit: per-option, points: 3, prompt: Match., pairs: [{id: fr, text: France, match: Paris}, {id: de, text: Germany, match: Berlin, feedback: Not there.}, {id: it, text: Italy, match: Rome}], extra: [{id: es, text: Madrid}]}
- {id: q-order, type: ordering, credit: per-option, points: 3, prompt: Put in order., items: [{id: one, text: One}, {id: two, text: Two}, {id: three, text: Three}]}
- {id: q-fill, type: fill-in, credit: per-option, points: 2, prompt: Fill in., text: "Water boils at [[temp]] °C at [[where]].", blanks: [{id: temp, answers: ["100"]}, {id: where, options: [sea level, altitude], answers: [sea level]}]}
- {id: q-sort, type: categorise, prompt: Sort., categories: [{id: fruit, text: Fruit}, {id: root, text: Root}], items: [{id: apple, text: Apple, category: fruit}, {id: beet, text: Beet, category: root}]}
- {id: q-likert, type: likert, prompt: I like this.}
- {id: q-long, type: long-text, prompt: Explain., points: 2, shortest: 10, rubric: [{id: cause, text: Names a cause.}, {id: effect, text: Names an effect.}], model_answer: A cause and an effect.}
"""

TYPES = (
    "q-single", "q-multiple", "q-true", "q-short", "q-number", "q-match", "q-order", "q-fill", "q-sort", "q-likert", "q-long",
)  # fmt: skip
POINTS = 1 + 2 + 1 + 1 + 1 + 3 + 3 + 2 + 1 + 0 + 2

COURSE = """\
id: asked
iri: https://courses.example.org/asked
title: Asked
version: 1.0.0
{fields}modules:
  - id: m1
    title: One
    parts:
      - id: quiz
        kind: quiz
        title: Quiz
{quiz}        questions:
{questions}{more}
"""


class OwnQuizzes:
    """Packages by what their author chose; each is built once."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._built: dict[tuple[str, ...], Path] = {}

    def package(
        self, quiz: str = "", *, questions: str = QUESTIONS, fields: str = "", more: str = "", target: str = "scorm12"
    ) -> Path:
        """``quiz``, ``questions``, ``fields`` and ``more`` (further parts) are YAML without indentation."""
        key = (quiz, questions, fields, more, target)
        if key not in self._built:
            folder = self._factory.mktemp("asked")
            text = COURSE.format(
                fields=fields,
                quiz=indent(quiz, " " * 8),
                questions=indent(questions, " " * 10),
                more=indent(more, " " * 6),
            )
            self._built[key] = build(folder, target=target, course=write_course(folder / "course", text))
        return self._built[key]


@dataclass
class Desk:
    """A quiz on the screen, worked by pointer."""

    frame: Frame

    def __post_init__(self) -> None:
        expect(self.frame.locator('[data-part="quiz"] [data-answered]')).to_be_attached()

    def question(self, name: str) -> Locator:
        return self.frame.locator(f'[data-question="{name}"]')

    def move(self, item: str, way: str, question: str = "q-order") -> None:
        self.question(question).locator(f'[data-place="{item}"] [data-move="{way}"]').click()

    def put_in_order(self, *items: str, question: str = "q-order") -> None:
        """Moves items up until they stand so."""
        field = self.question(question)
        for place, item in enumerate(items):
            while [row.get_attribute("data-place") for row in field.locator("[data-place]").all()].index(item) > place:
                self.move(item, "up", question)
        if field.locator("[data-order]").get_attribute("data-moved") is None:
            self.move(items[0], "down", question)
            self.move(items[0], "up", question)

    def fill(self) -> None:
        """An answer to every question: some right, some partly, some wrong."""
        self.question("q-single").get_by_label("Air").check()
        self.question("q-multiple").get_by_label("Iron").check()
        self.question("q-true").get_by_label("False").check()
        self.question("q-short").locator("[data-answer]").fill(" parris ")
        self.question("q-number").locator("[data-answer]").fill("982")
        self.question("q-number").locator("select").select_option("cm/s²")
        for item, match in (("fr", "fr"), ("de", "it"), ("it", "es")):
            self.question("q-match").locator(f'[data-item="{item}"]').select_option(match)
        self.put_in_order("one", "three", "two")
        self.question("q-fill").locator("input").fill("100")
        self.question("q-fill").locator("select").select_option("altitude")
        for item in ("apple", "beet"):
            self.question("q-sort").locator(f'[data-item="{item}"] input[value="fruit"]').check()
        self.question("q-likert").get_by_label("Strongly agree").check()
        self.question("q-long").locator("textarea").fill("The sun warms it,\nso it melts.")
        self.question("q-long").locator('[data-action="compare"]').click()
        self.question("q-long").get_by_text("Names a cause.").click()

    def check_all(self) -> None:
        for name in TYPES:
            self.question(name).locator('[data-action="answer"]').click()
            expect(self.question(name).locator(".told")).to_be_visible()

    def verdicts(self) -> list[str]:
        return [self.question(name).locator(".verdict").inner_text() for name in TYPES]


VERDICTS = [
    "Right",
    "Partly right 1 of 2 points",
    "Not quite",
    "Right",
    "Right",
    "Partly right 1 of 3 points",
    "Partly right 1 of 3 points",
    "Partly right 1 of 2 points",
    "Not quite",
    "Thank you, your answer is noted",
    "Partly right 1 of 2 points",
]
"""Of `Desk.fill`, by hand: matching has one of three right, the order one in its place, one blank of two, one criterion of two."""

EARNED = 1 + 1 + 0 + 1 + 1 + 1 + 1 + 1 + 0 + 0 + 1

SCORM = {
    "q-single": ("choice", ["a"], "a", "correct"),
    "q-multiple": ("choice", ["a,b"], "a", "1"),
    "q-true": ("true-false", ["t"], "f", "wrong"),
    "q-short": ("fill-in", ["Paris"], " parris ", "correct"),
    "q-number": ("numeric", ["9.81"], "9.82", "correct"),
    "q-match": ("matching", ["1.a,2.b,3.c"], "1.a,2.c,3.d", "1"),
    "q-order": ("sequencing", ["a,b,c"], "a,c,b", "1"),
    "q-fill": ("fill-in", ["100,sea level"], "100,altitude", "1"),
    "q-sort": ("matching", ["1.a,2.b"], "1.a,2.a", "wrong"),
    "q-likert": ("likert", [], "e", "neutral"),
    "q-long": ("fill-in", [], "The sun warms it, so it melts.", "1"),
}
"""SCORM 1.2: type, patterns, student_response, result."""

XAPI = {
    "q-single": ("air", True, 1),
    "q-multiple": ("iron", False, 0.5),
    "q-true": ("false", False, 0),
    "q-short": (" parris ", True, 1),
    "q-number": ("9.82", True, 1),
    "q-match": ("fr[.]fr[,]de[.]it[,]it[.]es", False, 0.3333),
    "q-order": ("one[,]three[,]two", False, 0.3333),
    "q-fill": ("100[,]altitude", False, 0.5),
    "q-sort": ("apple[.]fruit[,]beet[.]fruit", False, 0),
    "q-likert": ("strongly-agree", None, None),
    "q-long": ("The sun warms it,\nso it melts.", False, 0.5),
}
"""xAPI: response, success, scaled score."""

"""A learner who works through the course by its automation hooks alone, and knows the right answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator

    from tests.browser.course_outline import Outline, Part, Question

TURNS = (
    "How would you check such a data set for errors?",
    "What happens when the generator repeats itself?",
    "Which tests would you run before training?",
    "Who should review the rejected samples?",
    "When would you stop and collect real data?",
)


class Shown(NamedTuple):
    """What the page says of the course to programs."""

    completion: str
    success: str
    score: str


class Learner:
    """``frame`` is where the package runs, ``outline`` what the course asks."""

    def __init__(self, frame: Frame, outline: Outline) -> None:
        self.frame = frame
        self.outline = outline
        expect(self.frame.locator("html")).not_to_have_attribute("data-completion", "unknown")
        self.expect_ready(self.place())

    def shown(self) -> Shown:
        root = self.frame.locator("html")
        return Shown(*(root.get_attribute(f"data-{name}") or "" for name in Shown._fields))

    def expect_shown(self, completion: str, success: str, score: str | None = None) -> None:
        """Waits until the page says so."""
        root = self.frame.locator("html")
        expect(root).to_have_attribute("data-completion", completion)
        expect(root).to_have_attribute("data-success", success)
        if score is not None:
            expect(root).to_have_attribute("data-score", score)

    def section(self, part: str) -> Locator:
        return self.frame.locator(f'[data-part="{part}"]')

    def question(self, question: str) -> Locator:
        return self.frame.locator(f'[data-question="{question}"]')

    def place(self) -> str:
        """The part that is on the screen."""
        return self.frame.locator("[data-part]:visible").get_attribute("data-part") or ""

    def goto(self, part: str) -> None:
        links = self.frame.locator(f'[data-goto="{part}"]:visible')
        menu = self.frame.locator('[data-action="menu"]:visible')
        if links.count() == 0 and menu.count():
            menu.click()
        links.first.click()
        expect(self.section(part)).to_be_visible()
        self.expect_ready(part)

    def expect_ready(self, part: str) -> None:
        """Waits until a quiz or a lab has got what it needs beyond the page: its answers, its conversation."""
        kind = self.outline.part(part).kind
        if kind == "lab":
            expect(self.lab(part)).to_have_attribute(
                "data-result", re.compile("none|assistant|reflection|scripted|waived")
            )
        elif kind in ("quiz", "test"):
            expect(self.section(part).locator("[data-answered]")).to_be_attached()

    def goto_end(self) -> None:
        self.frame.locator('[data-goto="_end"]:visible').first.click()

    def choose(self, question: Question, response: tuple[str, ...]) -> None:
        for choice in response:
            self.question(question.id).locator(f'input[value="{choice}"]').check()

    def chosen(self, part: str) -> dict[str, tuple[str, ...]]:
        """Question to the ids of the choices that are marked; questions without one are left out."""
        marked = {}
        for question in self.outline.part(part).questions:
            inputs = self.question(question.id).locator("input:checked").all()
            if inputs:
                marked[question.id] = tuple(sorted(field.input_value() for field in inputs))
        return marked

    def answer(self, question: Question, *, right: bool = True) -> None:
        """Answers a question that gives its feedback at once."""
        self.choose(question, question.right if right else question.wrong)
        self.question(question.id).locator('[data-action="answer"]').click()
        expect(self.question(question.id).locator("input:enabled")).to_have_count(0)

    def answer_quiz(self, part: str, *, right: int | None = None, only: int | None = None) -> None:
        """Answers a quiz's questions in order: the first ``right`` of them rightly (None: all), ``only`` so many."""
        self.goto(part)
        for number, question in enumerate(self.outline.part(part).questions[:only]):
            self.answer(question, right=right is None or number < right)

    def fill_test(self, part: str, *, right: int | None = None, only: int | None = None) -> None:
        """Marks a test's answers without handing it in."""
        self.goto(part)
        for number, question in enumerate(self.outline.part(part).questions[:only]):
            self.choose(question, question.right if right is None or number < right else question.wrong)

    def submit(self, part: str) -> None:
        self.section(part).locator('[data-action="submit"]').click()
        expect(self.section(part).locator("[data-question] input:enabled")).to_have_count(0)

    def submit_test(self, part: str, *, right: int | None = None) -> None:
        self.fill_test(part, right=right)
        self.submit(part)

    def retry(self, part: str) -> None:
        self.section(part).locator('[data-action="retry"]:visible').first.click()
        expect(self.section(part).locator("[data-question] input:checked")).to_have_count(0)

    def lab(self, part: str) -> Locator:
        return self.frame.locator(f'[data-lab="{part}"]')

    def consent(self, part: str) -> None:
        """Agrees to talk with the assistant, where the lab asks; a learner who agreed once is not asked again."""
        asks = self.lab(part).locator('[data-action="consent"]:visible')
        if asks.count():
            asks.click()
        expect(self.lab(part).locator('[data-action="send"]')).to_be_visible()

    def write(self, part: str, text: str) -> None:
        """Sends one turn; does not wait for the reply."""
        self.lab(part).locator("[data-composer] textarea").fill(text)
        self.lab(part).locator('[data-action="send"]').click()

    def exchanges(self, part: str) -> int:
        return int(self.lab(part).locator("[data-exchanges]").inner_text())

    def expect_exchanges(self, part: str, number: int) -> None:
        expect(self.lab(part).locator("[data-exchanges]")).to_have_text(str(number))

    def converse(self, part: str, turns: int) -> None:
        """Has so many exchanges, each with its reply."""
        self.goto(part)
        self.consent(part)
        for text in TURNS[:turns]:
            before = self.exchanges(part)
            self.write(part, text)
            self.expect_exchanges(part, before + 1)

    def reflect(self, part: str) -> None:
        """Does the guided reflection to its end."""
        lab = self.lab(part)
        if not lab.locator("[data-reflection]").is_visible():
            lab.locator('[data-action="reflect"]:visible').first.click()
        for prompt in lab.locator("[data-prompt]").all():
            prompt.locator("textarea").fill("I would look at the sources first, then compare two samples.")
            prompt.locator('[data-action="compare"]').click()
            expect(prompt.locator("[data-model-answer]")).to_be_visible()

    def do_lab(self, part: str) -> None:
        """Does a lab by the way that it offers: the conversation, else the guided reflection."""
        self.goto(part)
        if self.lab(part).locator("[data-consent], [data-conversation]").locator("visible=true").count():
            self.converse(part, self.outline.part(part).exchanges)
        else:
            self.reflect(part)

    def do(self, part: Part) -> None:
        """One part, as well as can be."""
        if part.kind == "lab":
            self.do_lab(part.id)
        elif part.kind == "test":
            self.submit_test(part.id)
        elif part.kind == "quiz":
            self.answer_quiz(part.id)
        else:
            self.goto(part.id)

    def do_all(self, *, but: str = "") -> None:
        """The whole course in its order, all right; ``but`` names a part to leave out."""
        for part in self.outline.parts:
            if part.id != but:
                self.do(part)

    def notices(self) -> str:
        """What the page tells the learner about the course as a whole, on one line."""
        return re.sub(r"\s+", " ", self.frame.locator("[data-notices]").inner_text())

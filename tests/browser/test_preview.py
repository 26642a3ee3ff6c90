"""The preview in real Chromium: what an author sees of each save, of what the LMS gets, and of trouble."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from scormpack.preview import run, serving
from tests.browser.test_accessibility import COLOURS, RUN, axe
from tests.courses import write_course

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, FrameLocator, Locator, Page

QUESTION = "{id: %s, prompt: Is it %s?, choices: [{id: yes, text: It is, correct: true}, {id: no, text: It is not}]}"
COURSE = f"""\
id: sums
iri: https://courses.example.org/sums
title: Sums
version: 1.0.0
modules:
  - id: m1
    title: One
    parts:
      - {{id: intro, kind: page, title: Hello, file: intro.md}}
      - id: quiz
        kind: quiz
        title: Check yourself
        questions:
          - {QUESTION % ("q1", "so")}
          - {QUESTION % ("q2", "again so")}
      - id: lab
        kind: lab
        title: A talk
        task: Talk about sums.
        exchanges: 1
        greeting: Hello, what is a sum?
        script: [{{say: A sum is what adding gives.}}]
        reflection: {{prompts: [{{id: r1, prompt: Why is it four?, answer: Count.}}]}}
      - id: exam
        kind: test
        title: The exam
        questions:
          - {QUESTION % ("e1", "right")}
          - {QUESTION % ("e2", "really right")}
completion: {{all: [{{viewed: pages}}, {{answered: quiz}}, {{exchanges: labs}}, {{passed: exam}}]}}
score: exam
mastery_score: 0.5
"""
INTRO = "\n\n".join(
    ["Welcome to sums.", *(f"Paragraph {number}, to be scrolled over." for number in range(60)), "The end."]
)


class Author:
    """A course that is being written, and the page that shows it."""

    def __init__(self, folder: Path, url: str, page: Page) -> None:
        self.folder, self.url, self.page = folder, url, page

    @property
    def course(self) -> FrameLocator:
        return self.page.frame_locator("[data-frame]")

    @property
    def news(self) -> Locator:
        return self.page.locator("[data-news]")

    def panel(self, name: str) -> Locator:
        """The inspector's panel, shown."""
        self.page.get_by_role("tab", name=re.compile(rf"^{name}( \d+)?$")).click()
        return self.page.get_by_role("tabpanel")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def goto(self, part: str) -> None:
        self.course.locator(f"[data-goto={part}]").first.evaluate("link => link.click()")
        expect(self.course.locator("[data-current]")).to_have_attribute("id", part)

    def answer(self, question: str, choice: str) -> None:
        self.pick(question, choice).check()
        self.course.locator(f"[data-question={question}] [data-action=answer]").click()
        expect(self.course.locator(f"[data-question={question}] input:enabled")).to_have_count(0)

    def pick(self, question: str, choice: str) -> Locator:
        return self.course.locator(f"[data-question={question}] input[value={choice}]")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


@contextmanager
def following(folder: Path) -> Iterator[str]:
    stop = threading.Event()
    with serving(folder, port=0) as preview:
        thread = threading.Thread(target=lambda: [None for _save in run(preview, stop)])
        thread.start()
        try:
            yield preview.url
        finally:
            stop.set()
            thread.join()


@pytest.fixture
def open_author(tmp_path: Path, browser: Browser) -> Iterator[Callable[..., Author]]:
    """Opens the preview of a course of its own. No script may fail uncaught, in the page or in the course."""
    folder = write_course(tmp_path / "course", COURSE, intro_md=INTRO)
    errors: list[str] = []
    contexts = []
    with following(folder) as url:

        def start(target: str = "scorm12", scheme: Literal["light", "dark"] = "light", width: int = 1280) -> Author:
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"{url}?target={target}")
            author = Author(folder, url, page)
            expect(author.course.locator("[data-current] h1")).to_have_text("Hello")
            return author

        yield start
        for context in contexts:
            context.close()
    assert errors == []


@pytest.fixture
def author(open_author: Callable[..., Author]) -> Author:
    return open_author()


def test_a_save_changes_the_page_in_place(author: Author) -> None:
    author.goto("quiz")
    author.answer("q1", "yes")
    author.pick("q2", "no").check()
    author.edit("course.yaml", "Is it again so?", "Is it so once more?")
    expect(author.course.get_by_text("Is it so once more?")).to_be_visible()
    expect(author.news).to_have_text(re.compile(r"^course\.yaml: built in \d+ ms$"))
    expect(author.course.locator("[data-current]")).to_have_attribute("id", "quiz")
    expect(author.pick("q1", "yes")).to_be_checked()
    expect(author.pick("q1", "yes")).to_be_disabled()
    expect(author.pick("q2", "no")).to_be_checked()
    expect(author.pick("q2", "no")).to_be_enabled()


def test_a_save_keeps_the_place_in_a_long_text(author: Author) -> None:
    html = author.course.locator("html")
    html.evaluate("() => scrollTo(0, 900)")
    author.edit("intro.md", "The end.", "The very end.")
    expect(author.course.get_by_text("The very end.")).to_be_attached()
    author.page.wait_for_function("() => document.querySelector('[data-frame]').contentWindow.scrollY === 900")


def test_a_broken_source_is_said_over_the_last_good_course(author: Author) -> None:
    author.edit("course.yaml", "title: The exam", "titel: The exam")
    banner = author.page.locator("[data-broken]")
    expect(banner).to_contain_text("This does not build")
    expect(banner).to_contain_text("CRS008 unknown field `titel`")
    expect(banner).to_contain_text("did you mean `title`?")
    expect(author.course.get_by_text("Welcome to sums.")).to_be_visible()
    author.edit("course.yaml", "titel: The exam", "title: The final exam")
    expect(banner).to_be_hidden()
    expect(author.news).to_have_text(re.compile("built in"))
    # The page tells of the new package before it has loaded it.
    expect(author.course.locator("[data-goto=exam]").first).to_contain_text("The final exam")
    author.goto("exam")
    expect(author.course.locator("[data-current] h1")).to_have_text("The final exam")


def test_calls_state_and_what_is_missing_are_shown_as_they_happen(author: Author) -> None:
    progress = author.panel("Progress")
    expect(progress).to_contain_text("The exam: to be passed, 50 %")
    expect(progress).to_contain_text("Nothing is saved yet. That the first part was seen is saved with the next thing")
    author.goto("quiz")
    author.answer("q1", "yes")
    author.answer("q2", "no")
    expect(progress).to_contain_text("\u2713Check yourself: to be answered done")
    expect(progress).not_to_contain_text("Nothing is saved yet")
    expect(progress).to_contain_text("Complete when 2 more things are done")
    calls = author.panel("Calls")
    expect(calls).to_contain_text("SetValue cmi.interactions.0.student_response = a")
    expect(calls).to_contain_text("SetValue cmi.interactions.1.result = wrong")
    expect(calls.locator(".is-bad")).to_have_count(0)
    state = author.panel("State")
    expect(state.get_by_role("row", name="Check yourself")).to_contain_text("2 of 2 answered, result 1 of 2")
    expect(state).to_contain_text(re.compile(r"Length\d+ characters of 4096; at worst \d+"))


def test_all_but_the_test_stands_before_the_test(author: Author) -> None:
    author.press("All but the test")
    expect(author.course.locator("[data-current] h1")).to_have_text("The exam")
    progress = author.panel("Progress")
    expect(progress).to_contain_text("Complete when 1 more thing is done")
    for question in ("e1", "e2"):
        author.pick(question, "yes").check()
    author.course.locator("[data-current] [data-action=submit]").click()
    confirm = author.course.locator("[data-action=confirm]")
    if confirm.is_visible():
        confirm.click()
    expect(progress).to_contain_text("Complete: nothing is missing")
    expect(progress).to_contain_text("lesson_statuspassed")
    expect(progress).to_contain_text("score.raw100")


def test_a_learner_comes_back_and_another_begins_anew(author: Author) -> None:
    author.goto("quiz")
    author.answer("q1", "yes")
    author.press("Leave, come back")
    expect(author.course.locator("[data-current]")).to_have_attribute("id", "quiz")
    expect(author.pick("q1", "yes")).to_be_checked()
    author.press("New learner")
    expect(author.page.locator("[data-learner]")).to_have_text("Learner 2")
    expect(author.course.locator("[data-current]")).to_have_attribute("id", "intro")
    author.goto("quiz")
    expect(author.pick("q1", "yes")).not_to_be_checked()


def test_a_review_records_nothing(author: Author) -> None:
    author.press("Review")
    expect(author.page.locator("[data-learner]")).to_have_text("Learner 1, in review")
    calls = author.panel("Calls")
    expect(calls).to_contain_text("GetValue cmi.core.lesson_mode \u2192 review")
    author.page.get_by_role("button", name="Clear").click()
    author.goto("quiz")
    author.answer("q1", "yes")
    author.page.wait_for_timeout(300)
    expect(calls.get_by_text("SetValue")).to_have_count(0)
    author.press("Review")
    expect(author.page.locator("[data-learner]")).to_have_text("Learner 1")


@pytest.mark.parametrize(
    ("target", "trouble"),
    [("scorm12", "LMS fails"), ("xapi", "LRS fails"), ("scorm12", "No network"), ("cmi5", "No network")],
)
def test_trouble_is_what_learners_read_and_nothing_is_lost(
    open_author: Callable[..., Author], target: str, trouble: str
) -> None:
    author = open_author(target)
    author.goto("quiz")
    author.press(trouble)
    expect(author.page.get_by_role("button", name=trouble)).to_have_attribute("aria-pressed", "true")
    author.answer("q1", "yes")
    notices = author.course.locator("[data-notices]")
    expect(notices).not_to_have_text("", timeout=20_000)
    author.press(trouble)
    author.answer("q2", "yes")
    author.press("Leave, come back")
    author.goto("quiz")
    for question in ("q1", "q2"):
        expect(author.pick(question, "yes")).to_be_checked()
    state = author.panel("State")
    expect(state.get_by_role("row", name="Check yourself")).to_contain_text("2 of 2 answered", timeout=20_000)


def test_the_lab_is_rehearsed_and_its_proxy_can_be_away(author: Author) -> None:
    author.goto("lab")
    lab = author.course.locator("[data-current]")
    lab.locator("[data-action=consent]").click()
    lab.locator("[data-composer] textarea").fill("What adding gives")
    lab.locator("[data-action=send]").click()
    expect(lab).to_contain_text("A sum is what adding gives.")
    author.press("Lab proxy down")
    lab.locator("[data-composer] textarea").fill("And a product?")
    lab.locator("[data-action=send]").click()
    wire = author.panel("Calls")
    expect(wire.locator(".is-bad").last).to_contain_text("503")


def test_the_target_is_changed_without_a_restart(author: Author) -> None:
    author.page.get_by_label("Target").select_option("xapi")
    expect(author.page.get_by_role("tab", name="Statements")).to_be_visible()
    statements = author.panel("Statements")
    expect(statements).to_contain_text("initialized Sums")
    author.goto("quiz")
    author.answer("q1", "yes")
    expect(statements).to_contain_text("answered Is it so?: right")
    author.page.get_by_label("Target").select_option("cmi5")
    expect(author.course.locator("[data-current]")).to_have_attribute("id", "intro")
    expect(statements).to_contain_text("activities/state LMS.LaunchData")
    author.edit("intro.md", "Welcome to sums.", "Welcome to many sums.")
    expect(author.course.get_by_text("Welcome to many sums.")).to_be_visible()


def test_two_windows_look_at_two_targets(open_author: Callable[..., Author]) -> None:
    one, other = open_author("scorm12"), open_author("cmi5")
    one.edit("intro.md", "Welcome to sums.", "Welcome to both.")
    for author in (one, other):
        expect(author.course.get_by_text("Welcome to both.")).to_be_visible()


def test_the_page_says_that_the_preview_has_ended_and_goes_on_with_the_next(tmp_path: Path, browser: Browser) -> None:
    folder = write_course(tmp_path / "course", COURSE, intro_md=INTRO)
    with serving(folder, port=0) as preview:
        page = browser.new_page()
        page.goto(preview.url)
        author = Author(folder, preview.url, page)
        expect(author.course.locator("[data-current] h1")).to_have_text("Hello")
        port = int(preview.url.rstrip("/").rsplit(":", 1)[1])
    expect(page.locator("[data-away]")).to_contain_text("The preview has ended")
    author.edit("intro.md", "Welcome to sums.", "Welcome back.")
    with serving(folder, port=port):
        expect(author.course.get_by_text("Welcome back.")).to_be_visible()
        expect(page.locator("[data-away]")).to_be_hidden()
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 650), ("light", 390)])
def test_the_pages_of_the_preview_are_accessible(
    open_author: Callable[..., Author], scheme: Literal["light", "dark"], width: int
) -> None:
    author = open_author(scheme=scheme, width=width)
    rules = COLOURS if scheme == "dark" else None
    author.page.evaluate(f"() => {{ {axe()} }}")
    found = {}
    for name in ("Progress", "Calls", "State", "Problems"):
        author.panel(name)
        found[name] = author.page.evaluate(RUN, rules)
    author.edit("course.yaml", "title: The exam", "titel: The exam")
    expect(author.page.locator("[data-broken]")).to_be_visible()
    found["broken"] = author.page.evaluate(RUN, rules)
    author.press("LMS fails")
    found["trouble"] = author.page.evaluate(RUN, rules)
    assert {state: violations for state, violations in found.items() if violations} == {}
    assert author.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_inspector_is_worked_by_keyboard(author: Author) -> None:
    author.page.get_by_role("tab", name="Progress").focus()
    author.page.keyboard.press("ArrowRight")
    expect(author.page.get_by_role("tab", name="Calls")).to_be_focused()
    expect(author.page.get_by_role("tabpanel")).to_have_attribute("id", "panel-wire")
    author.page.keyboard.press("End")
    expect(author.page.get_by_role("tab", name="Problems")).to_be_focused()
    author.page.keyboard.press("Tab")
    expect(author.page.get_by_role("tabpanel")).to_be_focused()

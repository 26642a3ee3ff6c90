"""Every question type in a real browser: answered, judged, told to each kind of LMS, there again at the next visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from scormpack.load import load_course
from scormpack.statement_rules import check_statement
from scormpack.xapi.profile import profile
from tests.browser.own_questions import EARNED, POINTS, SCORM, TYPES, VERDICTS, XAPI, Desk, OwnQuizzes
from tests.browser.received import interactions
from tests.browser.test_accessibility import COLOURS, RUN, VIEWS, axe
from tests.xapi.profile_rules import faults
from tests.xapi.published_schema import published_faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator

    from tests.browser.harness import Lms
    from tests.browser.lrs_launch import Platform

TEST = "feedback: after-quiz\n"


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnQuizzes:
    return OwnQuizzes(tmp_path_factory)


def held_of(lms: Lms) -> dict[str, dict[str, str]]:
    return {held["id"].removeprefix("quiz_"): held for held in interactions(lms.committed())}


def assert_scorm(lms: Lms) -> None:
    held = held_of(lms)
    assert sorted(held) == sorted(SCORM)
    for name, (kind, patterns, response, result) in SCORM.items():
        own = held[name]
        written = [own[field] for field in sorted(own) if field.endswith(".pattern")]
        assert (own["type"], written, own["student_response"], own["result"]) == (kind, patterns, response, result), (
            name
        )
    assert [call for call in lms.traffic() if call.error != "0"] == []


def test_every_type_is_answered_judged_and_told_to_a_scorm_12_lms(lms: Lms, own: OwnQuizzes) -> None:
    desk = Desk(lms.open(own.package(fields="score: quiz\n")))
    desk.fill()
    desk.check_all()
    assert desk.verdicts() == VERDICTS
    expect(desk.frame.locator("[data-result] .score b")).to_have_text(f"{EARNED} / {POINTS}")
    lms.leave()
    assert_scorm(lms)
    assert float(lms.committed()["cmi.core.score.raw"]) == pytest.approx(100 * EARNED / POINTS, abs=0.01)


def test_every_type_in_a_test_may_change_until_it_is_handed_in(lms: Lms, own: OwnQuizzes) -> None:
    desk = Desk(lms.open(own.package(TEST, fields="score: quiz\n")))
    desk.question("q-single").get_by_label("Ice").check()
    desk.question("q-short").locator("[data-answer]").fill("London")
    desk.fill()
    desk.frame.locator('[data-action="submit"]').click()
    expect(desk.question("q-long").locator(".told")).to_be_visible()
    assert desk.verdicts() == VERDICTS
    lms.leave()
    assert_scorm(lms)


@pytest.mark.parametrize("feedback", ["", TEST])
def test_answers_are_there_again_on_another_machine(lms: Lms, own: OwnQuizzes, feedback: str) -> None:
    desk = Desk(lms.open(own.package(feedback)))
    desk.fill()
    if feedback:
        desk.question("q-short").locator("[data-answer]").blur()
    else:
        desk.check_all()
    lms.leave()
    again = Desk(lms.relaunch(elsewhere=True))
    expect(again.question("q-single").get_by_label("Air")).to_be_checked()
    expect(again.question("q-true").get_by_label("False")).to_be_checked()
    expect(again.question("q-short").locator("[data-answer]")).to_have_value(" parris ")
    expect(again.question("q-number").locator("[data-answer]")).to_have_value("982")
    expect(again.question("q-number").locator("select")).to_have_value("cm/s²")
    expect(again.question("q-match").locator('[data-item="de"]')).to_have_value("it")
    places = [row.get_attribute("data-place") for row in again.question("q-order").locator("[data-place]").all()]
    assert places == ["one", "three", "two"]
    expect(again.question("q-fill").locator("input")).to_have_value("100")
    expect(again.question("q-fill").locator("select")).to_have_value("altitude")
    expect(again.question("q-sort").locator('[data-item="beet"] input[value="fruit"]')).to_be_checked()
    expect(again.question("q-likert").get_by_label("Strongly agree")).to_be_checked()
    expect(again.question("q-long").get_by_label("Names a cause.")).to_be_checked()
    if not feedback:
        assert again.verdicts() == VERDICTS


def test_what_is_typed_is_kept_when_the_page_goes_before_the_learner_leaves_the_field(
    lms: Lms, own: OwnQuizzes
) -> None:
    desk = Desk(lms.open(own.package(TEST)))
    desk.question("q-short").locator("[data-answer]").press_sequentially("Paris")
    lms.leave()
    again = Desk(lms.relaunch(elsewhere=True))
    expect(again.question("q-short").locator("[data-answer]")).to_have_value("Paris")


def test_a_long_text_stays_in_the_browser_it_was_written_in(lms: Lms, own: OwnQuizzes) -> None:
    desk = Desk(lms.open(own.package()))
    desk.question("q-long").locator("textarea").fill("Half a thought")
    lms.leave()
    expect(Desk(lms.relaunch()).question("q-long").locator("textarea")).to_have_value("Half a thought")
    lms.leave()
    assert "thought" not in str(lms.committed())
    expect(Desk(lms.relaunch(elsewhere=True)).question("q-long").locator("textarea")).to_have_value("")


@pytest.mark.parametrize("target", ["xapi", "cmi5"])
def test_every_type_is_a_statement(platform: Platform, own: OwnQuizzes, target: str) -> None:
    package = own.package(target=target)
    desk = Desk(platform.open_xapi(package) if target == "xapi" else platform.open_cmi5(package))
    desk.fill()
    desk.check_all()
    platform.leave()
    answered = {
        statement["object"]["id"].rsplit("/", 1)[1]: statement
        for statement in platform.wait_for(*(("answered", name) for name in TYPES))
        if statement["verb"]["id"].endswith("/answered")
    }
    for name, (response, success, scaled) in XAPI.items():
        result = answered[name]["result"]
        assert (result["response"], result.get("success"), result.get("score", {}).get("scaled")) == (
            response,
            success,
            scaled,
        ), name
        definition = answered[name]["object"]["definition"]
        assert definition["interactionType"] == SCORM[name][0].replace(
            "fill-in", "long-fill-in" if name == "q-long" else "fill-in"
        )
        assert ("correctResponsesPattern" in definition) == (name not in ("q-likert", "q-long"))
    course = load_course(package.parent / "course").course
    assert course is not None
    published = profile(course)
    for name, statement in answered.items():
        assert (check_statement(statement), published_faults(statement), faults(published, statement)) == (
            [],
            [],
            [],
        ), name


def tab_around(frame: Frame, target: Locator) -> None:
    """Reaches a button near the focus: forward, else back."""
    for key in (*["Tab"] * 12, *["Shift+Tab"] * 24):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        press(frame, key)
    raise AssertionError(f"{target} is not reached")


def press(frame: Frame, *keys: str) -> None:
    for key in keys:
        frame.page.keyboard.press(key)


def tab_into(frame: Frame, target: Locator) -> None:
    for _ in range(60):
        if target.evaluate("(element) => element.contains(document.activeElement)"):
            return
        press(frame, "Tab")
    raise AssertionError(f"{target} is not reached by Tab")


class Keys:
    """A learner with a keyboard alone."""

    def __init__(self, frame: Frame) -> None:
        self.frame, self.desk = frame, Desk(frame)
        frame.locator("body").evaluate("(body) => { body.tabIndex = -1; body.focus(); }")

    def into(self, name: str, place: str) -> None:
        tab_into(self.frame, self.desk.question(name).locator(place).first)

    def type(self, name: str, place: str, text: str) -> None:
        self.into(name, place)
        self.frame.page.keyboard.type(text)

    def press(self, name: str, place: str, *keys: str) -> None:
        self.into(name, place)
        press(self.frame, *keys)

    def check(self, name: str) -> None:
        self.press(name, '[data-action="answer"]', "Enter")
        expect(self.desk.question(name).locator(".told")).to_be_focused()

    def put_in_order(self, *items: str) -> None:
        rows = self.desk.question("q-order").locator("[data-place]")
        self.into("q-order", "[data-order]")
        for place, item in enumerate(items):
            button = self.desk.question("q-order").locator(f'[data-place="{item}"] [data-move="up"]')
            while [row.get_attribute("data-place") for row in rows.all()].index(item) > place:
                tab_around(self.frame, button)
                press(self.frame, "Enter")
                expect(button).to_be_focused()
                expect(self.desk.question("q-order").locator('[role="status"]').last).to_contain_text("place")


def test_every_type_is_worked_by_keyboard_alone(lms: Lms, own: OwnQuizzes) -> None:
    keys = Keys(lms.open(own.package()))
    keys.press("q-single", "label", "Space")
    keys.press("q-single", '[data-action="hint"]', "Enter")
    expect(keys.desk.question("q-single").locator(".hints")).to_contain_text("no shape")
    press(keys.frame, "Shift+Tab", "Enter")
    keys.press("q-multiple", 'label:has([value="iron"])', "Space", "Tab", "Space")
    keys.check("q-multiple")
    keys.press("q-true", "label", "Space")
    keys.check("q-true")
    keys.type("q-short", "[data-answer]", "paris")
    keys.check("q-short")
    keys.type("q-number", "[data-answer]", "9.8")
    keys.check("q-number")
    for item, text in (("fr", "Paris"), ("de", "Berlin"), ("it", "Rome")):
        keys.type("q-match", f'[data-item="{item}"]', text)
    keys.check("q-match")
    keys.put_in_order("three", "two", "one")
    keys.put_in_order("one", "two", "three")
    keys.check("q-order")
    keys.type("q-fill", "input", "100")
    keys.type("q-fill", "select", "sea")
    keys.check("q-fill")
    keys.press("q-sort", '[data-item="apple"]', "Space")
    keys.press("q-sort", '[data-item="beet"]', "Space", "ArrowRight")
    keys.check("q-sort")
    keys.press("q-likert", ".scale", "Space")
    keys.check("q-likert")
    keys.type("q-long", "textarea", "It warms and melts.")
    keys.press("q-long", '[data-action="compare"]', "Enter", "Tab", "Space", "Tab", "Space")
    keys.check("q-long")
    verdicts = keys.desk.verdicts()
    assert verdicts[0] == "Right 0.75 of 1 point", "one hint was taken"
    assert [verdict for verdict in verdicts[1:] if verdict != "Right"] == ["Thank you, your answer is noted"]


def test_rows_are_put_in_order_by_drawing_them_with_a_pointer(lms: Lms, own: OwnQuizzes) -> None:
    desk = Desk(lms.open(own.package()))
    rows = desk.question("q-order").locator("[data-place]")
    order = [row.get_attribute("data-place") for row in rows.all()]
    grip, last = rows.first.locator(".grip"), rows.last
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), last.bounding_box()
    assert start is not None
    assert end is not None
    mouse = desk.frame.page.mouse
    mouse.move(start["x"] + 5, start["y"] + 5)
    mouse.down()
    for step in range(1, 11):
        mouse.move(start["x"] + 5, start["y"] + 5 + (end["y"] + end["height"] - 4 - start["y"]) * step / 10)
    mouse.up()
    assert [row.get_attribute("data-place") for row in rows.all()] == [*order[1:], order[0]]
    expect(desk.question("q-order").get_by_role("status").first).to_contain_text("place 3 of 3")


def test_what_is_no_answer_yet_is_asked_for_kindly(lms: Lms, own: OwnQuizzes) -> None:
    desk = Desk(lms.open(own.package()))
    for name in TYPES:
        if name == "q-long":
            continue
        desk.question(name).locator('[data-action="answer"]').click()
        expect(desk.question(name).get_by_role("alert").filter(has_text="Give an answer")).to_be_visible()
    desk.question("q-number").locator("[data-answer]").fill("a lot")
    desk.question("q-number").locator('[data-action="answer"]').click()
    expect(desk.question("q-number").get_by_role("alert")).to_be_visible()
    desk.question("q-long").locator("textarea").fill("Short")
    desk.question("q-long").locator('[data-action="compare"]').click()
    expect(desk.question("q-long").get_by_text("at least 10 characters")).to_be_visible()
    lms.leave()
    assert interactions(lms.committed()) == []


@pytest.fixture(params=VIEWS, ids=[f"{scheme}-{width}" for scheme, width in VIEWS])
def window(make_lms: Callable[..., Lms], request: pytest.FixtureRequest) -> Lms:
    scheme, width = request.param
    return make_lms(api="opener", scheme=scheme, width=width, height=844)


def test_every_type_is_accessible_before_and_after_it_is_answered(window: Lms, own: OwnQuizzes) -> None:
    desk = Desk(window.open(own.package()))
    desk.frame.evaluate(f"() => {{ {axe()} }}")
    rules = COLOURS if window.scheme == "dark" else None
    found: dict[str, Any] = {"open": desk.frame.evaluate(RUN, rules)}
    desk.question("q-single").locator('[data-action="hint"]').click()
    desk.fill()
    found["filled"] = desk.frame.evaluate(RUN, rules)
    desk.check_all()
    found["told"] = desk.frame.evaluate(RUN, rules)
    assert found == {"open": [], "filled": [], "told": []}
    overflow = desk.frame.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, "the page scrolls sideways"

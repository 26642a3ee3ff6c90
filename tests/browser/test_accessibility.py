"""axe finds nothing: every part and every state, in light and dark, on a phone and on a desktop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import build
from tests.browser.harness import TESTS
from tests.browser.learner import Learner
from tests.browser.lrs_launch import Platform
from tests.browser.own_labs import OUTLINE, SCRIPT, OwnLabs
from tests.courses import SMALL, write_course
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from scormpack.lrs_server import RunningLrs
    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms
    from tests.browser.website import Site
    from tests.stub_proxy import StubProxy

VIEWS: list[tuple[Literal["light", "dark"], int]] = [("light", 390), ("light", 1280), ("dark", 390), ("dark", 1280)]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async (rules) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`)]);
}"""


@cache
def axe() -> str:
    return (TESTS / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


class Inspector:
    """A learner whose screen is checked; the package stands in a window of its own, as a whole page.

    Light or dark changes colours only, so that in the dark the rules about colours are enough.
    """

    def __init__(self, lms: Lms, package: Path, outline: Outline) -> None:
        self.rules = COLOURS if lms.scheme == "dark" else None
        self.learner = Learner(lms.open(package), outline)
        self.learner.frame.evaluate(f"() => {{ {axe()} }}")
        self.violations: dict[str, Any] = {}

    def look(self, state: str) -> None:
        """Notes what axe says of what is on the screen now."""
        found = self.learner.frame.evaluate(RUN, self.rules)
        if found:
            self.violations[state] = found


@pytest.fixture(params=VIEWS, ids=[f"{scheme}-{width}" for scheme, width in VIEWS])
def window(make_lms: Callable[..., Lms], request: pytest.FixtureRequest) -> Lms:
    scheme, width = request.param
    return make_lms(api="opener", scheme=scheme, width=width, height=844)


def test_every_part_is_accessible(window: Lms, package: Path, outline: Outline) -> None:
    inspector = Inspector(window, package, outline)
    for part in outline.parts:
        inspector.learner.goto(part.id)
        inspector.look(part.id)
    inspector.learner.goto_end()
    inspector.look("end")
    assert inspector.violations == {}


def test_every_state_is_accessible(window: Lms, package: Path, outline: Outline) -> None:
    inspector = Inspector(window, package, outline)
    learner, quiz, test = inspector.learner, outline.of_kind("quiz")[0], outline.test
    learner.goto(quiz.id)
    learner.question(quiz.questions[0].id).locator('[data-action="answer"]').click()
    inspector.look("no option chosen")
    learner.answer(quiz.questions[0])
    learner.answer(quiz.questions[1], right=False)
    inspector.look("answered")
    for question in quiz.questions[2:]:
        learner.answer(question)
    inspector.look("quiz result")
    learner.fill_test(test.id, only=4)
    learner.section(test.id).locator('[data-action="submit"]').click()
    inspector.look("unanswered questions")
    learner.submit_test(test.id, right=5)
    inspector.look("test failed")
    learner.retry(test.id)
    learner.submit_test(test.id)
    inspector.look("test passed")
    learner.goto_end()
    inspector.look("result so far")
    lab = outline.of_kind("lab")[0].id
    learner.goto(lab)
    learner.reflect(lab)
    inspector.look("reflection done")
    menu = learner.frame.locator('[data-action="menu"]:visible')
    if menu.count():
        menu.click()
        inspector.look("menu")
    assert inspector.violations == {}


def test_a_lab_is_accessible(window: Lms, talking_package: Path, outline: Outline, proxy: StubProxy) -> None:
    inspector = Inspector(window, talking_package, outline)
    learner, lab = inspector.learner, outline.of_kind("lab")[0].id
    learner.goto(lab)
    inspector.look("consent")
    learner.converse(lab, 2)
    inspector.look("conversation")
    proxy.play("401")
    learner.write(lab, "And what would you do about rare cases?")
    expect(learner.lab(lab).locator("[data-trouble]")).to_be_visible()
    inspector.look("trouble")
    learner.lab(lab).locator('[data-action="reflect"]:visible').first.click()
    inspector.look("reflection")
    assert inspector.violations == {}


@pytest.mark.parametrize("fallback", ["fallback: waive\n", SCRIPT], ids=["waive", "scripted"])
def test_a_lab_whose_assistant_is_away_is_accessible(
    fallback: str, window: Lms, own_labs: OwnLabs, proxy: StubProxy
) -> None:
    topics = "topics: [{id: sun, title: The sun}, {id: wind, title: The wind}]\nlongest_turn: 100\n"
    inspector = Inspector(window, own_labs.package(topics + fallback), OUTLINE)
    learner = inspector.learner
    learner.goto("lab-fog")
    root = learner.lab("lab-fog")
    root.locator("[data-sent] summary").click()
    inspector.look("what is sent")
    learner.consent("lab-fog")
    proxy.play(Behaviour(topics=("sun",)), "401")
    learner.write("lab-fog", "Why is fog thickest before sunrise?")
    learner.expect_exchanges("lab-fog", 1)
    learner.write("lab-fog", "And does the wind matter?")
    expect(root.locator("[data-trouble]")).to_be_visible()
    root.locator("[data-composer] textarea").fill("wind " * 30)
    inspector.look("away")
    waive = root.locator('[data-action="waive"]:visible')
    if waive.count():
        waive.click()
        inspector.look("waived")
    assert inspector.violations == {}


@pytest.mark.parametrize("width", [320, 390, 650])
def test_nothing_is_wider_than_the_screen(
    make_lms: Callable[..., Lms], package: Path, outline: Outline, width: int
) -> None:
    """WCAG 2.2, 1.4.10: no scrolling in two directions at 320 pixels."""
    lms = make_lms(width=width)
    learner = Learner(lms.open(package), outline)
    too_wide = []
    for part in outline.parts:
        learner.goto(part.id)
        overflow = lms.frame.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")
        if overflow > 0:
            too_wide.append((part.id, overflow))
    assert too_wide == []


@pytest.mark.parametrize("view", VIEWS)
def test_what_only_an_lrs_brings_is_accessible(
    view: tuple[Literal["light", "dark"], int], browser: Browser, site: Site, lrs: RunningLrs, asking_package: Path
) -> None:
    scheme, width = view
    platform = Platform(browser, site, lrs, scheme=scheme, width=width)
    launch = platform.launch_of(asking_package, return_url=f"{site.url}/lms/index.html")
    frame = platform.open_cmi5(asking_package, launch)
    frame.locator("html").evaluate(f"() => {{ {axe()} }}")
    found = {}
    for place in ("lab", "_end"):
        frame.evaluate("(place) => { location.hash = place; }", place)
        expect(frame.locator('[data-share], [data-action="leave"]').locator("visible=true").last).to_be_visible()
        found[place] = frame.evaluate(RUN, COLOURS if scheme == "dark" else None)
    platform.close()
    assert found == {"lab": [], "_end": []}


@pytest.fixture(scope="module")
def own_labs(tmp_path_factory: pytest.TempPathFactory, proxy: StubProxy) -> OwnLabs:
    return OwnLabs(tmp_path_factory, proxy)


@pytest.fixture(scope="module")
def asking_package(tmp_path_factory: pytest.TempPathFactory, proxy: StubProxy) -> Path:
    """A cmi5 package whose lab asks for leave to record its text."""
    folder = tmp_path_factory.mktemp("asking")
    source = write_course(
        folder / "course", SMALL.replace("title: A lab\n", "title: A lab\n        transcript: true\n")
    )
    return build(folder, "--lab-proxy", proxy.url, target="cmi5", course=source)

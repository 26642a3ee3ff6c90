"""The assistant is away: the author's choice takes its place, in time, and the record says what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from scormpack.statement_rules import check_statement
from tests.browser.learner import TURNS, Learner
from tests.browser.lrs_launch import Platform, told, verb
from tests.browser.own_labs import OUTLINE, SCRIPT, OwnLabs
from tests.browser.received import interactions
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.harness import Lms
    from tests.stub_proxy import StubProxy

LAB = "lab-fog"
BUSY = Behaviour("429", retry_after="50")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, proxy: StubProxy) -> OwnLabs:
    return OwnLabs(tmp_path_factory, proxy)


class Talk:
    """A learner in the lab, with their consent where it is asked for."""

    def __init__(self, lms: Lms, own: OwnLabs, proxy: StubProxy, lab: str) -> None:
        self.lms, self.proxy = lms, proxy
        self.learner = Learner(lms.open(own.package(lab)), OUTLINE)
        self.learner.goto(LAB)
        self.learner.consent(LAB)
        self.root = self.learner.lab(LAB)
        self.before = len(proxy.requests)

    def at(self, hook: str) -> Locator:
        return self.root.locator(hook)

    def press(self, action: str) -> None:
        self.at(f'[data-action="{action}"]:visible').click()

    def write(self, turn: str = TURNS[0]) -> None:
        self.learner.write(LAB, turn)

    def asked(self) -> int:
        return len(self.proxy.requests) - self.before

    def recorded(self) -> str:
        """How the LMS was told that the lab was done."""
        self.lms.settle()
        data = self.lms.committed()
        assert data["cmi.core.lesson_status"] == "passed"
        (told,) = interactions(data)
        assert (told["id"], told["type"], told["result"]) == (LAB, "performance", "neutral")
        return told["student_response"]


@pytest.fixture
def talk(lms: Lms, own: OwnLabs, proxy: StubProxy) -> Callable[[str], Talk]:
    return lambda lab: Talk(lms, own, proxy, lab)


@pytest.fixture
def timed(make_lms: Callable[..., Lms], own: OwnLabs, proxy: StubProxy) -> Callable[[str], Talk]:
    return lambda lab: Talk(make_lms(clock=True), own, proxy, lab)


def test_the_reflection_opens_by_itself_and_is_recorded_as_one(talk: Callable[[str], Talk]) -> None:
    lab = talk("")
    lab.proxy.play("500", "500")
    lab.write()
    expect(lab.at("[data-trouble]")).to_be_visible()
    expect(lab.at("[data-reflection]")).to_be_visible()
    expect(lab.at("[data-composer] textarea")).to_have_value(TURNS[0])
    expect(lab.at('[data-action="waive"]:visible')).to_have_count(0)
    lab.learner.reflect(LAB)
    expect(lab.root).to_have_attribute("data-result", "reflection")
    assert lab.recorded() == "reflection"


def test_an_assistant_that_answers_in_the_end_is_recorded_as_such(talk: Callable[[str], Talk]) -> None:
    lab = talk("")
    lab.proxy.play("500", "500")
    lab.write()
    lab.press("retry-send")
    lab.learner.expect_exchanges(LAB, 1)
    lab.write(TURNS[1])
    lab.learner.expect_exchanges(LAB, 2)
    assert lab.recorded() == "assistant"


@pytest.mark.parametrize("failure", [BUSY, Behaviour("500")], ids=["busy", "fault"])
def test_while_another_try_is_under_way_the_reflection_is_offered_and_opens_within_eight_seconds(
    failure: Behaviour, timed: Callable[[str], Talk]
) -> None:
    lab = timed("")
    lab.proxy.play(failure, "silent")
    lab.write()
    expect(lab.at('[data-meanwhile] [data-action="reflect"]')).to_be_visible()
    expect(lab.at("[data-reflection]")).to_be_hidden()
    lab.lms.pass_time(8)
    expect(lab.at("[data-reflection]")).to_be_visible()


def test_prepared_replies_answer_in_the_same_conversation(talk: Callable[[str], Talk]) -> None:
    lab = talk(SCRIPT)
    lab.proxy.play("500", "500")
    lab.write("Why is the ground colder?")
    replies = lab.at('[data-turn="assistant"]')
    expect(replies.last.locator("strong")).to_have_text("sunrise")
    expect(replies.last).to_have_attribute("data-mark", "script")
    expect(replies.last).to_contain_text("no language model wrote it")
    lab.learner.expect_exchanges(LAB, 1)
    assert lab.asked() == 2
    lab.write("And where does it come from?")
    expect(replies.last).to_contain_text("Tell me where you saw fog last.")
    lab.learner.expect_exchanges(LAB, 2)
    expect(lab.root).to_have_attribute("data-result", "scripted")
    assert lab.asked() == 2
    assert lab.recorded() == "scripted"


def test_the_learner_can_ask_for_the_assistant_again(talk: Callable[[str], Talk]) -> None:
    lab = talk(SCRIPT)
    lab.proxy.play("401")
    lab.write()
    lab.learner.expect_exchanges(LAB, 1)
    lab.press("retry-send")
    expect(lab.at("[data-trouble]")).to_be_hidden()
    lab.write(TURNS[1])
    lab.learner.expect_exchanges(LAB, 2)
    expect(lab.at('[data-turn="assistant"]').last).to_contain_text("What next?")
    assert lab.recorded() == "scripted", "one of the two was"


def test_a_reply_that_breaks_off_stays_and_a_prepared_one_follows(talk: Callable[[str], Talk]) -> None:
    lab = talk(SCRIPT)
    lab.proxy.play(Behaviour("break", text="Half of an answer that never ends", pieces=3))
    lab.write()
    replies = lab.at('[data-turn="assistant"]')
    expect(replies.last).to_have_attribute("data-mark", "script")
    expect(replies.nth(1)).to_have_attribute("data-mark", "broken")
    expect(lab.at('[data-turn="learner"]')).to_have_count(1)
    lab.learner.expect_exchanges(LAB, 1)


def test_prepared_replies_do_not_wait_for_a_minute(timed: Callable[[str], Talk]) -> None:
    lab = timed(SCRIPT)
    lab.proxy.play(BUSY)
    lab.write()
    expect(lab.at("[data-lab-status]")).to_contain_text("50")
    lab.lms.pass_time(8)
    expect(lab.at('[data-turn="assistant"]').last).to_have_attribute("data-mark", "script")
    lab.learner.expect_exchanges(LAB, 1)


def test_prepared_replies_need_no_proxy_and_no_consent(lms: Lms, own: OwnLabs, proxy: StubProxy) -> None:
    before = len(proxy.requests)
    learner = Learner(lms.open(own.package(SCRIPT, proxy=False)), OUTLINE)
    learner.goto(LAB)
    root = learner.lab(LAB)
    expect(root.locator("[data-consent], [data-sent]")).to_have_count(0)
    expect(root.locator("[data-lab-notice]")).to_contain_text("Nothing of what you write is sent")
    for turn in TURNS[:2]:
        learner.write(LAB, turn)
    learner.expect_exchanges(LAB, 2)
    expect(root).to_have_attribute("data-result", "scripted")
    assert len(proxy.requests) == before


def test_a_lab_may_be_waived_and_is_recorded_as_waived(talk: Callable[[str], Talk]) -> None:
    lab = talk("fallback: waive\n")
    expect(lab.at('[data-action="waive"]:visible')).to_have_count(0)
    lab.proxy.play("500", "500")
    lab.write()
    expect(lab.at("[data-trouble]")).to_contain_text("the record says that it was left out")
    lab.press("waive")
    expect(lab.root).to_have_attribute("data-result", "waived")
    expect(lab.at("[data-lab-notice]")).to_contain_text("left out")
    expect(lab.at('[data-action="waive"]:visible')).to_have_count(0)
    assert lab.recorded() == "waived"


def test_a_waived_lab_is_still_waived_at_the_next_visit(talk: Callable[[str], Talk]) -> None:
    lab = talk("fallback: waive\n")
    lab.proxy.play("401")
    lab.write()
    lab.press("waive")
    lab.lms.settle()
    again = Learner(lab.lms.relaunch(), OUTLINE)
    again.goto(LAB)
    expect(again.lab(LAB)).to_have_attribute("data-result", "waived")


@pytest.mark.parametrize("failures", [("500", "500"), ("401",)], ids=["fault", "refused"])
def test_a_lab_that_blocks_has_a_retry_and_nothing_else(failures: tuple[str, ...], talk: Callable[[str], Talk]) -> None:
    lab = talk("fallback: block\n")
    lab.proxy.play(*failures)  # type: ignore[arg-type]
    lab.write()
    expect(lab.at("[data-trouble]")).to_contain_text("come back later")
    expect(lab.at('[data-action="reflect"]:visible, [data-action="waive"]:visible')).to_have_count(0)
    expect(lab.at("[data-reflection]")).to_be_hidden()
    lab.press("retry-send")
    lab.learner.expect_exchanges(LAB, 1)


def test_declining_leads_to_the_reflection_whatever_the_fallback(lms: Lms, own: OwnLabs, proxy: StubProxy) -> None:
    before = len(proxy.requests)
    learner = Learner(lms.open(own.package("fallback: block\n")), OUTLINE)
    learner.goto(LAB)
    learner.reflect(LAB)
    expect(learner.lab(LAB)).to_have_attribute("data-result", "reflection")
    assert len(proxy.requests) == before


@pytest.mark.parametrize(
    ("lab", "way", "by"), [("fallback: waive\n", "waived", []), (SCRIPT, "scripted", ["assistant", "script"])]
)
def test_an_lrs_is_told_how_the_lab_was_done_and_who_answered(  # noqa: PLR0917  # fixtures
    lab: str, way: str, by: list[str], platform: Platform, own: OwnLabs, proxy: StubProxy
) -> None:
    learner = Learner(platform.open_xapi(own.package(lab, target="xapi")), OUTLINE)
    learner.consent(LAB)
    if by:
        learner.write(LAB, TURNS[0])
        learner.expect_exchanges(LAB, 1)
    proxy.play("401")
    learner.write(LAB, TURNS[1])
    if not by:
        learner.lab(LAB).locator('[data-action="waive"]:visible').click()
    expect(learner.lab(LAB)).to_have_attribute("data-result", way)
    platform.wait_for(("completed", LAB))
    statements = platform.statements()
    own_terms = "https://courses.example.org/fog/xapi/extensions/"
    (done,) = [statement for statement in statements if told(statement) == ("completed", LAB)]
    assert done["result"] == {"completion": True, "extensions": {f"{own_terms}way": way}}
    exchanges = [statement for statement in statements if verb(statement) == "interacted"]
    assert [statement["result"]["extensions"][f"{own_terms}answered-by"] for statement in exchanges] == by
    for statement in statements:
        assert check_statement(statement) == []

"""The lab's proxy fails: each kind of trouble has its own way out, and nothing traps the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import TURNS
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from tests.browser.lab import Lab


@pytest.mark.parametrize("busy", [1, 2])
def test_a_busy_proxy_is_asked_three_times(lab: Lab, busy: int) -> None:
    lab.proxy.play(*[Behaviour("429", retry_after="0.1")] * busy)
    lab.write()
    lab.expect_exchanges(1)
    assert len(lab.asked()) == busy + 1


def test_a_proxy_that_stays_busy_is_left_alone(lab: Lab) -> None:
    lab.proxy.play(*[Behaviour("429", retry_after="0.1")] * 3)
    lab.write()
    lab.expect_trouble(3, retry=True)
    expect(lab.field).to_have_value(TURNS[0])
    lab.expect_recovery()


def test_a_proxy_may_ask_for_a_minute(timed_lab: Lab) -> None:
    timed_lab.proxy.play(Behaviour("429", retry_after="3600"))
    timed_lab.write()
    expect(timed_lab.root.locator("[data-lab-status]")).to_contain_text("60")
    assert len(timed_lab.asked()) == 1
    timed_lab.lms.pass_time(61)
    timed_lab.expect_exchanges(1)
    assert len(timed_lab.asked()) == 2


def test_a_fault_of_the_proxy_is_tried_once_more(lab: Lab) -> None:
    lab.proxy.play("500")
    lab.write()
    lab.expect_exchanges(1)
    assert len(lab.asked()) == 2


def test_two_faults_lead_to_the_way_out(lab: Lab) -> None:
    lab.proxy.play("500", "500")
    lab.write()
    lab.expect_trouble(2, retry=True)
    expect(lab.field).to_have_value(TURNS[0])
    lab.expect_recovery()


@pytest.mark.parametrize("kind", ["401", "403"])
def test_a_refusal_is_final(lab: Lab, kind: str) -> None:
    lab.proxy.play(kind)  # type: ignore[arg-type]
    lab.write()
    lab.expect_trouble(1, retry=False)


def test_garbage_is_no_reply(lab: Lab) -> None:
    lab.proxy.play("garbage")
    lab.write()
    lab.expect_trouble(1, retry=True)
    assert "Welcome to the network" not in lab.root.inner_text()
    lab.expect_recovery()


@pytest.mark.parametrize("kind", ["break", "cut"])
def test_a_stream_that_breaks_leaves_its_text_marked(lab: Lab, kind: str) -> None:
    lab.proxy.play(Behaviour(kind, text="Half of an answer that never ends", pieces=3, pause=0.2))  # type: ignore[arg-type]
    lab.write()
    lab.expect_trouble(1, retry=True)
    expect(lab.replies.last).to_have_attribute("data-mark", "broken")
    expect(lab.replies.last).to_contain_text("Half")
    lab.expect_recovery()


def test_a_silent_stream_is_given_up_after_half_a_minute(timed_lab: Lab) -> None:
    lab = timed_lab
    already = len(lab.proxy.requests)
    lab.proxy.play(
        Behaviour("stall", text="Half of an answer", pieces=3), Behaviour("stall", text="Again and again", pieces=3)
    )
    lab.write()
    # All three pieces: half a minute counts from the last one.
    expect(lab.replies.last).to_contain_text("Half of an")
    lab.lms.pass_time(31)
    expect(lab.root.locator("[data-lab-status]")).to_contain_text("once more")
    lab.lms.pass_time(2)
    lab.proxy.wait_for_requests(already + 2)
    expect(lab.replies.last).to_contain_text("Again and again")
    lab.lms.pass_time(31)
    lab.expect_trouble(2, retry=True)
    expect(lab.replies.last).to_have_attribute("data-mark", "broken")


def test_a_proxy_that_does_not_answer_is_given_up_after_ten_seconds(timed_lab: Lab) -> None:
    lab = timed_lab
    already = len(lab.proxy.requests)
    lab.proxy.play("silent", "silent")
    lab.write()
    lab.proxy.wait_for_requests(already + 1)
    lab.lms.pass_time(11)
    expect(lab.root.locator("[data-lab-status]")).to_contain_text("once more")
    lab.lms.pass_time(2)
    lab.proxy.wait_for_requests(already + 2)
    lab.lms.pass_time(11)
    lab.expect_trouble(2, retry=True)
    expect(lab.field).to_have_value(TURNS[0])


def test_a_proxy_that_is_down_is_said_once_and_may_come_back(lab: Lab) -> None:
    lab.proxy.go_down()
    lab.write()
    lab.expect_trouble(0, retry=True)
    expect(lab.field).to_have_value(TURNS[0])
    lab.proxy.come_back()
    lab.expect_recovery()


@pytest.mark.parametrize("kind", ["401", "down"])
def test_the_reflection_is_a_way_out_that_counts(lab: Lab, kind: str) -> None:
    if kind == "down":
        lab.proxy.go_down()
    else:
        lab.proxy.play("401")
    lab.write()
    expect(lab.trouble).to_be_visible()
    lab.learner.reflect(lab.id)
    expect(lab.root).to_have_attribute("data-result", "reflection")
    lab.expect_done()

"""The lab's conversation: good answers count, nothing of the learner leaves, nothing is sent without consent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.lab import LEARNER
from tests.browser.learner import TURNS, Learner
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms
    from tests.browser.lab import Lab
    from tests.stub_proxy import StubProxy


@pytest.mark.parametrize("kind", ["stream", "json"])
def test_a_reply_counts(lab: Lab, kind: str) -> None:
    lab.proxy.play(Behaviour(kind, text="**Naïve** 数据 and 🙂."))  # type: ignore[arg-type]
    lab.write()
    lab.expect_exchanges(1)
    expect(lab.replies.last).to_contain_text("Naïve 数据 and 🙂.")
    expect(lab.replies.last.locator("strong, b")).to_have_text("Naïve")
    expect(lab.field).to_have_value("")


def test_a_reply_is_text_and_never_markup(lab: Lab) -> None:
    lab.proxy.play(
        Behaviour(text='<img src=x onerror="document.title = 1"> [x](javascript:alert(1)) ![y](http://192.0.2.1/y.png)')
    )
    lab.write()
    lab.expect_exchanges(1)
    expect(lab.replies.last).to_contain_text("<img src=x")
    assert lab.replies.last.locator('img, script, [href^="javascript"]').count() == 0


def test_what_is_sent_names_no_learner(lab: Lab) -> None:
    lab.write()
    lab.expect_exchanges(1)
    (request,) = lab.asked()
    assert request.path == "/v1/chat/completions"
    assert set(request.body) == {"model", "stream", "messages", "metadata"}
    assert request.body["stream"] is True
    assert set(request.body["metadata"]) == {"course", "lab", "session"}
    assert request.body["metadata"]["lab"] == lab.id
    assert request.body["messages"][-1] == {"role": "user", "content": TURNS[0]}
    assert {message["role"] for message in request.body["messages"]} <= {"user", "assistant"}
    sent = json.dumps(request.body) + json.dumps(dict(request.headers))
    assert LEARNER not in sent
    assert "Learner, Example" not in sent
    assert "cookie" not in request.headers
    assert "referer" not in request.headers


def test_three_exchanges_complete_the_lab(lab: Lab) -> None:
    for number, text in enumerate(TURNS[: lab.part.exchanges], 1):
        commits = len(lab.lms.commits())
        lab.write(text)
        lab.expect_exchanges(number)
        lab.lms.settle()
        assert len(lab.lms.commits()) == commits + 1
    lab.expect_done()


def test_empty_turns_and_double_clicks_and_repeats_do_not_count(lab: Lab) -> None:
    send = lab.root.locator('[data-action="send"]')
    send.click()
    lab.write("   ")
    assert lab.asked() == []
    lab.field.fill(TURNS[0])
    send.dblclick()
    lab.expect_exchanges(1)
    lab.write(f"  {TURNS[0].upper()} ")
    expect(lab.root.locator('[data-turn="learner"]')).to_have_count(2)
    expect(lab.root).to_have_attribute("data-status", "ready")
    lab.expect_exchanges(1)
    assert len(lab.asked()) == 2


def test_no_consent_no_request(lms: Lms, talking_package: Path, outline: Outline, proxy: StubProxy) -> None:
    before = len(proxy.requests)
    lab = outline.of_kind("lab")[0].id
    learner = Learner(lms.open(talking_package), outline)
    learner.goto(lab)
    expect(learner.lab(lab).locator('[data-action="send"]')).to_be_hidden()
    learner.section(lab).locator('[data-action="example"]').first.click()
    learner.reflect(lab)
    expect(learner.lab(lab)).to_have_attribute("data-result", "reflection")
    assert len(proxy.requests) == before


def test_the_learner_can_stop_a_reply(lab: Lab) -> None:
    lab.proxy.play(Behaviour("stall", text="Half of an answer", pieces=3))
    lab.write()
    expect(lab.replies.last).to_contain_text("Half")
    lab.root.locator('[data-action="stop"]').click()
    expect(lab.replies.last).to_have_attribute("data-mark", "stopped")
    lab.expect_exchanges(0)
    lab.write(TURNS[1])
    lab.expect_exchanges(1)

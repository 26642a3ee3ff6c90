"""What a learner can rely on in a conversation: what is sent, how long it may be, what they take away, what they agree to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.learner import TURNS, Learner
from tests.browser.own_labs import OUTLINE, OwnLabs
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.harness import Lms
    from tests.stub_proxy import StubProxy

LAB = "lab-fog"
GERMAN = "language: de-AT\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, proxy: StubProxy) -> OwnLabs:
    return OwnLabs(tmp_path_factory, proxy)


class Talk:
    """A learner in the lab; ``asked`` are the requests since it was opened."""

    def __init__(self, lms: Lms, own: OwnLabs, proxy: StubProxy, lab: str = "", fields: str = "") -> None:
        self.lms, self.proxy = lms, proxy
        self.learner = Learner(lms.open(own.package(lab, fields=fields)), OUTLINE)
        self.learner.goto(LAB)
        self.root = self.learner.lab(LAB)
        self.field = self.at("[data-composer] textarea")
        self.counter = self.at("[data-counter]")
        self.before = len(proxy.requests)

    def at(self, hook: str) -> Locator:
        return self.root.locator(hook)

    def consent(self) -> Talk:
        self.learner.consent(LAB)
        return self

    def write(self, turn: str = TURNS[0]) -> None:
        self.learner.write(LAB, turn)

    def expect_exchanges(self, number: int) -> None:
        self.learner.expect_exchanges(LAB, number)

    def asked(self) -> list[dict[str, object]]:
        return [request.body for request in self.proxy.requests[self.before :]]

    def shown_request(self) -> tuple[list[str], dict[str, object]]:
        """The lines before the body, and the body, of what the page says will be sent."""
        shown = self.at("[data-sent] pre")
        expect(shown).to_contain_text("POST ")
        head, _, body = shown.inner_text().partition("\n\n")
        return head.splitlines(), json.loads(body)


@pytest.fixture
def talk(lms: Lms, own: OwnLabs, proxy: StubProxy) -> Callable[..., Talk]:
    return lambda lab="", fields="": Talk(lms, own, proxy, lab, fields)


def test_what_is_sent_is_shown_before_anybody_agrees_and_is_what_is_sent(talk: Callable[..., Talk]) -> None:
    lab = talk()
    lab.at("[data-sent] summary").click()
    head, body = lab.shown_request()
    assert head[0] == f"POST {lab.proxy.url}/chat/completions"
    greeting = {"role": "assistant", "content": "Good morning. What would you like to know?"}
    assert body["messages"] == [greeting]
    assert lab.asked() == []
    lab.consent()
    lab.field.fill(TURNS[0])
    head, body = lab.shown_request()
    lab.at('[data-action="send"]').click()
    lab.expect_exchanges(1)
    assert lab.asked() == [body]
    sent = lab.proxy.requests[-1].headers
    for line in head[1:]:
        name, _, value = line.partition(": ")
        assert sent[name.lower()] == value


def test_a_session_token_is_fetched_once_and_shown_too(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.proxy.play("session")
    lab.write()
    lab.expect_exchanges(1)
    lab.write(TURNS[1])
    lab.expect_exchanges(2)
    asked = lab.proxy.requests[lab.before :]
    assert [request.path for request in asked] == [
        f"/v1/{path}" for path in ("chat/completions", "sessions", *["chat/completions"] * 2)
    ]
    token = f"token-{lab.before + 2}"
    assert [request.headers.get("authorization") for request in asked] == [
        None,
        None,
        f"Bearer {token}",
        f"Bearer {token}",
    ]
    lab.at("[data-sent] summary").click()
    assert f"Authorization: Bearer {token}" in lab.shown_request()[0]


def test_what_is_pasted_is_never_cut_and_too_much_is_not_sent(talk: Callable[..., Talk]) -> None:
    lab = talk("longest_turn: 100\n").consent()
    expect(lab.counter).to_have_text("0 of 100 characters")
    lab.field.fill("Why is fog " + "🙂" * 99)
    expect(lab.counter).to_contain_text("Characters too many: 10.")
    expect(lab.field).to_have_attribute("aria-invalid", "true")
    lab.at('[data-action="send"]').click()
    expect(lab.field).to_have_value("Why is fog " + "🙂" * 99)
    assert lab.asked() == []
    lab.field.fill("Why is fog " + "🙂" * 89)
    expect(lab.counter).to_have_text("100 of 100 characters")
    lab.at('[data-action="send"]').click()
    lab.expect_exchanges(1)


def test_a_turn_below_the_authors_limit_gets_a_reply_and_does_not_count(talk: Callable[..., Talk]) -> None:
    lab = talk("shortest_turn: 30\n").consent()
    lab.write("Why is there fog?")
    expect(lab.at("[data-lab-status]")).to_contain_text("Characters needed: 30.")
    lab.expect_exchanges(0)
    lab.write("Why is there fog before sunrise?")
    lab.expect_exchanges(1)


TOPICS = (
    "topics:\n  - {id: sun, title: What the sun does, reached: SECRET-REACHED}\n  - {id: wind, title: What wind does}\n"
)


def test_topics_are_ticked_off_as_the_proxy_reports_them_and_the_lab_waits_for_them(talk: Callable[..., Talk]) -> None:
    lab = talk(TOPICS).consent()
    wind = lab.at('[data-topic="wind"]')
    lab.proxy.play(Behaviour(topics=("sun",)), Behaviour(topics=("sun",)), Behaviour(topics=("wind", "other")))
    lab.write()
    expect(lab.at('[data-topic="sun"]')).to_contain_text("covered")
    lab.write(TURNS[1])
    lab.expect_exchanges(2)
    expect(lab.root).to_have_attribute("data-result", "none")
    expect(wind).not_to_have_attribute("data-touched", "")
    lab.write(TURNS[2])
    expect(wind).to_have_attribute("data-touched", "")
    expect(lab.root).to_have_attribute("data-result", "assistant")
    assert "SECRET-REACHED" not in lab.learner.frame.content()


def test_topics_that_were_touched_are_so_at_the_next_visit(talk: Callable[..., Talk]) -> None:
    lab = talk(TOPICS).consent()
    lab.proxy.play(Behaviour(topics=("sun",)))
    lab.write()
    expect(lab.at('[data-topic="sun"]')).to_have_attribute("data-touched", "")
    lab.lms.settle()
    again = Learner(lab.lms.relaunch(), OUTLINE)
    again.goto(LAB)
    expect(again.lab(LAB).locator("[data-touched]")).to_have_count(1)


def test_a_proxy_that_judges_no_topics_is_not_waited_for(talk: Callable[..., Talk]) -> None:
    lab = talk(TOPICS).consent()
    for number, turn in enumerate(TURNS[:2], 1):
        lab.write(turn)
        lab.expect_exchanges(number)
    expect(lab.root).to_have_attribute("data-result", "assistant")


def test_of_a_long_conversation_what_fits_the_budget_is_sent_and_the_learner_sees_from_where(
    talk: Callable[..., Talk],
) -> None:
    lab = talk("token_budget: 500\n").consent()
    for turn in ("Why is the ground cold?", "And what is dew?"):
        lab.proxy.play(Behaviour(text="word " * 300))  # 1,500 characters are 375 tokens, and four for the message
        lab.write(turn)
        expect(lab.root).to_have_attribute("data-status", "ready")
        expect(lab.at("[data-turn]").last).to_contain_text("word word")
    lab.expect_exchanges(2)
    lab.write("Then why is there fog?")
    expect(lab.at("[data-turn]").last).to_contain_text("What next?")
    messages = lab.asked()[-1]["messages"]
    assert isinstance(messages, list)
    # 10 for the last turn, 379 for the reply, 8 for the turn before it; the first reply does not fit any more.
    assert [message["content"].strip()[:12] for message in messages] == ["And what is ", "word word wo", "Then why is "]
    expect(lab.at("[data-trimmed]")).to_have_count(1)
    assert lab.at("[data-trimmed] + [data-turn]").inner_text().endswith("And what is dew?")


def test_the_conversation_can_be_copied(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.proxy.play(Behaviour(text="**Cold** ground:\n\n- dew\n- `fog`"))
    lab.write("Why?  Because of the <b>sun</b>?")
    lab.expect_exchanges(1)
    lab.at('[data-action="copy"]').click()
    expect(lab.at("[data-lab-status]")).to_have_text("The conversation is copied.")
    lab.field.focus()
    lab.field.press("Control+V")
    expect(lab.field).to_have_value(
        "Weather Guide:\nGood morning. What would you like to know?\n\n"
        "You:\nWhy?  Because of the <b>sun</b>?\n\n"
        "Weather Guide:\nCold ground:\n- dew\n- fog"
    )


REFUSE = "() => Object.defineProperty(navigator, 'clipboard', {value: {writeText: () => Promise.reject(new Error())}})"


def test_where_the_frame_may_not_use_the_clipboard_the_older_way_is_taken(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.learner.frame.evaluate(REFUSE)
    lab.at('[data-action="copy"]').click()
    expect(lab.at("[data-lab-status]")).to_have_text("The conversation is copied.")
    lab.field.focus()
    lab.field.press("Control+V")
    expect(lab.field).to_have_value("Weather Guide:\nGood morning. What would you like to know?")


def test_where_nothing_copies_the_text_is_selected_and_the_learner_told(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.learner.frame.evaluate(REFUSE)
    lab.learner.frame.evaluate("() => { document.execCommand = () => false; }")
    lab.at('[data-action="copy"]').click()
    expect(lab.at("[data-lab-status]")).to_contain_text("does not allow copying here")
    assert "Good morning." in lab.learner.frame.evaluate("String(getSelection())")


def test_the_conversation_can_be_saved_as_a_file(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.write("Why is there fog?")
    lab.expect_exchanges(1)
    with lab.learner.frame.page.expect_download() as download:
        lab.at('[data-action="save"]').click()
    assert download.value.suggested_filename == f"{LAB}.txt"
    text = download.value.path().read_text("utf-8")
    assert text.startswith("Weather Guide:\nGood morning.")
    assert "You:\nWhy is there fog?\n" in text


def test_the_conversation_is_there_after_a_reload(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.write("Why is there fog?")
    lab.expect_exchanges(1)
    lab.field.fill("And how")
    lab.lms.settle()
    again = Learner(lab.lms.relaunch(), OUTLINE)
    again.goto(LAB)
    root = again.lab(LAB)
    expect(root.locator('[data-turn="learner"]')).to_contain_text("Why is there fog?")
    expect(root.locator("[data-turn]")).to_have_count(3)
    expect(root.locator("[data-composer] textarea")).to_have_value("And how")
    again.expect_exchanges(LAB, 1)


def test_a_lab_asks_for_consent_in_the_courses_language(talk: Callable[..., Talk]) -> None:
    lab = talk("", GERMAN)
    consent = lab.at("[data-consent]")
    expect(consent).to_contain_text("Sprachmodell")
    host = lab.proxy.url.split("/")[2]
    expect(consent).to_contain_text(host)
    expect(consent).to_contain_text("Weather Guide")
    words = lab.root.inner_text()
    assert not {"Start the conversation", "What is sent", "exchanges"} & set(words.splitlines())


def test_a_lab_asks_for_consent_in_the_authors_words(talk: Callable[..., Talk]) -> None:
    lab = talk("", "consent:\n  text: We keep **nothing**.\n  agree: I agree\n  decline: No, thank you\n")
    consent = lab.at("[data-consent]")
    expect(consent.locator("strong")).to_have_text("nothing")
    expect(consent).to_contain_text(lab.proxy.url.split("/")[2])
    expect(consent.locator("button")).to_have_text(["I agree", "No, thank you"])
    consent.locator("button").first.click()
    expect(lab.field).to_be_focused()


def test_the_count_stays_in_view(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.proxy.play(Behaviour(text="A long line.\n\n" * 60))
    lab.write()
    lab.expect_exchanges(1)
    lab.at('[data-action="save"]').scroll_into_view_if_needed()
    lab.learner.frame.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(lab.at(".lab-count")).to_be_in_viewport()


def test_enter_takes_an_input_methods_candidate_and_sends_nothing(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.field.fill("霧はいつ")
    lab.field.evaluate(
        "field => [{isComposing: true}, {keyCode: 229}].forEach(how => "
        "field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...how})))"
    )
    expect(lab.field).to_have_value("霧はいつ")
    assert lab.asked() == []
    lab.field.press("Enter")
    lab.expect_exchanges(1)


def test_shift_and_enter_begin_a_new_line(talk: Callable[..., Talk]) -> None:
    lab = talk().consent()
    lab.field.fill("Why")
    lab.field.press("Shift+Enter")
    lab.field.press_sequentially("is there fog?")
    expect(lab.field).to_have_value("Why\nis there fog?")
    assert lab.asked() == []

"""What is found in an answer to a question: its head, its pace, its pieces, its end and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.lab_check.checking import findings, findings_at, told
from tests.lab_check.unruly_proxy import (
    ORIGIN,
    STREAM,
    STREAMED,
    WHOLE,
    Response,
    UnrulyProxy,
    chunk,
    event,
    is_question,
    json_response,
)
from tests.stub_proxy import Behaviour, StubProxy

DONE = event("[DONE]")


def streamed(*pieces: bytes, pause: float = 0.0) -> Response:
    return STREAMED.saying(*pieces, pause=pause)


def test_figures_are_in_milliseconds(proxy: UnrulyProxy) -> None:
    pace = findings(proxy)["pace"].found
    words, pieces, longest, whole = pace.split(", ")
    assert words.startswith("first words after ")
    assert pieces == "4 pieces"
    assert longest.startswith("longest pause ")
    assert whole.startswith("all after ")
    assert all(part.endswith(" ms") for part in (words, longest, whole))


def test_a_head_that_the_player_would_not_wait_for_is_a_problem_after_a_second_try(proxy: UnrulyProxy) -> None:
    proxy.wants_tokens, proxy.chat = False, replace(STREAMED, before=0.4)
    found = told(proxy, head_seconds=0.2)
    assert found.keys() == {"session", "head"}
    assert found["head"].startswith("problem: the answer began after ")
    assert found["head"].endswith("; the player waits for 200 ms")
    assert len(proxy.questions) == 2


def test_a_head_that_never_comes_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.wants_tokens, proxy.chat = False, replace(STREAMED, before=5)
    found = told(proxy, timeout_seconds=1)
    assert found.keys() == {"answer", "rest"}
    assert found["answer"].startswith("problem: 127.0.0.1 did not answer in 1 seconds (--timeout); the first try: no ")


def test_a_pause_that_the_player_takes_for_a_loss_is_a_problem(proxy: UnrulyProxy) -> None:
    first, *rest = STREAM
    proxy.chat = replace(STREAMED, pieces=((0, first), (1, b"".join(rest))))
    found = told(proxy, silence_seconds=0.2)
    assert found.keys() == {"pace"}
    assert ", 2 pieces, longest pause " in found["pace"]


def test_a_comment_is_a_sign_of_life(proxy: UnrulyProxy) -> None:
    waiting = ((0.3, b": wait\n\n"),) * 5
    proxy.chat = replace(STREAMED, pieces=(*waiting, (0, b"".join(STREAM))))
    assert told(proxy, silence_seconds=1.2) == {}


def test_an_answer_that_falls_silent_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.chat = replace(streamed(*STREAM[:2]), ending="silent")
    found = told(proxy, timeout_seconds=1)
    assert found.keys() == {"pace", "end"}
    assert found["pace"].endswith("and then no more for as long as --timeout allows")
    assert found["end"] == "problem: the stream fell silent without finish_reason or [DONE]"


def test_a_connection_that_stays_open_after_done_is_not_waited_for(proxy: UnrulyProxy) -> None:
    proxy.chat = replace(STREAMED, ending="silent")
    assert told(proxy) == {}


def test_an_answer_without_end_is_not_read_for_ever(proxy: UnrulyProxy) -> None:
    proxy.chat = replace(streamed(*[chunk("on ")] * 40, pause=0.05), ending="silent")
    assert told(proxy, whole_seconds=0.3)["end"] == "problem: the answer had no end; the check stopped reading"


MANY = (*(chunk(word) for word in ("Fog ", "lifts ", "when ", "it ", "warms.")), DONE)


def test_an_answer_in_pieces_is_told_from_one_that_was_held_back(proxy: UnrulyProxy) -> None:
    proxy.chat = streamed(*MANY, pause=0.15)
    finding = findings(proxy)["streaming"]
    assert (finding.status, finding.found) == ("ok", "words come as they are written, in 5 events")
    proxy.chat = streamed(b"".join(MANY), pause=0.15)
    found = told(proxy)
    assert found.keys() == {"streaming"}
    assert found["streaming"].startswith("note: 5 events with words came all at once, after ")
    advice = findings(proxy)["streaming"].advice
    assert "proxy_buffering off" in advice
    assert "X-Accel-Buffering: no" in advice


def test_one_json_body_is_taken_and_noted(proxy: UnrulyProxy) -> None:
    proxy.chat = WHOLE
    found = findings(proxy)
    assert told(proxy) == {"streaming": "note: the answer comes as one JSON body, although a stream was asked for"}
    assert found["answer"].found == "200, application/json"
    assert found["reply"].found == "a reply of 32 characters"
    assert "end" not in found


def test_events_under_another_name_are_noted(proxy: UnrulyProxy) -> None:
    proxy.chat = STREAMED.having(content_type="text/plain; charset=utf-8")
    assert told(proxy) == {"answer": "note: 200, a stream of events, but called text/plain"}


def test_a_web_page_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.chat = Response(headers=(("content-type", "text/html"),)).saying(b"<!doctype html><h1>Sign in</h1>")
    assert told(proxy) == {"answer": "problem: 200, neither a stream of events nor JSON, but text/html"}


@pytest.mark.parametrize(
    ("chat", "how"),
    [
        (streamed(*STREAM[:2]), "ended"),
        (replace(streamed(*STREAM[:2]), ending="broken"), "broke off"),
    ],
)
def test_a_stream_without_its_end_is_a_problem(chat: Response, how: str, proxy: UnrulyProxy) -> None:
    proxy.chat = chat
    assert told(proxy) == {"end": f"problem: the stream {how} without finish_reason or [DONE]"}


@pytest.mark.parametrize(
    ("chat", "found"),
    [
        (streamed(chunk("Hello."), chunk(finish="stop")), "it ends with finish_reason: stop"),
        (streamed(chunk("Hello."), DONE), "it ends with [DONE]"),
        (streamed(chunk("Hello."), b"data: [DONE]"), "it ends with [DONE]"),
    ],
)
def test_either_end_will_do(chat: Response, found: str, proxy: UnrulyProxy) -> None:
    proxy.chat = chat
    assert told(proxy) == {}
    assert findings(proxy)["end"].found == found


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_a_reply_that_was_cut_off_by_the_model_is_noted(reason: str, proxy: UnrulyProxy) -> None:
    proxy.chat = streamed(chunk("Well"), chunk(finish=reason), DONE)
    found = told(proxy)
    assert found.keys() == {"end"}
    assert found["end"].startswith("note: ")
    assert f"(finish_reason: {reason})" in found["end"]


@pytest.mark.parametrize(
    ("chat", "found"),
    [
        (
            streamed(chunk("Well, "), event({"error": {"message": "out of luck.", "code": "upstream_unavailable"}})),
            "an error among the events: out of luck",
        ),
        (json_response({"error": {"message": "No model."}}), "with 200, a body that is an error: No model"),
        (json_response({"error": True}), "with 200, a body that is an error: an error without words"),
        (json_response({"answer": "Fog."}), "the reply is empty: nothing in choices[0].message.content"),
        (streamed(chunk(finish="stop"), DONE), "the reply is empty: nothing in choices[0].delta.content"),
        (streamed(chunk(" \n"), DONE), "the reply is empty: nothing in choices[0].delta.content"),
        (
            streamed(event({"choices": [{"delta": {"reasoning_content": "Hm."}}]}), DONE),
            (
                "the reply is empty: nothing in choices[0].delta.content; "
                "the model's reasoning came, which the player does not show"
            ),
        ),
        (
            streamed(event({"choices": [{"text": "Fog."}]}), DONE),
            "the reply is empty: nothing in choices[0].delta.content",
        ),
        (streamed(chunk("Fog."), event("<html>")), "an event is no JSON: '<html>'"),
        (
            Response(headers=(("content-type", "application/json"),)).saying(b"<html>"),
            "the body is no JSON: '<html>'",
        ),
        (streamed(chunk("Caf\u00e9").replace("\u00e9".encode(), b"\xe9"), DONE), "the reply is not UTF-8"),
        (
            Response(headers=(("content-type", "application/json"),)).saying(WHOLE.body.replace(b"Fog", b"\xe9")),
            "the reply is not UTF-8",
        ),
    ],
)
def test_a_reply_that_no_learner_can_read_is_a_problem_with_its_reason(
    chat: Response, found: str, proxy: UnrulyProxy
) -> None:
    proxy.chat = chat
    (problem,) = [finding for finding in findings(proxy).values() if finding.status == "problem"]
    assert (problem.name, problem.found) == ("reply", found)


def test_characters_that_are_cut_in_two_are_whole_again(proxy: UnrulyProxy) -> None:
    wire = chunk("数据 🙂") + DONE
    proxy.chat = streamed(*(wire[at : at + 1] for at in range(len(wire))))
    assert told(proxy) == {}
    assert findings(proxy)["reply"].found == "a reply of 4 characters"


def test_the_name_of_the_model_behind_the_alias_is_noted(proxy: UnrulyProxy) -> None:
    proxy.chat = streamed(chunk("Hello.", model="grand-model-5"), DONE)
    assert told(proxy) == {"model": "note: answers name the model behind lab-assistant: grand-model-5"}


@pytest.fixture
def stub() -> Iterator[StubProxy]:
    with StubProxy() as stub:
        yield stub


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        (Behaviour("stream"), None),
        (Behaviour("json"), None),
        (Behaviour("cut"), "end"),
        (Behaviour("break"), "end"),
        (Behaviour("garbage"), "answer"),
        (Behaviour("429"), "answer"),
        (Behaviour("401"), "session"),
        (Behaviour("403"), "session"),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_the_stub_of_the_browser_tests_is_found_to_be_what_it_plays(
    behaviour: Behaviour, problem: str | None, stub: StubProxy
) -> None:
    stub.play("500", behaviour)  # The first request is the malformed one.
    found = findings_at(stub.url)
    assert [finding.name for finding in found.values() if finding.status == "problem"] == ([problem] if problem else [])
    assert len(stub.requests) == 2


def test_a_5xx_of_the_stub_is_asked_twice(stub: StubProxy) -> None:
    stub.play("500", "500", "500")
    assert (
        findings_at(stub.url)["answer"].found
        == "the question is answered with 500: the stub says no; the first try: 500"
    )
    assert len(stub.requests) == 3


def test_a_proxy_that_goes_away_in_the_middle_is_a_finding(proxy: UnrulyProxy) -> None:
    """No head, and not for want of time: the player does not try again."""
    proxy.wants_tokens = False
    proxy.changed = lambda request, response: replace(response, status=99) if is_question(request) else response
    found = told(proxy)
    assert found.keys() == {"answer", "rest"}
    assert found["answer"].startswith("problem: 127.0.0.1 broke the connection off")
    assert len(proxy.questions) == 1


def test_another_origin_may_be_said(proxy: UnrulyProxy) -> None:
    proxy.wants_tokens = False
    found = findings_at(proxy.url, origin="https://other.example.org")
    assert {name for name, finding in found.items() if finding.status == "problem"} == {
        "preflight",
        "errors",
        "readable",
    }
    assert ORIGIN not in repr([finding for finding in found.values() if finding.status == "ok"])

"""Replies are passed on at once, in the smallest shape, with the lab's prompt and nothing of the upstream's own."""

from __future__ import annotations

import json
import re

import pytest

from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import ORIGIN, SESSION, settings_for, told
from tests.lab_server.upstream import INNER_WORDS, REPLY, Answer, StubUpstream, wait_until


def test_a_reply_is_whole_and_ends_with_done(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    reply = visit(start()).ask("Hello")
    assert (reply.text, reply.reasons, reply.done) == (REPLY, ["stop"], True)
    assert reply.raw.endswith("data: [DONE]\n\n")
    assert len(upstream.requests) == 1


def test_every_event_is_the_smallest_chunk(start: Start, visit: Visit) -> None:
    events = visit(start()).ask("Hello").events
    words = [{"choices": [{"index": 0, "delta": {"content": w}, "finish_reason": None}]} for w in ("one ", "two ")]
    assert events[:2] == words
    assert events[-1] == {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    assert len(events) == 5


def test_a_word_is_passed_on_before_the_next_one_is_said(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    upstream.play(Answer(text="one two", hold=1))
    with visit(start()).asking("Hello") as lines:
        assert json.loads(next(lines).removeprefix("data: "))["choices"][0]["delta"]["content"] == "one "
        # The upstream says no more until now: the first word was not waiting for it.
        upstream.release()
        assert "two" in "".join(lines)


def test_nothing_that_the_upstream_says_of_itself_leaks(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    learner = visit(start())
    for kind in ("stream", "json", "error", "garbage", "status"):
        upstream.play(Answer(kind))
        response = learner.post(learner.body("Hello"))
        assert INNER_WORDS not in response.text
        assert INNER_WORDS not in str(response.headers.raw)
        assert "real-model" not in response.text


def test_the_upstream_is_asked_for_the_real_model_with_the_labs_prompt(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    proxy = start(upstream={"temperature": 0.5, "max_tokens": 77})
    visit(proxy).ask("Hi", "Hello.", "Two and two?", user="someone", tools=[{"a": 1}], temperature=2, max_tokens=9999)
    (request,) = upstream.requests
    assert request.path == "/v1/chat/completions"
    assert set(request.body) == {"model", "messages", "max_tokens", "temperature", "stream", "stream_options"}
    assert {k: request.body[k] for k in ("model", "max_tokens", "temperature", "stream", "stream_options")} == {
        "model": "real-model",
        "max_tokens": 77,
        "temperature": 0.5,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    system, *rest = request.body["messages"]
    assert system["role"] == "system"
    assert "SECRET-STEERING" in system["content"]
    assert rest == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "Two and two?"},
    ]
    assert SESSION not in json.dumps(request.body)
    assert not {"origin", "cookie", "x-forwarded-for"} & set(request.headers)


def test_the_key_goes_to_the_upstream_and_nowhere_else(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    from scormpack.lab_server import Secrets

    learner = visit(start(secrets=Secrets(upstream_key="sk-the-key")))
    response = learner.post(learner.body("Hello"))
    assert upstream.requests[0].headers["authorization"] == "Bearer sk-the-key"
    assert "sk-the-key" not in response.text + str(response.headers.raw)


def test_a_newer_name_of_the_longest_reply_can_be_set(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    visit(start(upstream={"max_tokens_field": "max_completion_tokens"})).ask("Hello")
    body = upstream.requests[0].body
    assert ("max_tokens" in body, body["max_completion_tokens"]) == (False, 800)


def test_an_upstream_that_knows_no_stream_is_turned_into_one(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    upstream.play(Answer("json", text="All at once, 数据."))
    reply = visit(start()).ask("Hello")
    assert (reply.text, reply.reasons, reply.done) == ("All at once, 数据.", ["stop"], True)


@pytest.mark.parametrize("kind", ["stream", "json"])
def test_a_client_that_wants_no_stream_gets_one_body(
    start: Start, visit: Visit, upstream: StubUpstream, kind: str
) -> None:
    upstream.play(Answer(kind))  # type: ignore[arg-type]  # one of the list
    learner = visit(start())
    response = learner.post(learner.body("Hello", stream=False))
    assert response.headers["content-type"] == "application/json"
    message = {"role": "assistant", "content": REPLY}
    assert response.json() == {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }


@pytest.mark.parametrize(
    ("finish", "wanted"), [("length", "length"), ("content_filter", "content_filter"), ("tool_calls", "stop")]
)
def test_a_finish_reason_is_one_of_three(
    start: Start, visit: Visit, upstream: StubUpstream, finish: str, wanted: str
) -> None:
    upstream.play(Answer(finish=finish))
    assert visit(start()).ask("Hello").reasons == [wanted]


def test_done_without_a_finish_reason_is_an_end(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    upstream.play(Answer(finish=None))
    reply = visit(start()).ask("Hello")
    assert (reply.text, reply.reasons, reply.done) == (REPLY, ["stop"], True)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_of_the_standard_is_read(
    start: Start, visit: Visit, upstream: StubUpstream, line_end: str
) -> None:
    upstream.play(Answer(text="naïve 数据 🙂 done", line_end=line_end))
    assert visit(start()).ask("Hello").text == "naïve 数据 🙂 done"


def test_a_late_upstream_gets_the_client_a_head_and_comments(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    upstream.play(Answer(hold=0))
    upstream.play(Answer("silent"))
    quick = {"head_seconds": 0.05, "comment_seconds": 0.05}
    learner = visit(start(upstream=quick))
    with learner.asking("Hello") as lines:
        heard = [next(lines) for _ in range(4)]
        assert heard == [": waiting", "", ": waiting", ""]
        upstream.release()
        assert told("\n".join(lines)).text == REPLY


def test_the_clocks_are_those_that_the_player_needs() -> None:
    upstream = settings_for("http://127.0.0.1:1/v1").upstream
    # The player gives up after 10 s without a head (6 s at a second try), and after 30 s without a byte.
    assert (upstream.head_seconds, upstream.comment_seconds, upstream.connect_seconds) == (5, 10, 5)


def test_an_upstream_without_stream_options_is_asked_without_them_from_then_on(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    upstream.refuse_stream_options()
    learner = visit(start())
    assert [learner.ask("Hello").text, learner.ask("Hello").text] == [REPLY, REPLY]
    assert ["stream_options" in request.body for request in upstream.requests] == [True, False, False]


def test_streams_are_not_kept_and_not_buffered(start: Start, visit: Visit) -> None:
    learner = visit(start())
    headers = learner.post(learner.body("Hello")).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert headers["access-control-allow-origin"] == ORIGIN
    assert "server" not in headers


def test_finished_replies_leave_nothing_open(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    before = proxy.tasks()
    learner = visit(proxy)
    for _ in range(3):
        learner.ask("Hello")
    wait_until(lambda: upstream.open == 0 and proxy.tasks() == before)
    assert (proxy.proxy.slots.open, dict(proxy.proxy.ledger.reserved)) == (0, {})


def test_the_system_prompt_says_who_where_what_and_how(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    learner = visit(start(upstream={"judge_topics": False}))
    learner.ask("Hello")
    visit(start(upstream={"judge_topics": False}), lab="lab-topics").ask("Hello")
    plain, topics = (request.body["messages"][0]["content"] for request in upstream.requests)
    for words in ("Sum Guide", "“A plain lab”", "“Sums and more”", "Talk about *sums*.", "SECRET-STEERING", "`pt-BR`"):
        assert words in plain
    assert re.search(r"What fog is: The learner said why: SECRET-REACHED\n- Why it lifts\n- When it ends", topics)
    assert "Do not reveal" in plain
    assert "no instruction to you" in plain

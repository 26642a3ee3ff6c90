"""A rehearsal needs no upstream: the script answers word by word, and failures can be asked for."""

from __future__ import annotations

import pytest

from tests.lab_server.conftest import Start, Visit
from tests.lab_server.upstream import StubUpstream


@pytest.fixture(autouse=True)
def _nobody_asks_the_upstream(upstream: StubUpstream) -> object:
    yield
    assert upstream.requests == []


def test_the_script_answers_word_by_word(start: Start, visit: Visit) -> None:
    reply = visit(start(rehearsal=True)).ask("What is a sum?")
    words = [event["choices"][0]["delta"].get("content") for event in reply.events[:-1]]
    assert words == ["A ", "sum ", "is ", "what ", "you ", "get ", "by ", "adding."]
    assert (reply.reasons, reply.done, reply.topics) == (["stop"], True, None)


def test_the_conversation_so_far_is_looked_at(start: Start, visit: Visit) -> None:
    learner = visit(start(rehearsal=True), lab="lab-topics")
    assert learner.ask("What is fog?").topics == ["what"]
    again = learner.ask("What is fog?", "Fog is a cloud.", "And this fog?")
    assert (again.text, again.topics) == ("Go on.", ["what", "end"])


def test_any_model_will_do(start: Start, visit: Visit) -> None:
    assert visit(start(rehearsal=True)).ask("Hello", model="whatever").done


def test_a_client_that_wants_no_stream_gets_one_body(start: Start, visit: Visit) -> None:
    learner = visit(start(rehearsal=True), lab="lab-topics")
    whole = learner.post(learner.body("Fog?", stream=False)).json()
    assert whole["choices"][0]["message"] == {"role": "assistant", "content": "Fog is a cloud."}
    assert whole["scormpack"] == {"topics": ["what"]}


def test_busy_is_429_with_two_seconds(start: Start, visit: Visit) -> None:
    learner = visit(start(rehearsal=True))
    response = learner.post(learner.body("!busy"))
    assert (response.status_code, response.headers["retry-after"]) == (429, "2")
    assert response.json()["error"]["code"] == "rate_limited"


def test_down_is_503(start: Start, visit: Visit) -> None:
    assert visit(start(rehearsal=True)).refused(" !down\n") == (503, "upstream_unavailable")


def test_break_ends_in_the_middle(start: Start, visit: Visit) -> None:
    reply = visit(start(rehearsal=True)).ask("!break")
    # "Tell me more about it." has five words.
    assert (reply.text, reply.reasons, reply.done) == ("Tell me ", [], False)
    assert (reply.error or {})["code"] == "upstream_unavailable"


def test_slow_is_whole_and_has_comments_in_its_silences(start: Start, visit: Visit) -> None:
    proxy = start(rehearsal=True, upstream={"comment_seconds": 0.01})
    reply = visit(proxy).ask("!slow")
    assert (reply.text, reply.done) == ("Tell me more about it.", True)
    assert reply.comments


def test_limits_can_be_rehearsed(start: Start, visit: Visit) -> None:
    learner = visit(start(rehearsal=True, limits={"turns_per_session": 1}))
    learner.ask("Hello")
    assert learner.refused("Hello") == (403, "quota_used_up")

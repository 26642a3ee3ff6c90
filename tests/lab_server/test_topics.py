"""Where a lab has topics, a second question to the upstream says which are touched; its failure is no failure of the reply."""

from __future__ import annotations

import json

import pytest

from scormpack.lab_server.judge import read_verdict
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.upstream import REPLY, Answer, StubUpstream


def test_the_report_stands_between_the_reply_and_done(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    upstream.judge(Answer("json", text='{"topics": ["end", "what"]}'))
    reply = visit(start(), lab="lab-topics").ask("What is fog?")
    assert reply.events[-1] == {
        "object": "chat.completion.chunk",
        "choices": [],
        "scormpack": {"topics": ["what", "end"]},
    }
    assert reply.events[-2]["choices"][0]["finish_reason"] == "stop"
    assert (reply.text, reply.done) == (REPLY, True)


def test_a_json_answer_has_the_report_at_its_top(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    upstream.judge(Answer("json", text='{"topics": ["why"]}'))
    learner = visit(start(), lab="lab-topics")
    assert learner.post(learner.body("Fog?", stream=False)).json()["scormpack"] == {"topics": ["why"]}


def test_the_judge_is_asked_shortly_and_coldly_about_the_whole_conversation(
    start: Start, visit: Visit, upstream: StubUpstream
) -> None:
    visit(start(upstream={"temperature": 0.9}), lab="lab-topics").ask("Hi", "Hello.", "What is fog?")
    _reply, judged = upstream.requests
    assert {k: judged.body[k] for k in ("model", "stream", "temperature", "max_tokens")} == {
        "model": "real-model",
        "stream": False,
        "temperature": 0,
        "max_tokens": 300,
    }
    system, talk = (message["content"] for message in judged.body["messages"])
    assert "SECRET-REACHED" in system
    assert json.loads(talk) == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "What is fog?"},
        {"role": "assistant", "content": REPLY},
    ]


@pytest.mark.parametrize(
    "verdict",
    [
        Answer("status", status=500),
        Answer("status", status=429),
        Answer("silent"),
        Answer("break"),
        Answer("garbage"),
        Answer("json", text="I think the first two."),
        Answer("json", text='{"topics": "what"}'),
        Answer("json", text='{"topics": {"what": true}}'),
        Answer("json", text="[" * 5000),
    ],
    ids=lambda answer: f"{answer.kind}-{answer.status}-{answer.text[:12]}",
)
def test_a_judge_that_fails_reports_nothing(
    start: Start, visit: Visit, upstream: StubUpstream, verdict: Answer
) -> None:
    upstream.judge(verdict)
    reply = visit(start(upstream={"judge_seconds": 0.3}), lab="lab-topics").ask("What is fog?")
    assert (reply.text, reply.topics, reply.error, reply.done) == (REPLY, None, None, True)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"topics": []}', []),
        ('{"topics": ["b", "a", "b"]}', ["a", "b"]),
        ('```json\n{"topics": ["a"]}\n```', ["a"]),
        ('Here it is: {"topics": ["a"]}. Bye.', ["a"]),
        ('{"topics": ["nobody", 7, null, ["a"], {"a": 1}, "b"]}', ["b"]),
        ('["a"]', None),
        ("", None),
    ],
)
def test_a_verdict_is_read_defensively(text: str, wanted: list[str] | None) -> None:
    assert read_verdict(text, ["a", "b"]) == wanted


def test_a_lab_without_topics_is_not_judged(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    assert visit(start()).ask("Hello").topics is None
    assert len(upstream.requests) == 1


def test_judging_can_be_turned_off(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    assert visit(start(upstream={"judge_topics": False}), lab="lab-topics").ask("Hello").topics is None
    assert len(upstream.requests) == 1


def test_the_judges_tokens_count(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start()
    upstream.play(Answer(usage=(100, 20)))
    upstream.judge(Answer("json", text='{"topics": []}', usage=(50, 5)))
    visit(proxy, lab="lab-topics").ask("Hello")
    assert proxy.call(proxy.proxy.ledger.used_today())[0] == 175

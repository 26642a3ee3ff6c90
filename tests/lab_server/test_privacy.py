"""Logs, metrics and errors have no text, no session id, no prompt and no secret; and who may look at them."""

from __future__ import annotations

import logging
import re
import socket

import httpx
import pytest

from scormpack.lab_server import Secrets
from scormpack.lab_server.serve import RunningProxy, UtcFormatter
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import OTHER_SESSION, SESSION
from tests.lab_server.upstream import INNER_WORDS, Answer, StubUpstream, wait_until

SECRETS = Secrets("sk-upstream-key", "proxy-secret-" + "x" * 32, "metrics-key")
TURN, REPLY = "what the learner wrote", "what the assistant said"


def root(proxy: RunningProxy) -> str:
    return proxy.url.removesuffix("/v1")


def everything_happens(proxy: RunningProxy, visit: Visit, upstream: StubUpstream) -> list[httpx.Response]:
    """Replies, failures and refusals of every kind."""
    learner = visit(proxy)
    upstream.play(Answer(text=REPLY), Answer("json", text=REPLY), Answer("error", text=REPLY), Answer("garbage"))
    upstream.play(*(Answer("status", status=status) for status in (401, 429, 500)))
    answers = [learner.post(learner.body(TURN)) for _ in range(7)]
    topics = visit(proxy, lab="lab-topics")
    upstream.play(Answer(text=REPLY))
    upstream.judge(Answer("json", text=f"{INNER_WORDS} no verdict"))
    answers.append(topics.post(topics.body(TURN)))
    thief = visit(proxy, session=OTHER_SESSION)
    thief.token = learner.token
    answers.append(thief.post(thief.body(TURN)))
    answers.append(learner.post(learner.body(TURN, model=TURN)))
    return answers


def test_the_log_has_one_line_a_request_and_no_word_of_anybody(
    start: Start, visit: Visit, upstream: StubUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "scormpack")
    caplog.set_level(logging.DEBUG, "uvicorn")
    everything_happens(start(secrets=SECRETS), visit, upstream)
    wait_until(lambda: len([r for r in caplog.records if " session=" in r.getMessage()]) == 12)
    lines = [record.getMessage() for record in caplog.records]
    told = [line for line in lines if " session=" in line]
    form = r"(POST|GET) (chat|sessions) \d{3} session=([0-9a-f]{16}|-) in=\d+ out=\d+ ms=\d+"
    assert [line for line in told if not re.fullmatch(form, line)] == []
    assert re.match(r"POST chat 200 session=[0-9a-f]{16} in=100 out=20 ", told[1])
    everything = "\n".join(caplog.handler.format(record) for record in caplog.records)
    tokens = re.findall(r"\d{10}\.[\w-]{43}", everything)
    for words in (TURN, REPLY, SESSION, OTHER_SESSION, INNER_WORDS, "SECRET-STEERING", "SECRET-REACHED", "127.0.0.1"):
        assert words not in everything
    for secret in (SECRETS.upstream_key, SECRETS.proxy_secret, SECRETS.metrics_key):
        assert secret not in everything
    assert tokens == []


def test_no_answer_and_no_metric_has_the_prompt(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(secrets=SECRETS)
    answers = everything_happens(proxy, visit, upstream)
    metrics = httpx.get(f"{root(proxy)}/metrics", trust_env=False).text
    health = httpx.get(f"{root(proxy)}/healthz", trust_env=False).text
    seen = "\n".join([*(a.text + str(a.headers.raw) for a in answers), metrics, health])
    for words in (
        "SECRET-STEERING",
        "SECRET-REACHED",
        "Do not reveal",
        "sk-upstream-key",
        "proxy-secret",
        INNER_WORDS,
    ):
        assert words not in seen
    for words in (TURN, REPLY, SESSION, OTHER_SESSION):
        assert words not in metrics + health


def test_text_is_logged_where_a_setting_says_so(
    start: Start, visit: Visit, upstream: StubUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "scormpack")
    upstream.play(Answer(text=REPLY))
    visit(start(server={"log_text": True})).ask(TURN)
    assert f'text {{"turn": "{TURN}", "reply": "{REPLY}"}}' in [record.getMessage() for record in caplog.records]


def test_a_line_begins_with_the_time_in_utc() -> None:
    record = logging.LogRecord("scormpack.lab_server", logging.INFO, "", 0, "POST chat 200", (), None)
    record.created = 1793521800.0
    assert UtcFormatter("%(asctime)s %(level)s %(message)s").format(record) == "2026-11-01T08:30:00Z info POST chat 200"


def test_secrets_are_not_shown_by_accident() -> None:
    assert "key" not in repr(SECRETS).replace("_key", "")
    assert "x" * 8 not in repr(SECRETS)


def test_a_prompt_is_not_shown_by_accident(start: Start) -> None:
    prompt = start().proxy._labs.find("sums", "lab-plain")  # noqa: SLF001  # what a traceback could show
    assert "SECRET-STEERING" not in repr(prompt)


def test_a_mistake_of_the_program_is_told_without_its_words(
    start: Start, visit: Visit, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = start()

    def fail(_authorization: str, _bound: object) -> None:
        raise KeyError(TURN)

    monkeypatch.setattr(proxy.proxy._tokens, "check", fail)  # noqa: SLF001  # a mistake of ours
    response = visit(proxy).post(visit(proxy).body(TURN))
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert "KeyError" in line
    assert TURN not in line + response.text


def test_health_says_how_many_labs_there_are(start: Start) -> None:
    response = httpx.get(f"{root(start())}/healthz", trust_env=False)
    assert response.json() == {"status": "ok", "courses": 1, "labs": 2, "rehearsal": False}


def test_metrics_count_what_was_done(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    proxy = start(spending={"input_price": 2, "output_price": 10, "per_day": 100})
    upstream.play(Answer(usage=(100, 20)), Answer("status", status=500))
    learner = visit(proxy)
    learner.ask("Hello")
    learner.refused("Hello")
    lines = httpx.get(f"{root(proxy)}/metrics", trust_env=False).text.splitlines()
    for line in (
        'scormpack_lab_requests_total{resource="chat",status="200"} 1.0',
        'scormpack_lab_requests_total{resource="chat",status="502"} 1.0',
        'scormpack_lab_requests_total{resource="sessions",status="201"} 1.0',
        'scormpack_lab_tokens_total{direction="in"} 100.0',
        'scormpack_lab_tokens_total{direction="out"} 20.0',
        # 100 * 2 + 20 * 10 millionths.
        "scormpack_lab_cost_micros_total 400.0",
        'scormpack_lab_replies_total{end="whole"} 1.0',
        'scormpack_lab_replies_total{end="failed"} 1.0',
        "scormpack_lab_open_streams 0.0",
        "scormpack_lab_reservations 0.0",
    ):
        assert line in lines


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_what_a_proxy_has_passed_on_does_not_come_from_this_machine(start: Start, path: str) -> None:
    proxy = start(secrets=SECRETS)
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        response = httpx.get(root(proxy) + path, headers={name: "127.0.0.1"}, trust_env=False)
        assert response.status_code == 403
    for key, status in (("metrics-key", 200), ("metrics-kez", 403), ("", 403), ("é", 403)):
        headers = {b"X-Forwarded-For": b"192.0.2.1", b"Authorization": f"Bearer {key}".strip().encode("latin-1")}
        assert httpx.get(root(proxy) + path, headers=headers, trust_env=False).status_code == status


def test_another_machine_needs_the_key() -> None:
    from scormpack.lab_server.addresses import is_this_machine

    def scope(host: str) -> dict[str, object]:
        return {"type": "http", "client": (host, 1), "headers": []}

    assert [is_this_machine(scope(host)) for host in ("127.0.0.1", "::1", "192.0.2.1", "10.0.0.1", "fe80::1%eth0")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert not is_this_machine({"type": "http", "client": None, "headers": []})


def test_without_a_key_an_empty_one_opens_nothing(start: Start) -> None:
    proxy = start()
    for given in ("Bearer", "Bearer None"):
        headers = {"X-Forwarded-For": "192.0.2.1", "Authorization": given}
        assert httpx.get(f"{root(proxy)}/metrics", headers=headers, trust_env=False).status_code == 403


def test_nothing_listens_but_on_the_address_that_was_named(start: Start) -> None:
    host, _, port = start().url.removeprefix("http://").removesuffix("/v1").partition(":")
    assert host == "127.0.0.1"
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.2", int(port)))

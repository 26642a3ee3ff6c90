"""Requests to an LRS that is away, busy, or something else: what is tried again, and what is said."""

from __future__ import annotations

import socket

import pytest

from scormpack.diagnostics import ScormpackError
from scormpack.lrs_client import Credentials, Patience, Remote, exchange, parse_endpoint
from scormpack.lrs_client.failures import LrsError, RefusedError, UnreachableError
from tests.lrs_client.unruly_lrs import (
    CUT,
    DROPPED,
    HTML,
    KEY,
    LOGIN,
    SECRET,
    SILENT,
    TRICKLING,
    Trouble,
    UnrulyLrs,
    failing,
    statements,
)


def read(remote: Remote) -> object:
    value, _text = remote.json(remote.ask("GET", "statements"))
    return value


@pytest.mark.parametrize(
    "trouble",
    [
        DROPPED,
        CUT,
        SILENT,
        failing(500),
        failing(502),
        failing(503),
        failing(504),
        failing(429),
        failing(408),
    ],
    ids=lambda trouble: f"{trouble.kind}-{trouble.status}",
)
def test_what_may_pass_is_tried_again(trouble: Trouble, lrs: UnrulyLrs, remote: Remote, pauses: list[float]) -> None:
    lrs.troubles = [trouble, trouble]
    assert read(remote) == {"statements": [], "more": ""}
    assert len(lrs.requests) == 3
    assert pauses == [1.0, 2.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 412, 413, 302])
def test_what_will_not_change_is_not_tried_again(
    status: int, lrs: UnrulyLrs, remote: Remote, pauses: list[float]
) -> None:
    lrs.troubles = [failing(status)]
    assert remote.ask("GET", "statements").status == status
    assert len(lrs.requests) == 1
    assert pauses == []


def test_the_pause_is_the_one_that_the_lrs_asks_for(lrs: UnrulyLrs, remote: Remote, pauses: list[float]) -> None:
    lrs.troubles = [failing(429, Retry_After="17"), failing(503, Retry_After="0")]
    read(remote)
    assert pauses == [17.0, 0.0]


def test_an_lrs_that_asks_for_an_hour_is_told_of_rather_than_waited_for(
    lrs: UnrulyLrs, remote: Remote, pauses: list[float]
) -> None:
    lrs.troubles = [failing(429, Retry_After="3600")]
    with pytest.raises(RefusedError, match="wants us to wait 3600 seconds"):
        read(remote)
    assert pauses == []


def test_after_the_last_try_the_last_answer_stands(lrs: UnrulyLrs, remote: Remote, pauses: list[float]) -> None:
    lrs.troubles = [failing(503)] * 6
    with pytest.raises(RefusedError, match=r"in trouble \(503\)"):
        read(remote)
    assert len(lrs.requests) == 6
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (HTML, "answered with a web page"),
        (LOGIN, r"sends us to https://sso.example.org/login \(302\)"),
        (failing(401), "does not know this key and secret"),
        (failing(403), "does not allow this with it"),
        (failing(404), "is that the LRS's endpoint"),
        (Trouble(200, {}, b"OK"), "something that is not JSON"),
        (Trouble(200, {}, b"\xff\xfe{"), "something that is not JSON"),
        (Trouble(400, {}, b'{"message": "no\\nsuch\\u0007 verb"}'), "The LRS says: no such verb"),
    ],
)
def test_a_wrong_answer_is_explained_in_one_line(trouble: Trouble, said: str, lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.troubles = [trouble]
    with pytest.raises(ScormpackError, match=said) as failure:
        read(remote)
    assert "\n" not in str(failure.value)
    assert "token" not in str(failure.value)


def test_a_redirect_from_http_to_https_says_what_to_type(lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.troubles = [failing(301, Location=lrs.endpoint.replace("http:", "https:"))]
    with pytest.raises(RefusedError, match="use https:// in the endpoint"):
        read(remote)


def alone(url: str) -> Remote:
    return Remote(parse_endpoint(url), Credentials(KEY, SECRET), Patience(timeout_seconds=0.3, tries=1))


def test_a_name_that_nobody_has_is_told_apart() -> None:
    with pytest.raises(UnreachableError, match=r"no host lrs\.invalid") as failure:
        read(alone("https://lrs.invalid/xapi/"))
    assert failure.value.cause == "name"


def test_a_port_where_nobody_listens_is_told_apart() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(UnreachableError, match=r"no connection to 127\.0\.0\.1: connection refused") as failure:
            read(alone(f"http://127.0.0.1:{port}/xapi/"))
    assert failure.value.cause == "connection"


def test_https_to_a_server_without_it_is_told_apart_and_not_tried_again(lrs: UnrulyLrs, pauses: list[float]) -> None:
    remote = Remote(
        parse_endpoint(lrs.endpoint.replace("http:", "https:")),
        Credentials(KEY, SECRET),
        Patience(timeout_seconds=1, sleep=pauses.append),
    )
    with pytest.raises(UnreachableError, match="does not speak https there") as failure:
        read(remote)
    assert failure.value.cause == "certificate"
    assert pauses == []


def test_silence_is_told_apart_with_its_seconds(lrs: UnrulyLrs) -> None:
    lrs.troubles = [SILENT]
    with pytest.raises(UnreachableError, match=r"silent for 0\.3 seconds") as failure:
        read(alone(lrs.endpoint))
    assert failure.value.cause == "silence"


def test_an_answer_that_trickles_without_end_is_left(lrs: UnrulyLrs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "WHOLE_ANSWER_SECONDS", 0.2)
    lrs.statements, lrs.troubles = statements(10), [TRICKLING]
    with pytest.raises(UnreachableError, match=r"took longer than 0\.2 seconds"):
        read(alone(lrs.endpoint))


def test_an_answer_that_is_too_long_to_hold_is_left(lrs: UnrulyLrs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LONGEST_ANSWER", 1 << 20)
    lrs.troubles = [Trouble(200, {}, b" " * (1 << 21))]
    with pytest.raises(LrsError, match="longer than 1 MB"):
        read(alone(lrs.endpoint))


def test_tincans_own_methods_send_through_the_same_door(lrs: UnrulyLrs, remote: Remote, pauses: list[float]) -> None:
    lrs.troubles = [failing(503), Trouble(200, {}, b'{"version": ["1.0.3"]}')]
    assert remote.about().content.version == ["1.0.3"]
    assert [request.path for request in lrs.requests] == ["/xapi/about"] * 2
    assert lrs.requests[0].headers["X-Experience-API-Version"] == "1.0.3"
    assert pauses == [1.0]


@pytest.mark.parametrize("status", [400, 401, 500])
def test_an_lrs_that_repeats_the_key_does_not_make_us_print_it(status: int, lrs: UnrulyLrs, remote: Remote) -> None:
    sent = remote.credentials.authorization
    lrs.troubles = [Trouble(status, {}, f'{{"message": "you sent {sent} ({SECRET})"}}'.encode())] * 6
    with pytest.raises(RefusedError) as failure:
        read(remote)
    shown = f"{failure.value!r} {failure.value} {remote!r}"
    assert "you sent Basic … (…)" in shown
    assert SECRET not in shown
    assert sent.removeprefix("Basic ") not in shown

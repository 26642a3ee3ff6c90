"""A token is good for one course, lab, session and origin, for as long as it says, and nothing else opens the way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from scormpack.lab_server import Secrets
from scormpack.lab_server.answers import RefusedError
from scormpack.lab_server.tokens import Bound, Tokens
from tests.lab_server.conftest import Start, Visit
from tests.lab_server.learner import ORIGIN, OTHER_SESSION, SESSION
from tests.lab_server.upstream import StubUpstream

SECRET = "s" * 32
OTHER_ORIGIN = "https://other.example.org"
BOUND = Bound("sums", "lab-plain", SESSION, ORIGIN)


def code_of(tokens: Tokens, authorization: str, bound: Bound = BOUND) -> str:
    with pytest.raises(RefusedError) as caught:
        tokens.check(authorization, bound)
    assert caught.value.status == 401
    return caught.value.code


def test_a_session_is_opened_with_a_token_for_a_quarter_of_an_hour(start: Start, visit: Visit) -> None:
    learner = visit(start())
    response = learner.client.post("/sessions", json=learner.place)
    assert response.status_code == 201
    assert set(response.json()) == {"token", "expires_in"}
    assert response.json()["expires_in"] == 900


def test_without_a_token_one_is_asked_for(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    learner = visit(start())
    response = learner.client.post("/chat/completions", json=learner.body("Hello"))
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "session_required"
    assert response.json()["error"]["type"] == "authentication_error"
    assert upstream.requests == []


@pytest.mark.parametrize(
    "change",
    [{"session": OTHER_SESSION}, {"lab": "lab-topics"}, {"origin": OTHER_ORIGIN}],
    ids=["session", "lab", "origin"],
)
def test_a_token_of_another_place_is_no_token_of_this_one(
    start: Start, visit: Visit, upstream: StubUpstream, change: dict[str, str]
) -> None:
    proxy = start(server={"origins": [ORIGIN, OTHER_ORIGIN]})
    thief = visit(proxy, **change)
    thief.token = visit(proxy).open()
    assert thief.refused("Hello") == (401, "session_invalid")
    assert upstream.requests == []


def test_an_expired_token_says_so_and_is_used_no_more() -> None:
    now = [1000.0]
    tokens = Tokens(SECRET, 60, lambda: now[0])
    header = f"Bearer {tokens.mint(BOUND)}"
    now[0] = 1059.9
    tokens.check(header, BOUND)
    now[0] = 1060.0
    assert code_of(tokens, header) == "session_expired"
    assert code_of(tokens, header, BOUND._replace(lab="lab-topics")) == "session_invalid"


def test_the_mac_is_hmac_sha_256_under_a_key_of_its_own() -> None:
    token = Tokens(SECRET, 60, lambda: 1000.0).mint(BOUND)
    key = hmac.new(SECRET.encode(), b"scormpack session token", hashlib.sha256).digest()
    text = f'["sums", "lab-plain", "{SESSION}", "{ORIGIN}", 1060]'
    mac = hmac.new(key, text.encode(), hashlib.sha256).digest()
    assert token == "1060." + base64.urlsafe_b64encode(mac).decode().rstrip("=")


def test_a_token_whose_end_was_moved_is_forged() -> None:
    tokens = Tokens(SECRET, 60, lambda: 1000.0)
    end, _, mac = tokens.mint(BOUND).partition(".")
    assert code_of(tokens, f"Bearer {int(end) + 1}.{mac}") == "session_invalid"
    assert code_of(Tokens("t" * 32, 60, lambda: 1000.0), f"Bearer {end}.{mac}") == "session_invalid"


def test_two_places_never_make_the_same_text() -> None:
    tokens = Tokens(SECRET, 60, lambda: 1000.0)
    one, two = BOUND._replace(course='a", "b', lab="c"), BOUND._replace(course="a", lab='b", "c')
    assert tokens.mint(one) != tokens.mint(two)


MALFORMED = {
    "empty": "",
    "another scheme": "Basic dXNlcjpwYXNz",
    "no scheme": "1060",
    "no token": "Bearer",
    "two spaces": "Bearer  1." + "A" * 43,
    "no mac": "Bearer 1060.",
    "no end": "Bearer ." + "A" * 43,
    "a negative end": "Bearer -1." + "A" * 43,
    "an end with a leading zero": "Bearer 01." + "A" * 43,
    "a huge end": "Bearer " + "9" * 150 + "." + "A" * 43,
    "a short mac": "Bearer 1060." + "A" * 42,
    "a long mac": "Bearer 1060." + "A" * 44,
    "no base64": "Bearer 1060." + "!" * 43,
    "Latin-1": "Bearer 1060." + "é" * 43,
    "superscripts": "Bearer 1²." + "A" * 43,
    "a web token": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
    "very long": "Bearer " + "A" * 20_000,
}


@pytest.mark.parametrize("header", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_token_costs_nothing_upstream(
    start: Start, visit: Visit, upstream: StubUpstream, header: str
) -> None:
    learner = visit(start())
    body = json.dumps(learner.body("Hello")).encode()
    headers = {b"Content-Type": b"application/json", b"Authorization": header.encode("latin-1")}
    response = learner.client.post("/chat/completions", content=body, headers=headers)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == ("session_invalid" if header else "session_required")
    assert upstream.requests == []


def test_a_forged_token_costs_nothing_upstream(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    learner = visit(start(secrets=Secrets(proxy_secret=SECRET)))
    learner.token = Tokens("f" * 32, 900, lambda: 4e9).mint(BOUND)
    assert learner.refused("Hello") == (401, "session_invalid")
    assert upstream.requests == []


def test_a_token_lives_through_a_restart_where_the_secret_does(start: Start, visit: Visit) -> None:
    learner = visit(start(secrets=Secrets(proxy_secret=SECRET)))
    again = visit(start(secrets=Secrets(proxy_secret=SECRET)))
    again.token = learner.open()
    assert again.ask("Hello").done
    other = visit(start())
    other.token = learner.token
    assert other.refused("Hello") == (401, "session_invalid")


def test_an_unknown_lab_has_no_sessions_and_no_replies(start: Start, visit: Visit, upstream: StubUpstream) -> None:
    learner = visit(start())
    body = learner.body("Hello", metadata={**learner.place, "lab": "lab-nobody"})
    assert learner.post(body).json()["error"]["code"] == "unknown_lab"
    response = learner.client.post("/sessions", json={**learner.place, "course": "nobody"})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_lab")
    assert upstream.requests == []

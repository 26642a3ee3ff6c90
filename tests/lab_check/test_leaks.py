"""What answers give away, and what a cache might keep."""

from __future__ import annotations

import json

import pytest

from tests.lab_check.checking import findings, told
from tests.lab_check.unruly_proxy import (
    STREAMED,
    Changing,
    Request,
    Response,
    UnrulyProxy,
    chunk,
    error,
    event,
    is_malformed,
)

KEY = "sk-proj-0123456789abcdef0123"
TRACE = 'Traceback (most recent call last):\n  File "/srv/app.py", line 7, in ask'
NODE = "TypeError: x is undefined\n    at ask (/srv/app/index.js:12:5)"
DONE = event("[DONE]")


def failing(words: str) -> Changing:
    def changed(request: Request, response: Response) -> Response:
        return response.saying(error(400, "bad", words).body) if is_malformed(request) else response

    return changed


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"Incorrect API key provided: {KEY}", "body: a string like a key (sk-pro…)"),
        (TRACE, "body: a Python traceback"),
        (NODE, "body: a JavaScript stack"),
        ("boom\n\tat org.example.Ask.run(Ask.java:7)", "body: a Java stack"),
        ("panic\n\ngoroutine 7 [running]:", "body: a Go stack"),
        ("no answer of api.openai.com", "body: api.openai.com"),
        ("POST https://x.openai.azure.com/", "body: x.openai.azure.com"),
        ("no answer of http://vllm:8000/v1", "body: the inner address http://vllm:8000"),
        ("no answer of http://10.0.0.7:8000/v1", "body: the inner address http://10.0.0.7:8000"),
    ],
)
def test_what_an_error_gives_away_is_a_problem(words: str, found: str, proxy: UnrulyProxy) -> None:
    proxy.changed = failing(words)
    leaks = told(proxy)
    assert leaks == {"leaks": f"problem: answers give away {found}"}


def test_errors_may_say_what_they_like_of_the_proxy_itself(proxy: UnrulyProxy) -> None:
    proxy.changed = failing(f"Look at {proxy.url}/help, or ask at https://www.example.org: it happened at 12:30")
    assert told(proxy) == {}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"x_debug": KEY}, "problem: answers give away headers: a string like a key (sk-pro…)"),
        ({"openai_organization": "org-7"}, "problem: answers give away the header openai-organization"),
        (
            {"x_litellm_model_api_base": "https://api.openai.com/v1"},
            "problem: answers give away headers: api.openai.com",
        ),
        (
            {"x_litellm_version": "1.80", "x_litellm_call_id": "7"},
            "note: answers tell which product the proxy is: the header x-litellm-version; the header x-litellm-call-id",
        ),
    ],
)
def test_what_headers_give_away_is_told(headers: dict[str, str], found: str, proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: response.having(**headers) if request.method == "POST" else response
    assert told(proxy) == {"leaks": found}


def test_the_model_may_speak_of_whom_it_likes_but_not_hold_a_key(proxy: UnrulyProxy) -> None:
    proxy.chat = STREAMED.saying(chunk("Ask api.openai.com. " + TRACE), DONE)
    assert told(proxy) == {}
    # Cut in two by the events, and whole again on the learner's screen.
    proxy.chat = STREAMED.saying(chunk(KEY[:9]), chunk(KEY[9:]), DONE)
    assert told(proxy) == {"leaks": "problem: answers give away reply: a string like a key (sk-pro…)"}


def test_an_error_among_the_events_is_searched_too(proxy: UnrulyProxy) -> None:
    proxy.chat = STREAMED.saying(event({"error": {"message": "no answer of http://vllm:8000"}}))
    found = told(proxy)
    assert found.keys() == {"reply", "leaks"}
    assert found["leaks"] == "problem: answers give away error event: the inner address http://vllm:8000"


def test_a_session_token_is_no_leak(proxy: UnrulyProxy) -> None:
    body = json.dumps({"token": KEY, "expires_in": 900}).encode()
    proxy.changed = lambda request, response: (
        response.saying(body) if request.path == "/v1/sessions" and request.method == "POST" else response
    )
    assert findings(proxy)["leaks"].status == "ok"


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"cache_control": "public"}, "Cache-Control: public"),
        ({"cache_control": "max-age=60"}, "Cache-Control: max-age=60"),
        ({"cache_control": "max-age=0, s-maxage=60"}, "Cache-Control: max-age=0, s-maxage=60"),
        ({"cache_control": "", "expires": "Fri, 31 Dec 2049 00:00:00 GMT"}, "Expires: Fri, 31 Dec 2049 00:00:00 GMT"),
        ({"x_cache": "HIT from edge"}, "one came out of a cache (x-cache: HIT from edge)"),
    ],
)
def test_an_answer_that_a_cache_may_keep_is_noted(headers: dict[str, str], found: str, proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: response.having(**headers) if request.method == "POST" else response
    assert told(proxy) == {"cache": f"note: a cache may keep answers: {found}"}


@pytest.mark.parametrize(
    "headers",
    [
        {"cache_control": "no-cache, max-age=60"},
        {"cache_control": "public, no-store"},
        {"cache_control": "private"},
        {"cache_control": "max-age=0"},
        {"cache_control": "", "expires": "0"},
        {"cache_control": "", "expires": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"cache_control": "max-age=0", "expires": "Fri, 31 Dec 2049 00:00:00 GMT"},
        {"x_cache": "MISS"},
    ],
)
def test_an_answer_that_no_cache_keeps_is_well(headers: dict[str, str], proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: response.having(**headers) if request.method == "POST" else response
    assert told(proxy) == {}


def test_how_long_a_preflight_is_kept_is_no_matter_of_answers(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: (
        response.having(cache_control="public, max-age=600") if request.method == "OPTIONS" else response
    )
    assert told(proxy) == {}

"""Redirects and CORS: what a browser makes of the proxy before the player gets to see anything."""

from __future__ import annotations

import pytest

from tests.lab_check.checking import findings, told
from tests.lab_check.unruly_proxy import (
    ORIGIN,
    Changing,
    Request,
    Response,
    UnrulyProxy,
    is_malformed,
    is_question,
)


def preflight(**headers: str) -> Changing:
    """Changes preflights of the LMS; an empty value takes the header away."""

    def changed(request: Request, response: Response) -> Response:
        if request.method != "OPTIONS" or request.headers["origin"] != ORIGIN:
            return response
        answer = response.having(**headers)
        return answer.without(*(name.replace("_", "-") for name, value in headers.items() if not value))

    return changed


def test_a_proxy_that_keeps_the_contract_has_nothing_to_be_told(proxy: UnrulyProxy) -> None:
    assert told(proxy) == {}
    assert set(findings(proxy)) == {
        *("address", "name", "tls", "redirect", "preflight", "max-age", "private-network", "origins", "errors"),
        *("retry-after", "session", "readable", "answer", "head", "pace", "end", "reply", "leaks", "cache"),
    }


def test_a_preflight_asks_for_what_the_player_sends_and_carries_nothing(proxy: UnrulyProxy) -> None:
    findings(proxy)
    asked = [request for request in proxy.requests if request.method == "OPTIONS"]
    told_of = {
        (r.path, r.headers["origin"], r.headers["access-control-request-headers"], "authorization" in r.headers)
        for r in asked
    }
    assert told_of == {
        ("/v1/chat/completions", ORIGIN, "content-type", False),
        ("/v1/chat/completions", "https://evil.example.com", "content-type", False),
        ("/v1/chat/completions", ORIGIN, "authorization,content-type", False),
        ("/v1/sessions", ORIGIN, "content-type", False),
    }
    assert {request.headers["access-control-request-method"] for request in asked} == {"POST"}


def test_a_redirect_ends_the_check(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda _request, _response: Response(307).having(location="https://other.example.org/v1?t=1")
    found = findings(proxy)
    assert list(found)[-2:] == ["redirect", "rest"]
    assert found["redirect"].found == "/chat/completions is redirected (307) to https://other.example.org/v1"
    assert len(proxy.requests) == 1


def test_a_redirect_of_the_question_alone_is_a_problem_too(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: (
        Response(302).having(location="/login", access_control_allow_origin=ORIGIN)
        if is_question(request)
        else response
    )
    found = told(proxy)
    assert found.keys() == {"answer", "rest"}
    assert found["answer"] == "problem: the question is answered with 302"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (preflight(access_control_allow_origin=""), "Access-Control-Allow-Origin is missing"),
        (
            preflight(access_control_allow_origin="https://other.example.org"),
            "Access-Control-Allow-Origin names https://other.example.org",
        ),
        (
            preflight(access_control_allow_origin=f"{ORIGIN}, *"),
            f"Access-Control-Allow-Origin has 2 values ({ORIGIN}, *)",
        ),
        (preflight(access_control_allow_headers="Accept"), "not allowed as request headers: content-type"),
    ],
)
def test_a_preflight_that_stops_a_browser_is_a_problem_with_its_reason(
    changed: Changing, why: str, proxy: UnrulyProxy
) -> None:
    proxy.wants_tokens, proxy.changed = False, changed
    found = told(proxy)
    assert found.keys() == {"preflight", "session"}
    assert f"a browser on {ORIGIN} may not ask: {why}" in found["preflight"]


def test_a_preflight_that_wants_a_key_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.wants_tokens = False
    proxy.changed = lambda request, response: Response(401) if request.method == "OPTIONS" else response
    assert told(proxy)["preflight"].endswith("the preflight is answered with 401")


def test_a_star_stands_for_content_type_but_not_for_authorization(proxy: UnrulyProxy) -> None:
    proxy.changed = preflight(access_control_allow_headers="*")
    found = told(proxy)
    assert found.keys() == {"session", "rest"}
    assert "not allowed as request headers: authorization" in found["session"]
    proxy.wants_tokens = False
    assert told(proxy).keys() == {"session"}
    assert told(proxy)["session"].startswith("note: no session tokens")


@pytest.mark.parametrize(
    ("name", "changed", "found"),
    [
        ("max-age", preflight(access_control_max_age=""), "does not say for how long it may be kept"),
        ("max-age", preflight(access_control_max_age="59"), "lets it be kept for 59 s"),
        ("methods", preflight(access_control_allow_methods="GET"), "does not name POST"),
        ("private-network", preflight(access_control_allow_private_network=""), "Allow-Private-Network"),
    ],
)
def test_a_preflight_that_could_be_better_is_noted(
    name: str, changed: Changing, found: str, proxy: UnrulyProxy
) -> None:
    proxy.changed = changed
    noted = told(proxy)
    assert noted.keys() == {name}
    assert noted[name].startswith("note: ")
    assert found in noted[name]


def test_a_preflight_kept_for_a_minute_is_well(proxy: UnrulyProxy) -> None:
    proxy.changed = preflight(access_control_max_age="60")
    assert findings(proxy)["max-age"].found.endswith("may be kept for 60 s")


def anybody(_request: Request, response: Response) -> Response:
    return response.having(access_control_allow_origin="*")


def echoing(request: Request, response: Response) -> Response:
    answer = Response(204) if request.method == "OPTIONS" else response
    return answer.having(
        access_control_allow_origin=request.headers["origin"],
        access_control_allow_headers="content-type, authorization",
        access_control_allow_methods="POST",
        access_control_allow_private_network="true",
        access_control_max_age="600",
    )


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (anybody, "note: any site may use it (Access-Control-Allow-Origin: *)"),
        (echoing, "note: any site may use it: https://evil.example.com is allowed, too"),
    ],
)
def test_a_proxy_for_any_site_is_noted(changed: Changing, found: str, proxy: UnrulyProxy) -> None:
    proxy.changed = changed
    assert told(proxy) == {"origins": found}


def errors(**headers: str) -> Changing:
    def changed(request: Request, response: Response) -> Response:
        if not is_malformed(request):
            return response
        return response.without(*(name.replace("_", "-") for name in headers)).having(
            **{name: value for name, value in headers.items() if value}
        )

    return changed


def test_errors_without_cors_headers_are_a_problem(proxy: UnrulyProxy) -> None:
    proxy.changed = errors(access_control_allow_origin="")
    found = told(proxy)
    assert found.keys() == {"errors"}
    assert "an error (401) is hidden" in found["errors"]
    proxy.wants_tokens = False
    assert "an error (400) is hidden" in told(proxy)["errors"]


def test_a_retry_after_that_scripts_do_not_see_is_noted(proxy: UnrulyProxy) -> None:
    proxy.changed = errors(access_control_expose_headers="")
    assert told(proxy).keys() == {"retry-after"}
    proxy.changed = errors(access_control_expose_headers="*")
    assert told(proxy) == {}


def test_a_malformed_body_that_is_taken_is_noted(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: Response(200).saying(b"welcome") if is_malformed(request) else response
    found = told(proxy)
    assert found.keys() == {"errors"}
    assert found["errors"].startswith("note: a body that is no JSON is answered with 200")


def test_an_answer_without_cors_headers_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: (
        response.without("access-control-allow-origin") if is_question(request) and response.status == 200 else response
    )
    found = told(proxy)
    assert found.keys() == {"readable"}
    assert found["readable"].startswith(f"problem: the answer is hidden from a browser on {ORIGIN}")


def test_cookies_are_not_sent_back(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda _request, response: response.having(set_cookie="track=1; Path=/")
    findings(proxy)
    assert len(proxy.requests) > 4
    assert not [request for request in proxy.requests if "cookie" in request.headers]

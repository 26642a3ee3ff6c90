"""Session tokens, refusals, and how often a question is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.lab_check.checking import LAB, NAMED, findings, told
from tests.lab_check.unruly_proxy import (
    ORIGIN,
    TOKEN,
    Changing,
    Request,
    Response,
    UnrulyProxy,
    error,
    is_question,
    json_response,
)


def sessions(answer: Response) -> Changing:
    def changed(request: Request, response: Response) -> Response:
        if request.method != "POST" or request.path != "/v1/sessions":
            return response
        return answer.having(access_control_allow_origin=ORIGIN)

    return changed


def questions(*answers: Response | None) -> Changing:
    """The first questions are answered with these, None standing for an honest answer; later ones with the last."""
    left = list(answers)

    def changed(request: Request, response: Response) -> Response:
        if not is_question(request):
            return response
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer.having(access_control_allow_origin=ORIGIN) if answer else response

    return changed


def test_a_session_token_is_fetched_once_and_carried(proxy: UnrulyProxy) -> None:
    assert findings(proxy)["session"].found == "it wants a session token, and gives one, for 900 s"
    (asked,) = [request for request in proxy.requests if request.path == "/v1/sessions" and request.method == "POST"]
    first, second = proxy.questions
    assert asked.body == {"course": LAB.course, "lab": LAB.lab, "session": LAB.session}
    assert len(LAB.session) == 24
    assert "authorization" not in first.headers
    assert second.headers["authorization"] == f"Bearer {TOKEN}"


def test_a_question_is_what_the_player_would_send(proxy: UnrulyProxy) -> None:
    findings(proxy, NAMED)
    question = proxy.questions[-1]
    body = question.body
    assert body.keys() == {"model", "stream", "messages", "metadata"}
    assert (body["model"], body["stream"]) == ("lab-assistant", True)
    assert [message["role"] for message in body["messages"]] == ["user"]
    assert body["metadata"] == {"course": "rain", "lab": "lab-fog", "session": NAMED.session}
    assert question.headers["origin"] == ORIGIN
    assert question.headers["content-type"] == "application/json"
    assert question.headers["accept"] == "text/event-stream, application/json"


def test_a_proxy_without_session_tokens_is_noted_and_asked_once(proxy: UnrulyProxy) -> None:
    proxy.wants_tokens = False
    assert told(proxy) == {"session": "note: no session tokens: quotas rest on addresses alone"}
    assert len(proxy.questions) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (error(500, "upstream_unavailable"), "answered with 500 and no token: That cannot be"),
        (json_response({"expires_in": 900}, 201), "answered with 201 and no token"),
        (json_response({"token": 17}, 201), "answered with 201 and no token"),
    ],
)
def test_a_token_that_is_promised_and_not_given_is_a_problem(answer: Response, why: str, proxy: UnrulyProxy) -> None:
    proxy.changed = sessions(answer)
    found = told(proxy)
    assert found.keys() == {"session", "rest"}
    assert why in found["session"]
    assert len(proxy.questions) == 1


def test_a_token_that_a_browser_may_not_fetch_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.changed = lambda request, response: (
        response.without("access-control-allow-origin") if request.path == "/v1/sessions" else response
    )
    found = told(proxy)
    assert found.keys() == {"session", "rest"}
    missing = "/sessions: Access-Control-Allow-Origin is missing"
    assert found["session"].count(missing) == 2, "with the preflight, and with the answer"


def test_a_token_that_is_not_taken_is_a_problem(proxy: UnrulyProxy) -> None:
    proxy.changed = questions(error(401, "session_invalid"))
    found = told(proxy)
    assert found.keys() == {"session-token", "rest"}
    assert len(proxy.questions) == 2, "one without, one with the token"


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (error(401, "invalid_api_key"), "A package holds no key"),
        (error(403, "origin_not_allowed"), "--origin"),
        (error(403, "quota_used_up"), "Raise the limit"),
        (Response(403), "firewall"),
    ],
)
def test_a_refusal_is_a_problem_and_is_not_tried_again(answer: Response, advice: str, proxy: UnrulyProxy) -> None:
    proxy.wants_tokens, proxy.changed = False, questions(answer)
    found = findings(proxy)
    assert (found["session"].status, found["session"].found[:15]) == ("problem", f"it refuses: {answer.status}")
    assert advice in found["session"].advice
    assert len(proxy.questions) == 1


@pytest.mark.parametrize("step", [sessions, questions])
def test_an_unknown_lab_is_a_problem_where_it_was_named_and_else_a_wish(
    step: Callable[[Response], Changing], proxy: UnrulyProxy
) -> None:
    proxy.wants_tokens = step is sessions
    proxy.changed = step(error(404, "unknown_lab"))
    unnamed = told(proxy)
    assert unnamed.keys() == {"lab", "rest"}
    assert unnamed["lab"].startswith("note: ")
    assert told(proxy, NAMED)["lab"] == "problem: the proxy does not know the lab lab-fog of the course rain"


def test_a_503_is_tried_once_more_as_the_player_does(proxy: UnrulyProxy) -> None:
    proxy.wants_tokens, proxy.changed = False, questions(error(503, "upstream_unavailable"), None)
    found = told(proxy)
    assert found.keys() == {"session", "head"}
    assert found["head"].startswith("note: ")
    assert found["head"].endswith("the first try: 503")
    assert len(proxy.questions) == 2


def test_a_503_before_the_token_is_asked_for_is_tried_once_more_too(proxy: UnrulyProxy) -> None:
    proxy.changed = questions(error(503, "upstream_unavailable"), None)
    assert told(proxy).keys() == {"head"}
    assert len(proxy.questions) == 3


def test_no_more_than_two_requests_cost_tokens_whatever_happens(proxy: UnrulyProxy) -> None:
    proxy.changed = questions(None, error(503, "upstream_unavailable"))
    found = told(proxy)
    assert found["answer"].startswith("problem: the question is answered with 503")
    assert found["answer"].endswith("the first try: 503")
    unpaid, *paid = proxy.questions
    assert "authorization" not in unpaid.headers
    assert len(paid) == 2


@pytest.mark.parametrize(
    ("status", "headers", "advice"),
    [
        (400, {}, "model, stream, messages, metadata"),
        (404, {}, "/v1"),
        (413, {}, "256 KB"),
        (429, {"retry_after": "17"}, "Try again in 17 s"),
        (429, {}, "Try again later"),
        (502, {}, "upstream"),
    ],
)
def test_a_status_that_is_no_answer_is_a_problem_with_advice_of_its_own(
    status: int, headers: dict[str, str], advice: str, proxy: UnrulyProxy
) -> None:
    proxy.wants_tokens, proxy.changed = False, questions(error(status, "code").having(**headers))
    found = findings(proxy)
    assert found["answer"].status == "problem"
    assert found["answer"].found.startswith(f"the question is answered with {status}: That cannot be")
    assert advice in found["answer"].advice


def test_a_key_in_an_error_is_not_printed(proxy: UnrulyProxy) -> None:
    key = "sk-proj-0123456789abcdef0123"
    proxy.wants_tokens, proxy.changed = False, questions(error(400, "bad", f"Incorrect API key provided: {key}"))
    found = findings(proxy)
    assert key not in repr(found)
    assert found["answer"].found.endswith("Incorrect API key provided: sk-pro…")
    assert found["leaks"].status == "problem"

"""What `scormpack lrs check` finds, at our own LRS and with one thing broken on the way to it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scormpack.lrs_client import Credentials, Finding, Patience, Remote, check_lrs, parse_endpoint
from scormpack.lrs_server import Credentials as OurCredentials
from scormpack.lrs_server import RunningLrs
from scormpack.lrs_server import serving as serving_ours
from tests.lrs_client.command import invoked
from tests.lrs_client.relay import Relay, Response
from tests.lrs_client.unruly_lrs import (
    DROPPED,
    HTML,
    KEY,
    LOGIN,
    SECRET,
    SILENT,
    Request,
    Trouble,
    failing,
    serving,
)

ORIGIN = "https://lms.example.org"


@pytest.fixture(scope="module")
def ours() -> Iterator[RunningLrs]:
    with serving_ours(credentials=OurCredentials(KEY, SECRET)) as running:
        yield running


@pytest.fixture
def relay(ours: RunningLrs) -> Iterator[Relay]:
    relay = Relay(ours.endpoint)
    with serving(relay):
        yield relay


def findings(
    endpoint: str, *, write: bool = False, secret: str = SECRET, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> dict[str, Finding]:
    patient = Patience(timeout_seconds=5, tries=1, sleep=lambda _seconds: None, now=now)
    remote = Remote(parse_endpoint(endpoint), Credentials(KEY, secret), patient)
    found = list(check_lrs(remote, ORIGIN, write=write))
    for finding in found:
        assert bool(finding.meaning) is bool(finding.advice) is (finding.status == "problem"), finding
    assert len({finding.name for finding in found}) == len(found)
    return {finding.name: finding for finding in found}


def problems(endpoint: str, *, write: bool = False) -> dict[str, str]:
    found = findings(endpoint, write=write)
    return {name: finding.found for name, finding in found.items() if finding.status == "problem"}


def test_our_own_lrs_has_no_problem(relay: Relay) -> None:
    found = findings(relay.endpoint, write=True)
    assert {name: finding.status for name, finding in found.items()} == dict.fromkeys(
        (
            "reachable",
            "version",
            "clock",
            "credentials",
            "statement",
            "voiding",
            "state",
            "etag",
            "if-match",
            "browser-statements",
            "browser-state",
            "browser-answers",
        ),
        "ok",
    )


def test_without_write_no_statement_is_sent_and_no_state_is_left(relay: Relay) -> None:
    assert problems(relay.endpoint) == {}
    changing = [
        (request.method, request.path) for request in relay.requests if request.method not in {"GET", "OPTIONS"}
    ]
    assert {path for _method, path in changing} == {"/xapi/activities/state"}
    assert changing[-1][0] == "DELETE"


def test_with_write_one_statement_is_stored_and_voided(relay: Relay) -> None:
    findings(relay.endpoint, write=True)
    sent = [
        json.loads(request.body) for request in relay.requests if request.path.endswith("/statements") and request.body
    ]
    stored, voiding = sent
    assert voiding["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    assert voiding["object"] == {"objectType": "StatementRef", "id": stored["id"]}


def test_a_preflight_carries_no_key_and_asks_for_all_that_the_player_sends(relay: Relay) -> None:
    findings(relay.endpoint)
    asked = [request for request in relay.requests if request.method == "OPTIONS"]
    assert {(request.path, request.headers["Access-Control-Request-Method"]) for request in asked} == {
        ("/xapi/statements", "POST"),
        ("/xapi/statements", "PUT"),
        ("/xapi/activities/state", "PUT"),
    }
    assert all("Authorization" not in request.headers for request in asked)
    assert all(request.headers["Origin"] == ORIGIN for request in asked)
    assert asked[-1].headers["Access-Control-Request-Headers"].split(",") == [
        "authorization",
        "content-type",
        "x-experience-api-version",
        "if-match",
        "if-none-match",
    ]


def without(*names: str) -> Callable[[Request, Response], Response]:
    def changed(_request: Request, response: Response) -> Response:
        status, headers, body = response
        return status, {name: value for name, value in headers.items() if name not in names}, body

    return changed


def preflight(status: int | None = None, **headers: str) -> Callable[[Request, Response], Response]:
    """Changes the answers to OPTIONS alone."""

    def changed(request: Request, response: Response) -> Response:
        if request.method != "OPTIONS":
            return response
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return status or response[0], {**response[1], **named}, response[2]

    return changed


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (preflight(401), {"browser-statements": "asks for the key", "browser-state": "asks for the key"}),
        (preflight(405), {"browser-statements": "answered with 405", "browser-state": "answered with 405"}),
        (
            preflight(Access_Control_Allow_Origin="https://other.example"),
            {"browser-statements": "origin is not allowed", "browser-state": "origin is not allowed"},
        ),
        (
            preflight(Access_Control_Allow_Methods="GET, POST"),
            {"browser-statements": "PUT: the method", "browser-state": "PUT: the method"},
        ),
        (
            # Fetch: a star does not stand for Authorization.
            preflight(Access_Control_Allow_Headers="*"),
            {"browser-statements": "headers: authorization", "browser-state": "headers: authorization"},
        ),
        (
            preflight(Access_Control_Allow_Headers="authorization, Content-Type, X-EXPERIENCE-API-VERSION"),
            {"browser-state": "headers: if-match, if-none-match"},
        ),
        (without("Access-Control-Expose-Headers"), {"browser-answers": "do not expose the ETag"}),
        (without("Etag"), {"etag": "without an ETag"}),
    ],
)
def test_what_is_missing_for_a_browser_is_found(
    broken: Callable[[Request, Response], Response], found: dict[str, str], relay: Relay
) -> None:
    relay.answered = broken
    told = problems(relay.endpoint)
    assert told.keys() == found.keys()
    for name, words in found.items():
        assert words in told[name]


def test_stars_for_everything_but_the_key_suffice(relay: Relay) -> None:
    relay.answered = preflight(
        204,
        Access_Control_Allow_Origin="*",
        Access_Control_Allow_Methods="*",
        Access_Control_Allow_Headers="*, Authorization",
    )
    assert problems(relay.endpoint) == {}


def test_an_lrs_that_ignores_if_match_is_found(relay: Relay) -> None:
    def deaf(request: Request) -> Request:
        return replace(request, headers={n: v for n, v in request.headers.items() if n != "If-Match"})

    relay.asked = deaf
    assert problems(relay.endpoint) == {"if-match": "a PUT with a stale If-Match is answered with 204 in place of 412"}


def test_a_proxy_that_weakens_etags_is_found(relay: Relay) -> None:
    def weakened(_request: Request, response: Response) -> Response:
        status, headers, body = response
        return status, {name: f"W/{value}" if name == "Etag" else value for name, value in headers.items()}, body

    def strong(request: Request) -> Request:
        # RFC 9110, 13.1.1: If-Match compares strongly, so a weak tag matches nothing. Ours is more lenient.
        weak = request.headers.get("If-Match", "").startswith("W/")
        return replace(request, headers={**request.headers, "If-Match": '"none"'}) if weak else request

    relay.answered, relay.asked = weakened, strong
    told = problems(relay.endpoint)
    assert told.keys() == {"if-match-own"}
    assert "The ETag is weak" in told["if-match-own"]


def refusing(status: int, *paths: str, methods: str = "GET PUT POST DELETE") -> Callable[[Request, Response], Response]:
    def changed(request: Request, response: Response) -> Response:
        hit = any(request.path.endswith(path) for path in paths) and request.method in methods.split()
        return (status, {}, b"") if hit else response

    return changed


def test_an_lrs_without_state_is_found(relay: Relay) -> None:
    relay.answered = refusing(404, "/activities/state")
    told = problems(relay.endpoint)
    assert told.keys() == {"state"}
    assert "no State is kept" in told["state"]


def test_a_state_that_cannot_be_deleted_is_found(relay: Relay) -> None:
    relay.answered = refusing(403, "/activities/state", methods="DELETE")
    assert problems(relay.endpoint).keys() == {"state-deleted"}


def test_a_key_that_may_not_read_statements_is_told_from_one_that_is_unknown(relay: Relay) -> None:
    relay.answered = refusing(403, "/statements", methods="GET")
    told = problems(relay.endpoint)
    assert told.keys() == {"credentials"}
    assert "does not allow this" in told["credentials"]
    relay.answered = lambda _request, response: response
    unknown = findings(relay.endpoint, secret=SECRET[::-1])
    assert unknown["credentials"].found.startswith("127.0.0.1 does not know this key and secret (401)")
    assert list(unknown)[-1] == "credentials", "nothing else is asked"


def test_a_key_that_may_not_store_statements_is_found_with_write_only(relay: Relay) -> None:
    relay.answered = refusing(403, "/statements", methods="PUT POST")
    assert problems(relay.endpoint) == {}
    assert problems(relay.endpoint, write=True).keys() == {"statement"}


def test_an_lrs_that_loses_a_statement_is_found(relay: Relay) -> None:
    relay.answered = lambda request, response: (
        (404, {}, b"") if "statementId" in request.query and request.method == "GET" else response
    )
    told = problems(relay.endpoint, write=True)
    assert told == {"statement": "a statement that was stored is not to be found"}


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (61, "its clock is 61 seconds ahead of that of this machine"),
        (-3600, "its clock is 3600 seconds behind that of this machine"),
        (60, "its clock and that of this machine agree"),
    ],
)
def test_a_clock_that_is_more_than_a_minute_off_is_found(seconds: int, found: str, relay: Relay) -> None:
    noon = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
    date = format_datetime(noon + timedelta(seconds=seconds), usegmt=True)
    relay.answered = lambda _request, response: (response[0], {**response[1], "Date": date}, response[2])
    assert findings(relay.endpoint, now=lambda: noon)["clock"].found == found


def test_an_lrs_of_another_version_is_found(relay: Relay) -> None:
    relay.answered = lambda request, response: (
        (200, {}, b'{"version": ["0.95"]}') if request.path.endswith("/about") else response
    )
    assert "0.95" in problems(relay.endpoint)["version"]


@pytest.mark.parametrize(
    ("trouble", "found"),
    [
        (DROPPED, "broke off"),
        (HTML, "a web page"),
        (LOGIN, "a page for signing in"),
        (failing(500), "in trouble"),
        (failing(404), "is that the LRS's endpoint"),
    ],
)
def test_what_does_not_answer_as_an_lrs_ends_the_check_with_one_finding(
    trouble: Trouble, found: str, relay: Relay
) -> None:
    relay.troubles = [trouble]
    told = findings(relay.endpoint)
    assert list(told) == ["reachable"]
    assert found in told["reachable"].found


def test_an_lrs_that_goes_away_in_the_middle_is_a_finding_too(relay: Relay) -> None:
    relay.troubles = [None, None, DROPPED]
    told = problems(relay.endpoint)
    assert told.keys() == {"connection"}


def test_a_silent_lrs_is_told_from_one_that_is_not_there(relay: Relay) -> None:
    relay.troubles = [SILENT] * 2
    result = invoked("check", relay.endpoint, "--timeout", "0.2", "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert "was silent for 0.2 seconds" in finding["found"]
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}/xapi/"
        assert "connection refused" in findings(nowhere)["reachable"].found


def test_the_command_lists_findings_and_exits_by_them(relay: Relay) -> None:
    result = invoked("check", relay.endpoint, "--origin", f"{ORIGIN}/mod/scorm/view.php")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "ok       state              State is kept and read back.\n" in result.stdout
    assert f"a browser on {ORIGIN} may write statements" in result.stdout
    assert result.stdout.endswith("\nThis LRS does what a course needs.\n")
    relay.answered = without("Etag")
    result = invoked("check", relay.endpoint)
    assert result.exit_code == 1
    assert "problem  etag               State comes without an ETag.\n" in result.stdout
    assert "For learners: A learner with the course open in two windows" in result.stdout
    assert result.stdout.endswith("\n1 problem.\n")


def test_the_json_has_the_same(relay: Relay) -> None:
    result = invoked("check", relay.endpoint, "--format", "json")
    told = json.loads(result.stdout)
    assert (told["format"], told["ok"], told["endpoint"], told["origin"]) == (1, True, relay.endpoint, ORIGIN)
    assert told["findings"][0].keys() == {"name", "status", "found", "meaning", "advice"}

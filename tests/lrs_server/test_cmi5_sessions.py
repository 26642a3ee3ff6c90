"""The LMS's side of a cmi5 launch: fetch, what a session may do, launch data (cmi5, 8.1, 8.2, 10.0, 11.0)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import httpx
import pytest

from scormpack.lrs_server import Cmi5Launch, RunningLrs
from tests.lrs_server.statement_examples import (
    VOIDED,
    Json,
    fresh_actor,
    fresh_iri,
    fresh_uuid,
    reference_to,
    statement,
)

ACTOR: Json = {
    "objectType": "Agent",
    "name": "A learner",
    "account": {"homePage": "https://lms.example.org", "name": "learner-1"},
}


@pytest.fixture
def launch(registration: str) -> Cmi5Launch:
    return Cmi5Launch(
        activity_id=fresh_iri("lms"),
        actor=ACTOR,
        registration=registration,
        au_id=fresh_iri("publisher"),
        session_id=fresh_uuid(),
        mastery_score=0.8,
        return_url="https://lms.example.org/back?x=1",
        launch_parameters="a=1",
    )


@pytest.fixture
def query(lrs: RunningLrs, launch: Cmi5Launch) -> dict[str, str]:
    parsed = parse_qs(lrs.launch_cmi5(launch), strict_parsing=True)
    return {name: value for name, [value] in parsed.items()}


@pytest.fixture
def session(lrs: RunningLrs, query: dict[str, str]) -> Iterator[httpx.Client]:
    """A client with the token of a launch."""
    token = httpx.post(query["fetch"]).json()["auth-token"]
    headers = {"Authorization": f"Basic {token}", "X-Experience-API-Version": "1.0.3"}
    with httpx.Client(base_url=lrs.endpoint, headers=headers) as client:
        yield client


def state(launch: Cmi5Launch, **changes: str) -> dict[str, str]:
    return {
        "activityId": launch.activity_id,
        "agent": json.dumps(ACTOR),
        "registration": launch.registration,
        "stateId": "bookmark",
    } | changes


def test_8_1_the_launch_address_says_all_five(lrs: RunningLrs, launch: Cmi5Launch, query: dict[str, str]) -> None:
    assert set(query) == {"endpoint", "fetch", "actor", "registration", "activityId"}
    assert query["endpoint"] == lrs.endpoint
    assert json.loads(query["actor"]) == ACTOR
    assert query["registration"] == launch.registration
    assert query["activityId"] == launch.activity_id


def test_8_2_fetch_gives_its_token_once_and_errors_with_status_200(query: dict[str, str]) -> None:
    first, second = httpx.post(query["fetch"]), httpx.post(query["fetch"])
    assert (first.status_code, second.status_code) == (200, 200)
    assert set(first.json()) == {"auth-token"}
    assert set(second.json()) == {"error-code", "error-text"}
    assert second.json()["error-code"] == "1"


def test_8_2_a_token_is_credentials_of_basic_authentication(query: dict[str, str]) -> None:
    """A unit puts it behind `Basic` as it is; a proxy that looks inside finds a user and a password (RFC 7617, 2)."""
    token = httpx.post(query["fetch"]).json()["auth-token"]
    user, colon, password = base64.b64decode(token, validate=True).decode("ascii").partition(":")
    assert (user, colon) == ("session", ":")
    assert len(password) >= 32


def test_8_2_an_unknown_fetch_address_is_an_error_too(query: dict[str, str]) -> None:
    answer = httpx.post(query["fetch"] + "x")
    assert answer.status_code == 200
    assert answer.json()["error-code"] in {"1", "2", "3"}


def test_8_2_fetch_is_a_post(query: dict[str, str]) -> None:
    assert httpx.get(query["fetch"]).status_code == 405


def test_8_2_fetch_may_be_asked_from_another_origin(query: dict[str, str]) -> None:
    answer = httpx.post(query["fetch"], headers={"Origin": "https://content.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://content.example.org")


def test_10_0_the_launch_data_are_there(session: httpx.Client, launch: Cmi5Launch) -> None:
    answer = session.get("activities/state", params=state(launch, stateId="LMS.LaunchData"))
    assert answer.status_code == 200
    data = answer.json()
    template = data.pop("contextTemplate")
    assert data == {
        "launchMode": "Normal",
        "launchMethod": "AnyWindow",
        "launchParameters": "a=1",
        "masteryScore": 0.8,
        "moveOn": "CompletedAndPassed",
        "returnURL": "https://lms.example.org/back?x=1",
    }
    assert [one["id"] for one in template["contextActivities"]["grouping"]] == [launch.au_id]
    assert template["extensions"] == {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": launch.session_id}


def test_11_0_the_wishes_of_the_learner_are_there(lrs: RunningLrs, launch: Cmi5Launch, client: httpx.Client) -> None:
    actor = fresh_actor()
    wishing = Cmi5Launch(
        launch.activity_id, actor, launch.registration, launch.au_id, fresh_uuid(), language_preference="de,en"
    )
    lrs.launch_cmi5(wishing)
    asked = {"agent": json.dumps(actor), "profileId": "cmi5LearnerPreferences"}
    assert client.get("agents/profile", params=asked).json() == {"languagePreference": "de,en"}


def own(launch: Cmi5Launch) -> Json:
    return statement(actor=ACTOR, context={"registration": launch.registration})


def test_a_session_stores_statements_of_its_learner(session: httpx.Client, launch: Cmi5Launch, lrs: RunningLrs) -> None:
    assert session.post("statements", json=own(launch)).status_code == 200
    renamed = own(launch) | {"actor": ACTOR | {"name": "Another name"}}
    assert session.post("statements", json=renamed).status_code == 200
    assert lrs.statements()[-1]["authority"]["account"]["name"] != "the-key"


@pytest.mark.parametrize(
    "change",
    [
        {"actor": {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "learner-2"}}},
        {"actor": {"mbox": "mailto:learner@example.org"}},
        {"actor": {"objectType": "Group", "member": [ACTOR]}},
        {"context": {"registration": fresh_uuid()}},
        {"context": {}},
        {"verb": {"id": VOIDED}, "object": reference_to(fresh_uuid())},
    ],
    ids=["another account", "another identifier", "a group", "another registration", "no registration", "voiding"],
)
def test_a_session_is_refused_what_is_not_its_own(session: httpx.Client, launch: Cmi5Launch, change: Json) -> None:
    identity = fresh_uuid()
    assert session.post("statements", json=[own(launch), own(launch) | {"id": identity} | change]).status_code == 403
    answer = session.put("statements", params={"statementId": identity}, json=own(launch) | change)
    assert answer.status_code == 403


def test_a_statement_without_context_is_refused_to_a_session(session: httpx.Client) -> None:
    assert session.post("statements", json=statement(actor=ACTOR)).status_code == 403


def test_a_session_keeps_state_of_its_learner(session: httpx.Client, launch: Cmi5Launch) -> None:
    query = state(launch)
    assert session.put("activities/state", params=query, content=b"here").status_code == 204
    assert session.get("activities/state", params=query).content == b"here"


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("change", [{"agent": json.dumps(fresh_actor())}, {"registration": fresh_uuid()}])
def test_another_learners_state_is_refused_to_a_session(
    session: httpx.Client, launch: Cmi5Launch, method: str, change: dict[str, str]
) -> None:
    assert session.request(method, "activities/state", params=state(launch, **change)).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_10_0_a_session_does_not_write_its_launch_data(session: httpx.Client, launch: Cmi5Launch, method: str) -> None:
    query = state(launch, stateId="LMS.LaunchData")
    content = b"" if method == "DELETE" else b"{}"
    assert session.request(method, "activities/state", params=query, content=content).status_code == 403


def test_10_0_a_session_cannot_delete_its_launch_data_with_everything(
    session: httpx.Client, launch: Cmi5Launch
) -> None:
    query = state(launch)
    del query["stateId"]
    session.delete("activities/state", params=query)
    kept = session.get("activities/state", params=state(launch, stateId="LMS.LaunchData"))
    assert kept.status_code == 200


def test_another_learners_profile_is_refused_to_a_session(session: httpx.Client) -> None:
    asked = {"agent": json.dumps(fresh_actor()), "profileId": "cmi5LearnerPreferences"}
    assert session.get("agents/profile", params=asked).status_code == 403


def test_two_sessions_of_one_learner_have_two_tokens(lrs: RunningLrs, launch: Cmi5Launch) -> None:
    queries = [parse_qs(lrs.launch_cmi5(launch)) for _ in range(2)]
    tokens = {httpx.post(query["fetch"][0]).json()["auth-token"] for query in queries}
    assert len(tokens) == 2


def test_what_other_learners_did_is_not_shown_to_a_session(
    session: httpx.Client, client: httpx.Client, launch: Cmi5Launch
) -> None:
    """A token of a package in a browser is no key to everybody's records."""
    [foreign] = client.post("statements", json=statement()).json()
    [mine] = session.post("statements", json=own(launch)).json()
    assert session.get("statements", params={"statementId": foreign}).status_code == 404
    assert session.get("statements", params={"statementId": mine}).status_code == 200
    listed = session.get("statements", params={"limit": "5"}).json()["statements"]
    assert [one["id"] for one in listed] == [mine]

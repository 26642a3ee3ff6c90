"""GET of statements: one of them, filters, order and paging (Communication, 2.1.3; Data, 2.5)."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urljoin

import httpx
import pytest

from scormpack.lrs_server import RunningLrs
from scormpack.statement_rules import parse_timestamp
from tests.lrs_server.statement_examples import (
    Json,
    changed,
    found_ids,
    fresh_actor,
    fresh_iri,
    fresh_uuid,
    read,
    reference_to,
    statement,
    stored,
    voiding,
)

GROUP = "Group"


@pytest.mark.parametrize(
    "query",
    [
        {"statementId": fresh_uuid(), "voidedStatementId": fresh_uuid()},
        *(
            {single: fresh_uuid(), name: value}
            for single in ("statementId", "voidedStatementId")
            for name, value in {
                "agent": '{"mbox":"mailto:a@example.org"}',
                "verb": "a:b",
                "activity": "a:b",
                "registration": fresh_uuid(),
                "related_activities": "true",
                "related_agents": "true",
                "since": "2026-01-01T00:00:00Z",
                "until": "2026-01-01T00:00:00Z",
                "limit": "1",
                "ascending": "true",
            }.items()
        ),
    ],
    ids="+".join,
)
def test_one_statement_is_asked_for_by_its_id_alone(client: httpx.Client, query: dict[str, str]) -> None:
    assert client.get("statements", params=query).status_code == 400


@pytest.mark.parametrize("query", [{"format": "exact"}, {"format": "ids"}, {"attachments": "false"}])
def test_one_statement_may_be_asked_for_in_a_format(client: httpx.Client, query: dict[str, str]) -> None:
    [own] = stored(client, statement())
    assert read(client, own, **query)["id"] == own


def test_an_unknown_statement_is_404(client: httpx.Client) -> None:
    assert client.get("statements", params={"statementId": fresh_uuid()}).status_code == 404
    assert client.get("statements", params={"voidedStatementId": fresh_uuid()}).status_code == 404


def test_a_statement_that_is_not_voided_is_not_found_among_the_voided(client: httpx.Client) -> None:
    [own] = stored(client, statement())
    assert client.get("statements", params={"voidedStatementId": own}).status_code == 404


def test_where_nothing_is_found_the_list_is_empty(client: httpx.Client) -> None:
    answer = client.get("statements", params={"activity": fresh_iri("activity")})
    assert (answer.status_code, answer.json()) == (200, {"statements": [], "more": ""})
    assert answer.headers["Content-Type"] == "application/json"


def test_last_modified_is_the_time_of_storing(client: httpx.Client) -> None:
    [own] = stored(client, statement())
    answer = client.get("statements", params={"statementId": own})
    moment = parse_timestamp(answer.json()["stored"])
    assert moment is not None
    modified = datetime.strptime(answer.headers["Last-Modified"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    assert modified == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("method", "resource", "status"),
    [
        ("GET", "statements?limit=1", 200),
        ("GET", "statements?attachments=true&limit=1", 200),
        ("GET", "statements?statementId=6690e6c9-3ef0-4ed3-8b37-000000000000", 404),
        ("GET", "statements?foo=bar", 400),
        ("HEAD", "statements", 200),
        ("POST", "statements", 400),
        ("PUT", "statements", 400),
        ("GET", "statements/more?after=1", 200),
    ],
)
def test_every_answer_says_through_when_it_is_consistent(
    client: httpx.Client, method: str, resource: str, status: int
) -> None:
    """2.1.3: on all responses to requests to the Statements resource."""
    before = datetime.now(UTC)
    answer = client.request(method, resource)
    assert answer.status_code == status
    through = parse_timestamp(answer.headers["X-Experience-API-Consistent-Through"])
    assert through is not None
    assert before <= through <= datetime.now(UTC)


AGENTS = [
    {"mbox": f"mailto:{fresh_uuid()}@example.org"},
    {"mbox_sha1sum": fresh_uuid().replace("-", "") + "01234567"},
    {"openid": fresh_iri("openid")},
    {"account": {"homePage": "https://example.org", "name": fresh_uuid()}},
]


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: next(iter(agent)))
def test_the_agent_filter_finds_actor_object_and_members(client: httpx.Client, agent: Json) -> None:
    named = {"name": "Another name", **agent}
    found = stored(
        client,
        statement(actor=named),
        statement(object={"objectType": "Agent", **agent}),
        statement(actor={"objectType": GROUP, **agent}),
        statement(actor={"objectType": GROUP, "member": [fresh_actor(), named]}),
        statement(object={"objectType": GROUP, "member": [named]}),
    )
    stored(client, statement(), statement(context={"instructor": agent}))
    assert found_ids(client, agent=agent, ascending="true") == found
    assert found_ids(client, agent={"objectType": "Agent", "name": "x", **agent}, ascending="true") == found
    assert found_ids(client, agent={"objectType": GROUP, **agent}, ascending="true") == found


def test_related_agents_finds_them_everywhere(client: httpx.Client) -> None:
    agent = fresh_actor()
    group = {"objectType": GROUP, "member": [agent]}
    sub = {"objectType": "SubStatement"} | statement()
    found = stored(
        client,
        statement(actor=agent),
        statement(context={"instructor": agent}),
        statement(context={"team": group}),
        statement(object=changed(sub, "actor", agent)),
        statement(object=changed(sub, "object", agent)),
        statement(object=changed(sub, "context.instructor", agent)),
        statement(object=changed(sub, "context.team", group)),
    )
    stored(client, statement())
    assert found_ids(client, agent=agent, related_agents="true", ascending="true") == found
    assert found_ids(client, agent=agent) == found[:1]


def test_related_agents_finds_the_authority(client: httpx.Client) -> None:
    [own] = stored(client, statement())
    authority = read(client, own)["authority"]
    assert own in found_ids(client, agent=authority, related_agents="true", limit="5")
    assert found_ids(client, agent=authority) == []


def test_the_activity_filter_finds_objects_alone(client: httpx.Client) -> None:
    own = fresh_iri("activity")
    found = stored(client, statement(object={"id": own}), statement(object={"objectType": "Activity", "id": own}))
    stored(client, statement(context={"contextActivities": {"parent": [{"id": own}]}}))
    assert found_ids(client, activity=own, ascending="true") == found


def test_related_activities_finds_them_everywhere(client: httpx.Client) -> None:
    own = fresh_iri("activity")
    sub = {"objectType": "SubStatement"} | statement()
    contexts = [{"contextActivities": {kind: {"id": own}}} for kind in ("parent", "grouping", "category", "other")]
    found = stored(
        client,
        statement(object={"id": own}),
        *(statement(context=context) for context in contexts),
        statement(object=changed(sub, "object.id", own)),
        *(statement(object=changed(sub, "context", context)) for context in contexts),
    )
    stored(client, statement())
    assert found_ids(client, activity=own, related_activities="true", ascending="true") == found
    assert found_ids(client, activity=own) == found[:1]


def test_verb_and_registration_are_filters_and_all_filters_must_hold(client: httpx.Client, registration: str) -> None:
    verb, activity, actor = {"id": fresh_iri("verb")}, fresh_iri("activity"), fresh_actor()
    whole = statement(actor=actor, verb=verb, object={"id": activity}, context={"registration": registration.upper()})
    own, other_verb, other_actor, no_registration = stored(
        client,
        whole,
        changed(whole, "verb.id", fresh_iri("verb")),
        changed(whole, "actor", fresh_actor()),
        changed(whole, "context", {}),
    )
    assert found_ids(client, verb=verb["id"], ascending="true") == [own, other_actor, no_registration]
    assert found_ids(client, registration=registration, ascending="true") == [own, other_verb, other_actor]
    assert found_ids(client, registration=registration, verb=verb["id"], activity=activity, agent=actor) == [own]


def test_since_excludes_its_moment_and_until_includes_it(client: httpx.Client) -> None:
    activity = {"id": fresh_iri("activity")}
    found: list[str] = []
    for _ in range(3):
        found += stored(client, statement(object=activity))
        time.sleep(0.002)
    middle = read(client, found[1])["stored"]
    assert found_ids(client, activity=activity["id"], since=middle) == found[2:]
    assert found_ids(client, activity=activity["id"], until=middle, ascending="true") == found[:2]
    moment = parse_timestamp(middle)
    assert moment is not None
    elsewhere = moment.astimezone(datetime.strptime("+0530", "%z").tzinfo).isoformat()
    assert found_ids(client, activity=activity["id"], since=elsewhere) == found[2:]


def test_the_newest_comes_first_unless_ascending_is_asked_for(client: httpx.Client) -> None:
    activity = {"id": fresh_iri("activity")}
    found = stored(client, *(statement(object=activity) for _ in range(4)))
    assert found_ids(client, activity=activity["id"]) == found[::-1]
    assert found_ids(client, activity=activity["id"], ascending="false") == found[::-1]
    assert found_ids(client, activity=activity["id"], ascending="true") == found


def pages(client: httpx.Client, lrs: RunningLrs, **query: str) -> list[list[str]]:
    answer = client.get("statements", params=query)
    found = []
    while True:
        assert answer.status_code == 200, answer.text
        found.append([one["id"] for one in answer.json()["statements"]])
        if not answer.json()["more"]:
            return found
        answer = client.get(urljoin(lrs.endpoint, answer.json()["more"]))


@pytest.mark.parametrize("ascending", ["true", "false"])
@pytest.mark.parametrize(("limit", "sizes"), [("1", [1] * 7), ("3", [3, 3, 1]), ("7", [7]), ("0", [7]), ("8", [7])])
def test_more_leads_through_everything_once(
    client: httpx.Client, lrs: RunningLrs, limit: str, sizes: list[int], ascending: str
) -> None:
    agent = fresh_actor()
    found = stored(client, *(statement(actor=agent) for _ in range(7)))
    given = pages(client, lrs, agent=json.dumps(agent), limit=limit, ascending=ascending)
    assert [len(page) for page in given] == sizes
    assert [*chain.from_iterable(given)] == (found if ascending == "true" else found[::-1])


def test_more_keeps_the_format(client: httpx.Client, lrs: RunningLrs) -> None:
    activity: Json = {"id": fresh_iri("activity"), "definition": {"name": {"en": "A name"}}}
    stored(client, statement(object=activity), statement(object=activity))
    first = client.get("statements", params={"activity": activity["id"], "limit": "1", "format": "ids"}).json()
    second = client.get(urljoin(lrs.endpoint, first["more"])).json()
    assert second["statements"][0]["object"]["id"] == activity["id"]
    assert "definition" not in second["statements"][0]["object"]


def test_what_is_stored_between_two_pages_disturbs_neither(client: httpx.Client, lrs: RunningLrs) -> None:
    activity = {"id": fresh_iri("activity")}
    found = stored(client, *(statement(object=activity) for _ in range(4)))
    first = client.get("statements", params={"activity": activity["id"], "limit": "2"}).json()
    stored(client, statement(object=activity))
    second = client.get(urljoin(lrs.endpoint, first["more"])).json()
    assert [one["id"] for one in first["statements"] + second["statements"]] == found[::-1]


def test_more_needs_credentials(anonymous: httpx.Client, client: httpx.Client, lrs: RunningLrs) -> None:
    stored(client, statement(), statement())
    more = client.get("statements", params={"limit": "1"}).json()["more"]
    answer = anonymous.get(urljoin(lrs.endpoint, more), headers={"X-Experience-API-Version": "1.0.3"})
    assert answer.status_code == 401


def test_twenty_thousand_statements_are_paged_through_once_each(client: httpx.Client, lrs: RunningLrs) -> None:
    registration = fresh_uuid()
    text = json.dumps(statement(context={"registration": registration}))
    batch = "[" + ",".join([text] * 2_000) + "]"
    for _ in range(10):
        answer = client.post("statements", content=batch, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200
    given = pages(client, lrs, registration=registration)
    assert len(given) == 40
    assert len(set(chain.from_iterable(given))) == 20_000


def test_voiding(client: httpx.Client) -> None:
    """Data, 2.3.2, and Communication, 2.1.4: the voided one is found by `voidedStatementId` alone."""
    activity = {"id": fresh_iri("activity")}
    [own] = stored(client, statement(object=activity))
    [voider] = stored(client, voiding(own))
    assert client.get("statements", params={"statementId": own}).status_code == 404
    answer = client.get("statements", params={"voidedStatementId": own})
    assert (answer.status_code, answer.json()["id"]) == (200, own)
    assert read(client, voider)["object"]["id"] == own
    assert found_ids(client, activity=activity["id"]) == [voider]


def test_a_voiding_statement_cannot_be_voided(client: httpx.Client) -> None:
    [own] = stored(client, statement())
    [voider] = stored(client, voiding(own))
    client.post("statements", json=voiding(voider))
    assert read(client, voider)["id"] == voider
    assert client.get("statements", params={"voidedStatementId": own}).status_code == 200


def test_a_statement_may_be_voided_twice_and_before_it_is_there(client: httpx.Client) -> None:
    own = fresh_uuid()
    stored(client, voiding(own), voiding(own.upper()))
    stored(client, statement(id=own))
    assert client.get("statements", params={"voidedStatementId": own}).status_code == 200
    assert client.get("statements", params={"statementId": own}).status_code == 404


@pytest.mark.parametrize("about", [{"id": "a:b"}, {"objectType": "Agent", "mbox": "mailto:a@example.org"}])
def test_voiding_speaks_of_a_reference(client: httpx.Client, about: Json) -> None:
    verb = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    assert client.post("statements", json=statement(verb=verb, object=about)).status_code == 400


def test_a_statement_inside_a_statement_voids_nothing(client: httpx.Client) -> None:
    [own] = stored(client, statement())
    stored(client, statement(object={"objectType": "SubStatement"} | voiding(own)))
    assert read(client, own)["id"] == own


def test_statements_about_a_statement_that_matches_match_too(client: httpx.Client) -> None:
    """2.1.3, Filter Conditions for StatementRefs: a chain of three, and one by its context that does not count."""
    verb = {"id": fresh_iri("verb")}
    [first] = stored(client, statement(verb=verb))
    [second] = stored(client, statement(object=reference_to(first)))
    [third] = stored(client, statement(object=reference_to(second.upper())))
    stored(client, statement(context={"statement": reference_to(first)}))
    assert found_ids(client, verb=verb["id"]) == [third, second, first]
    since = read(client, first)["stored"]
    assert found_ids(client, verb=verb["id"], since=since) == [third, second]


def test_all_filters_must_hold_for_the_statement_referred_to(client: httpx.Client) -> None:
    """Not the verb of the one and the agent of the other."""
    verb, agent = {"id": fresh_iri("verb")}, fresh_actor()
    [first] = stored(client, statement(verb=verb))
    stored(client, statement(actor=agent, object=reference_to(first)))
    assert found_ids(client, verb=verb["id"], agent=agent) == []


def test_two_statements_that_refer_to_each_other_end_no_search_in_a_loop(client: httpx.Client) -> None:
    one, two, verb = fresh_uuid(), fresh_uuid(), {"id": fresh_iri("verb")}
    stored(client, statement(id=one, verb=verb, object=reference_to(two)), statement(id=two, object=reference_to(one)))
    assert found_ids(client, verb=verb["id"], ascending="true") == [one, two]


def test_statements_about_a_voided_statement_are_found(client: httpx.Client) -> None:
    """2.1.4: the voided one is not, even through a reference."""
    verb = {"id": fresh_iri("verb")}
    [first] = stored(client, statement(verb=verb))
    [second] = stored(client, statement(object=reference_to(first)))
    [voider] = stored(client, voiding(first))
    assert found_ids(client, verb=verb["id"], ascending="true") == [second, voider]


@pytest.mark.parametrize("resource", ["statements?limit=2", "statements?statementId="])
def test_1_1_head_has_the_headers_of_get_and_no_body(client: httpx.Client, resource: str) -> None:
    [own] = stored(client, statement())
    address = resource + own if resource.endswith("=") else resource
    got, head = client.get(address), client.head(address)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "Last-Modified", "X-Experience-API-Version"):
        assert head.headers[name] == got.headers[name]

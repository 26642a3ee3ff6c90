"""State, activity profiles and agent profiles, and their ETags (Communication, 2.2, 2.3, 2.6, 2.7 and 3.1)."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.lrs_server.statement_examples import fresh_actor, fresh_iri, fresh_uuid

Query = dict[str, str]

STATE, ACTIVITY, AGENT = "activities/state", "activities/profile", "agents/profile"
RESOURCES = [STATE, ACTIVITY, AGENT]
PROFILES = [ACTIVITY, AGENT]
JSON = {"Content-Type": "application/json"}


def place(resource: str, *, own: str | None = "one", registration: str | None = None) -> Query:
    """Parameters that no other test uses."""
    query: Query = {}
    if resource != AGENT:
        query["activityId"] = fresh_iri("activity")
    if resource != ACTIVITY:
        query["agent"] = json.dumps(fresh_actor())
    if registration is not None:
        query["registration"] = registration
    return query if own is None else named(resource, query, own)


def named(resource: str, query: Query, own: str) -> Query:
    return query | {"stateId" if resource == STATE else "profileId": own}


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b'{"a": 1}'),
        ("application/json", b"[1, 2]"),
        ("application/json;charset=utf-8", '{"ü": "部"}'.encode()),
        ("text/plain", b"text"),
        ("application/octet-stream", bytes(range(256))),
        ("text/plain", b""),
    ],
)
def test_2_2_a_document_of_any_type_comes_back_as_it_was_sent(
    client: httpx.Client, resource: str, method: str, kind: str, content: bytes
) -> None:
    query = place(resource)
    answer = client.request(method, resource, params=query, content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.content) == (204, b"")
    got = client.get(resource, params=query)
    assert (got.status_code, got.content, got.headers["Content-Type"]) == (200, content, kind)


@pytest.mark.parametrize(
    "kind", ["", "text", "text/plain\r\nX-Other: 1", "\u65e5\u672c/x", "text/plain; a=\u00fc", "/"]
)
def test_2_2_a_type_that_could_not_be_given_back_as_a_header_is_400(client: httpx.Client, kind: str) -> None:
    """A form says in its own words what the header would say (1.3), line breaks included."""
    query = place(STATE)
    form = query | {"Content-Type": kind, "content": "text"}
    assert client.post(STATE, params={"method": "PUT"}, data=form).status_code == 400
    assert client.get(STATE, params=query).status_code == 404


@pytest.mark.parametrize("resource", RESOURCES)
def test_2_2_a_document_that_is_not_there_is_404(client: httpx.Client, resource: str) -> None:
    assert client.get(resource, params=place(resource)).status_code == 404


@pytest.mark.parametrize("resource", RESOURCES)
def test_2_2_post_merges_the_properties_of_two_objects_at_the_top_alone(client: httpx.Client, resource: str) -> None:
    """The specification's own example, and an inner object that is replaced whole."""
    query = place(resource)
    client.post(resource, params=query, json={"x": "foo", "y": "bar", "deep": {"a": 1, "b": 2}})
    assert client.post(resource, params=query, json={"x": "bash", "z": "faz", "deep": {"a": 3}}).status_code == 204
    got = client.get(resource, params=query)
    assert got.json() == {"x": "bash", "y": "bar", "z": "faz", "deep": {"a": 3}}
    assert got.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize(
    ("held", "sent"),
    [
        (("application/json", b'{"a":1}'), ("text/plain", b'{"b":1}')),
        (("text/plain", b'{"a":1}'), ("application/json", b'{"b":1}')),
        (("text/plain", b"a"), ("text/plain", b"b")),
        (("application/json", b'{"a":1}'), ("application/json", b"[1]")),
        (("application/json", b"[1]"), ("application/json", b'{"a":1}')),
        (("application/json", b'{"a":1}'), ("application/json", b"{")),
        (("application/json", b'{"a":1}'), ("application/json", b'"text"')),
    ],
)
def test_2_2_post_of_what_cannot_be_merged_is_400_and_changes_nothing(
    client: httpx.Client, resource: str, held: tuple[str, bytes], sent: tuple[str, bytes]
) -> None:
    query = place(resource)
    assert client.put(resource, params=query, content=held[1], headers={"Content-Type": held[0]}).status_code == 204
    assert client.post(resource, params=query, content=sent[1], headers={"Content-Type": sent[0]}).status_code == 400
    assert client.get(resource, params=query).content == held[1]


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_json_that_is_none_is_400(client: httpx.Client, resource: str, method: str) -> None:
    query = place(resource)
    assert client.request(method, resource, params=query, content=b"{", headers=JSON).status_code == 400
    assert client.get(resource, params=query).status_code == 404


@pytest.mark.parametrize("resource", RESOURCES)
def test_delete_takes_one_document_away_and_leaves_its_neighbour(client: httpx.Client, resource: str) -> None:
    query = place(resource, own=None)
    for own in ("one", "two"):
        client.put(resource, params=named(resource, query, own), json={})
    answer = client.delete(resource, params=named(resource, query, "one"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(resource, params=named(resource, query, "one")).status_code == 404
    assert client.get(resource, params=query).json() == ["two"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_delete_of_what_is_not_there_is_204(client: httpx.Client, resource: str) -> None:
    assert client.delete(resource, params=place(resource)).status_code == 204


@pytest.mark.parametrize("resource", PROFILES)
def test_2_6_and_2_7_profiles_are_deleted_one_by_one(client: httpx.Client, resource: str) -> None:
    assert client.delete(resource, params=place(resource, own=None)).status_code == 400


@pytest.mark.parametrize("resource", RESOURCES)
def test_without_an_id_the_ids_are_listed(client: httpx.Client, resource: str) -> None:
    query = place(resource, own=None)
    assert client.get(resource, params=query).json() == []
    for own in ("b", "a", "ü/1"):
        client.put(resource, params=named(resource, query, own), json={})
    answer = client.get(resource, params=query)
    assert (answer.status_code, sorted(answer.json())) == (200, ["a", "b", "ü/1"])


@pytest.mark.parametrize("resource", RESOURCES)
def test_2_2_a_list_says_when_its_newest_document_changed(client: httpx.Client, resource: str) -> None:
    query = place(resource, own=None)
    client.put(resource, params=named(resource, query, "a"), json={})
    one = client.get(resource, params=named(resource, query, "a")).headers["Last-Modified"]
    assert client.get(resource, params=query).headers["Last-Modified"] == one
    modified = datetime.strptime(one, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - modified) < timedelta(seconds=5)


@pytest.mark.parametrize("resource", RESOURCES)
def test_since_lists_what_was_written_later_in_any_zone(client: httpx.Client, resource: str) -> None:
    query = place(resource, own=None)
    client.put(resource, params=named(resource, query, "early"), json={})
    time.sleep(0.002)
    moment = datetime.now(UTC)
    client.put(resource, params=named(resource, query, "late"), json={})
    for zone in ("+0000", "+0530", "-0800"):
        since = moment.astimezone(datetime.strptime(zone, "%z").tzinfo).isoformat()
        assert client.get(resource, params=query | {"since": since}).json() == ["late"]


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agent", "text"),
        ("agent", "{}"),
        ("agent", '{"mbox": "none"}'),
        ("activityId", "none"),
        ("since", "yesterday"),
        ("since", "2026-01-01"),
    ],
)
def test_2_2_a_parameter_of_the_wrong_form_is_400(client: httpx.Client, resource: str, name: str, value: str) -> None:
    answer = client.get(resource, params=place(resource, own=None) | {name: value})
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_2_3_a_registration_must_be_a_uuid(client: httpx.Client, method: str) -> None:
    query = place(STATE, registration="none")
    content = b"{}" if method in ("PUT", "POST") else b""
    assert client.request(method, STATE, params=query, content=content).status_code == 400


@pytest.mark.parametrize(
    ("resource", "name"), [(ACTIVITY, "agent"), (ACTIVITY, "registration"), (AGENT, "activityId"), (AGENT, "stateId")]
)
def test_a_parameter_of_another_resource_is_400(client: httpx.Client, resource: str, name: str) -> None:
    assert client.get(resource, params=place(resource) | {name: "x"}).status_code == 400


def test_2_3_state_is_kept_apart_by_activity_agent_and_registration(client: httpx.Client, registration: str) -> None:
    base = place(STATE, registration=registration)
    others = [
        base | {"activityId": fresh_iri("activity")},
        base | {"agent": json.dumps(fresh_actor())},
        base | {"registration": fresh_uuid()},
        {name: value for name, value in base.items() if name != "registration"},
        base | {"stateId": "two"},
    ]
    client.put(STATE, params=base, content=b"base")
    for turn, query in enumerate(others):
        assert client.get(STATE, params=query).status_code == 404
        client.put(STATE, params=query, content=str(turn).encode())
    assert client.get(STATE, params=base).content == b"base"
    assert client.get(STATE, params=base | {"registration": registration.upper()}).content == b"base"


def test_an_agent_is_the_same_one_by_its_identifier(client: httpx.Client) -> None:
    mbox = fresh_actor()["mbox"]
    query = place(STATE) | {"agent": json.dumps({"mbox": mbox})}
    client.put(STATE, params=query, content=b"kept")
    again = query | {"agent": json.dumps({"name": "Another", "objectType": "Agent", "mbox": mbox})}
    assert client.get(STATE, params=again).content == b"kept"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_2_3_without_a_registration_all_are_meant(client: httpx.Client, method: str) -> None:
    query = place(STATE, own=None)
    for turn, registration in enumerate((None, fresh_uuid(), fresh_uuid())):
        own = query | {"stateId": str(turn)} | ({"registration": registration} if registration else {})
        client.put(STATE, params=own, content=b"x")
    if method == "GET":
        assert client.get(STATE, params=query).json() == ["0", "1", "2"]
    else:
        assert client.delete(STATE, params=query).status_code == 204
        assert client.get(STATE, params=query).json() == []


def test_2_3_with_a_registration_its_own_state_alone_is_listed_and_deleted(client: httpx.Client) -> None:
    query = place(STATE, own=None)
    one, two = fresh_uuid(), fresh_uuid()
    client.put(STATE, params=query | {"stateId": "1", "registration": one}, content=b"x")
    client.put(STATE, params=query | {"stateId": "2", "registration": two}, content=b"x")
    assert client.get(STATE, params=query | {"registration": one}).json() == ["1"]
    client.delete(STATE, params=query | {"registration": one})
    assert client.get(STATE, params=query).json() == ["2"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_3_1_a_list_of_ids_has_an_etag(client: httpx.Client, resource: str) -> None:
    query = place(resource, own=None)
    got = client.get(resource, params=query)
    # printf '[]' | sha1sum
    assert (got.content, got.headers["ETag"]) == (b"[]", '"97d170e1550eee4afc0af065b78cda302a97674c"')


@pytest.mark.parametrize("resource", RESOURCES)
def test_3_1_an_etag_is_the_sha_1_of_the_content_in_quotes(client: httpx.Client, resource: str) -> None:
    query, content = place(resource), b'{"a": 1}'
    client.put(resource, params=query, content=content, headers=JSON)
    wanted = '"' + hashlib.sha1(content).hexdigest() + '"'  # noqa: S324  # the specification's own choice
    assert client.get(resource, params=query).headers["ETag"] == wanted
    assert client.head(resource, params=query).headers["ETag"] == wanted


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_3_1_if_match_lets_through_who_has_read_what_is_there(client: httpx.Client, resource: str, method: str) -> None:
    query = place(resource)
    client.put(resource, params=query, json={"a": 1})
    etag = client.get(resource, params=query).headers["ETag"]
    content = b"" if method == "DELETE" else b'{"a": 2}'
    wrong = client.request(
        method, resource, params=query, content=content, headers={**JSON, "If-Match": f'"{"1" * 40}"'}
    )
    assert wrong.status_code == 412
    assert client.get(resource, params=query).json() == {"a": 1}
    right = client.request(
        method, resource, params=query, content=content, headers={**JSON, "If-Match": f'"other", {etag}'}
    )
    assert right.status_code == 204
    late = client.request(method, resource, params=query, content=content, headers={**JSON, "If-Match": etag})
    assert late.status_code == 412


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_3_1_if_none_match_with_a_star_lets_through_who_is_first(
    client: httpx.Client, resource: str, method: str
) -> None:
    query, headers = place(resource), {**JSON, "If-None-Match": "*"}
    assert client.request(method, resource, params=query, content=b'{"a": 1}', headers=headers).status_code == 204
    assert client.request(method, resource, params=query, content=b'{"a": 2}', headers=headers).status_code == 412
    assert client.get(resource, params=query).json() == {"a": 1}


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("value", ["*", f'"{"1" * 40}"'])
def test_3_1_if_match_on_nothing_is_412(client: httpx.Client, resource: str, value: str) -> None:
    """RFC 7232, 3.1: a star asks that there is one, whichever it is."""
    query = place(resource)
    assert client.put(resource, params=query, content=b"x", headers={"If-Match": value}).status_code == 412
    assert client.get(resource, params=query).status_code == 404


@pytest.mark.parametrize("resource", PROFILES)
def test_3_1_a_profile_is_not_replaced_by_who_does_not_say_which(client: httpx.Client, resource: str) -> None:
    query = place(resource)
    assert client.put(resource, params=query, json={"a": 1}).status_code == 204
    answer = client.put(resource, params=query, json={"a": 2})
    assert answer.status_code == 409
    assert "If-Match" in answer.json()["error"]
    assert client.get(resource, params=query).json() == {"a": 1}


def test_3_1_state_may_be_replaced_without_an_etag(client: httpx.Client) -> None:
    query = place(STATE)
    client.put(STATE, params=query, json={"a": 1})
    assert client.put(STATE, params=query, json={"a": 2}).status_code == 204
    assert client.get(STATE, params=query).json() == {"a": 2}


@pytest.mark.parametrize("resource", RESOURCES)
def test_1_1_head_has_the_headers_of_get_and_no_body(client: httpx.Client, resource: str) -> None:
    query = place(resource)
    client.put(resource, params=query, content=b"text", headers={"Content-Type": "text/plain"})
    head = client.head(resource, params=query)
    assert (head.status_code, head.content) == (200, b"")
    got = client.get(resource, params=query)
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert head.headers[name] == got.headers[name]
    assert client.head(resource, params=place(resource)).status_code == 404

"""The version header and the version of a statement (Communication, 3.3; Data, 2.4.10)."""

from __future__ import annotations

import httpx
import pytest

from scormpack.lrs_server import RunningLrs
from tests.lrs_server.statement_examples import assert_refused, fresh_uuid, read, statement, stored

RESOURCES = ["statements", "activities", "agents", "activities/state", "activities/profile", "agents/profile"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_request_without_a_version_is_refused(anonymous: httpx.Client, lrs: RunningLrs, resource: str) -> None:
    answer = anonymous.get(resource, headers={"Authorization": lrs.authorization})
    assert answer.status_code == 400
    assert "X-Experience-API-Version" in answer.json()["error"]


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.9", "1.0.10"])
def test_every_patch_version_of_1_0_is_accepted(client: httpx.Client, version: str) -> None:
    answer = client.get("statements", params={"limit": "1"}, headers={"X-Experience-API-Version": version})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "version", ["", "0.9", "0.95", "1", "1.1", "1.1.0", "2.0.0", "1.00", "1.0.", "1.0.x", "1.0.3.1"]
)
def test_another_version_is_refused(anonymous: httpx.Client, lrs: RunningLrs, version: str) -> None:
    headers = {"Authorization": lrs.authorization, "X-Experience-API-Version": version}
    assert anonymous.get("statements", headers=headers).status_code == 400


@pytest.mark.parametrize("resource", [*RESOURCES, "about", "nowhere"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_every_answer_says_1_0_3_refusals_too(client: httpx.Client, resource: str, method: str) -> None:
    assert client.request(method, resource).headers["X-Experience-API-Version"] == "1.0.3"


def test_a_statement_without_a_version_is_1_0_0(client: httpx.Client) -> None:
    """Data, 2.4.10: an LRS sets the version to 1.0.0 where a statement has none."""
    [own] = stored(client, statement())
    assert read(client, own)["version"] == "1.0.0"


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.1", "1.0.9"])
def test_a_statement_keeps_its_version(client: httpx.Client, version: str) -> None:
    """Communication, 3.3: statements are given back with the version that they were accepted with."""
    [own] = stored(client, statement(version=version))
    assert read(client, own)["version"] == version


@pytest.mark.parametrize("version", ["0.9", "0.9.9", "1.1", "1.1.0", "2.0.0", "", 1.0, "1.0.x"])
def test_a_statement_of_another_version_is_refused(client: httpx.Client, version: object) -> None:
    assert_refused(client, statement(id=fresh_uuid(), version=version), "version")

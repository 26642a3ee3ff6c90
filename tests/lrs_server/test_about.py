"""The About resource (Communication, 2.8)."""

from __future__ import annotations

import httpx
import pytest


def test_about_answers_without_credentials_and_without_a_version(anonymous: httpx.Client) -> None:
    assert anonymous.get("about").status_code == 200


def test_about_lists_the_versions_and_the_latest_among_them(anonymous: httpx.Client) -> None:
    answer = anonymous.get("about")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert set(answer.json()) <= {"version", "extensions"}
    assert answer.json()["version"][-1] == "1.0.3"
    assert all(version.startswith("1.0.") for version in answer.json()["version"])


def test_about_answers_a_head_request_without_a_body(anonymous: httpx.Client) -> None:
    answer = anonymous.head("about")
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_about_is_only_read(anonymous: httpx.Client, method: str) -> None:
    assert anonymous.request(method, "about").status_code == 405


def test_about_answers_whatever_version_the_client_speaks(anonymous: httpx.Client) -> None:
    """Communication, 3.3: the version header is not asked for here, so that a client can find out."""
    answer = anonymous.get("about", headers={"X-Experience-API-Version": "0.9"})
    assert answer.status_code == 200
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"

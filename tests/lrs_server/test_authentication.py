"""Who may ask, from where (Communication, 4.0; CORS for pages from another origin)."""

from __future__ import annotations

import base64

import httpx
import pytest

from scormpack.lrs_server import RunningLrs

VERSION = {"X-Experience-API-Version": "1.0.3"}
RESOURCES = [
    "statements",
    "statements/more",
    "activities",
    "agents",
    "activities/state",
    "activities/profile",
    "agents/profile",
]


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("resource", RESOURCES)
def test_without_credentials_every_resource_is_401(anonymous: httpx.Client, resource: str) -> None:
    answer = anonymous.get(resource, headers=VERSION)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    "authorization",
    [
        basic("the-key:another secret"),
        basic("another-key:the secret: with a colon"),
        basic("the-key"),
        "Basic",
        "Basic !!!",
        "Bearer " + basic("the-key:the secret: with a colon").partition(" ")[2],
        "the-key:the secret: with a colon",
        basic("the-key:the secret: with a colon") + "x",
        "",
    ],
)
def test_wrong_credentials_are_401(anonymous: httpx.Client, authorization: str) -> None:
    assert anonymous.get("statements", headers={**VERSION, "Authorization": authorization}).status_code == 401


def test_bytes_beyond_ascii_in_the_credentials_are_401(anonymous: httpx.Client) -> None:
    headers = [(b"Authorization", b"Basic \xff\xfe\xe9"), (b"X-Experience-API-Version", b"1.0.3")]
    assert anonymous.get("statements", headers=headers).status_code == 401


def test_the_right_credentials_are_let_in_whatever_the_case_of_the_scheme(
    anonymous: httpx.Client, lrs: RunningLrs
) -> None:
    """RFC 7617, 2: the scheme is compared without its case."""
    for scheme in ("Basic", "basic", "BASIC"):
        given = scheme + lrs.authorization.removeprefix("Basic")
        assert anonymous.get("statements", headers={**VERSION, "Authorization": given}).status_code == 200


@pytest.mark.parametrize("resource", [*RESOURCES, "about"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_a_preflight_is_answered_without_credentials(anonymous: httpx.Client, resource: str, method: str) -> None:
    asked = "authorization, content-type, x-experience-api-version, if-match, if-none-match"
    headers = {
        "Origin": "https://lms.example.org",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": asked,
    }
    answer = anonymous.options(resource, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://lms.example.org")
    assert method in answer.headers["Access-Control-Allow-Methods"]
    allowed = {name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert set(asked.split(", ")) <= allowed


@pytest.mark.parametrize(
    "name",
    ["ETag", "Last-Modified", "X-Experience-API-Version", "X-Experience-API-Consistent-Through"],
)
def test_a_page_from_another_origin_may_read_the_headers_that_it_needs(client: httpx.Client, name: str) -> None:
    answer = client.get("statements", params={"limit": "1"}, headers={"Origin": "https://lms.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://lms.example.org")
    exposed = {exposed.strip() for exposed in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert name in exposed


def test_a_refusal_can_be_read_from_another_origin_too(anonymous: httpx.Client) -> None:
    answer = anonymous.get("statements", headers={"Origin": "https://lms.example.org"})
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://lms.example.org")

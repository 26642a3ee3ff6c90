"""Where an LRS is said to be, and how a secret is kept out of sight."""

from __future__ import annotations

import base64

import pytest

from scormpack.lrs_client import Credentials, parse_endpoint


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://lrs.example.org/xapi/", "https://lrs.example.org/xapi/"),
        ("https://lrs.example.org/xapi", "https://lrs.example.org/xapi/"),
        (" https://lrs.example.org ", "https://lrs.example.org/"),
        ("https://lrs.example.org:8443/data/xAPI/statements", "https://lrs.example.org:8443/data/xAPI/"),
        ("https://lrs.example.org/xapi/about/", "https://lrs.example.org/xapi/"),
        ("http://[::1]:8010/xapi/", "http://[::1]:8010/xapi/"),
    ],
)
def test_an_endpoint_is_what_resources_are_appended_to(typed: str, meant: str) -> None:
    assert parse_endpoint(typed).url == meant


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("lrs.example.org/xapi", "begins with https://"),
        ("ftp://lrs.example.org/", "speaks https"),
        ("https:///xapi/", "no host"),
        ("https://lrs.example.org:99999/", "no address"),
        ("https://lrs.example.org/xapi/?x=1", "before the ?"),
    ],
)
def test_what_is_no_endpoint_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("?", r"\?")):
        parse_endpoint(typed)


def test_credentials_in_an_endpoint_are_refused_without_being_repeated() -> None:
    with pytest.raises(ValueError, match="SCORMPACK_LRS_SECRET") as refusal:
        parse_endpoint("https://analyst:sesame@lrs.example.org/xapi/")
    assert "sesame" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "readable"),
    [
        ("http://lrs.example.org/", True),
        ("https://lrs.example.org/", False),
        ("http://127.0.0.1:8010/", False),
        ("http://[::1]/", False),
        ("http://localhost/", False),
        ("http://10.0.0.5/", True),
    ],
)
def test_plain_http_is_readable_underway_except_on_this_machine(url: str, *, readable: bool) -> None:
    assert parse_endpoint(url).is_readable_underway is readable


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/xapi/statements/more/7?x=1", "https://lrs.example.org/xapi/statements/more/7?x=1"),
        ("https://lrs.example.org/xapi/more?c=2", "https://lrs.example.org/xapi/more?c=2"),
        ("http://inside.invalid:9000/xapi/more?c=3", "https://lrs.example.org/xapi/more?c=3"),
        ("//thief.example/xapi/more", "https://lrs.example.org/xapi/more"),
        ("?cursor=4", "https://lrs.example.org/xapi/statements?cursor=4"),
    ],
)
def test_a_more_link_is_followed_on_the_endpoints_own_host_only(link: str, address: str) -> None:
    assert parse_endpoint("https://lrs.example.org/xapi/").more(link) == address


def test_the_authorization_is_basic_in_utf_8() -> None:
    # RFC 7617, 2.1 gives this pair and its encoding.
    assert Credentials("test", "123\u00a3").authorization == "Basic dGVzdDoxMjPCow=="


def test_a_secret_is_in_no_representation_and_is_taken_out_of_what_comes_back() -> None:
    own = Credentials("analyst", "sesame")
    encoded = base64.b64encode(b"analyst:sesame").decode()
    assert "sesame" not in f"{own} {own!r}"
    assert own.redact(f"you sent Basic {encoded}, that is sesame") == "you sent Basic …, that is …"

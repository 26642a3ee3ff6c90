"""No secret enters a package: what is found, where, what is let through, and that no message spreads it."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scormpack.build import BuildResult, build_course
from scormpack.bundle import Bundle
from scormpack.contract import LabProxy
from scormpack.diagnostics import Diagnostic
from scormpack.package_secrets import scan_bundles
from scormpack.source import SourceFile
from tests.courses import REFERENCE, SMALL, write_course

MIXED = "aZ3kP9wQ7rT2uX5yB8nM4vC6hJ1gF0dS" * 8
"""Stands for chance: no part of it counts up or repeats within 32 characters."""
UPPER = "Q7RT2UX5YB8NM4VC"
PROXY = LabProxy(url="https://labs.example.org/v1", model="m")


def part(of: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(of).encode()).decode().rstrip("=")


KEYS = {
    "OpenAI": "sk-" + MIXED[:48],
    "OpenAI, of a project": "sk-" + "proj-" + MIXED[:120],
    "Anthropic": "sk-" + "ant-api03-" + MIXED[:93],
    "AWS": "AK" + "IA" + UPPER,
    "AWS, for a while": "AS" + "IA" + UPPER,
    "Google": "AI" + "za" + MIXED[:35],
    "GitHub": "gh" + "p_" + MIXED[:36],
    "GitHub, for a server": "gh" + "s_" + MIXED[:36],
    "GitHub, fine-grained": "github" + "_pat_" + MIXED[:22] + "_" + MIXED[:59],
    "GitLab": "gl" + "pat-" + MIXED[:20],
    "Slack": "xo" + "xb-482917350164-" + MIXED[:24],
    "Stripe": "sk" + "_live_" + MIXED[:24],
    "Hugging Face": "h" + "f_" + MIXED[:34],
    "Groq": "gs" + "k_" + MIXED[:52],
    "npm": "np" + "m_" + MIXED[:36],
    "PyPI": "py" + "pi-AgEIcHlwaS5vcmc" + MIXED[:100],
    "SendGrid": "S" + "G." + MIXED[:22] + "." + MIXED[:43],
    "Azure": "Account" + "Key=" + MIXED[:86] + "==",
    "JWT": f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': 'k7Qp2'})}.{MIXED[:43]}",
    "PEM": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "OpenSSH": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "PGP": "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
    "a header": "Authorization: Bearer " + MIXED[:40],
    "a password": 'password = "' + MIXED[:20] + '"',
    "a client's secret": '"client_secret": "' + MIXED[:32] + '"',
}

STAND_INS = [
    "sk-...",
    "sk-…",
    "sk-" + "x" * 40,
    "sk-" + "1234567890" * 4,
    "sk-your-key-goes-here-0Aa9Bb8Cc7",
    "AK" + "IAIOSFODNN7EXAMPLE",
    "AK" + "IA" + "X" * 16,
    "gh" + "p_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "YOUR_API_KEY",
    "api_key = YOUR_API_KEY_GOES_HERE",
    "password: '<your password of 20 characters>'",
    "token: str = field(default_factory=make_token)",
    "key = sorted(candidates, key=lambda item: item.score)",
    "sk-fading-circle sk-cube-grid-container-with-a-long-name",
    "a key-like-string-of-many-words-in-a-row",
    "eyJhbGciOiJub25l.not.aTokenAtAllButLong",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "Bearer tokens are described in RFC 6750, which see",
]


def scan(name: str, content: bytes | str, *sources: SourceFile) -> tuple[Diagnostic, ...]:
    return scan_bundles([Bundle({name: content.encode() if isinstance(content, str) else content})], sources)


def codes(name: str, content: bytes | str) -> list[str]:
    return sorted(found.code for found in scan(name, content))


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("name", ["index.html", "answers.js", "theme.css", "media/notes.txt", "media/a.vtt"])
def test_a_key_is_found_in_every_kind_of_file(kind: str, name: str) -> None:
    found = scan(name, f"some words {KEYS[kind]} and more\n")
    assert {one.code for one in found} == {"PKG020"}
    assert {one.severity for one in found} == {"error"}
    assert all(f"`{name}`" in one.message for one in found)


@pytest.mark.parametrize("kind", KEYS)
def test_no_message_holds_more_than_the_first_four_characters_of_a_key(kind: str) -> None:
    for found in scan("a.txt", KEYS[kind]):
        assert MIXED[:8] not in found.message + found.hint
        assert UPPER[:8] not in found.message + found.hint


@pytest.mark.parametrize("text", STAND_INS)
def test_what_only_stands_for_a_key_is_let_through(text: str) -> None:
    assert scan("index.html", f"<p>Such as {text} here.</p>") == ()
    assert scan("answers.js", f"x={json.dumps(text)};") == ()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("index.html", "<p>" + "".join(f"&#{ord(c)};" for c in KEYS["OpenAI"]) + "</p>"),
        ("index.html", f"<p><span>{KEYS['OpenAI'][:9]}</span><span class=k>{KEYS['OpenAI'][9:]}</span></p>"),
        ("index.html", f"<!-- {KEYS['OpenAI']} -->"),
        ("index.html", f'<p data-x="{KEYS["OpenAI"]}">'),
        ("answers.js", '"' + "".join(f"\\u{ord(c):04x}" for c in KEYS["OpenAI"]) + '"'),
        ("media/a.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{KEYS['OpenAI']}</desc></svg>"),
        (f"media/{KEYS['OpenAI']}.txt", "nothing"),
    ],
)
def test_a_key_that_hides_is_found(name: str, written: str) -> None:
    assert codes(name, written) == ["PKG020"]


def test_a_key_is_found_in_what_is_no_text() -> None:
    assert codes("media/a.pdf", b"\xff\xd8\x00" + KEYS["AWS"].encode() + b"\x00\xfe") == ["PKG020"]
    assert codes("media/a.txt", KEYS["AWS"].encode("utf-16")) == ["PKG020"]


def test_a_secret_is_found_below_a_name_that_stood_elsewhere_too() -> None:
    secret = KEYS["OpenAI"].removeprefix("sk-")
    bundle = Bundle({"a.txt": b"api_key:\n\nnone\n", "b.txt": f"words\napi_key:\n\n{secret}\n".encode()})
    assert [found.code for found in scan_bundles([bundle])] == ["PKG020"]


def test_a_key_in_several_files_and_packages_is_told_once() -> None:
    bundle = Bundle({"a.txt": KEYS["AWS"].encode(), "b.txt": b"again: " + KEYS["AWS"].encode()})
    assert len(scan_bundles([bundle, bundle])) == 1


def test_a_key_is_shown_at_its_place_in_the_authors_file() -> None:
    source = SourceFile("lesson-1.md", f"One.\n\nThe key is {KEYS['AWS']}.\n")
    (found,) = scan("index.html", f"<p>The key is {KEYS['AWS']}.</p>", SourceFile("course.yaml", "id: x"), source)
    assert found.span is not None
    assert (found.span.file.path, found.span.line, found.span.column, found.span.width) == ("lesson-1.md", 3, 12, 20)
    assert found.span.file.line(3) == f"The key is {KEYS['AWS'][:4]}{'•' * 16}."
    assert "index.html" not in found.message


@pytest.mark.parametrize(
    "address",
    [
        "https://anna:geheim-9@example.com/data",
        "https://ghAt0ken@example.com/repo.git",
        "postgres://app:hunter2hunter@db.internal/x",
        "https://example.com/d?api_key=" + MIXED[:24],
        "https://example.com/d?a=b&X-Amz-Signature=" + MIXED[:64],
        "https://x.blob.example.com/d?sv=1&sig=" + MIXED[:30] + "%2B" + MIXED[:9] + "%3D",
    ],
)
def test_credentials_in_an_address_are_found(address: str) -> None:
    assert codes("index.html", f'<a href="{address.replace("&", "&amp;")}">Data</a>') == ["PKG021"]
    assert all(secret not in found.message for found in scan("a.txt", address) for secret in ("geheim", MIXED[:9]))


@pytest.mark.parametrize(
    "text",
    [
        "mailto:anna@example.com",
        "git@github.com:org/repo.git and ssh://git@example.com/repo",
        "https://example.com/@anna/posts",
        "https://example.com/d?key=value&token=short",
        "https://user:password@host is the old form: see https://your-name@example.com/",
        "https://example.com/?q=a@b",
    ],
)
def test_an_address_without_credentials_is_let_through(text: str) -> None:
    found = [one for one in scan("a.txt", text) if "password" not in text]
    assert found == []


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="http://weather.example.com/">More</a>',
        "<a href=http://weather.example.com/>More</a>",
        '<a href="ht&#116;p://weather.example.com/">More</a>',
        '<a href="ht\ntp://weather.example.com/">More</a>',
        '<a href=" HTTP://weather.example.com/">More</a>',
        '<img src="ftp://weather.example.com/a.png">',
        '<img srcset="a.png 1x, http://weather.example.com/b.png 2x">',
        '<form action="http://weather.example.com/">',
        '<meta http-equiv="refresh" content="0; url=http://weather.example.com/">',
        '<p style="background: url(http://weather.example.com/a.png)">',
        "<style>@import 'http://weather.example.com/a.css';</style>",
        '<svg><use xlink:href="http://weather.example.com/a.svg#x"/></svg>',
        '<script type="application/json">{"lab_proxy":{"url":"http://labs.example.org/v1","model":"m"}}</script>',
    ],
)
def test_plain_http_off_this_machine_is_found(markup: str) -> None:
    assert codes("index.html", markup) == ["PKG022"]


def test_plain_http_is_found_in_a_style_sheet_and_a_picture() -> None:
    assert codes("theme.css", "p { background: url('http://weather.example.com/a.png') }") == ["PKG022"]
    picture = "<svg xmlns='http://www.w3.org/2000/svg'><image href='http://weather.example.com/a.png'/></svg>"
    assert codes("media/a.svg", picture) == ["PKG022"]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://weather.example.com/">More</a>',
        '<a href="http://localhost:8020/v1">Here</a>',
        '<a href="http://127.0.0.1:8020/">Here</a>',
        '<a href="http://[::1]:8020/">Here</a>',
        "<p>Write http://weather.example.com/ in your notes: it follows.</p>",
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><path d="M0 0"/></svg>',
        '<script type="application/json">{"iri":"http://courses.example.org/small"}</script>',
        '<meta http-equiv="Content-Security-Policy" content="connect-src \'self\' https: http:;">',
        '<blockquote cite="http://weather.example.com/">Said.</blockquote>',
    ],
)
def test_what_no_browser_asks_in_the_clear_is_let_through(markup: str) -> None:
    assert scan("index.html", markup) == ()


@given(st.binary(max_size=400), st.sampled_from(["index.html", "a.css", "a.js", "a.bin", "a.svg"]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_it_fail(content: bytes, name: str) -> None:
    scan(name, content)


@pytest.mark.parametrize(
    "miss",
    ["sk-" * 9, "sk-aA1" * 9, "eyJ.", "AKIA", "key=", "://", "://@", "<p", "-----BEGIN ", "password: ", "&#", "url("],
)
def test_a_megabyte_of_near_misses_is_read_to_its_end(miss: str) -> None:
    content = miss * (1_000_000 // len(miss)) + " " + KEYS["AWS"]
    assert "PKG020" in codes("index.html", content)


def test_the_line_that_is_shown_hides_every_secret_in_it() -> None:
    text = f"{KEYS['AWS']} https://anna:geheim-9@example.com/ {KEYS['OpenAI']}"
    found = scan("a.txt", text, SourceFile("a.md", text))
    assert sorted(one.code for one in found) == ["PKG020", "PKG020", "PKG021"]
    for one in found:
        assert one.span is not None
        assert not {"geheim", UPPER, MIXED[:9]} & set(re.findall(r"[A-Za-z0-9]{6,}", one.span.file.text))


def build(folder: Path, course: str, targets: tuple[str, ...] = ("scorm12",)) -> BuildResult:
    return build_course(write_course(folder / "course", course), targets, folder, PROXY)


def test_a_course_with_a_key_does_not_build_and_says_where(tmp_path: Path) -> None:
    text = SMALL.replace("Welcome to **this** course.", f"The key: {KEYS['AWS']}")
    result = build(tmp_path, text, ("scorm12", "xapi"))
    (found,) = result.diagnostics
    assert (found.code, result.packages) == ("PKG020", ())
    assert found.span is not None
    assert (found.span.file.path, found.span.line) == ("course.yaml", 13)
    assert list(tmp_path.glob("*.zip")) == []


def test_a_link_to_plain_http_does_not_build(tmp_path: Path) -> None:
    text = SMALL.replace("Welcome to **this** course.", "[More](http://weather.example.com/)")
    assert [found.code for found in build(tmp_path, text).diagnostics] == ["PKG022"]


def test_a_link_with_a_password_does_not_build(tmp_path: Path) -> None:
    text = SMALL.replace("Welcome to **this** course.", "[Data](https://anna:geheim-9@example.com/data)")
    assert [found.code for found in build(tmp_path, text).diagnostics] == ["PKG021"]


def test_an_attachment_with_a_key_does_not_build(tmp_path: Path) -> None:
    text = SMALL.replace("Welcome to **this** course.", "[Settings](settings.txt)")
    source = write_course(tmp_path / "course", text, settings_txt=f"OPENAI={KEYS['OpenAI']}\n")
    result = build_course(source, ("scorm12",), tmp_path, PROXY)
    (found,) = result.diagnostics
    assert found.code == "PKG020"
    assert "settings.txt" in found.message


def test_steering_may_hold_what_a_package_may_not(tmp_path: Path) -> None:
    """It never enters one; the proxy that reads it is no learner's."""
    assert build(tmp_path, SMALL.replace("SECRET-STEERING", KEYS["AWS"])).packages


@pytest.mark.parametrize("target", ["scorm12", "xapi", "cmi5"])
def test_the_reference_course_has_none(target: str, tmp_path: Path) -> None:
    result = build_course(REFERENCE, (target,), tmp_path, PROXY)
    assert result.diagnostics == ()
    assert zipfile.is_zipfile(result.packages[0].path)

"""A setting that cannot be meant ends the start with one line that names file and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from scormpack.diagnostics import ScormpackError
from scormpack.lab_server import Secrets, Settings, read_settings
from scormpack.lab_server.settings import check_settings
from tests.courses import ROOT

DOCS = (ROOT / "docs" / "proxy.md").read_text("utf-8")
ORIGIN = 'server.origins = ["https://lms.example.org"]\n'


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "proxy.toml"
    path.write_text(text, "utf-8")
    return read_settings(path)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ScormpackError) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"{tmp_path}/")


WRONG = {
    "upstream.urll = 'x'": "proxy.toml: upstream.urll: there is no such key; did you mean `url`?",
    "[upstreams]": "proxy.toml: upstreams: there is no such key; did you mean `upstream`?",
    "limits.streams_per_session = 3": "proxy.toml: limits.streams_per_session: input should be less than or equal to 2",
    "limits.streams = 'many'": "proxy.toml: limits.streams: input should be a valid integer",
    "limits.streams = true": "proxy.toml: limits.streams: input should be a valid integer",
    "server.log_text = 'no'": "proxy.toml: server.log_text: input should be a valid boolean",
    "upstream.total_seconds = 0": "proxy.toml: upstream.total_seconds: input should be greater than 0",
    "upstream.total_seconds = nan": "proxy.toml: upstream.total_seconds: input should be a finite number",
    "spending.per_day = -1": "proxy.toml: spending.per_day: input should be greater than or equal to 0",
    "server.trusted_proxies = ['nginx']": "proxy.toml: server.trusted_proxies.0: `nginx` is no address or network",
    "upstream.url = 'api.example.org'": "proxy.toml: upstream.url: `api.example.org` is no web address",
    "upstream.url = 'http://api.example.org/v1'": "proxy.toml: upstream.url: an upstream on another machine is reached",
    "upstream.url = 'https://u:p@api.example.org'": "proxy.toml: upstream.url: the upstream's address has no user",
    "upstream.url = 'https://api.example.org?key=1'": "proxy.toml: upstream.url: the upstream's address has no user",
}


@pytest.mark.parametrize(("text", "line"), WRONG.items(), ids=WRONG)
def test_a_wrong_value_is_one_line_with_file_and_key(tmp_path: Path, text: str, line: str) -> None:
    assert refusal(tmp_path, text).startswith(line)


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "lms.example.org",
        "https://lms.example.org/",
        "https://lms.example.org/course",
        "https://*.example.org",
        "https://LMS.example.org",
        "https://lms.example.org:443",
        "http://lms.example.org:80",
        "ftp://lms.example.org",
        "https://user@lms.example.org",
        "https://lernen-für-alle.example",
        "",
    ],
)
def test_what_no_browser_sends_is_no_origin(tmp_path: Path, origin: str) -> None:
    assert "server.origins.0" in refusal(tmp_path, f"server.origins = ['{origin}']")


@pytest.mark.parametrize(
    "origin",
    ["https://lms.example.org", "http://127.0.0.1:8000", "https://lms.example.org:8443", "http://[::1]:8000", "null"],
)
def test_what_browsers_send_is_one(tmp_path: Path, origin: str) -> None:
    assert read(tmp_path, f"server.origins = ['{origin}']").server.origins == [origin]


def test_a_local_upstream_may_be_plain_http(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]"):
        url = f"http://{host}:11434/v1"
        assert read(tmp_path, f"upstream.url = '{url}/'").upstream.url == url


def test_no_toml_and_no_file_are_said_in_one_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, "server = = 1").startswith("proxy.toml is no TOML: ")
    with pytest.raises(ScormpackError, match=r"nothing\.toml cannot be read: no such file or directory"):
        read_settings(tmp_path / "nothing.toml")


def test_flags_stand_in_for_the_files_values(tmp_path: Path) -> None:
    path = tmp_path / "proxy.toml"
    path.write_text(ORIGIN + "server.port = 9000\nserver.host = '::1'\n", "utf-8")
    server = read_settings(path, {"server": {"port": 9001}}).server
    assert (server.port, server.host, server.origins) == (9001, "::1", ["https://lms.example.org"])


UPSTREAM = ORIGIN + "upstream.url = 'https://api.example.org/v1'\nupstream.models = {lab-assistant = 'm'}\n"
UNFIT = {
    "": "no origin is allowed",
    ORIGIN: "no upstream: give --upstream URL, or --rehearsal",
    ORIGIN + "upstream.url = 'https://api.example.org/v1'\n": "no model: give --model NAME",
    UPSTREAM + "spending.per_day = 5\n": "spending.per_day caps nothing while both prices are 0",
    UPSTREAM + "server.workers = 2\n": "several workers share their limits: set SCORMPACK_PROXY_SECRET and",
}


@pytest.mark.parametrize(("text", "words"), UNFIT.items(), ids=UNFIT.values())
def test_what_does_not_make_a_service_is_said_at_the_start(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScormpackError, match=re.escape(words)):
        check_settings(read(tmp_path, text), Secrets(), rehearsal=False)


def test_a_short_secret_is_refused_without_being_shown() -> None:
    with pytest.raises(ScormpackError, match="has 31 characters; it takes 32") as caught:
        Secrets.from_environment({"SCORMPACK_PROXY_SECRET": "topsecret" + "x" * 22})
    assert "topsecret" not in str(caught.value)
    assert Secrets.from_environment({"SCORMPACK_PROXY_SECRET": "x" * 32}).proxy_secret == "x" * 32


def test_a_key_with_a_line_end_is_trimmed_and_one_that_no_header_carries_refused() -> None:
    assert Secrets.from_environment({"SCORMPACK_UPSTREAM_KEY": "sk-1\n"}).upstream_key == "sk-1"
    with pytest.raises(ScormpackError, match="no header can carry"):
        Secrets.from_environment({"SCORMPACK_UPSTREAM_KEY": "sk-1\r\nX: y"})


def documented() -> dict[str, str]:
    """`table.key` to its default, as the page's table has them."""
    return dict(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \| (.*?) \|", DOCS, re.MULTILINE))


def shown(default: object) -> str:
    """A default as the table writes it."""
    if default is None or default in ([], {}):
        return "none"
    if isinstance(default, bool):
        return f"`{default}`".lower()
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def test_every_setting_stands_in_the_pages_table_with_its_default() -> None:
    wanted = {}
    for table, field in Settings.model_fields.items():
        assert isinstance(field.annotation, type)
        assert issubclass(field.annotation, BaseModel)
        for key, value in field.annotation.model_fields.items():
            wanted[f"{table}.{key}"] = shown(value.default)
    assert documented() == wanted


def test_the_pages_settings_file_is_one(tmp_path: Path) -> None:
    files = re.findall(r"^```toml\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)
    assert files
    for text in files:
        check_settings(read(tmp_path, text), Secrets("", "s" * 32, "", "redis://127.0.0.1"), rehearsal=False)

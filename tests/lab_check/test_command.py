"""`scormpack proxy check` at the terminal."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scormpack.cli.proxy_check import check
from tests.courses import ROOT, write_course
from tests.lab_check.unruly_proxy import ORIGIN, UnrulyProxy


def invoked(*arguments: object) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments], terminal_width=100)


def test_findings_are_listed_and_the_exit_status_is_by_problems(proxy: UnrulyProxy) -> None:
    result = invoked(proxy.url)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"ok       preflight          a browser on {ORIGIN} may ask.\n" in result.stdout
    assert "note     tls                http, without encryption: this machine only.\n" in result.stdout
    assert result.stdout.endswith("\nLearners can talk to the assistant; 2 notes.\n")
    proxy.chat = proxy.chat.saying()
    result = invoked(proxy.url)
    assert result.exit_code == 1
    assert "problem  end                the stream ended without finish_reason or [DONE].\n" in result.stdout
    assert "                            For learners: The turn does not count" in result.stdout
    assert "                            What to do: See whether" in result.stdout
    assert result.stdout.endswith("\n2 problems.\n")


def test_the_json_has_the_same(proxy: UnrulyProxy) -> None:
    result = invoked(proxy.url, "--format", "json", "--origin", "https://LMS.example.org:443/mod/scorm/")
    told = json.loads(result.stdout)
    assert told.keys() == {"format", "url", "origin", "ok", "findings"}
    assert (told["format"], told["url"], told["origin"], told["ok"]) == (1, proxy.url, ORIGIN, True)
    assert all(finding.keys() == {"name", "status", "found", "meaning", "advice"} for finding in told["findings"])
    assert {finding["status"] for finding in told["findings"]} == {"ok", "note"}


def test_a_password_in_the_address_is_not_repeated() -> None:
    result = invoked("https://me:pa55@labs.example.org/v1", "--format", "json")
    assert result.exit_code == 1
    assert "pa55" not in result.output
    assert json.loads(result.stdout)["ok"] is False


def test_course_lab_and_model_are_named(proxy: UnrulyProxy) -> None:
    assert invoked(proxy.url, "--course", "rain", "--lab", "lab-fog", "--model", "other").exit_code == 0
    body = proxy.questions[-1].body
    assert (body["model"], body["metadata"]["course"], body["metadata"]["lab"]) == ("other", "rain", "lab-fog")


def test_a_source_names_its_first_lab_or_the_one_that_is_said(proxy: UnrulyProxy, tmp_path: Path) -> None:
    source = write_course(tmp_path)
    for further in ((), ("--lab", "lab")):
        assert invoked(proxy.url, "--source", source, *further).exit_code == 0
        metadata = proxy.questions[-1].body["metadata"]
        assert (metadata["course"], metadata["lab"]) == ("small", "lab")
    asked = len(proxy.requests)
    result = invoked(proxy.url, "--source", source, "--lab", "lob")
    assert (result.exit_code, result.stderr) == (1, "scormpack: the course small has no lab lob; did you mean `lab`?\n")
    assert len(proxy.requests) == asked


def test_a_source_that_is_no_course_is_told_as_check_would(proxy: UnrulyProxy, tmp_path: Path) -> None:
    result = invoked(proxy.url, "--source", write_course(tmp_path, "id: small\n"))
    assert result.exit_code == 1
    assert "error CRS" in result.stderr
    assert result.stdout == ""
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--course", "rain"], "--course and --lab go together"),
        (["--lab", "lab-fog"], "--course and --lab go together"),
        (["--source", ".", "--course", "rain"], "not both"),
        (["--origin", "lms.example.org"], "an origin is like"),
        (["--origin", "https://[::1"], "an origin is like"),
    ],
)
def test_misuse_is_said_before_anything_is_sent(arguments: list[str], why: str, proxy: UnrulyProxy) -> None:
    result = invoked(proxy.url, *arguments)
    assert result.exit_code == 2
    assert why in result.stderr
    assert proxy.requests == []


def test_without_httpx_one_line_says_how_to_get_it(proxy: UnrulyProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "httpx" else found(name))
    result = invoked(proxy.url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "scormpack: this command needs httpx; install it with: pip install 'scormpack[proxy]'\n"
    assert proxy.requests == []


def test_help_says_what_costs_tokens() -> None:
    told = " ".join(invoked("--help").stdout.split())
    assert "One short question is asked, which costs tokens." in told
    assert "It is asked a second time only where the player would" in told


def test_every_finding_is_documented_and_no_other() -> None:
    sources = [file.read_text("utf-8") for file in (ROOT / "scormpack" / "lab_check").glob("*.py")]
    names = {name for source in sources for name in re.findall(r'Finding\(\s*"([a-z-]+)"', source)}
    page = (ROOT / "docs" / "gateways.md").read_text("utf-8")
    _before, _heading, table = page.partition("| finding | what is looked at |")
    rows = [row.split("|")[1] for row in table.split("\n\n")[0].splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == names

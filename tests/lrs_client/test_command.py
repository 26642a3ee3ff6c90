"""`scormpack lrs pull` and `push` as somebody at a terminal meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scormpack.cli.lrs import lrs as group
from tests.courses import write_course
from tests.lrs_client.command import KNOWN, invoked
from tests.lrs_client.unruly_lrs import HTML, KEY, LOGIN, SECRET, Trouble, UnrulyLrs, failing, statements

RAIN = "https://courses.example.org/rain"
BUSY = failing(503, Retry_After="0")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def saved(name: str, values: object) -> Path:
    path = Path(name)
    assert isinstance(values, list)
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values), "utf-8")
    return path


def test_a_pull_says_what_it_kept_and_where(lrs: UnrulyLrs) -> None:
    lrs.statements = statements(1200)
    result = invoked("pull", lrs.endpoint, RAIN)
    assert (result.exit_code, result.stdout) == (0, "rain.statements.jsonl: 1,200 statements.\n")
    lrs.statements = statements(1201)
    result = invoked("pull", lrs.endpoint, RAIN)
    assert result.stdout == "rain.statements.jsonl: 1 new, 1,201 statements in all.\n"
    assert len(Path("rain.statements.jsonl").read_bytes().split(b"\n")) == 1202


def test_a_course_folder_stands_for_its_iri_and_names_the_file(lrs: UnrulyLrs, tmp_path: Path) -> None:
    result = invoked("pull", lrs.endpoint, write_course(tmp_path / "anywhere"))
    assert result.exit_code == 0
    assert lrs.requests[0].query["activity"] == "https://courses.example.org/small"
    assert Path("small.statements.jsonl").exists()


def test_a_course_with_mistakes_is_told_of_and_nobody_is_asked(lrs: UnrulyLrs, tmp_path: Path) -> None:
    result = invoked("pull", lrs.endpoint, write_course(tmp_path / "c", "id: small\n"))
    assert result.exit_code == 1
    assert "error CRS" in result.stderr
    assert lrs.requests == []


def test_the_endpoint_may_stand_in_the_environment(lrs: UnrulyLrs) -> None:
    environment = {**KNOWN, "SCORMPACK_LRS_ENDPOINT": lrs.endpoint}
    assert invoked("pull", RAIN, environment=environment).exit_code == 0
    assert invoked("push", saved("s.jsonl", statements(1)), environment=environment).exit_code == 0
    assert len(lrs.statements) == 1


def test_filters_are_asked_of_the_lrs_and_a_day_is_all_of_it(lrs: UnrulyLrs) -> None:
    registration = "0f0e0d0c-0b0a-4908-8706-050403020100"
    arguments = ("--verb", "passed", "--registration", registration, "--since", "2026-11-01", "--until", "2026-11-30")
    assert invoked("pull", lrs.endpoint, RAIN, *arguments).exit_code == 0
    query = lrs.requests[0].query
    assert query["verb"] == "http://adlnet.gov/expapi/verbs/passed"
    assert query["registration"] == registration
    # Communication 2.1.3: since leaves its moment out, until takes it in.
    assert query["since"] == "2026-10-31T23:59:59.999Z"
    assert query["until"] == "2026-11-30T23:59:59.999Z"


def test_standard_output_gets_statements_alone(lrs: UnrulyLrs, tmp_path: Path) -> None:
    lrs.statements = statements(120)
    result = invoked("pull", lrs.endpoint, RAIN, "--out", "-")
    assert [json.loads(line)["id"] for line in result.stdout.strip().split("\n")] == [
        one["id"] for one in lrs.statements
    ]
    assert "Standard output: 120 statements." in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_pull_that_fails_says_why_and_what_is_kept(lrs: UnrulyLrs) -> None:
    lrs.statements = statements(250)
    lrs.troubles = [None, BUSY, None, HTML]
    result = invoked("pull", lrs.endpoint, RAIN)
    assert result.exit_code == 1
    assert result.stdout == ""
    busy, why, kept = result.stderr.splitlines()
    assert busy == "127.0.0.1 is busy (503); trying again in 0 s"
    assert why.startswith("scormpack: 127.0.0.1 answered with a web page")
    assert kept == (
        "rain.statements.jsonl has 200 statements, each of them whole. The same command goes on from there."
    )
    assert invoked("pull", lrs.endpoint, RAIN).stdout.endswith("50 new, 250 statements in all.\n")


def test_a_push_says_what_was_stored_and_what_was_there(lrs: UnrulyLrs) -> None:
    lrs.statements = statements(2)
    result = invoked("push", lrs.endpoint, saved("s.jsonl", statements(1500)))
    assert result.exit_code == 0
    assert result.stdout == "127.0.0.1 has 1,500 of 1,500 statements; it said of 2 that it had them.\n"
    assert len(lrs.statements) == 1500
    assert sorted(path.name for path in Path().iterdir()) == ["s.jsonl"], "no record is left behind"


def test_a_faulty_line_is_named_with_its_rule_and_nothing_is_sent(lrs: UnrulyLrs) -> None:
    values = statements(3)
    del values[1]["actor"]
    path = saved("s.jsonl", values)
    result = invoked("push", lrs.endpoint, path)
    assert result.exit_code == 1
    assert re.search(r"^line 2: .*actor.*  \[xAPI \d[\d.]*\]$", result.stderr, re.MULTILINE)
    assert "1 of 3 lines cannot be sent.\nNothing was sent. With --skip-faulty the others are." in result.stderr
    assert lrs.requests == []
    result = invoked("push", lrs.endpoint, path, "--skip-faulty")
    assert (result.exit_code, len(lrs.statements)) == (1, 2)


def test_what_the_lrs_refused_is_listed_by_line(lrs: UnrulyLrs) -> None:
    lrs.statements = [{**statements(1)[0], "result": {}}]
    lrs.refused_ids = {statements(3)[2]["id"]}
    result = invoked("push", lrs.endpoint, saved("s.jsonl", statements(3)))
    assert result.exit_code == 1
    assert "line 1, statement 00000000-0000-4000-8000-000000000000: the LRS holds another" in result.stderr
    assert "line 3, statement 00000000-0000-4000-8000-000000000002: I do not like one of them" in result.stderr
    assert "2 statements not taken by the LRS." in result.stderr
    assert result.stdout == "127.0.0.1 has 1 of 3 statements.\n"


def test_a_push_that_broke_off_goes_on_and_forgets_its_record(lrs: UnrulyLrs) -> None:
    path = saved("s.jsonl", statements(250))
    lrs.troubles = [None, None, failing(401)]
    result = invoked("push", lrs.endpoint, path)
    assert result.exit_code == 1
    assert "200 of 250 statements are in the LRS. The same command goes on from there" in result.stderr
    result = invoked("push", lrs.endpoint, path)
    assert result.stdout == "127.0.0.1 has 250 of 250 statements.\n"
    assert [len(json.loads(request.body)) for request in lrs.requests] == [100, 100, 50, 50]
    assert sorted(file.name for file in Path().iterdir()) == ["s.jsonl"]


def test_standard_input_is_pushed_too(lrs: UnrulyLrs) -> None:
    text = "".join(f"{json.dumps(one)}\n" for one in statements(3))
    result = invoked("push", lrs.endpoint, "-", stdin=text)
    assert (result.exit_code, len(lrs.statements)) == (0, 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pull"], "Missing ENDPOINT and COURSE"),
        (["pull", "https://lrs.example.org/"], "Missing ENDPOINT and COURSE"),
        (["push", "https://lrs.example.org/"], "Missing ENDPOINT and FILE"),
        (["check"], "Missing ENDPOINT"),
        (["check", "lrs.example.org"], "begins with https://"),
        (["check", "https://lrs.example.org/", "--origin", "lms"], "an origin is like"),
        (["pull", "https://lrs.example.org/", "no-such-folder"], "neither a course's folder nor an IRI"),
        (["pull", "https://lrs.example.org/", RAIN, "--since", "yesterday"], "no day such as 2026-11-01"),
        (["pull", "https://lrs.example.org/", RAIN, "--verb", "pased"], "passed"),
        (["pull", "https://lrs.example.org/", RAIN, "--registration", "7"], "--registration"),
        (["push", "https://lrs.example.org/", "no-such-file"], "cannot be read"),
        (["check", f"https://{KEY}:{SECRET}@lrs.example.org/"], "do not belong into the address"),
    ],
)
def test_misuse_exits_with_2_and_says_why(arguments: list[str], said: str) -> None:
    result = invoked(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert SECRET not in result.output


@pytest.mark.parametrize("given", [{}, {"SCORMPACK_LRS_KEY": KEY}, {"SCORMPACK_LRS_SECRET": SECRET}])
def test_without_credentials_and_without_a_terminal_it_says_what_to_set(given: dict[str, str], lrs: UnrulyLrs) -> None:
    environment = {"SCORMPACK_LRS_KEY": "", "SCORMPACK_LRS_SECRET": "", **given}
    result = invoked("pull", lrs.endpoint, RAIN, environment=environment)
    assert result.exit_code == 2
    for name, value in environment.items():
        assert (name in result.stderr) is (value == "")
    assert lrs.requests == []


def test_a_key_with_its_secret_in_it_is_refused_unseen(lrs: UnrulyLrs) -> None:
    environment = {**KNOWN, "SCORMPACK_LRS_KEY": f"{KEY}:{SECRET}"}
    result = invoked("pull", lrs.endpoint, RAIN, environment=environment)
    assert result.exit_code == 2
    assert "no colon" in result.stderr
    assert SECRET not in result.output


ECHO = Trouble(400, {}, b"Authorization: Basic YW5hbHlzdDpzZXNhbWUtc3RyZWV0LTQ3MTE= " + SECRET.encode())


@pytest.mark.parametrize("command", ["check", "pull", "push"])
@pytest.mark.parametrize(
    "trouble", [failing(401), failing(500, Retry_After="0"), LOGIN, ECHO], ids=lambda trouble: trouble.status
)
def test_a_secret_is_never_shown(command: str, trouble: Trouble, lrs: UnrulyLrs) -> None:
    lrs.troubles = [trouble] * 30
    subjects = {"check": [], "pull": [RAIN], "push": [str(saved("s.jsonl", statements(1)))]}
    result = invoked(command, lrs.endpoint, *subjects[command])
    assert result.exit_code == 1
    assert lrs.requests, "the LRS was asked"
    assert SECRET not in result.output
    assert "YW5hbHlzdDpzZXNhbWUtc3RyZWV0LTQ3MTE" not in result.output
    assert "Traceback" not in result.output


def test_plain_http_to_another_machine_is_warned_of() -> None:
    result = invoked("check", "http://lrs.invalid/xapi/", "--timeout", "1")
    assert result.exit_code == 1
    assert "warning: http://lrs.invalid/xapi/ is not encrypted" in result.stderr
    assert "no host lrs.invalid" in result.stdout


@pytest.mark.parametrize("command", ["", "check", "pull", "push", "serve"])
def test_help_has_examples_that_the_command_takes(command: str) -> None:
    result = invoked(*command.split(), "--help")
    assert result.exit_code == 0
    examples = re.findall(r"scormpack lrs (.+)", result.output)
    assert examples
    for example in (line for line in examples if not line.startswith(("[", command + " ["))):
        name, *words = example.split()
        options = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options

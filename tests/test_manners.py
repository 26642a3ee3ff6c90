"""How every command behaves: help, first guesses, loudness and colour."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from scormpack.cli import ALIASES, COMMANDS, main
from scormpack.cli.manners import SYNONYMS, Command, Family
from scormpack.cli.output import Voice, colour_wanted, voice
from tests.courses import ROOT, SMALL, write_course


def run(*arguments: object, **options: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]


def commands(group: click.Group = main, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))


EVERY = [pytest.param(words, command, id=" ".join(words)) for words, command in commands()]


@pytest.mark.parametrize(("words", "command"), EVERY)
def test_help_of_every_command_has_an_example_and_fits_in_80_columns(
    words: tuple[str, ...], command: click.Command
) -> None:
    shown = run(*words, "--help", terminal_width=None).stdout
    assert f"\n  scormpack {' '.join(words)}" in shown or "scormpack completion bash" in shown
    assert [line for line in shown.splitlines() if len(line) > 80] == []
    assert isinstance(command, Command | Family), "made with cls=Command or cls=Family"


def test_every_command_stands_under_a_heading_in_a_help_of_80_columns() -> None:
    shown = run("--help").stdout
    assert [line for line in shown.splitlines() if len(line) > 80] == []
    headings = [heading for heading in COMMANDS if f"\n{heading}:\n" in shown]
    assert headings == list(COMMANDS)
    assert {one.name for under in COMMANDS.values() for one in under} == set(main.commands)
    assert "\nCommands:\n" not in shown
    described = re.findall(r"^  ([a-z]+) +\S.*$", shown, re.MULTILINE)
    assert set(main.commands) <= set(described)
    assert "..." not in shown.partition("Options:")[0].replace("[ARGS]...", ""), "a short description that was cut"


GUESSES = [
    (["biuld"], 2, "Did you mean 'build'?"),
    (["chekc", "."], 2, "Did you mean 'check'?"),
    (["serv", "{course}"], 2, "Did you mean 'preview'?"),
    (["show", "{course}"], 0, "pass mark"),
    (["frobnicate"], 2, "The commands: new, "),
    (["Check", "{course}"], 0, "no mistakes"),
    (["lint", "{course}"], 0, "no mistakes"),
    (["validate", "{course}"], 0, "no mistakes"),
    (["valdate", "{course}"], 2, "Did you mean 'check'?"),
    (["{course}"], 2, "scormpack check {course}"),
    (["{course}/course.yaml"], 2, "scormpack check {course}/course.yaml"),
    (["lost.zip"], 2, "scormpack inspect lost.zip"),
    (["help", "build"], 0, "Usage: scormpack build"),
    (["help"], 0, "Usage: scormpack"),
    (["help", "lrs", "pull"], 0, "Usage: scormpack lrs pull"),
    (["help", "lint"], 0, "Usage: scormpack check"),
    (["help", "biuld"], 2, "Did you mean 'build'?"),
    (["help", "build", "more"], 2, "has no commands below it"),
    (["-V"], 0, "scormpack 0.1.0"),
    (["-h"], 0, "Usage: "),
    (["-help"], 0, "Usage: "),
    (["-version"], 0, "scormpack 0.1.0"),
    (["build", "-help"], 0, "Usage: scormpack build"),
    (["--target", "xapi", "build", "{course}"], 2, "--target goes behind the command: scormpack build --target"),
    (["-t", "xapi", "build", "{course}"], 2, "-t goes behind the command: scormpack build -t"),
    (["--tarpet", "xapi", "build", "{course}"], 2, "No such option"),
    (["-v"], 0, "markdown-it-py"),
    (["-q"], 2, "Which command?"),
    ([], 2, "Usage: scormpack"),
    (["lrs", "pul"], 2, "Did you mean 'pull'?"),
    (["build", "{course}", "--out", "{out}", "--targets", "xapi"], 0, "small-1.0.0.xapi.zip"),
    (["build", "{course}", "--output", "{out}"], 0, "small-1.0.0.scorm12.zip"),
    (["build", "{course}", "--output={out}"], 0, "small-1.0.0.scorm12.zip"),
    (["build", "{course}", "--out", "{out}", "--target", "scorm1.2"], 0, "small-1.0.0.scorm12.zip"),
    (["build", "{course}", "--out", "{out}", "--target", "SCORM 1.2"], 0, "small-1.0.0.scorm12.zip"),
    (["build", "{course}", "--out", "{out}", "--target", "tincan"], 0, "small-1.0.0.xapi.zip"),
    (["build", "{course}", "--out", "{out}", "--target", "all"], 0, "small-1.0.0.cmi5.zip"),
    (["build", "{course}", "--out", "{out}", "-t", "xapi,cmi5"], 0, "small-1.0.0.cmi5.zip"),
    (["build", "{course}", "--target=scorm"], 2, "Did you mean scorm12?"),
    (["build", "{course}", "--target", "scrom12"], 2, "Did you mean scorm12?"),
    (["build", "{course}", "--target", "scorm2004"], 2, "scormpack builds no SCORM 2004"),
    (["build", "{course}", "--target", "html"], 2, "There are: scorm12, xapi, cmi5, all."),
    (["build", "{course}", "--target", ""], 2, "There is no target ''"),
    (["build", "{course}", "--tarket", "xapi"], 2, "--target"),
    (["build", "{course}x"], 2, "Did you mean '{course}'?"),
    (["inspect", "{course}", "--json"], 0, '"id": "small"'),
    (["check", "--no-color", "{course}"], 0, "no mistakes"),
    (["explain", "qst01"], 2, "did you mean"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), GUESSES, ids=[" ".join(row[0]) for row in GUESSES])
def test_a_first_guess_works_or_is_answered_with_what_does(
    arguments: list[str], code: int, says: str, tmp_path: Path
) -> None:
    course = write_course(tmp_path / "small")

    def filled(text: str) -> str:
        return text.replace("{course}", str(course)).replace("{out}", str(tmp_path / "out"))

    result = run(*map(filled, arguments))
    assert result.exit_code == code, result.output
    assert filled(says) in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ["check", "build", "inspect", "vocabulary"])
def test_without_a_source_a_command_takes_the_course_in_this_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_course(tmp_path / "c"))
    assert run(name).exit_code == 0
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    lost = run(name)
    assert lost.exit_code == 2
    assert "There is no course.yaml in this folder" in lost.stderr
    assert f"{name} my-course" in lost.stderr


def test_what_stands_behind_two_hyphens_is_no_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_course(tmp_path / "--output")
    monkeypatch.chdir(tmp_path)
    assert run("check", "--", "--output").exit_code == 0


def test_synonyms_and_aliases_lead_to_what_is_there_and_hide_nothing() -> None:
    options = {opt for _words, command in commands() for one in command.params for opt in one.opts}
    options |= {"--help"} | {opt for one in main.params for opt in one.opts}
    assert {synonym.partition("=")[0] for synonym in SYNONYMS.values()} <= options
    assert set(ALIASES.values()) <= set(main.commands)
    assert set(ALIASES) & set(main.commands) == set()


def test_synonyms_and_aliases_stand_on_the_page_of_the_command_line() -> None:
    (table,) = re.findall(
        r"^\| you type \|.*?\n\n", (ROOT / "docs/command-line.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    for alias, name in ALIASES.items():
        assert re.search(rf"^\| `scormpack .*?\b{alias}\b.*?` \| `{name}` \|$", table, re.MULTILINE), alias
    assert [synonym for synonym in SYNONYMS if f"`{synonym}`" not in table] == []


def without_proxy(tmp_path: Path) -> list[str]:
    return ["build", str(write_course(tmp_path / "c")), "--out", str(tmp_path / "out")]


@pytest.mark.parametrize("flag", ["-q", "--quiet", "--silent"])
@pytest.mark.parametrize("behind", ["before", "behind"])
def test_quiet_leaves_results_alone_and_drops_notes(flag: str, behind: str, tmp_path: Path) -> None:
    arguments = without_proxy(tmp_path)
    assert "LAB001" in run(*arguments).stderr
    quiet = run(*([flag, *arguments] if behind == "before" else [*arguments, flag]))
    assert quiet.exit_code == 0
    assert quiet.stderr == ""
    assert "small-1.0.0.scorm12.zip" in quiet.stdout


def test_quiet_still_tells_errors(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", SMALL.replace("title: A quiz", "titel: A quiz"))
    result = run("check", "-q", source)
    assert result.exit_code == 1
    assert "CRS008" in result.stderr


def test_check_quiet_of_a_clean_course_says_nothing(tmp_path: Path) -> None:
    result = run("check", "-q", write_course(tmp_path / "c"))
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("behind", ["before", "behind"])
def test_verbose_tells_what_is_read_and_written_and_how_long_it_took(behind: str, tmp_path: Path) -> None:
    arguments = without_proxy(tmp_path)
    result = run(*(["-v", *arguments] if behind == "before" else [*arguments, "--verbose"]))
    assert re.search(r"^scormpack build: \d+ ms$", result.stderr, re.MULTILINE)
    assert re.search(r"^read .*/c/course.yaml: [\d,]+ bytes$", result.stderr, re.MULTILINE)
    assert re.search(r"^assembling for scorm12: \d+ ms$", result.stderr, re.MULTILINE)
    assert re.search(r"^wrote .*/small-1.0.0.scorm12.zip: [\d,]+ bytes$", result.stderr, re.MULTILINE)
    assert len(result.stdout.splitlines()) == 1, "the result alone"
    assert "read " not in run(*arguments).stderr


@pytest.mark.parametrize(
    ("arguments", "loudness"),
    [
        ([], "normal"),
        (["-q"], "quiet"),
        (["-v"], "verbose"),
        (["-q", "-v"], "verbose"),
        (["-vq"], "quiet"),
    ],
)
def test_of_two_that_contradict_each_other_the_later_one_counts(arguments: list[str], loudness: str) -> None:
    heard: list[Voice] = []

    @click.command(cls=Command)
    def listen() -> None:
        heard.append(voice())

    assert CliRunner().invoke(listen, arguments).exit_code == 0
    assert [one.loudness for one in heard] == [loudness]


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "0"}, False),
        ({"NO_COLOR": ""}, None),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, None),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_the_environment_says_whether_there_is_colour(environment: dict[str, str], wanted: bool | None) -> None:  # noqa: FBT001 - a row of the table
    assert colour_wanted(environment) is wanted


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color=never"], {"FORCE_COLOR": "1"}, False),
        (["--color=auto"], {"FORCE_COLOR": "1"}, False),
    ],
)
@pytest.mark.parametrize("behind", ["before", "behind"])
def test_colour_is_for_terminals_or_for_who_asks(
    arguments: list[str],
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001 - a column of the table
    behind: str,
    tmp_path: Path,
) -> None:
    source = write_course(tmp_path / "c", SMALL.replace("title: A quiz", "titel: A quiz"))
    words = ["check", str(source)]
    words = [*arguments, *words] if behind == "before" else [*words, *arguments]
    clean = dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM"), "")
    result = run(*words, env=clean | environment)
    assert ("\x1b[" in result.stderr) is coloured


def test_a_log_has_no_colour_and_nothing_that_moves_the_cursor(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", SMALL.replace("title: A quiz", "titel: A quiz"))
    environment = {name: value for name, value in os.environ.items() if "COLOR" not in name}
    shown = subprocess.run(
        [sys.executable, "-m", "scormpack", "-v", "check", str(source)],
        capture_output=True,
        env=environment | {"TERM": "xterm-256color", "CI": "true"},
        check=False,
    )
    assert shown.returncode == 1
    assert re.findall(rb"[\x00-\x09\x0b-\x1f\x7f]", shown.stdout + shown.stderr) == []

"""`scormpack new`: a course that builds clean, in a folder that was empty, or nothing at all."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from scormpack.build import assemble_course, check_course
from scormpack.cli import TARGET_NAMES, main
from scormpack.json_schema import schema_text
from scormpack.lab_words import lab_languages
from scormpack.load import load_course
from scormpack.proxy_url import parse_lab_proxy
from scormpack.questions.question import IDENTIFIER_PATTERN
from scormpack.starter import CI_SERVICES, names

command = importlib.import_module("scormpack.cli.new")
PROXY = parse_lab_proxy("https://labs.example.org/v1", "lab-assistant")


def new(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["new", *map(str, arguments)])


def all_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_course_builds_for_every_target_without_a_message(tmp_path: Path) -> None:
    assert new(tmp_path / "first-aid", "--yes").exit_code == 0
    assert check_course(tmp_path / "first-aid", TARGET_NAMES).diagnostics == ()
    result, bundles = assemble_course(tmp_path / "first-aid", TARGET_NAMES, PROXY)
    assert result.diagnostics == ()
    assert set(bundles) == set(TARGET_NAMES)


def test_without_a_proxy_the_one_thing_said_is_that_no_assistant_is_connected(tmp_path: Path) -> None:
    new(tmp_path / "c", "--yes")
    result, bundles = assemble_course(tmp_path / "c", TARGET_NAMES)
    assert [one.code for one in result.diagnostics] == ["LAB001"]
    assert len(bundles) == len(TARGET_NAMES)


def test_a_new_course_shows_each_kind_of_part_and_feedback_to_every_wrong_choice(tmp_path: Path) -> None:
    new(tmp_path / "c", "--yes")
    course = load_course(tmp_path / "c").course
    assert course is not None
    assert {part.kind for part in course.parts()} == {"page", "lesson", "quiz", "lab", "test"}
    assert list(course.score) == ["final-test"]
    for name in ("quiz-recall.yaml", "test-final.yaml"):
        for question in yaml.safe_load((tmp_path / "c" / name).read_text("utf-8"))["questions"]:
            assert all("feedback" in choice for choice in question.get("choices", [question]))


@pytest.mark.parametrize("language", ["en", "pt-BR", "fi"])
def test_every_yaml_file_names_a_schema_that_it_is_valid_against(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    new(folder, "--yes", "--language", language)
    files = sorted(folder.glob("*.yaml"))
    assert len(files) == 4
    for path in files:
        text = path.read_text("utf-8")
        named = re.match(r"# yaml-language-server: \$schema=(.+)\n", text)
        assert named, path
        schema = json.loads((folder / named[1]).read_text("utf-8"))
        jsonschema.validate(yaml.safe_load(text), schema)
    assert (folder / ".schema" / "course.schema.json").read_text("utf-8") == schema_text("course")
    assert (folder / ".schema" / "part.schema.json").read_text("utf-8") == schema_text("part")


def test_the_editors_files_are_json_and_lead_to_files_that_are_there(tmp_path: Path) -> None:
    new(tmp_path, "--yes")
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text("utf-8"))
    for schema, patterns in settings["yaml.schemas"].items():
        assert (tmp_path / schema).is_file()
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            assert list(tmp_path.glob(pattern.lstrip("/")))
    assert json.loads((tmp_path / ".vscode" / "extensions.json").read_text("utf-8"))["recommendations"]


def test_the_workflow_pins_its_actions_and_holds_no_secret(tmp_path: Path) -> None:
    new(tmp_path / "c", "--yes")
    text = (tmp_path / "c" / ".github" / "workflows" / "course.yml").read_text("utf-8")
    steps = yaml.safe_load(text)["jobs"]["build"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert [re.sub("@.*", "", one) for one in used] == [
        "actions/checkout",
        "actions/setup-python",
        "actions/upload-artifact",
    ]
    assert all(re.search(r"@[0-9a-f]{40}$", one) for one in used)
    assert "secrets" not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_the_commands_of_a_pipeline_run_as_they_stand_there(ci: str, tmp_path: Path) -> None:
    new(tmp_path / "c", "--yes", "--ci", ci)
    if ci == "github":
        data = yaml.safe_load((tmp_path / "c" / ".github" / "workflows" / "course.yml").read_text("utf-8"))
        lines, folder = [step.get("run", "") for step in data["jobs"]["build"]["steps"]], data["env"]["COURSE"]
    else:
        data = yaml.safe_load((tmp_path / "c" / ".gitlab-ci.yml").read_text("utf-8"))["course"]
        lines, folder = data["script"], data["variables"]["COURSE"]
    commands = [line.replace('"$COURSE"', folder).split()[1:] for line in lines if line.startswith("scormpack ")]
    assert [command[0] for command in commands] == ["check", "build"]
    before = Path.cwd()
    os.chdir(tmp_path / "c")
    try:
        assert [CliRunner().invoke(main, command).exit_code for command in commands] == [0, 0]
    finally:
        os.chdir(before)
    assert len(list((tmp_path / "c" / "dist").glob("*.zip"))) == len(TARGET_NAMES)


def test_no_pipeline_is_written_where_none_is_wanted(tmp_path: Path) -> None:
    new(tmp_path / "c", "--yes", "--ci", "none")
    assert not (tmp_path / "c" / ".github").exists()
    assert not (tmp_path / "c" / ".gitlab-ci.yml").exists()
    assert "pipeline" not in (tmp_path / "c" / "README.md").read_text("utf-8")


def test_a_pipeline_below_the_top_of_a_repository_is_told_of_with_the_folder_in_place(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    result = new(tmp_path / "courses" / "aid", "--yes")
    assert f"move .github/workflows/course.yml to {tmp_path.resolve()}" in result.stderr
    text = (tmp_path / "courses" / "aid" / ".github" / "workflows" / "course.yml").read_text("utf-8")
    assert 'COURSE: "courses/aid"' in text


NAMES = [
    ("My Course!", "my-course", "My Course!"),
    ("Ünïcode", "unicode", "Ünïcode"),
    ("straße_æ-łódź", "strasse-ae-lodz", "Straße æ łódź"),
    ("con", "con", "Con"),
    ("101-intro", "course-101-intro", "101 intro"),
    ("课程", "course", "课程"),
    ("Введение", "course", "Введение"),
    ("---", "course", "A new course"),
    ("first-aid", "first-aid", "First aid"),
    ("First.Aid v2", "first-aid-v2", "First.Aid v2"),
    ('say "hi": #1 & *x', "say-hi-1-x", 'say "hi": #1 & *x'),
    ("null", "null", "Null"),
    ("@TITLE@ @ID@", "title-id", "@TITLE@ @ID@"),
    ("a" * 200, "a" * 48, "A" + "a" * 199),
]


@pytest.mark.parametrize(("name", "identifier", "title"), NAMES, ids=[name[:12] for name, _id, _title in NAMES])
def test_an_odd_name_gives_a_course_with_a_valid_id_and_its_title(
    name: str, identifier: str, title: str, tmp_path: Path
) -> None:
    result = new(f"{tmp_path / name}/", "--yes")
    assert result.exit_code == 0, result.output
    loaded = load_course(tmp_path / name)
    assert loaded.course is not None, loaded.diagnostics
    assert loaded.course.id == identifier
    assert loaded.course.title == title
    assert loaded.course.iri == f"https://courses.example.org/{identifier}"
    assert check_course(tmp_path / name, TARGET_NAMES).diagnostics == ()
    assert re.fullmatch(IDENTIFIER_PATTERN, identifier)


@pytest.mark.parametrize(
    ("domain", "iri"),
    [
        ("courses.example.com", "https://courses.example.com/c"),
        ("https://example.com/learning/", "https://example.com/learning/c"),
        ("http://localhost.example:8080", "http://localhost.example:8080/c"),
        ("kurse.müller.example", "https://kurse.müller.example/c"),
    ],
)
def test_a_domain_of_ones_own_begins_the_iri(domain: str, iri: str, tmp_path: Path) -> None:
    assert new(tmp_path / "c", "--yes", "--domain", domain).exit_code == 0
    assert check_course(tmp_path / "c", TARGET_NAMES).diagnostics == ()
    course = load_course(tmp_path / "c").course
    assert course is not None
    assert course.iri == iri


@pytest.mark.parametrize("language", sorted({*lab_languages(), "pt-BR", "fi", "no", "zh-Hans"}))
def test_a_language_is_taken_over_and_builds_with_labs_too(language: str, tmp_path: Path) -> None:
    result = new(tmp_path / "c", "--yes", "--language", language)
    built, bundles = assemble_course(tmp_path / "c", ["scorm12"], PROXY)
    assert built.loaded.course is not None
    assert built.loaded.course.language == language
    assert bundles
    known = language.split("-", maxsplit=1)[0] in lab_languages()
    assert [one.code for one in built.diagnostics] == ([] if known else ["LAB007"])
    assert ("consent" in result.stderr) is not known


@pytest.mark.parametrize(
    "arguments",
    [
        ["--title", ""],
        ["--title", "two\nlines"],
        ["--title", "x" * 256],
        ["--language", "English"],
        ["--language", "e"],
        ["--domain", ""],
        ["--domain", "acme"],
        ["--domain", "a b.org"],
        ["--domain", "ftp://example.org"],
        ["--domain", "https://example.org/?q"],
        ["--domain", "https://me:secret@example.org"],
        ["--id", "My-Course"],
        ["--id", "1st"],
        ["--ci", "jenkins"],
    ],
)
def test_an_answer_that_cannot_be_is_refused_before_anything_is_written(arguments: list[str], tmp_path: Path) -> None:
    result = new(tmp_path / "c", "--yes", *arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_where_nobody_sits_at_a_terminal_the_defaults_that_were_taken_are_named(tmp_path: Path) -> None:
    result = new(tmp_path / "first-aid")
    assert result.exit_code == 0
    assert "title 'First aid', language 'en', domain of yours 'courses.example.org'" in result.stderr
    given = new(tmp_path / "other", "--title", "T", "--language", "en", "--domain", "a.example")
    assert "were taken" not in given.stderr


def test_the_next_commands_are_named_and_can_be_typed_as_they_stand(tmp_path: Path) -> None:
    result = new(tmp_path / "My Course!", "--yes")
    lines = [line.split("   ")[0].strip() for line in result.stdout.partition("Next:\n")[2].splitlines()]
    assert [line.split()[1] for line in lines] == ["check", "preview", "build"]
    shown = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m {lines[0]}"], capture_output=True, text=True, check=False
    )
    assert "no mistakes in 5 parts" in shown.stdout, shown.stderr


def test_the_names_that_the_command_repeats_are_those_of_the_starter() -> None:
    assert command.CI_NAMES == CI_SERVICES
    assert command.EXAMPLE_DOMAIN == names.EXAMPLE_DOMAIN


def test_questions_are_asked_at_a_terminal_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    import pty

    def at_terminal() -> str:
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(tmp_path)
            os.execv(sys.executable, [sys.executable, "-m", "scormpack", "new", "aid"])  # noqa: S606 - our own command
        os.write(terminal, b"First Aid\nklingon!\nde\n\n")
        seen = b""
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        os.waitpid(pid, 0)
        return seen.decode()

    seen = at_terminal()
    assert "Title [Aid]:" in seen
    assert "'klingon!' cannot be it" in seen
    course = load_course(tmp_path / "aid").course
    assert course is not None
    assert (course.title, course.language) == ("First Aid", "de")


@given(st.text(max_size=80))
def test_whatever_a_folder_is_called_its_course_has_an_id_and_a_title(name: str) -> None:
    assert re.fullmatch(IDENTIFIER_PATTERN, names.course_id(name))
    title = names.title_of_folder(name)
    assert 1 <= len(title) <= 255
    assert title == " ".join(title.split())
    assert title.isprintable()

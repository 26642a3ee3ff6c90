"""The command as a new user meets it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scormpack.cli import TARGET_NAMES, main
from scormpack.targets import TARGETS
from tests.courses import ROOT, SMALL, write_course


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], terminal_width=100)


def test_the_targets_of_the_command_are_the_targets_there_are() -> None:
    assert set(TARGET_NAMES) == set(TARGETS)


def test_check_of_a_clean_course_says_so_and_exits_with_0(tmp_path: Path) -> None:
    result = run("check", write_course(tmp_path))
    assert result.exit_code == 0
    assert "no mistakes in 3 parts" in result.output


def test_course_yaml_itself_may_be_named(tmp_path: Path) -> None:
    assert run("check", write_course(tmp_path) / "course.yaml").exit_code == 0


def test_a_mistake_is_shown_with_place_line_caret_and_fix(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", SMALL.replace("title: A quiz", "titel: A quiz"))
    result = run("check", source)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{source}/course.yaml:16:9: error CRS008: unknown field `titel`" in result.stderr
    lines = result.stderr.splitlines()
    place = next(i for i, line in enumerate(lines) if "CRS008" in line)
    assert lines[place + 1] == "    16 |         titel: A quiz"
    assert lines[place + 2] == "       |         ^^^^^"
    assert lines[place + 3] == "    fix: did you mean `title`?"
    assert "1 error." in lines


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "no-such-folder"],
        ["build", ".", "--target", "scorm2005"],
        ["build", ".", "--lab-proxy", "labs.example.org"],
        ["build", ".", "--lab-proxy", "http://labs.example.org"],
        ["build", ".", "--lab-proxy", "https://user:secret@labs.example.org"],
        ["build", ".", "--lab-proxy", "https://labs.example.org?key=sk-123"],
        ["build", ".", "--lab-proxy", "https://["],
        ["build", ".", "--lab-model", "m"],
        ["inspect", ".", "--format", "xml"],
        ["frobnicate"],
    ],
)
def test_misuse_exits_with_2_and_says_why(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr


def test_a_folder_that_cannot_be_written_is_one_line_on_standard_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = run("build", write_course(tmp_path / "c"), "--out", blocked / "dist")
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("scormpack: ")


def test_build_says_what_it_wrote(tmp_path: Path) -> None:
    result = run("build", write_course(tmp_path / "c"), "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert re.fullmatch(
        rf"{re.escape(str(tmp_path))}/out/small-1\.0\.0\.scorm12\.zip  \d+ KB, \d files\n", result.stdout
    )
    assert "labs" in result.stderr or "`lab`" in result.stderr


def test_a_target_named_twice_is_built_once(tmp_path: Path) -> None:
    result = run("build", write_course(tmp_path / "c"), "-t", "scorm12", "-t", "scorm12", "-o", tmp_path / "out")
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("target", TARGET_NAMES)
def test_a_package_tells_the_same_as_its_source(target: str, tmp_path: Path) -> None:
    source = write_course(tmp_path / "c")
    run("build", source, "--target", target, "--out", tmp_path)
    from_source = json.loads(run("inspect", source, "--format", "json").stdout)
    from_zip = json.loads(run("inspect", tmp_path / f"small-1.0.0.{target}.zip", "--format", "json").stdout)

    for field in ("id", "iri", "title", "version", "completion", "score", "mastery_score"):
        assert from_zip[field] == from_source[field], field
    assert from_zip["identifiers"] == {target: from_source["identifiers"][target]}
    assert from_zip["state"]["limit"] == (4096 if target == "scorm12" else None)
    assert [part["id"] for part in from_zip["parts"]] == ["intro", "quiz", "lab"]
    assert [part["title"] for part in from_zip["parts"]] == ["Hello", "A quiz", "A lab"]
    assert from_zip["parts"][1]["questions"] == from_source["parts"][1]["questions"]
    lab = from_source["parts"][2] | {"reflection": [{"id": "r1"}]}
    lab.pop("subtitle", None)
    assert from_zip["parts"][2] == {name: lab[name] for name in from_zip["parts"][2]}
    assert set(lab) - set(from_zip["parts"][2]) == {"assistant", "examples"}
    assert from_source["parts"][1]["questions"] == [
        {
            "id": "q1",
            "type": "single-choice",
            "prompt": "What is two and two?",
            "points": 1,
            "choices": [
                {"id": "three", "text": "Three", "correct": False, "feedback": "One short."},
                {"id": "four", "text": "Four", "correct": True, "feedback": "Indeed."},
            ],
        }
    ]


def test_inspect_for_people_reads_every_type_of_question(tmp_path: Path) -> None:
    showcase = ROOT / "course" / "showcase"
    run("build", showcase, "--out", tmp_path)
    for source in (showcase, next(tmp_path.glob("*.zip"))):
        shown = run("inspect", source).stdout
        assert "q-ratios-water  [numeric, 2 pt]" in shown
        assert "           * carbon dioxide\n           * CO2\n" in shown
        assert "             true: That is right\n             false: That is wrong\n           * true\n" in shown
        assert "score        quiz-yeast (1), test-safety (1), final-test (3)\n" in shown


def test_inspect_for_people_marks_the_right_answers(tmp_path: Path) -> None:
    shown = run("inspect", write_course(tmp_path)).stdout
    assert "* four: Four" in shown
    assert "  three: Three" in shown
    assert "viewed pages and passed quiz and exchanges labs" in shown
    assert "pass mark    100%" in shown


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_zip_that_is_none_of_ours_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    result = run("inspect", path)
    assert result.exit_code == 1
    assert "PKG010" in result.stderr


def test_help_and_version_import_nothing_heavy() -> None:
    program = (
        "import sys\nfrom scormpack.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('yaml', 'lxml', 'jinja2', 'pydantic', 'markdown_it', 'pygments') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_colour_is_only_for_terminals(tmp_path: Path) -> None:
    source = write_course(tmp_path, SMALL.replace("title: A quiz", "titel: A quiz"))
    plain = CliRunner().invoke(main, ["check", str(source)])
    coloured = CliRunner().invoke(main, ["check", str(source)], color=True)
    assert "\x1b[" not in plain.stderr
    assert "\x1b[" in coloured.stderr

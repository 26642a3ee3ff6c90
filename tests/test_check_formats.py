"""`scormpack check` for programs, and `scormpack explain`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from scormpack.cli import main
from scormpack.diagnostic_formats import as_github
from scormpack.diagnostics import Diagnostic
from scormpack.source import SourceFile, Span
from tests.courses import ROOT, SMALL, write_course

WRONG = SMALL.replace("correct: true", "correct: false").replace("title: A quiz", "titel: A quiz")
"""Line 17 has a field that does not exist."""


def check(source: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", str(source), *options])


def diagnostics(source: Path, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(check(source, "--format", "json", *options).stdout)["diagnostics"]
    return found


def test_json_has_every_mistake_with_its_place(tmp_path: Path) -> None:
    course = write_course(tmp_path, WRONG)
    result = check(course, "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    found = diagnostics(course)
    misspelt = next(one for one in found if one["code"] == "CRS008")
    line = WRONG.splitlines().index("        titel: A quiz") + 1
    assert misspelt["file"] == (course / "course.yaml").as_posix()
    assert (misspelt["line"], misspelt["column"], misspelt["end_column"]) == (line, 9, 14)
    assert misspelt["severity"] == "error"
    assert misspelt["hint"] == "did you mean `title`?"
    shown = check(course).stderr
    assert [f":{one['line']}:{one['column']}: {one['severity']} {one['code']}: " in shown for one in found].count(
        False
    ) == 0


def test_a_course_without_mistakes_is_an_empty_list(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    for form, text in (("json", '{\n  "format": 1,\n  "diagnostics": []\n}\n'), ("github", "")):
        result = check(course, "--format", form)
        assert (result.exit_code, result.stdout) == (0, text)


def test_sarif_is_one_run_with_a_result_for_each_mistake(tmp_path: Path) -> None:
    """The properties that SARIF 2.1.0 asks for (3.13, 3.14, 3.18, 3.27, 3.30)."""
    course = write_course(tmp_path, WRONG)
    log = json.loads(check(course, "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "scormpack"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    found = diagnostics(course)
    assert len(run["results"]) == len(found)
    for result, one in zip(run["results"], found, strict=True):
        assert result["ruleId"] == rules[result["ruleIndex"]] == one["code"]
        assert result["level"] == one["severity"]
        assert result["message"]["text"].startswith(one["message"])
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == one["file"]
        assert place["region"] == {
            "startLine": one["line"],
            "startColumn": one["column"],
            "endColumn": one["end_column"],
        }


def test_github_gets_a_command_a_line(tmp_path: Path) -> None:
    course = write_course(tmp_path, WRONG)
    lines = check(course, "--format", "github").stdout.splitlines()
    assert len(lines) == len(diagnostics(course))
    form = re.compile(r"::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,endColumn=\d+,title=[A-Z]{3}\d{3}::\S.*")
    assert [line for line in lines if not form.fullmatch(line)] == []


def test_what_github_would_read_as_its_own_is_escaped() -> None:
    span = Span(SourceFile("a,b:c.yaml", "x"), 1, 1, 1)
    one = Diagnostic("CRS001", "note", "100% of\nit", span, "stop")
    assert as_github([one], Path("course")) == (
        "::notice file=course/a%2Cb%3Ac.yaml,line=1,col=1,endColumn=2,title=CRS001::100%25 of%0Ait%0Afix: stop"
    )
    assert as_github([Diagnostic("PKG001", "error", "no place")], Path()) == "::error title=PKG001::no place"


def test_warnings_fail_with_strict_alone(tmp_path: Path) -> None:
    warned = next((ROOT / "tests" / "lint" / "QST101").glob("*.yaml"))
    course = write_course(tmp_path, warned.read_text("utf-8"))
    severities = {one["severity"] for one in diagnostics(course)}
    assert "warning" in severities
    assert "error" not in severities
    assert check(course).exit_code == 0
    assert check(course, "--strict").exit_code == 1
    assert check(course, "--strict", "--format", "sarif").exit_code == 1


def test_notes_never_fail() -> None:
    source = ROOT / "course" / "showcase"
    severities = {one["severity"] for one in diagnostics(source)}
    assert "error" not in severities
    assert check(source, "--strict").exit_code == int("warning" in severities)


def codes() -> list[str]:
    return re.findall(r"^## ([A-Z]{3}\d{3})$", (ROOT / "docs" / "diagnostics.md").read_text("utf-8"), re.MULTILINE)


def test_every_code_is_explained_for_a_terminal() -> None:
    assert len(codes()) > 60
    for code in codes():
        result = CliRunner().invoke(main, ["explain", code])
        assert result.exit_code == 0
        title, blank, first, *rest = result.output.splitlines()
        assert (title, blank) == (code, "")
        assert first.endswith((".", ":"))
        words = [line for line in rest if not line.startswith("    ")]
        assert not [line for line in words if "```" in line or "](" in line]
        assert any(line.startswith("Fix: ") for line in words)


def test_a_code_may_be_written_small_and_a_wrong_one_is_corrected() -> None:
    assert CliRunner().invoke(main, ["explain", "qst001"]).output.startswith("QST001\n\nNo choice of a question")
    result = CliRunner().invoke(main, ["explain", "QTS001"])
    assert result.exit_code == 2
    assert "did you mean `QST001`?" in result.output

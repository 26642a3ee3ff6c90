"""`scormpack vocabulary` as a user meets it, and its page."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scormpack.cli.vocabulary import vocabulary
from scormpack.load import load_course
from scormpack.xapi.catalogue import COLUMNS, catalogue
from scormpack.xapi.vocabulary import vocabulary_files
from tests.courses import REFERENCE, ROOT, SMALL, write_course
from tests.xapi.examples import COURSE, EXAMPLES, example

PAGE = (ROOT / "docs" / "vocabulary.md").read_text("utf-8")
NAMES = ["small-1.0.0.activities.csv", "small-1.0.0.activities.json", "small-1.0.0.profile.jsonld"]


def run(*arguments: object, environment: dict[str, str | None] | None = None) -> Result:
    unset: dict[str, str | None] = {"SOURCE_DATE_EPOCH": None}
    return CliRunner().invoke(vocabulary, [str(one) for one in arguments], env=unset | (environment or {}))


def profile_in(folder: Path, version: str = "1.0.0") -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / f"small-{version}.profile.jsonld").read_text("utf-8"))
    return value


def test_three_files_are_written_and_named(tmp_path: Path) -> None:
    result = run(write_course(tmp_path / "course"), "--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == NAMES
    assert sorted(line.split()[0] for line in result.stdout.splitlines()) == [
        str(tmp_path / "out" / name) for name in NAMES
    ]


def test_the_files_are_those_of_the_function_that_a_build_calls(tmp_path: Path) -> None:
    source = write_course(tmp_path / "course")
    course = load_course(source).course
    assert course is not None
    assert run(source, "--out", tmp_path).exit_code == 0
    for name, content in vocabulary_files(course).items():
        assert (tmp_path / name).read_bytes() == content


def test_a_course_with_a_mistake_writes_nothing_and_says_why(tmp_path: Path) -> None:
    source = write_course(tmp_path / "course", SMALL.replace("title: A quiz", "titel: A quiz"))
    result = run(source, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "CRS008" in result.stderr
    assert result.stderr.endswith("Nothing was written.\n")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_status_1(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    result = run(write_course(tmp_path / "course"), "--out", tmp_path / "out" / "below")
    assert result.exit_code == 1
    assert re.fullmatch(r"scormpack: .*small-1\.0\.0\..* cannot be written: .*\n", result.stderr)


def test_the_date_is_that_of_source_date_epoch(tmp_path: Path) -> None:
    # 20,780 days of 86,400 seconds after 1970-01-01, and three hours.
    seconds = str(20_780 * 86_400 + 3 * 3600)
    assert run(write_course(tmp_path), "--out", tmp_path, environment={"SOURCE_DATE_EPOCH": seconds}).exit_code == 0
    (version,) = profile_in(tmp_path)["versions"]
    assert version["generatedAtTime"] == "2026-11-23T03:00:00Z"


@pytest.mark.parametrize("seconds", ["yesterday", "1e9", "99999999999999999"])
def test_a_source_date_epoch_that_is_no_date_is_said(seconds: str, tmp_path: Path) -> None:
    result = run(write_course(tmp_path), "--out", tmp_path, environment={"SOURCE_DATE_EPOCH": seconds})
    assert result.exit_code == 1
    assert result.stderr == f"scormpack: SOURCE_DATE_EPOCH is no number of seconds since 1970: '{seconds}'\n"


def test_a_new_version_lists_the_versions_of_the_previous_profile(tmp_path: Path) -> None:
    def publish(version: str, *previous: object) -> list[dict[str, Any]]:
        source = write_course(tmp_path / version, SMALL.replace("version: 1.0.0", f"version: {version}"))
        assert run(source, "--out", tmp_path, *previous).exit_code == 0
        versions: list[dict[str, Any]] = profile_in(tmp_path, version)["versions"]
        return versions

    (first,) = publish("1.0.0")
    publish("1.1.0", "--previous", tmp_path / "small-1.0.0.profile.jsonld")
    newest_first = publish("1.2.0", "--previous", tmp_path / "small-1.1.0.profile.jsonld")
    iris = [f"{COURSE}/xapi/profile/{version}" for version in ("1.2.0", "1.1.0", "1.0.0")]
    assert [version["id"] for version in newest_first] == iris
    assert [version.get("wasRevisionOf") for version in newest_first] == [[iris[1]], [iris[2]], None]
    assert newest_first[-1] == first


def test_a_version_that_is_published_again_is_no_revision_of_itself(tmp_path: Path) -> None:
    source = write_course(tmp_path)
    assert run(source, "--out", tmp_path).exit_code == 0
    before = profile_in(tmp_path)
    assert run(source, "--out", tmp_path, "--previous", tmp_path / "small-1.0.0.profile.jsonld").exit_code == 0
    assert profile_in(tmp_path) == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "it is no xAPI profile"),
        ("[]", "it is no xAPI profile"),
        ('{"id": 1}', "it is no xAPI profile"),
        ('{"id": "urn:x", "versions": [{"id": "urn:y"}]}', "it is no xAPI profile"),
        ('{"id": "urn:x", "versions": []}', "it is the profile of another course, urn:x"),
    ],
)
def test_a_previous_profile_that_is_none_of_the_course_is_misuse(content: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "old.jsonld").write_text(content, "utf-8")
    result = run(write_course(tmp_path), "--out", tmp_path / "out", "--previous", tmp_path / "old.jsonld")
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: Invalid value for --previous: {tmp_path / 'old.jsonld'}: {why}\n")
    assert not (tmp_path / "out").exists()


def test_the_same_source_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    code = "from scormpack.cli.vocabulary import vocabulary; vocabulary()"
    written = []
    for number, surroundings in enumerate(
        ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "UTC", "LC_ALL": "C"})
    ):
        out = tmp_path / str(number)
        environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | surroundings
        arguments = [sys.executable, "-c", code, str(REFERENCE), "--out", str(out)]
        subprocess.run(arguments, env=environment, check=True, cwd=ROOT, capture_output=True)
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert len(written[0]) == 3
    assert written[0] == written[1]


# Its page


def test_every_column_and_field_is_documented(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path)).course
    assert course is not None
    data = catalogue(course)
    fields = {*data, *(name for one in data["activities"] + data["extensions"] for name in one)}
    fields |= {name for one in data["activities"] for choice in one.get("choices", ()) for name in choice}
    sections = dict(zip(*[iter(re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:])] * 2, strict=True))
    assert tuple(re.findall(r"^\| `([a-z_]+)` \|", sections["The table"], re.MULTILINE)) == COLUMNS
    assert fields <= set(re.findall(r"`([a-z_]+)`", sections["The JSON"]))


def test_the_sql_of_the_page_finds_the_hard_questions(tmp_path: Path) -> None:
    """Three first answers, two of them right; a second attempt and an answer to another version do not count."""
    (query,) = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert run(write_course(tmp_path), "--out", tmp_path).exit_code == 0
    text = (tmp_path / "small-1.0.0.activities.csv").read_text("utf-8-sig")
    right = {"result__success": True, "result__response": "four"}
    later = {f"{COURSE}/xapi/extensions/attempt": 2}
    statements = [
        example("answered"),
        example("answered", **right),
        example("answered", **right),
        example("answered", **right, context__extensions=later),
        example("answered", **right, context__revision="0.9.0"),
        EXAMPLES["completed"],
    ]
    database = sqlite3.connect(":memory:")
    try:
        database.execute(f"CREATE TABLE activities ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        rows = list(csv.reader(io.StringIO(text, newline="")))
        database.executemany(f"INSERT INTO activities VALUES ({marks})", rows[1:])  # noqa: S608  # marks alone
        database.execute("CREATE TABLE statements (statement)")
        database.executemany("INSERT INTO statements VALUES (?)", [(json.dumps(one),) for one in statements])
        assert database.execute(query).fetchall() == [("quiz", "q1", 3, pytest.approx(2 / 3))]
    finally:
        database.close()

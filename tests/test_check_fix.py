"""`scormpack check --fix`: what is certain is mended, and no other byte is touched."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scormpack.cli import main
from scormpack.diagnostics import ScormpackError
from scormpack.mending import Mended, diff_lines, mend_course, write_mended
from tests.courses import SMALL, write_course
from tests.mistakes.rows import Row, rows
from tests.mistakes.typos import BASE
from tests.test_typos import met

MISSPELT = SMALL.replace("title: A quiz", "titel: A quiz").replace("mastery_score: 1", "mastery_score: 80%")
MENDED = SMALL.replace("mastery_score: 1", "mastery_score: 0.8")


def check(source: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", str(source), *options])


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(BASE, tmp_path_factory.mktemp("mending") / "course"))


def mended(course: Path, file: str, written: bytes) -> tuple[Mended, bytes]:
    """What becomes of the base course with these bytes in one of its files."""
    path = course / file
    before = path.read_bytes()
    path.write_bytes(written)
    try:
        result = mend_course(course)
        assert path.read_bytes() == written
    finally:
        path.write_bytes(before)
    return result, result.contents.get(path.resolve(), (written, written))[1]


MISTAKES = [row for row in rows() if row.expected][::3]
"""Every third one: each is checked several times over."""


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row.name)
def test_what_is_mended_is_gone_and_no_other_line_has_changed(row: Row, course: Path) -> None:
    after = f"\ufeff{row.after}".encode() if row.name.endswith(("1", "4")) else row.after.encode()
    if row.name.endswith(("2", "4")):
        after = after.replace(b"\n", b"\r\n")
    result, now = mended(course, row.file, after)

    told = {(one.file, one.line) for one in result.mends}
    for one in row.expected:
        if (one.file, one.line) in told:
            left = [(d.code, d.span.line) for d in result.result.diagnostics if d.span and d.span.file.path == one.file]
            assert left == []
    old_lines, new_lines = after.split(b"\n"), now.split(b"\n")
    assert len(old_lines) == len(new_lines)
    changed = {n for n, (old, new) in enumerate(zip(old_lines, new_lines, strict=True), 1) if old != new}
    assert changed == {line for _file, line in told}
    assert not changed or mended(course, row.file, now)[1] == now


def test_enough_is_mended(course: Path) -> None:
    some = MISTAKES[::5]
    assert sum(bool(mended(course, row.file, row.after.encode())[0].mends) for row in some) > len(some) / 6


def test_a_slip_of_the_pen_that_is_mended_is_what_stood_there_before(course: Path) -> None:
    fixed = [one.typo for one in met() if one.said[0].fix][::9]
    assert len(fixed) > len(met()) / 12
    for typo in fixed:
        text = (BASE / typo.file).read_text("utf-8")
        result, now = mended(course, typo.file, typo.applied(text).encode())
        assert now.decode() == text, typo
        assert result.result.diagnostics == ()


def test_the_files_are_written_and_what_was_done_is_told(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    result = check(source, "--fix")
    assert result.exit_code == 0
    assert (source / "course.yaml").read_text("utf-8") == MENDED
    path = (source / "course.yaml").as_posix()
    assert result.stdout.splitlines() == [
        f"{path}:16:9: mended CRS008: `titel` → `title`",
        f"{path}:35:16: mended CRS009: `80%` → `0.8`",
        f"{source}: no mistakes left in 3 parts.",
    ]
    assert check(source, "--fix").stdout == f"{source}: no mistakes in 3 parts.\n"


def test_what_is_left_is_told_and_fails(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT.replace("kind: lab", "kind: la"))
    result = check(source, "--fix")
    assert result.exit_code == 1
    assert "mended CRS008" in result.stdout
    assert "unknown kind `la`" in result.stderr
    assert "1 error." in result.stderr


def test_without_fix_it_is_said_what_it_would_mend(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    assert check(source).stderr.endswith("\n2 errors.\n`scormpack check --fix` mends all of them.\n")
    one = write_course(tmp_path / "d", MISSPELT.replace("kind: lab", "kind: la"))
    assert check(one).stderr.endswith("\n3 errors.\n`scormpack check --fix` mends 2 of them.\n")
    assert (source / "course.yaml").read_text("utf-8") == MISSPELT


@pytest.mark.parametrize("options", [["--diff"], ["--dry-run"], ["--fix", "--dry-run"], ["--fix", "--diff"]])
def test_a_diff_shows_the_changes_and_writes_nothing(options: list[str], tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    result = check(source, *options)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:2] == ["--- a/course.yaml", "+++ b/course.yaml"]
    assert [line for line in lines[2:] if line[0] in "+-"] == [
        "-        titel: A quiz",
        "+        title: A quiz",
        "-mastery_score: 80%",
        "+mastery_score: 0.8",
    ]
    assert (source / "course.yaml").read_text("utf-8") == MISSPELT
    assert check(write_course(tmp_path / "d"), "--diff").exit_code == 0


def test_a_diff_says_where_a_line_end_is_missing(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT.rstrip("\n"))
    assert "".join(diff_lines(mend_course(source))).count("\\ No newline at end of file\n") == 2


def test_one_edit_that_brings_another_to_light_is_followed_by_it(tmp_path: Path) -> None:
    text = SMALL.replace("title: A small course", "title:A small course").replace("id: quiz\n", "id: Quiz_One\n")
    source = write_course(
        tmp_path / "c", text.replace("passed: quiz", "passed: Quiz_One").replace("score: quiz", "score: Quiz_One")
    )
    assert check(source, "--fix").exit_code == 0
    assert (source / "course.yaml").read_text("utf-8") == SMALL.replace("id: quiz\n", "id: quiz-one\n").replace(
        "passed: quiz", "passed: quiz-one"
    ).replace("score: quiz", "score: quiz-one")


def test_an_id_is_not_mended_into_one_that_is_taken(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", SMALL.replace("id: three", "id: Four"))
    assert check(source, "--fix").exit_code == 1
    assert (source / "course.yaml").read_text("utf-8") == SMALL.replace("id: three", "id: Four")


def test_permissions_and_links_stay_and_nothing_lies_about(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    (source / "course.yaml").rename(source / "real.yaml")
    (source / "real.yaml").chmod(0o664)
    (source / "course.yaml").symlink_to("real.yaml")
    assert check(source, "--fix").exit_code == 0
    assert (source / "course.yaml").is_symlink()
    assert (source / "real.yaml").read_text("utf-8") == MENDED
    assert stat.S_IMODE((source / "real.yaml").stat().st_mode) == 0o664
    assert sorted(os.listdir(source)) == ["course.yaml", "real.yaml"]  # noqa: PTH208  # hidden ones too


def test_a_file_outside_the_course_is_never_written(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(MISSPELT, "utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "course.yaml").symlink_to(outside)
    assert check(tmp_path / "c", "--fix").exit_code == 1
    assert outside.read_text("utf-8") == MISSPELT


def test_a_file_that_is_read_only_is_left_alone(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    (source / "course.yaml").chmod(0o444)
    result = check(source, "--fix")
    assert result.exit_code == 1
    assert isinstance(result.exception, ScormpackError)
    assert str(result.exception) == "course.yaml is read-only; nothing was written"
    assert (source / "course.yaml").read_text("utf-8") == MISSPELT


def test_what_somebody_else_has_saved_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    planned = mend_course(source)
    (source / "course.yaml").write_text(MISSPELT + "# mine\n", "utf-8")
    with pytest.raises(ScormpackError, match="changed in the meantime"):
        write_mended(planned)
    assert (source / "course.yaml").read_text("utf-8") == MISSPELT + "# mine\n"


@pytest.mark.parametrize("raw", [b"title: \xff\n", b"\xff\xfet\x00i\x00", b"a\0b", b""])
def test_what_is_no_text_is_left_alone(raw: bytes, tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    (source / "course.yaml").write_bytes(raw)
    assert check(source, "--fix").exit_code == 1
    assert (source / "course.yaml").read_bytes() == raw


def test_json_carries_edits_that_put_it_right(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    found = json.loads(check(source, "--format", "json").stdout)["diagnostics"]
    lines = MISSPELT.split("\n")
    for edit in (edit for one in found for edit in one["fix"]):
        line = lines[edit["line"] - 1]
        lines[edit["line"] - 1] = line[: edit["column"] - 1] + edit["text"] + line[edit["end_column"] - 1 :]
    assert "\n".join(lines) == MENDED
    data = json.loads(check(source, "--fix", "--format", "json").stdout)
    assert data["diagnostics"] == []
    assert [(one["code"], one["before"], one["after"]) for one in data["mended"]] == [
        ("CRS008", "titel", "title"),
        ("CRS009", "80%", "0.8"),
    ]


def test_sarif_carries_the_edits_as_fixes(tmp_path: Path) -> None:
    """SARIF 2.1.0: 3.55 fix, 3.56 artifactChange, 3.57 replacement."""
    source = write_course(tmp_path / "c", MISSPELT)
    (run,) = json.loads(check(source, "--format", "sarif").stdout)["runs"]
    first = run["results"][0]
    (fix,) = first["fixes"]
    assert fix["description"]["text"] == "did you mean `title`?"
    (change,) = fix["artifactChanges"]
    place = first["locations"][0]["physicalLocation"]
    assert change["artifactLocation"] == place["artifactLocation"]
    assert change["replacements"] == [{"deletedRegion": place["region"], "insertedContent": {"text": "title"}}]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 0),
        (["--strict"], 1),
        (["-W"], 1),
        (["--warnings-as-errors"], 1),
        (["--fail-on", "error"], 0),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "note"], 1),
        (["--fail-on", "never"], 0),
    ],
)
def test_what_fails_is_the_callers_choice(options: list[str], status: int, tmp_path: Path) -> None:
    warned = (
        SMALL.replace("Why is it four?", "Why is it four?")
        .replace("feedback: One short.", "")
        .replace("text: Three, ", "text: Three")
    )
    source = write_course(
        tmp_path / "c", warned.replace("- {id: three, text: Three", "- {id: three, text: None of the above")
    )
    severities = {one["severity"] for one in json.loads(check(source, "--format", "json").stdout)["diagnostics"]}
    assert severities == {"warning"}
    assert check(source, *options).exit_code == status


def test_never_is_for_errors_too(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", MISSPELT)
    assert check(source, "--fail-on", "never").exit_code == 0
    assert check(source, "--fail-on", "error").exit_code == 1

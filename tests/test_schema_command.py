"""`scormpack schema`, as an author or a script runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scormpack.cli import main
from scormpack.json_schema import course_schema, part_schema, schema_text


def test_schema_prints_the_schema_of_a_course() -> None:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    assert result.stdout == schema_text("course")
    assert json.loads(result.stdout) == course_schema()


def test_schema_of_a_part_is_that_of_a_parts_own_file() -> None:
    result = CliRunner().invoke(main, ["schema", "--part"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == part_schema()
    assert part_schema() != course_schema()


def test_out_writes_the_schema_into_a_file_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / ".schema" / "course.schema.json"
    result = CliRunner().invoke(main, ["schema", "--out", str(path)])
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert path.read_bytes() == schema_text("course").encode()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_file_that_cannot_be_written_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    result = CliRunner().invoke(main, ["schema", "--out", str(tmp_path / "taken" / "course.schema.json")])
    assert result.exit_code == 1
    assert result.stderr.startswith("scormpack: ")
    assert result.stderr.count("\n") == 1


def test_out_that_is_a_folder_is_misuse(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["schema", "--out", str(tmp_path)]).exit_code == 2


def test_printing_the_schema_reads_a_file_and_no_models() -> None:
    program = "import sys; from scormpack.cli import main; main(['schema'], standalone_mode=False); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = set(run.stdout.rpartition("}\n")[2].split())
    assert "scormpack.json_schema" in loaded
    assert not loaded & {"pydantic", "yaml", "lxml", "jinja2", "markdown_it"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes that close early")
def test_a_reader_that_stops_reading_gets_no_traceback() -> None:
    command = f"{sys.executable} -m scormpack schema | head -1"
    run = subprocess.run(["bash", "-c", command], check=True, capture_output=True, text=True)
    assert run.stdout == "{\n"
    assert "Traceback" not in run.stderr

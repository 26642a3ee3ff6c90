"""The tables of tests/mistakes: each mistake is told where it is, with what helps, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scormpack.build import check_course
from tests.mistakes.rows import Row, rows
from tests.mistakes.typos import BASE
from tests.test_typos import met

ROWS = list(rows())


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(BASE, tmp_path_factory.mktemp("mistakes") / "course"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_mistake_is_told_at_its_line_and_nothing_else(row: Row, course: Path) -> None:
    file = course / row.file
    file.write_text(row.after, "utf-8", newline="")
    try:
        found = check_course(course, ("scorm12", "xapi", "cmi5")).diagnostics
    finally:
        file.write_text(row.before, "utf-8", newline="")

    said = [(d.code, d.span.file.path if d.span else "", d.span.line if d.span else 0) for d in found]
    assert sorted(said) == sorted((e.code, e.file, e.line) for e in row.expected), found
    hints = {(d.code, d.span.line if d.span else 0): d.hint for d in found}
    for one in row.expected:
        assert one.hint in hints[one.code, one.line]


def test_there_are_enough_mistakes() -> None:
    assert len(ROWS) > 250
    assert len(ROWS) + len(met()) > 700

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
    # Windows' line ends and a byte order mark make no difference to any of them.
    number = ROWS.index(row)
    text = row.after.replace("\n", "\r\n") if number % 2 else row.after
    file.write_text(f"\ufeff{text}" if number % 3 == 0 else text, "utf-8", newline="")
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


def test_mistakes_of_many_kinds_are_told_at_once(course: Path) -> None:
    changes = {
        "course.yaml": [
            ("title: Why It Rains", "titel: Why It Rains"),
            ("kind: lab", "kind: Lab"),
            ("#lesson-drops", "#lesson-x"),
        ],
        "quiz-choices.yaml": [("type: numeric", "type: number"), ("id: q-likert", "id: q-true")],
        "lab-fog.yaml": [("touches: [topic-sun]", "touches: [topic-moon]")],
        "test-rain.yaml": [("category: liquid", "category: fluid")],
    }
    before = {name: (course / name).read_text("utf-8") for name in changes}
    try:
        for name, edits in changes.items():
            text = before[name]
            for old, new in edits:
                text = text.replace(old, new)
            (course / name).write_text(text, "utf-8")
        found = check_course(course).diagnostics
    finally:
        for name, text in before.items():
            (course / name).write_text(text, "utf-8")
    assert sorted(d.code for d in found) == ["CRS008", "CRS009", "CRS026", "CRS031", "LAB005", "QST005", "QST013"]

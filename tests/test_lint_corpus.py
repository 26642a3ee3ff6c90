"""Every diagnostic at its place, and nothing else: the corpus in tests/lint/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scormpack.build import check_course

CORPUS = Path(__file__).parent / "lint"
CASES = sorted(CORPUS.glob("*/*.yaml"))
_AT_TOP = re.compile(r"# expect ([A-Z]{3}[0-9]{3}) ([0-9]+)(?::([0-9]+))?$", re.MULTILINE)
_AT_END = re.compile(r"# ([A-Z]{3}[0-9]{3})$", re.MULTILINE)


def expected(text: str) -> list[tuple[str, int]]:
    marks = [(match[1], int(match[2])) for match in _AT_TOP.finditer(text)]
    marks += [(match[1], text.count("\n", 0, match.start()) + 1) for match in _AT_END.finditer(text)]
    return sorted(marks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_mistake_is_reported_at_its_line_and_nothing_else(case: Path, tmp_path: Path) -> None:
    text = case.read_text("utf-8")
    marks = expected(text)
    assert marks, "the case expects nothing"
    (tmp_path / "course.yaml").write_text(text, "utf-8")

    result = check_course(tmp_path, ("scorm12",))

    assert sorted((d.code, d.span.line if d.span else 0) for d in result.diagnostics) == marks
    assert case.parent.name in {code for code, _line in marks}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_message_is_plain_and_the_place_lies_inside_the_line(case: Path, tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(case.read_text("utf-8"), "utf-8")
    for diagnostic in check_course(tmp_path, ("scorm12",)).diagnostics:
        assert diagnostic.message[0].islower() or diagnostic.message[0] == "`"
        assert not diagnostic.message.endswith(".")
        assert "Traceback" not in diagnostic.message
        assert diagnostic.span is not None
        assert 1 <= diagnostic.span.column <= len(diagnostic.span.file.line(diagnostic.span.line)) + 1


@pytest.mark.parametrize(
    ("written", "meant", "text"),
    [
        ("descripton", "description", "descripton: x"),
        ("navigaton", "navigation", "navigaton: free"),
        ("mastery-score", "mastery_score", "mastery-score: 0.8"),
        ("lang", "language", "lang: en"),
    ],
)
def test_a_misspelt_field_gets_the_right_one_suggested(written: str, meant: str, text: str, tmp_path: Path) -> None:
    base = (CORPUS / "CRS008" / "misspelt.yaml").read_text("utf-8")
    (tmp_path / "course.yaml").write_text(base.replace("descripton: x # CRS008", text), "utf-8")

    (diagnostic,) = check_course(tmp_path).diagnostics

    assert f"`{written}`" in diagnostic.message
    assert diagnostic.hint == f"did you mean `{meant}`?"

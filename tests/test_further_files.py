"""A package carries the scripts and styles that its course needs, and no others."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from scormpack.build import build_course
from tests.courses import SMALL, write_course

CHOICES = "choices: [{id: a, text: A, correct: true}, {id: b, text: B}]"
PLAIN = f"{{id: q, prompt: P, {CHOICES}}}"
COURSE = SMALL.split("      - id: quiz")[0]


def files_of(folder: Path, question: str, quiz: str = "") -> set[str]:
    part = f"      - id: quiz\n        kind: quiz\n        title: Q\n        {quiz}\n        questions: [{question}]\n"
    (built,) = build_course(write_course(folder / "course", COURSE + part), ("scorm12",), folder).packages
    with zipfile.ZipFile(built.path) as archive:
        names = set(archive.namelist())
        assert ("questions.css" in names) == ('href="questions.css"' in archive.read("index.html").decode())
        return names & {"quiz.js", "questions.js", "questions.css", "lab.js"}


@pytest.mark.parametrize(
    ("question", "quiz", "files"),
    [
        (PLAIN, "", {"quiz.js"}),
        ("{id: q, type: true-false, prompt: P, answer: true}", "", {"quiz.js"}),
        (PLAIN, "time_limit: 5m", {"quiz.js", "questions.css"}),
        (f"{{id: q, prompt: P, hints: [H], {CHOICES}}}", "", {"quiz.js", "questions.css"}),
        ("{id: q, type: likert, prompt: P}", "", {"quiz.js", "questions.js", "questions.css"}),
    ],
)
def test_a_package_has_what_its_questions_need(question: str, quiz: str, files: set[str], tmp_path: Path) -> None:
    assert files_of(tmp_path, question, quiz) == files


def test_a_course_without_a_quiz_has_no_script_for_one(tmp_path: Path) -> None:
    (built,) = build_course(write_course(tmp_path / "course", COURSE), ("scorm12",), tmp_path).packages
    with zipfile.ZipFile(built.path) as archive:
        assert not {"quiz.js", "questions.js", "questions.css", "lab.js"} & set(archive.namelist())

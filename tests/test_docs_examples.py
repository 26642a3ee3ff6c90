"""What the pages about `diff` and `decode` show is what these commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from docs.site.fences import fences
from docs.site.pages import DOCS
from scormpack.build import build_course
from scormpack.cli import main
from tests.courses import write_course

HEAD = """\
id: {id}
iri: https://courses.example.org/{id}
title: An example
version: {version}
mastery_score: {mark}
completion: {{viewed: welcome}}
modules:
  - id: m1
    title: One
    parts:
      - {{id: welcome, kind: page, title: Welcome, text: Hello.}}
"""
LAB = """\
      - id: lab-1
        kind: lab
        title: A lab
        task: Talk.
        greeting: Hello.
        reflection: {prompts: [{id: r1, prompt: What is it?, answer: A cloud.}]}
"""


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def example(name: str) -> str:
    (text,) = [fence.text for fence in fences(page(name)) if fence.language == "text"]
    return text


def questions(count: int, start: int, *choices: str) -> str:
    options = ", ".join(
        f"{{id: {name}, text: {name}{', correct: true' * (not at)}}}" for at, name in enumerate(choices)
    )
    return "".join(
        f"          - {{id: q{start + at}-hail, prompt: What falls in case {start + at}?, choices: [{options}]}}\n"
        for at in range(count)
    )


def assessment(part: str, kind: str, text: str) -> str:
    return f"      - id: {part}\n        kind: {kind}\n        title: {part}\n        questions:\n{text}"


def rain(version: str, mark: float, quiz: str, *of_the_fourth: str) -> str:
    lessons = "".join(f"      - {{id: l{at}, kind: lesson, title: L{at}, text: Text.}}\n" for at in (1, 2))
    fourth = questions(1, 4, "rain", "snow", *of_the_fourth)
    return (
        HEAD.format(id="why-it-rains", version=version, mark=mark)
        + lessons
        + assessment(quiz, "quiz", questions(3, 1, "rain", "snow"))
        + LAB
        + assessment("module-test", "test", fourth + questions(8, 5, "rain", "snow"))
        + "score: module-test\n"
    )


def test_the_example_of_diff_is_what_it_prints(tmp_path: Path) -> None:
    old = write_course(tmp_path / "old", rain("1.0.0", 0.8, "quiz-1"))
    new = write_course(tmp_path / "new", rain("1.1.0", 0.7, "quiz-clouds", "ice"))
    (built,) = build_course(old, ("scorm12",), tmp_path).packages
    result = CliRunner().invoke(main, ["diff", str(built.path), str(new)])
    assert (result.output, result.exit_code) == (example("diff.md"), 1)


def test_the_example_of_decode_is_what_it_prints(tmp_path: Path) -> None:
    text = HEAD.format(id="my-course", version="1.0.0", mark=1)
    quiz = "          - id: q1-definition\n            prompt: What is a cloud?\n            choices:\n"
    quiz += "              - {id: drops, text: Drops, correct: true}\n              - {id: made, text: Steam}\n"
    quiz += quiz.replace("q1-definition", "q2-height").replace("cloud", "stratus")
    source = write_course(tmp_path / "course", text + assessment("quiz-1", "quiz", quiz) + LAB)
    (built,) = build_course(source, ("scorm12",), tmp_path).packages
    (line,) = re.findall(r"^ {4}scormpack (decode .+)$", page("decode.md"), re.MULTILINE)
    command, _, state = shlex.split(line)
    result = CliRunner().invoke(main, [command, str(built.path), state])
    assert (result.output, result.exit_code) == (example("decode.md"), 0)

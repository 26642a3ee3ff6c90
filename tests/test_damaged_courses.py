"""A course that is damaged at random: something is said of it, at a place that is there, and mending comes to an end."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from scormpack.build import check_course
from scormpack.mending import mend_course
from tests.courses import SMALL, write_course
from tests.mistakes.typos import BASE

FILES = sorted(path.name for path in BASE.iterdir() if path.is_file())
SCRAPS = [
    *"\t:-#'\"[]{}|>*&!%@`,?~<\\ \n", "- ", ": ", ":::", "```", "](", "**", "[^1]", "<<: *a", "&a ", "\u201c", "\u2028",
    "\x85", "\r", "\ufeff", "80%", "id: x", "file: lesson-drops.md", "type: numeric", "questions:",
]  # fmt: skip


def damaged(text: str, dice: random.Random) -> str:
    for _time in range(dice.choice([1, 1, 1, 2, 3])):
        place = dice.randrange(len(text))
        lines = text.split("\n")
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                text = text[:place] + text[place + dice.randrange(1, 4) :]
            case 1 | 2:
                text = text[:place] + dice.choice(SCRAPS) + text[place:]
            case 3:
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
            case 4:
                text = "\n".join([*lines[:one], lines[other], *lines[one + dice.randrange(2) :]])
            case _:
                lines[one] = (
                    dice.choice(["  ", " ", "    "]) + lines[one] if dice.random() < 0.5 else lines[one].lstrip()
                )
                text = "\n".join(lines)
    return text


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_course_is_told_of_and_mended_to_an_end(seed: int, tmp_path: Path) -> None:
    course = Path(shutil.copytree(BASE, tmp_path / "course"))
    dice = random.Random(seed)  # noqa: S311  # the same damage each time is wanted
    for _time in range(8):
        name = dice.choice(FILES)
        before = (BASE / name).read_text("utf-8")
        (course / name).write_text(damaged(before, dice), "utf-8", newline="")
        result = mend_course(course)
        for diagnostic in (*result.result.diagnostics, *check_course(course).diagnostics):
            span = diagnostic.span
            assert span is None or 1 <= span.column <= len(span.file.line(span.line)) + 1
            assert all(edit.replaced and edit.replaced != edit.replacement for edit in diagnostic.fix)
        for path, (_was, now) in result.contents.items():
            path.write_bytes(now)
        assert mend_course(course).mends == ()
        (course / name).write_text(before, "utf-8", newline="")


TYPES_TWICE = """\
          - id: q2
            type: true-false
            prompt: What is frozen water called?
            answers: [ice, hail]
            patterns: [snow]
            match_case: true
            longest: 20
      - id: lab
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("      - id: lab\n", TYPES_TWICE, id="another type, of which one field is near"),
        pytest.param("id: q1\n", "id: q1\n            ty: likert\n", id="a guess is not built upon"),
        pytest.param("text: |\n", "text: |\n   \n", id="an empty line in a block"),
        pytest.param("title: One\n", "title: One\n    - id: x\n", id="a list among fields"),
        pytest.param("task: Talk about sums.", "task: |", id="a block without text"),
        pytest.param("[{viewed: pages}", "[*viewed: pages", id="half an alias in a rule"),
        pytest.param(
            "steering: [Never give the sum away, SECRET-STEERING]", "steering: [Never]%", id="a list in quotes"
        ),
    ],
)
def test_what_is_no_slip_is_not_mended(old: str, new: str, tmp_path: Path) -> None:
    assert SMALL.count(old) == 1
    result = mend_course(write_course(tmp_path, SMALL.replace(old, new)))
    assert result.mends == ()

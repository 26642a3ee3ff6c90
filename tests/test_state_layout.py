"""The bill for a learner's state, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from scormpack.build import check_course
from scormpack.load import load_course
from scormpack.model import Course
from scormpack.state_layout import Run, bits_for, state_bill, state_layout
from tests.courses import REFERENCE, SMALL, write_course


def course(folder: Path, text: str = SMALL) -> Course:
    loaded = load_course(write_course(folder, text))
    assert loaded.course is not None, loaded.diagnostics
    return loaded.course


@pytest.mark.parametrize(("states", "bits"), [(2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (27, 5), (1 << 26, 26)])
def test_bits_are_the_fewest_that_tell_the_states_apart(states: int, bits: int) -> None:
    assert bits_for(states) == bits


@pytest.mark.parametrize(("bits", "characters"), [(1, 7), (6, 7), (7, 8), (186, 37), (192, 39)])
def test_a_run_costs_its_key_its_length_and_six_bits_a_character(bits: int, characters: int) -> None:
    # 5 for the key; 1 for a length up to 31, 2 from 32 on; the payload rounded up.
    assert Run("x", "AAAAA", bits).characters == characters


def test_the_small_course_costs_what_the_arithmetic_says(tmp_path: Path) -> None:
    # intro: viewed 1 bit: 5+1+1 = 7. quiz: viewed 1, attempt 4, submitted 1, its share in 10 001 steps and none 14:
    # 20 bits: 5+1+4 = 10. q1: unanswered and 2 options = 3 states 2 bits: 7. lab: viewed 1, exchanges 5, result 2:
    # 8 bits: 5+1+2 = 8. Its prompt: 1 bit: 7. Header "1." + 6 + ".." = 10. Longest part id "intro" = 5.
    layout = state_layout(course(tmp_path))
    assert layout.granularity == "question"
    assert layout.worst_case == 10 + 5 + 7 + 10 + 7 + 8 + 7
    assert dict(state_bill(course(tmp_path))) == {"intro": 7, "quiz": 17, "lab": 15}


def test_the_reference_course_fits_a_quarter_of_scorm_12() -> None:
    loaded = load_course(REFERENCE)
    assert loaded.course is not None
    assert state_layout(loaded.course).worst_case <= 1024


def keys(value: Course) -> dict[str, str]:
    return {run.owner: run.key for run in state_layout(value).runs}


def test_what_learners_do_not_see_as_another_question_keeps_its_key(tmp_path: Path) -> None:
    before = keys(course(tmp_path / "a"))
    reworded = SMALL.replace("What is two and two?", "How much is two and two?").replace("text: Three", "text: 3")
    swapped = reworded.replace(
        """              - {id: three, text: 3, feedback: One short.}
              - {id: four, text: Four, correct: true, feedback: Indeed.}
""",
        """              - {id: four, text: Four, correct: true, feedback: Indeed.}
              - {id: three, text: 3, feedback: One short.}
""",
    )
    assert swapped != reworded != SMALL
    assert keys(course(tmp_path / "b", swapped)) == before


@pytest.mark.parametrize(
    ("old", "new", "owner"),
    [
        ("id: q1", "id: q2", "q1"),
        ("{id: three", "{id: thirty", "q1"),
        ("id: lab\n", "id: laboratory\n", "lab"),
        ("{id: r1", "{id: r2", "r1"),
    ],
)
def test_what_is_another_question_gets_another_key(old: str, new: str, owner: str, tmp_path: Path) -> None:
    before, after = keys(course(tmp_path / "a")), keys(course(tmp_path / "b", SMALL.replace(old, new)))
    assert before[owner] not in after.values()
    assert len(set(before.values()) & set(after.values())) == len(before) - 1


def long_course(quizzes: int, questions: int) -> str:
    """A course of one module whose quizzes ask so many questions of four options each."""
    parts = "".join(
        f"      - id: quiz-{i}\n        kind: quiz\n        title: Q\n        questions:\n"
        + "".join(
            f"          - id: q-{i}-{k}\n            prompt: Why?\n            choices:\n"
            + "".join(
                f"              - {{id: c{c}, text: T{c}{', correct: true' if c == 0 else ''}}}\n" for c in range(4)
            )
            for k in range(questions)
        )
        for i in range(quizzes)
    )
    head = SMALL[: SMALL.index("      - id: intro")]
    return f"{head}{parts}completion: {{answered: quizzes}}\n"


def test_keys_are_shared_only_as_far_as_needed(tmp_path: Path) -> None:
    assert state_layout(course(tmp_path / "a", long_course(4, 100))).granularity == "question"
    assert state_layout(course(tmp_path / "b", long_course(40, 35))).granularity == "part"
    assert state_layout(course(tmp_path / "c", long_course(400, 10))).granularity == "module"


def test_a_state_that_cannot_fit_stops_the_build_and_shows_the_bill(tmp_path: Path) -> None:
    # 9 000 questions of 3 bits are 4 500 characters.
    result = check_course(write_course(tmp_path, long_course(30, 300)), ("scorm12",))
    (diagnostic,) = [found for found in result.diagnostics if found.severity == "error"]
    assert diagnostic.code == "RTE001"
    assert "SCORM 1.2 holds 4,096" in diagnostic.message
    assert "m1 4" in diagnostic.message

"""`scormpack diff`: what a new version means for learners, by the command itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scormpack.build import build_course
from scormpack.cli import main
from tests.courses import ROOT, SMALL, write_course

PAIR = """\
          - id: q1
            prompt: What is two and two?
            choices:
              - {id: three, text: Three, feedback: One short.}
              - {id: four, text: Four, correct: true, feedback: Indeed.}
"""
SECOND = """\
          - id: q2
            type: matching
            prompt: What goes together?
            pairs:
              - {id: dog, text: Dog, match: Bark}
              - {id: cat, text: Cat, match: Meow}
"""


def package(folder: Path, text: str = SMALL, target: str = "scorm12") -> Path:
    (built,) = build_course(write_course(folder / "course", text), (target,), folder).packages
    return built.path


def diff(old: Path, new: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["diff", str(old), str(new), *more])


def between(folder: Path, old: str, new: str, target: str = "scorm12") -> tuple[Result, dict[str, Any]]:
    """What is said of two versions: in words, and as data."""
    before, after = package(folder / "old", old, target), write_course(folder / "new", new)
    shown, told = diff(before, after), diff(before, after, "--format", "json")
    assert shown.exit_code == told.exit_code, shown.output
    return shown, json.loads(told.stdout)


def effects(data: dict[str, Any]) -> dict[str, str]:
    return {change["id"]: change["effect"] for change in data["changes"]}


def areas(data: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(note["area"], note["id"]) for note in data["notes"]]


def test_the_same_course_changes_nothing(tmp_path: Path) -> None:
    shown, data = between(tmp_path, SMALL, SMALL)
    assert shown.output == "small  1.0.0 -> 1.0.0\n\nNothing changes for learners who are under way.\n"
    assert (shown.exit_code, data["lost"], data["changes"], data["notes"]) == (0, False, [], [])
    assert data["kept"] == {"page": 1, "quiz": 1, "question": 1, "lab": 1}


def test_two_packages_are_compared_as_a_package_and_a_source(tmp_path: Path) -> None:
    later = SMALL.replace("1.0.0", "1.1.0").replace("id: q1", "id: q9")
    old, new = package(tmp_path / "old"), package(tmp_path / "new", later)
    assert diff(old, new).output == diff(old, tmp_path / "new" / "course").output
    assert diff(old, new).exit_code == 1


@pytest.mark.parametrize("target", ["scorm12", "xapi", "cmi5"])
def test_a_question_with_another_id_is_lost_and_its_twin_is_named(tmp_path: Path, target: str) -> None:
    shown, data = between(tmp_path, SMALL, SMALL.replace("id: q1", "id: q9"), target)
    assert shown.exit_code == 1
    assert effects(data) == {"q1": "lost", "q9": "new"}
    assert data["changes"][0]["hint"] == "if it is `q9` now, give that `renamed_from: q1`"
    assert shown.output.endswith("Something is lost.\n")


def test_renamed_from_keeps_it(tmp_path: Path) -> None:
    renamed = SMALL.replace("- id: q1\n", "- id: q9\n            renamed_from: q1\n")
    renamed = renamed.replace("- id: quiz\n", "- id: test-yourself\n        renamed_from: quiz\n")
    renamed = renamed.replace("{id: three,", "{id: trio, renamed_from: three,").replace(
        "passed: quiz", "passed: test-yourself"
    )
    renamed = renamed.replace("score: quiz", "score: test-yourself")
    shown, data = between(tmp_path, SMALL, renamed)
    assert shown.exit_code == 0, shown.output
    assert data["changes"] == []
    assert ("identity", "q9") in areas(data)
    assert "q9: was `q1`: results and statements of the time before keep that name" in shown.output


def test_a_second_rename_that_forgets_the_first_is_told_how_to_keep_it(tmp_path: Path) -> None:
    """Progress stands under the first id that a thing had."""
    second = SMALL.replace("- id: q1\n", "- id: q2\n            renamed_from: q1\n")
    third = SMALL.replace("- id: q1\n", "- id: q3\n            renamed_from: q2\n")
    shown, data = between(tmp_path, second, third)
    assert shown.exit_code == 1
    (change,) = data["changes"]
    assert (change["effect"], change["reason"]) == ("lost", "what was done stands under `q1`")
    assert change["hint"] == "write `renamed_from: [q1, q2]`"
    _shown, data = between(tmp_path / "without", second, SMALL.replace("id: q1", "id: q2"))
    assert data["changes"][0]["hint"] == "write `renamed_from: [q1]`"
    kept, _data = between(tmp_path / "again", second, third.replace("renamed_from: q2", "renamed_from: [q1, q2]"))
    assert kept.exit_code == 0


def test_a_new_option_asks_its_question_again_and_no_other(tmp_path: Path) -> None:
    old = SMALL.replace(PAIR, PAIR + SECOND)
    new = old.replace(
        "              - {id: three,", "              - {id: five, text: Five}\n              - {id: three,"
    )
    shown, data = between(tmp_path, old, new)
    assert shown.exit_code == 0
    assert data["changes"] == [
        {"effect": "asked again", "kind": "question", "id": "q1", "reason": "its options changed: five new"}
    ]
    assert data["kept"]["question"] == 1
    assert "  asked again  q1  its options changed: five new\n" in shown.output
    assert areas(data) == [("identity", None)], "what is right is the same, and all else reads as it did"
    assert shown.output.endswith("Nothing is lost.\n")


def test_what_is_gone_is_lost(tmp_path: Path) -> None:
    old = SMALL.replace(PAIR, PAIR + SECOND)
    shown, data = between(tmp_path, old, SMALL)
    assert effects(data) == {"q2": "lost"}
    assert shown.exit_code == 1
    assert ("grade", "quiz") in areas(data)
    assert "quiz: 1 point, and had 2: a result stays the share of the points that it was" in shown.output


def test_another_type_is_asked_again(tmp_path: Path) -> None:
    _shown, data = between(tmp_path, SMALL, SMALL.replace(PAIR, SECOND.replace("id: q2", "id: q1")))
    assert effects(data) == {"q1": "asked again"}
    assert data["changes"][0]["reason"] == "it was single-choice, and is matching"


def test_a_part_of_another_kind_loses_what_was_done_in_it(tmp_path: Path) -> None:
    page = (
        SMALL.replace("kind: page", "kind: quiz")
        .replace("{viewed: pages}, ", "")
        .replace(
            "        text: |\n          Welcome to **this** course.\n",
            "        questions: [{id: q5, prompt: P, choices: [{id: a, text: A, correct: true}, {id: b, text: B}]}]\n",
        )
    )
    shown, data = between(tmp_path, SMALL, page)
    assert effects(data)["intro"] == "lost"
    assert shown.exit_code == 1


def test_another_right_answer_is_told_and_loses_nothing(tmp_path: Path) -> None:
    new = SMALL.replace(", correct: true", "").replace("text: Three,", "text: Three, correct: true,")
    shown, data = between(tmp_path, SMALL, new)
    assert (shown.exit_code, data["changes"]) == (0, [])
    assert areas(data) == [("identity", None), ("grade", "q1")]
    assert "Results that were reached stay" in shown.output


def test_reordering_and_feedback_are_nothing(tmp_path: Path) -> None:
    lines = PAIR.splitlines(keepends=True)
    turned = "".join([*lines[:3], lines[4], lines[3]]).replace("One short.", "Nearly.")
    shown, data = between(tmp_path, SMALL, SMALL.replace(PAIR, turned).replace("1.0.0", "1.0.1"))
    assert (shown.exit_code, data["changes"]) == (0, [])
    assert areas(data) == []


def test_a_reworded_question_is_shown_to_its_author(tmp_path: Path) -> None:
    _shown, data = between(tmp_path, SMALL, SMALL.replace("What is two and two?", "What is three and three?"))
    assert ("wording", "q1") in areas(data)
    assert data["changes"] == []


def test_a_renamed_option_reads_as_before_until_its_text_is_another(tmp_path: Path) -> None:
    renamed = SMALL.replace("id: four, text: Four", "id: vier, renamed_from: four, text: Four")
    _shown, data = between(tmp_path / "name", SMALL, renamed)
    assert ("wording", "q1") not in areas(data)
    _shown, data = between(tmp_path / "text", SMALL, renamed.replace("text: Four", "text: Vier"))
    assert ("wording", "q1") in areas(data)


def test_pass_mark_rule_and_exchanges_are_told(tmp_path: Path) -> None:
    new = SMALL.replace("mastery_score: 1", "mastery_score: 0.5").replace(", {passed: quiz}", "").replace("2.0", "1.1")
    new = new.replace("greeting: Hello.", "greeting: Hello.\n        exchanges: 5")
    shown, data = between(tmp_path, SMALL, new)
    assert shown.exit_code == 0
    assert {("grade", None), ("completion", None), ("completion", "lab")} <= set(areas(data))
    assert "the pass mark is 50%, and was 100%" in shown.output
    assert "5 exchanges, and had 3" in shown.output
    assert effects(data) == {}


def test_another_course_id_is_what_moodle_deletes_attempts_for(tmp_path: Path) -> None:
    shown, data = between(tmp_path, SMALL, SMALL.replace("id: small", "id: little"))
    assert shown.exit_code == 1
    assert data["changes"] == []
    assert "Moodle deletes all attempts and sets grades to 0" in shown.output


@pytest.mark.parametrize("target", ["xapi", "cmi5"])
def test_another_iri_starts_anew_in_an_lrs(tmp_path: Path, target: str) -> None:
    shown, data = between(tmp_path, SMALL, SMALL.replace("org/small", "org/little"), target)
    assert shown.exit_code == 1
    assert [note["loses"] for note in data["notes"] if note["area"] == "identity"].count(True) >= 1
    assert "keeps state and results under the old one" in shown.output


def test_a_course_that_outgrows_its_layout_keeps_what_is_in_it(tmp_path: Path) -> None:
    questions = "".join(PAIR.replace("id: q1", f"id: q{n}") for n in range(2, 620))
    long = SMALL.replace(
        "      - id: lab\n",
        f"      - id: exam\n        kind: test\n        title: Exam\n        questions:\n{questions}      - id: lab\n",
    )
    shown, data = between(tmp_path, SMALL, long)
    assert shown.exit_code == 0, shown.output[:500]
    assert data["kept"] == {"page": 1, "quiz": 1, "question": 1, "lab": 1}
    back, data = between(tmp_path / "back", long, SMALL)
    assert back.exit_code == 1
    assert data["kept"] == {"page": 1, "quiz": 1, "question": 1, "lab": 1}


def test_packages_for_different_targets_are_not_compared(tmp_path: Path) -> None:
    result = diff(package(tmp_path / "a"), package(tmp_path / "b", target="xapi"))
    assert result.exit_code == 2
    assert "compare like with like" in result.output


def test_a_new_version_with_mistakes_is_shown_as_check_shows_it(tmp_path: Path) -> None:
    old = package(tmp_path)
    result = diff(old, write_course(tmp_path / "new", SMALL.replace("correct: true", "correct: false")))
    assert result.exit_code == 1
    assert "QST001" in result.output
    assert "Traceback" not in result.output


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    for pair in ((tmp_path / "other.zip", package(tmp_path / "a")), (package(tmp_path / "b"), tmp_path / "other.zip")):
        result = diff(*pair)
        assert result.exit_code == 1
        assert "PKG010" in result.output


def test_both_courses_of_this_repository_compare_with_themselves(tmp_path: Path) -> None:
    for name in ("synthetic-data", "showcase"):
        (built,) = build_course(ROOT / "course" / name, ("scorm12",), tmp_path).packages
        result = diff(built.path, ROOT / "course" / name)
        assert result.exit_code == 0, result.output
        assert "Nothing changes for learners" in result.output

"""`scormpack decode`: a stored state in words, by the package that the learner has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scormpack.build import build_course
from scormpack.cli import main
from scormpack.load import load_course
from scormpack.state_layout import state_layout
from tests.courses import write_course


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decode")
    (built,) = build_course(write_course(folder / "course"), ("scorm12",), folder).packages
    return built.path


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The keys of the small course's runs, by what they belong to."""
    course = load_course(write_course(tmp_path_factory.mktemp("keys"))).course
    assert course is not None
    return {run.owner: run.key for run in state_layout(course).runs}


def decode(package: Path, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["decode", str(package), *arguments], input=given)


def state_of(keys: dict[str, str]) -> str:
    """By hand: save 1, completed and consented (1 + 4 = 5, F), a score of 1 (10001 = CcR).

    quiz: viewed 1, attempt 0001, submitted 1, all its points 10001 in 14 bits: 100011 100111 000100 01(0000) = 35 39 4 16
    = jnEQ; q1: choice number 0 of four, three is 1: 01(0000) = 16 = Q. lab: viewed 1, exchanges 00010, result 00: 100010
    00(0000) = 34 0 = iA.
    """
    runs = f"{keys['intro']}Bg{keys['quiz']}EjnEQ{keys['q1']}BQ{keys['lab']}CiA"
    return f"1.ABFCcR.quiz.{runs}"


def test_a_state_is_told_by_the_authors_ids(package: Path, keys: dict[str, str]) -> None:
    result = decode(package, state_of(keys))
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        f"small 1.0.0: {len(state_of(keys))} characters, save number 1",
        "completed, not passed, score 100%",
        "left on quiz",
        "agreed to the labs' terms",
        "",
        "intro  viewed",
        "quiz   attempt 1 handed in, 1 of 1 points count",
        "         q1: four",
        "lab    not done, 2 exchanges",
    ]


@pytest.mark.parametrize("form", ["plain", "document", "stdin", "file"])
def test_a_state_comes_as_it_is_stored(package: Path, keys: dict[str, str], form: str, tmp_path: Path) -> None:
    text = state_of(keys)
    document = json.dumps({"format": 1, "resume": text})
    (tmp_path / "state.json").write_text(document, "utf-8")
    given = {"plain": text, "document": document, "stdin": "-", "file": f"@{tmp_path / 'state.json'}"}[form]
    result = decode(package, given, "--format", "json", given=f"{document}\n" if form == "stdin" else None)
    assert result.exit_code == 0, result.output
    data = json.loads(result.output)
    assert data["parts"][1]["questions"] == [{"id": "q1", "response": ["four"]}]
    assert (data["completed"], data["score"], data["dropped"]) == (True, 1.0, [])


def test_what_does_not_fit_is_named_and_the_rest_is_told(package: Path, keys: dict[str, str]) -> None:
    result = decode(package, state_of(keys).replace(keys["q1"], "other"))
    assert result.exit_code == 0
    assert "Passed over:\n  `other` belongs to nothing in this course" in result.output
    assert "intro  viewed" in result.output


@pytest.mark.parametrize(
    ("state", "message"),
    [("{", "this is no JSON"), ('{"format": 1}', "no `resume`"), ("@nowhere.json", "cannot be read")],
)
def test_what_is_no_state_is_said_so(package: Path, state: str, message: str) -> None:
    result = decode(package, state)
    assert result.exit_code == 2
    assert message in result.output


def test_a_zip_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    result = decode(tmp_path / "other.zip", "1.ABAAAA..")
    assert result.exit_code == 1
    assert "PKG010" in result.output

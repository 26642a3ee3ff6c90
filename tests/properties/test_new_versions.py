"""A new version of a course takes over all progress that it leaves alone, and credits no answer to another question.

Courses, what their authors do to them, and what learners did before are made at random (with fixed seeds). What should
be there afterwards is worked out from the two sources alone; the player itself reads the states.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from scormpack.answer_key import AnswerKey
from scormpack.contract import STATE_LIMIT, CourseContract, FormerLayouts
from scormpack.course_contract import contract_json
from scormpack.lint import lint_course
from scormpack.load import load_course
from scormpack.model import Course
from scormpack.state_layout import former_layouts, state_layout
from scormpack.verify.comparison import compare_progress
from scormpack.verify.packed import Packed
from scormpack.verify.saved_state import read_state
from tests.edits import INNER, Author, Data, parts_of, questions_of
from tests.players_side import PlayersSide, contract_data, key_data, players_side

VERSIONS = 600
ACTS = [
    *["answer"] * 10,
    "submit",
    "submit",
    "open",
    "open",
    "read",
    "talk",
    "talk",
    "reflect",
    "retry",
    "hint",
    "begin",
]


@pytest.fixture(scope="module")
def player() -> Iterator[PlayersSide]:
    with players_side() as side:
        yield side


def loaded(data: Data) -> Course:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "course.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
        found = load_course(Path(folder))
        assert found.course is not None, (found.diagnostics, data)
        errors = [diagnostic for diagnostic in lint_course(found) if diagnostic.severity == "error"]
        assert errors == [], errors
        return found.course


def limit_for(course: Course, granularity: str) -> int | None:
    """A limit at which the state has this granularity; None where there is none."""
    if granularity == "module":
        return 1
    finest = state_layout(course, None).worst_case
    limits = range(finest - 1, 10, -1) if granularity == "part" else [STATE_LIMIT]
    return next((limit for limit in limits if state_layout(course, limit).granularity == granularity), None)


def version(course: Course, granularity: str) -> Any:
    """What the player is given of a version."""
    limit = limit_for(course, granularity)
    if limit is None:
        return None
    contract = contract_data(course, limit)
    contract["layout"]["limit"] = STATE_LIMIT
    former = json.loads(contract_json(FormerLayouts(layouts=former_layouts(course, limit))))
    return {"course": contract, "keys": key_data(course), "former": former}


def first_name(thing: Data) -> str:
    return str([*thing.get("renamed_from", ()), thing["id"]][0])


def asks(question: Data) -> Any:
    """What an answer to the question can be, by the names that its things had first."""
    was = {one["id"]: first_name(one) for name in INNER for one in question.get(name, ())}
    inner = {
        name: [was[one["id"]] for one in question[name]]
        if name == "blanks"
        else sorted(was[one["id"]] for one in question[name])
        for name in INNER
        if name in question
    }
    return question["type"], inner


def same_response(old: Data, new: Data, response: list[str]) -> list[str]:
    """An old response in the names that its things have now."""
    first = {one["id"]: first_name(one) for name in INNER for one in old.get(name, ())}
    now = {first_name(one): one["id"] for name in INNER for one in new.get(name, ())}

    def renamed(name: str) -> str:
        return str(now.get(first.get(name, name), name))

    if old["type"] in ("matching", "categorise"):
        return [".".join(renamed(half) for half in pair.split(".")) for pair in response]
    if old["type"] in ("single-choice", "multiple-choice", "likert", "long-text", "ordering"):
        return [renamed(name) for name in response]
    return response


def unit_of(course: Data, granularity: str) -> dict[str, Any]:
    """Question or part id to what its key stands for at a coarse granularity, written out."""
    units: dict[str, Any] = {}
    for module in course["modules"]:
        for part in module["parts"]:
            whole = (
                [first_name(module), [strict(one) for one in module["parts"]]]
                if granularity == "module"
                else strict(part)
            )
            units[part["id"]] = whole
            units |= {question["id"]: whole for question in part.get("questions", ())}
    return units


def strict(part: Data) -> Any:
    """Everything of a part that its bits stand for."""
    if part["kind"] == "lab":
        flags = [first_name(one) for one in (*part["reflection"]["prompts"], *part.get("topics", ()))]
        return part["kind"], first_name(part), part["exchanges"], len(part.get("topics", ())), flags
    asked = [
        (
            first_name(question),
            asks(question),
            question.get("points", 1),
            bool(question.get("hints")) or part.get("retry") == "wrong",
        )
        for question in part.get("questions", ())
    ]
    clocks = [name for name in ("cool_down", "time_limit") if name in part]
    return part["kind"], first_name(part), asked, clocks


counted: Counter[str] = Counter()


@dataclass(frozen=True)
class Case:
    """``held`` is the state as the old version has it, ``read`` as the new one; ``told`` is what to print of a failure."""

    old: Data
    new: Data
    written: str
    later: str
    held: Any
    read: Any
    told: Any

    def before(self, things: Iterable[Data], thing: Data) -> Data | None:
        """The old one of these that the new thing was."""
        return next((one for one in things if first_name(one) == first_name(thing)), None)

    def leaves_alone(self, was: Data) -> bool:
        """True when nothing changed of what the old thing's key stands for at a coarse layout."""
        if self.written == "question":
            return True
        own = unit_of(self.old, self.written)[was["id"]]
        return any(own == unit for unit in unit_of(self.new, self.written).values())


def check(player: PlayersSide, seed: int, written: str, later: str) -> None:
    random = Random(seed)  # noqa: S311  # no secret
    author = Author(random)
    old = author.course()
    names: list[str] = []
    new, between = old, None
    for step in range(random.randint(1, 4)):
        name, new = author.edit(new)
        names.append(name)
        if step == 0 and random.random() < 0.4:
            between = new
    before, after = version(loaded(old), written), version(loaded(new), later)
    if before is None or after is None:
        return
    trace = [
        {"do": random.choice(ACTS), "part": random.randrange(9), "n": random.randrange(64), "m": random.randrange(64)}
        for _ in range(random.randint(5, 60))
    ]
    held = ask(player, {"learn": before, "trace": trace})
    text = held["text"]
    if between is not None and written == "question":
        text = ask(player, {"read": version(loaded(between), "question"), "text": text})["text"]
    read = ask(player, {"read": after, "text": text})
    case = Case(old, new, written, later, held, read, (seed, names, text))
    check_answers(case)
    for part in parts_of(new):
        check_part(case, part)
    for name in ("completed", "passed", "best", "consented"):
        assert read["state"][name] == held["state"][name], case.told
    check_reader(after, text, case)
    if written == later == "question" and between is None:
        check_comparison(before, after, case)
    counted.update(names)


def ask(player: PlayersSide, job: Any) -> Any:
    told = player.ask(job)
    assert "error" not in told, told["error"]
    return told


def check_answers(case: Case) -> None:
    """Each question of the new version has the old one's answer, where it asks the same under the same name; else none."""
    asked = questions_of(case.old)
    for question in questions_of(case.new):
        was = case.before(asked, question)
        found = case.read["responses"][question["id"]]
        expected: list[str] = []
        if was is not None and asks(was) == asks(question) and case.leaves_alone(was):
            expected = same_response(was, question, case.held["responses"][was["id"]])
        if question["type"] != "ordering":
            found, expected = sorted(found), sorted(expected)
        assert found == expected, (case.told, question)
        counted["answers kept"] += bool(found)
        counted["answers asked again"] += not found and was is not None and bool(case.held["responses"][was["id"]])


def check_part(case: Case, part: Data) -> None:
    """What a part's own is: viewed, attempts, result, exchanges."""
    kinds = {"page": "reading", "lesson": "reading", "quiz": "quiz", "test": "quiz", "lab": "lab"}
    was = case.before(parts_of(case.old), part)
    now = case.read["state"]["parts"][part["id"]]
    if was is None or kinds[was["kind"]] != kinds[part["kind"]] or not case.leaves_alone(was):
        assert not now["viewed"], case.told
        # An attempt may be open with answers that came along from another part.
        assert now.get("best") is None, case.told
        assert now.get("exchanges", 0) == 0, case.told
        return
    then = case.held["state"]["parts"][was["id"]]
    assert now["viewed"] == then["viewed"], case.told
    if kinds[part["kind"]] == "quiz":
        check_quiz(case, was, part)
    elif part["kind"] == "lab":
        assert now["exchanges"] == min(then["exchanges"], part["exchanges"]), case.told
        assert now["result"] == then["result"] or then["result"] == "none", case.told
        check_flags(case, was, part)


def points_of(quiz: Data) -> int:
    return sum(q.get("points", 0 if q["type"] == "likert" else 1) for q in quiz["questions"])


def check_quiz(case: Case, was: Data, part: Data) -> None:
    then, now = case.held["state"]["parts"][was["id"]], case.read["state"]["parts"][part["id"]]
    points = points_of(was), points_of(part)
    assert (now["best"] is None) == (then["best"] is None), case.told
    assert now["attempt"] == then["attempt"] or then["attempt"] == 0, case.told
    if then["best"] is not None and all(points):
        # A layout with a key for each part, or module, counts in points.
        exact = 0.0001 if case.later == "question" else 0.5 / points[1]
        assert now["best"] / points[1] == pytest.approx(then["best"] / points[0], abs=exact), case.told


def check_flags(case: Case, was: Data, part: Data) -> None:
    then, now = case.held["state"]["parts"][was["id"]], case.read["state"]["parts"][part["id"]]
    for kind, old, new in (
        ("prompts", was["reflection"]["prompts"], part["reflection"]["prompts"]),
        ("topics", was.get("topics", []), part.get("topics", [])),
    ):
        done = {first_name(one): then[kind][at] for at, one in enumerate(old)}
        assert now[kind] == [done.get(first_name(one), False) for one in new], case.told


def check_reader(after: Any, text: str, case: Case) -> None:
    """The compiler's own reader says what the player says."""
    former = FormerLayouts.model_validate(after["former"])
    state = read_state(CourseContract.model_validate(after["course"]), text, former.layouts)
    assert state.parts == case.read["state"]["parts"], case.told
    assert state.bookmark == case.read["state"]["bookmark"], case.told
    assert bool(state.others) == ("others" in case.read["state"]), case.told


def check_comparison(before: Any, after: Any, case: Case) -> None:
    """What `diff` says of each question is what becomes of it."""
    old, new = questions_of(case.old), questions_of(case.new)
    found = compare_progress(as_packed(before), as_packed(after)).changes
    changes = {(change.kind, change.id): change.effect for change in found}
    for question in new:
        was = case.before(old, question)
        if was is not None:
            effect = changes.get(("question", question["id"]), "kept")
            assert effect == ("kept" if asks(was) == asks(question) else "asked again"), (case.told, question)
    names = {first_name(question) for question in new} | {question["id"] for question in new}
    gone = {question["id"] for question in old if first_name(question) not in names}
    assert {name for (kind, name), effect in changes.items() if kind == "question" and effect == "lost"} == gone, (
        case.told
    )


def as_packed(one: Any) -> Packed:
    keys = {part: key for page in one["keys"] for part, key in AnswerKey.model_validate(page).parts.items()}
    former = FormerLayouts.model_validate(one["former"]).layouts
    return Packed(CourseContract.model_validate(one["course"]), keys, former, "scorm12", {}, {"parts": []})


def test_over_six_hundred_new_versions_all_that_they_leave_alone_is_kept(player: PlayersSide) -> None:
    for seed in range(VERSIONS):
        check(player, seed, "question", "question")
    assert counted["answers kept"] > 1000, counted
    assert counted["answers asked again"] > 100, counted
    assert len(counted) > 15, counted


@pytest.mark.parametrize("granularity", ["question", "part", "module"])
@pytest.mark.parametrize("later", ["question", "part", "module"])
def test_what_a_long_course_leaves_alone_is_kept_too(player: PlayersSide, granularity: str, later: str) -> None:
    for seed in range(1000, 1040):
        check(player, seed, granularity, later)

"""Completion, success, score and progress mean the same in every target, whatever the course and whatever a learner does.

Hypothesis makes courses and learners' traces. The player's own session and transports run them, against a strict SCORM 1.2
run-time and an LRS in memory, with launches in between; what each of them holds in the end is compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scormpack.contract import STATE_LIMIT
from scormpack.lint import lint_course
from scormpack.load import load_course
from scormpack.model import Assessment, Course
from scormpack.targets import TARGETS
from tests.players_side import PlayersSide, contract_data, key_data, players_side

COURSES = 275
TRACES = 8
"""For each course: more than 2,000 traces in all."""

WORDS = {"text": "T", "prompt": "P"}


def questions(draw: st.DrawFn, part: str) -> list[dict[str, Any]]:
    """One to four questions of any types."""
    made = []
    for k in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(FIELDS)))
        question = {"id": f"{part}-q{k}", "prompt": "P", "type": kind, **FIELDS[kind](draw)}
        if kind not in ("likert", "long-text"):
            question["points"] = draw(st.integers(1, 3))
        if draw(st.integers(0, 4)) == 0:
            question |= {"hints": ["One", "Two"], "hint_cost": draw(st.sampled_from([0, 0.25, 0.5]))}
        made.append(question)
    return made


CREDIT = st.sampled_from(["all-or-nothing", "per-option", "right-minus-wrong"])


def choices(draw: st.DrawFn, right: int) -> list[dict[str, Any]]:
    count = draw(st.integers(2, 4))
    return [{"id": f"c{n}", "text": f"Text {n}", "correct": n < right} for n in range(max(count, right + 1))]


FIELDS: dict[str, Any] = {
    "single-choice": lambda draw: {"choices": choices(draw, 1)},
    "multiple-choice": lambda draw: {"choices": choices(draw, draw(st.integers(1, 3))), "credit": draw(CREDIT)},
    "true-false": lambda draw: {"answer": draw(st.booleans())},
    "short-text": lambda _draw: {"answers": ["Zürich", "Zurigo"]},
    "numeric": lambda draw: {"answer": draw(st.sampled_from([0, -2.5, 1500])), "tolerance": 0.1},
    "matching": lambda draw: {
        "pairs": [{"id": f"p{n}", "text": f"A{n}", "match": f"B{n}"} for n in range(3)],
        "credit": draw(CREDIT),
    },
    "categorise": lambda draw: {
        "categories": [{"id": "one", "text": "One"}, {"id": "two", "text": "Two"}],
        "items": [{"id": f"i{n}", "text": f"I{n}", "category": "one" if n else "two"} for n in range(3)],
        "credit": draw(CREDIT),
    },
    "ordering": lambda draw: {"items": [{"id": f"i{n}", "text": f"I{n}"} for n in range(3)], "credit": draw(CREDIT)},
    "fill-in": lambda draw: {
        "text": "[[a]] and [[b]]",
        "blanks": [{"id": "a", "answers": ["x"]}, {"id": "b", "answers": ["y"], "options": ["y", "z"]}],
        "credit": draw(CREDIT),
    },
    "likert": lambda _draw: {},
    "long-text": lambda draw: {
        "points": draw(st.integers(1, 3)),
        "rubric": [{"id": "r1", "text": "R1"}, {"id": "r2", "text": "R2", "weight": 2}],
    },
}


@st.composite
def courses(draw: st.DrawFn) -> dict[str, Any]:
    """A course of all kinds of parts, with every field that bears on what counts."""
    parts: list[dict[str, Any]] = []
    assessed: list[str] = []
    for i in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["page", "lesson", "quiz", "quiz", "test", "lab"]))
        part: dict[str, Any] = {"id": f"part-{i}", "kind": kind, "title": f"Part {i}"}
        if kind in ("page", "lesson"):
            part["text"] = "Text."
            part |= draw(st.sampled_from([{}, {"viewed_when": "scrolled"}, {"dwell": "5s"}]))
        elif kind == "lab":
            prompts = [{"id": f"part-{i}-r{n}", "prompt": "P", "answer": "A"} for n in range(draw(st.integers(1, 2)))]
            part |= {
                "task": "T",
                "greeting": "G",
                "exchanges": draw(st.integers(1, 3)),
                "reflection": {"prompts": prompts},
            }
        else:
            part |= assessment(draw, part["id"], kind)
            assessed.append(part["id"])
        parts.append(part)
    data: dict[str, Any] = {
        "id": "made",
        "iri": "https://courses.example.org/made",
        "title": "Made",
        "version": "1.0",
        "navigation": draw(st.sampled_from(["free", "sequential"])),
        "modules": [{"id": "m", "title": "M", "parts": parts}],
        "status": draw(st.sampled_from(["passed-failed", "passed-incomplete", "completed-incomplete"])),
        "mastery_score": draw(st.sampled_from([0.5, 0.8, 1])),
    }
    if assessed:
        chosen = draw(st.lists(st.sampled_from(assessed), unique=True, min_size=draw(st.integers(0, 1)), max_size=3))
        if chosen:
            data["score"] = {name: draw(st.integers(1, 3)) for name in chosen}
        if draw(st.integers(0, 3)) == 0:
            data["success"] = {"answered": draw(st.sampled_from(assessed))}
    rule = draw(st.sampled_from(["none", "viewed", "time", "any"]))
    if rule == "viewed":
        data["completion"] = {"viewed": "parts"}
    elif rule == "time":
        data["completion"] = [{"viewed": ["part-0"]}, {"time_spent": "30s"}]
    elif rule == "any":
        data["completion"] = {"any": [{"viewed": "parts"}, {"time_spent": "1m"}]}
    return data


def assessment(draw: st.DrawFn, name: str, kind: str) -> dict[str, Any]:
    asked = questions(draw, name)
    part: dict[str, Any] = {
        "questions": asked,
        "attempts": draw(st.sampled_from([1, 1, 2, "unlimited"])),
        "counts": draw(st.sampled_from(["best", "best", "last", "first"])),
        "mastery_score": draw(st.sampled_from([0.5, 0.75, 1])),
        "feedback": draw(st.sampled_from(["at-once", "after-quiz"])),
    }
    assert kind in ("quiz", "test")
    if part["attempts"] != 1:
        part["retry"] = draw(st.sampled_from(["all", "wrong"]))
        part |= draw(st.sampled_from([{}, {}, {"cool_down": "2m"}]))
    part |= draw(st.sampled_from([{}, {}, {"time_limit": "10m", "extra_time": [1.5]}]))
    if len({question.get("points", 1) for question in asked}) == 1 and len(asked) > 1:
        part |= draw(st.sampled_from([{}, {"draw": [{"count": len(asked) - 1}]}]))
    return part


ACTS = [
    "open",
    *["answer"] * 12,
    *["submit"] * 3,
    "retry",
    "hint",
    "begin",
    "talk",
    "reflect",
    "wait",
    "read",
    "leave",
]
TRACE = st.lists(
    st.fixed_dictionaries(
        {"do": st.sampled_from(ACTS), "part": st.integers(0, 4), "n": st.integers(0, 63), "m": st.integers(0, 63)}
    ),
    min_size=20,
    max_size=90,
)


@pytest.fixture(scope="module")
def player() -> Iterator[PlayersSide]:
    with players_side() as side:
        yield side


def loaded_course(data: dict[str, Any]) -> Course | None:
    """The course, where it is one: some of what is drawn is refused, as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "course.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        loaded = load_course(Path(folder))
        if loaded.course is None or any(found.severity == "error" for found in lint_course(loaded)):
            return None
        return loaded.course


counted = {"courses": 0, "traces": 0, "completed": 0, "passed": 0, "failed": 0, "launches": 0}


def one_meaning(player: PlayersSide, course: Course, trace: list[dict[str, Any]]) -> None:
    contracts = {"scorm12": contract_data(course, STATE_LIMIT), "lrs": contract_data(course, None)}
    told = player.ask({"courses": contracts, "keys": key_data(course), "trace": trace})
    assert "error" not in told, told["error"]
    assert set(told) == set(TARGETS)
    said = [told[target]["said"] for target in TARGETS]
    assert all(one == said[0] for one in said), said
    parts = [(told[target]["parts"], told[target]["seconds"]) for target in TARGETS]
    assert all(one == parts[0] for one in parts)
    meaning = said[0]
    completed, passed = meaning["completion"] == "completed", meaning["success"] == "passed"
    for target in ("xapi", "cmi5"):
        held = told[target]["held"]
        assert held["completed"] == completed, (target, told)
        assert held["passed"] == passed, (target, told)
        # An LRS is told the score with the verdict; each further one is the part's own.
        if passed:
            assert held["score"] is None or held["score"] <= meaning["score"] + 1e-9
        # `completed` says the rest; and where the last attempt counts, what was met can be open again.
        falls = any(part.counts == "last" for part in course.parts() if isinstance(part, Assessment))
        share = int(meaning["progress"] * 100 + 1e-9)
        assert completed or held["progress"] == share or (falls and held["progress"] > share), (target, told)
        assert held["answers"] == told[target]["given"], (target, told)
    held = told["scorm12"]["held"]
    assert held["answers"] == told["scorm12"]["given"], told
    if course.status == "completed-incomplete":
        assert held["completed"] == (completed and meaning["score"] is not None), told
        assert not held["passed"]
    else:
        assert held["passed"] == (passed and completed), told
    assert held["failed"] <= (course.status == "passed-failed" and meaning["success"] == "failed"), told
    if meaning["score"] is None:
        assert held["score"] is None, told
    else:
        # In hundredths of a per cent, and never up to a mark that was not reached.
        assert held["score"] == pytest.approx(meaning["score"], abs=0.00011), told
    counted["traces"] += 1
    counted["completed"] += completed
    counted["passed"] += passed
    counted["failed"] += meaning["success"] == "failed"
    counted["launches"] += 1 + sum(act["do"] == "leave" for act in trace)


@settings(max_examples=COURSES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(courses(), st.lists(TRACE, min_size=TRACES, max_size=TRACES))
def check(player: PlayersSide, data: dict[str, Any], traces: list[list[dict[str, Any]]]) -> None:
    course = loaded_course(data)
    if course is None:
        return
    counted["courses"] += 1
    for trace in traces:
        one_meaning(player, course, trace)


def test_every_target_says_the_same_of_two_thousand_learners(player: PlayersSide) -> None:
    check(player)
    assert counted["traces"] >= 2000, counted
    # All ends are met often, or the comparison would say little.
    assert min(counted["completed"], counted["passed"], counted["failed"]) > 100, counted

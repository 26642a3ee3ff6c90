"""What the compiler says can be reached is what the player lets a learner reach: every small course, every way through it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from scormpack.contract import STATE_LIMIT, Rule
from scormpack.load import load_course
from scormpack.model import Course
from scormpack.reachable import can_be_met, openable
from scormpack.text import RichText
from tests.courses import ROOT
from tests.players_side import contract_data, key_data, players_side

IDS = ("page", "quiz", "lab")

LOCKS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"op": "time_spent", "seconds": 5},
    {"op": "any", "rules": ({"op": "time_spent", "seconds": 5}, {"op": "passed", "of": ("quiz",)})},
    {"op": "viewed", "of": ("page",)},
    {"op": "passed", "of": ("quiz",)},
    {"op": "exchanges", "of": ("lab",)},
    {"op": "any", "rules": ({"op": "answered", "of": "quiz"}, {"op": "viewed", "of": ("lab",)})},
    {
        "op": "at_least",
        "count": 2,
        "rules": (
            {"op": "viewed", "of": ("page",)},
            {"op": "score_at_least", "of": ("quiz",), "score": 0.5},
            {"op": "exchanges", "of": "lab"},
        ),
    },
    {"op": "all", "rules": ({"op": "time_spent", "seconds": 5}, {"op": "viewed", "of": ("quiz",)})},
)

COMPLETIONS: tuple[dict[str, Any], ...] = (
    {"op": "all", "rules": ({"op": "viewed", "of": ("page", "quiz", "lab")},)},
    {"op": "any", "rules": ({"op": "passed", "of": ("quiz",)}, {"op": "exchanges", "of": "lab"})},
    {"op": "at_least", "count": 2, "rules": tuple({"op": "viewed", "of": (name,)} for name in IDS)},
)

SUCCESSES: tuple[dict[str, Any] | None, ...] = (None, {"op": "passed", "of": ("quiz",)})


class Reader:
    """Texts as they are."""

    def begin(self, part: str) -> None:
        """Its texts need no names."""

    def text(self, source: str) -> RichText:
        return RichText(source, f"<p>{source}</p>", source)

    line = text

    def blocks(self, source: str) -> tuple[()]:
        assert source
        return ()


def course(order: tuple[str, ...], locks: tuple[Any, ...], navigation: str, completion: Any, success: Any) -> Course:
    """A page, a quiz of one question with two attempts, and a lab of one exchange, in an order, each with its lock."""
    parts: dict[str, dict[str, Any]] = {
        "page": {"id": "page", "kind": "page", "title": "Page", "text": "Text."},
        "quiz": {
            "id": "quiz",
            "kind": "quiz",
            "title": "Quiz",
            "attempts": 2,
            "questions": [
                {
                    "id": "q",
                    "prompt": "P",
                    "choices": [{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B"}],
                }
            ],
        },
        "lab": {
            "id": "lab",
            "kind": "lab",
            "title": "Lab",
            "task": "T",
            "exchanges": 1,
            "greeting": "G",
            "reflection": {"prompts": [{"id": "r", "prompt": "P", "answer": "A"}]},
        },
    }
    for name, lock in zip(IDS, locks, strict=True):
        if lock is not None:
            parts[name]["requires"] = lock
    return Course.model_validate(
        {
            "id": "small",
            "iri": "https://courses.example.org/small",
            "title": "Small",
            "version": "1",
            "navigation": navigation,
            "modules": [{"id": "m", "title": "M", "parts": [parts[name] for name in order]}],
            "completion": completion,
            "success": success,
        },
        context=Reader(),
    )


def courses() -> Iterator[Course]:
    """Every lock of each part, both ways of navigation, a turn of order, rules for completion and success."""
    turns = itertools.cycle(itertools.permutations(IDS))
    rules = itertools.cycle(itertools.product(COMPLETIONS, SUCCESSES))
    for locks in itertools.product(LOCKS, repeat=len(IDS)):
        for navigation in ("free", "sequential"):
            completion, success = next(rules)
            yield course(next(turns), locks, navigation, completion, success)


def test_what_can_be_reached_is_what_the_player_reaches_in_every_small_course() -> None:
    made = list(courses())
    assert len(made) == 2 * len(LOCKS) ** 3 == 1458
    with players_side() as player:
        answers = player.ask({"explore": [contract_data(one, None) for one in made]})
    assert isinstance(answers, list), answers
    closed = 0
    for one, answer in zip(made, answers, strict=True):
        opened = openable(one)
        shown = one.model_dump_json(include={"navigation", "completion", "success", "modules"})
        assert opened == set(answer["opened"]), shown
        assert can_be_met(one, one.completion, opened) == answer["completed"], shown
        rule: Rule = one.completion if one.success is None else one.success
        assert can_be_met(one, rule, opened) == answer["passed"], shown
        closed += len(opened) < len(IDS)
    # Both kinds are there in number, or the comparison would say little.
    assert 100 < closed < len(made) - 100, closed


@pytest.mark.parametrize("navigation", ["free", "sequential"])
def test_two_parts_that_wait_for_each_other_open_for_nobody(navigation: str) -> None:
    waits = ({"op": "exchanges", "of": ("lab",)}, None, {"op": "viewed", "of": ("page",)})
    assert openable(course(("quiz", "page", "lab"), waits, navigation, COMPLETIONS[0], None)) == {"quiz"}


@pytest.mark.parametrize("name", ["synthetic-data", "showcase"])
def test_a_learner_who_does_everything_right_finishes_the_course_with_full_marks(name: str) -> None:
    loaded = load_course(ROOT / "course" / name)
    assert loaded.course is not None
    with players_side() as player:
        job = {"course": contract_data(loaded.course, STATE_LIMIT), "keys": key_data(loaded.course)}
        told = player.ask({"perform": job})
    assert "error" not in told, told["error"]
    assert (told["completion"], told["success"], told["score"], told["progress"]) == ("completed", "passed", 1, 1), told
    assert told["locked"] == []
    assert set(told["whole"].values()) == {True}, told["whole"]

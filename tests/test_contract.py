"""The one definition, and its TypeScript."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scormpack import __version__
from scormpack.answer_key import AnswerKey, MultipleChoiceKey, SingleChoiceKey
from scormpack.contract import STATE_LIMIT, CourseContract
from scormpack.contract_typescript import print_answer_key, print_contract
from scormpack.course_contract import answer_key, contract_json, course_contract
from scormpack.load import load_course
from scormpack.model import Course
from scormpack.rule_words import rule_in_words
from tests.courses import REFERENCE, ROOT, SMALL, write_course


def load(folder: Path) -> Course:
    loaded = load_course(folder)
    assert loaded.course is not None, loaded.diagnostics
    return loaded.course


@pytest.mark.parametrize(("name", "printed"), [("contract.ts", print_contract), ("answer-key.ts", print_answer_key)])
def test_the_players_contract_is_the_compilers(name: str, printed: Callable[[], str]) -> None:
    committed = (ROOT / "templates" / "player" / "src" / name).read_text("utf-8")
    assert committed == printed(), "run: python -m scormpack.contract_typescript"


def test_the_player_names_the_version_that_built_it() -> None:
    assert f'VERSION = "{__version__}"' in (ROOT / "templates/player/src/version.ts").read_text("utf-8")


def test_nothing_in_the_contract_is_any() -> None:
    assert "any" not in print_contract().replace("AnyOf", "").replace('"any"', "").split()


def test_a_contract_survives_the_way_through_json() -> None:
    course = load(REFERENCE)
    contract = course_contract(course, (), None, STATE_LIMIT)
    key = answer_key(0, tuple(course.parts()))
    assert key is not None
    assert CourseContract.model_validate_json(contract_json(contract)) == contract
    assert AnswerKey.model_validate_json(contract_json(key)) == key


def test_a_text_cannot_end_the_script_element_that_holds_it(tmp_path: Path) -> None:
    text = SMALL.replace("feedback: Indeed.", 'feedback: "`</script><!--` \u2028"')
    course = load(write_course(tmp_path, text))
    key = answer_key(0, tuple(course.parts()))
    assert key is not None
    shown = contract_json(key)
    assert "<" not in shown
    assert "\u2028" not in shown
    question = key.parts["quiz"][0]
    assert isinstance(question, SingleChoiceKey | MultipleChoiceKey)
    assert json.loads(shown)["parts"]["quiz"][0]["choices"][1]["feedback"] == question.choices[1].feedback


def test_an_authored_rule_becomes_data(tmp_path: Path) -> None:
    contract = course_contract(load(write_course(tmp_path)), (), None, STATE_LIMIT)
    assert contract.completion.model_dump() == {
        "op": "all",
        "rules": (
            {"op": "viewed", "of": "page"},
            {"op": "passed", "of": ("quiz",)},
            {"op": "exchanges", "of": "lab"},
        ),
    }


RULES = "all: [{viewed: pages}, {passed: quiz}, {exchanges: labs}]"


def test_at_least_over_parts_is_a_rule_for_each_of_them(tmp_path: Path) -> None:
    text = SMALL.replace(RULES, "at_least: {count: 2, of: {viewed: [pages, lab, quiz]}}")
    rule = course_contract(load(write_course(tmp_path, text)), (), None, STATE_LIMIT).completion
    assert rule.model_dump() == {
        "op": "at_least",
        "count": 2,
        "rules": tuple({"op": "viewed", "of": (part,)} for part in ("intro", "quiz", "lab")),
    }
    assert rule_in_words(rule) == "at least 2 of: viewed intro; viewed quiz; viewed lab"


def test_at_least_over_a_list_keeps_its_rules(tmp_path: Path) -> None:
    rules = "at_least: {count: 1, of: [{passed: quiz}, {all: [{viewed: pages}, {exchanges: labs}]}]}"
    rule = load(write_course(tmp_path, SMALL.replace(RULES, rules))).completion
    assert rule_in_words(rule) == "at least 1 of: passed quiz; (viewed pages and exchanges labs)"

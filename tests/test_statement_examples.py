"""The documented statements are valid, and are what the published profile says of the reference course."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from scormpack.load import load_course
from scormpack.statement_rules import check_statement
from scormpack.xapi.profile import profile
from scormpack.xapi.terms import VERBS
from tests.courses import REFERENCE, ROOT
from tests.xapi.profile_rules import faults
from tests.xapi.published_schema import published_faults

PAGE = (ROOT / "docs" / "statement-examples.md").read_text("utf-8")
EXAMPLES: list[dict[str, Any]] = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['verb']['display']['en']} {e['object']['id'][-14:]}")
def test_an_example_is_a_statement_that_the_course_may_send(example: dict[str, Any]) -> None:
    course = load_course(REFERENCE).course
    assert course is not None
    assert check_statement(example) == []
    assert published_faults(example) == []
    assert faults(profile(course), example) == []


def test_every_verb_has_its_example() -> None:
    assert {example["verb"]["id"] for example in EXAMPLES} == {verb.iri for verb in VERBS.values()}

"""From one LRS of ours into a file, and from there into another: the same statements."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from scormpack.lrs_client.statement_comparison import same_statement
from scormpack.lrs_server import Credentials, RunningLrs, serving
from tests.lrs_client.command import invoked
from tests.lrs_client.unruly_lrs import KEY, SECRET, statements

RAIN = "https://courses.example.org/rain"


@pytest.fixture
def two() -> Iterator[tuple[RunningLrs, RunningLrs]]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(serving(credentials=Credentials(KEY, SECRET))) for _ in range(2))
        yield first, second


def of_the_course(count: int) -> list[dict[str, Any]]:
    """As our player sends them: about a question, the course in grouping."""
    made = []
    for number, statement in enumerate(statements(count)):
        activity = {"id": f"{RAIN}/q{number % 7}", "definition": {"name": {"en": "Größe?\u2028"}}}
        context = {"contextActivities": {"grouping": [{"id": RAIN}]}, "registration": str(uuid.UUID(int=7, version=4))}
        sent = {**statement, "object": activity, "context": context, "timestamp": "2026-11-01T08:00:00.000+01:00"}
        del sent["stored"]
        made.append(sent)
    return made


def written(path: Path, values: list[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values), "utf-8")
    return path


def test_2_000_statements_travel_through_two_lrss_unchanged(two: tuple[RunningLrs, RunningLrs], tmp_path: Path) -> None:
    first, second = two
    sent = of_the_course(2000)
    about_another = {**sent[0], "id": str(uuid.uuid4()), "object": {"id": "https://courses.example.org/snow"}}
    del about_another["context"]
    assert invoked("push", first.endpoint, written(tmp_path / "sent", [*sent, about_another])).exit_code == 0
    pulled = tmp_path / "pulled"
    assert invoked("pull", first.endpoint, RAIN, "-o", pulled).exit_code == 0
    assert invoked("push", second.endpoint, pulled).exit_code == 0
    held = second.statements()
    assert len(held) == 2000, "the other course's statement stayed behind"
    by_id = {statement["id"]: statement for statement in held}
    assert all(same_statement(statement, by_id[statement["id"]]) for statement in sent)
    assert all(by_id[statement["id"]]["timestamp"] == statement["timestamp"] for statement in sent)
    again = invoked("push", second.endpoint, pulled)
    assert again.exit_code == 0
    assert len(second.statements()) == 2000


def test_a_pull_goes_on_while_learners_go_on(two: tuple[RunningLrs, RunningLrs], tmp_path: Path) -> None:
    lrs, _other = two
    sent, pulled = of_the_course(300), tmp_path / "pulled"
    for start in range(0, 300, 60):
        invoked("push", lrs.endpoint, written(tmp_path / "sent", sent[start : start + 60]))
        assert invoked("pull", lrs.endpoint, RAIN, "-o", pulled).exit_code == 0
    ids = [json.loads(line)["id"] for line in pulled.read_text("utf-8").split("\n")[:-1]]
    assert ids == [statement["id"] for statement in sent]


def test_another_statement_under_an_id_is_told_by_line(two: tuple[RunningLrs, RunningLrs], tmp_path: Path) -> None:
    lrs, _other = two
    sent = of_the_course(3)
    invoked("push", lrs.endpoint, written(tmp_path / "sent", sent))
    changed = {**sent[1], "result": {"duration": "PT1M"}}
    result = invoked("push", lrs.endpoint, written(tmp_path / "sent", [sent[0], changed, sent[2]]))
    assert result.exit_code == 1
    assert f"line 2, statement {sent[1]['id']}: the LRS holds another statement under this id" in result.stderr


def test_filters_choose_by_verb_and_registration(two: tuple[RunningLrs, RunningLrs], tmp_path: Path) -> None:
    lrs, _other = two
    sent = of_the_course(6)
    sent[2]["verb"] = {"id": "http://adlnet.gov/expapi/verbs/passed"}
    sent[4]["context"]["registration"] = str(uuid.UUID(int=8, version=4))
    invoked("push", lrs.endpoint, written(tmp_path / "sent", sent))

    def chosen(*options: str) -> list[str]:
        result = invoked("pull", lrs.endpoint, RAIN, "-o", "-", *options)
        return [json.loads(line)["id"] for line in result.stdout.split("\n")[:-1]]

    assert chosen("--verb", "passed") == [sent[2]["id"]]
    assert chosen("--registration", str(uuid.UUID(int=8, version=4))) == [sent[4]["id"]]
    assert chosen("--until", "2020-01-01") == []
    assert len(chosen("--since", "2020-01-01")) == 6

"""The player's own code, asked by the compiler's tests: one Node process that answers line by line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hatch_build
from scormpack.answer_key import AnswerKey
from scormpack.contract import CourseContract
from scormpack.course_contract import answer_key, contract_json, course_contract
from scormpack.model import Course
from tests.courses import ROOT

PLAYER = ROOT / "templates" / "player"


class PlayersSide:
    """`templates/player/tests/meanings.ts`, running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, job: object) -> Any:
        """The answer to one job."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the player's side is gone"
        return json.loads(line)


@contextmanager
def players_side() -> Iterator[PlayersSide]:
    """Starts it, and ends it."""
    node = hatch_build.node_folder() / "node"
    command = [str(node), "--disable-warning=ExperimentalWarning", "tests/meanings.ts"]
    with subprocess.Popen(command, cwd=PLAYER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield PlayersSide(process)
        finally:
            process.kill()


def contract_data(course: Course, state_limit: int | None) -> Any:
    """The contract as the page holds it."""
    return json.loads(contract_json(contract_of(course, state_limit)))


def contract_of(course: Course, state_limit: int | None) -> CourseContract:
    """A course's contract, without pages."""
    return course_contract(course, (), None, state_limit)


def key_data(course: Course) -> Any:
    """The answer key of all parts as the package holds it."""
    key: AnswerKey | None = answer_key(0, tuple(course.parts()))
    return [] if key is None else [json.loads(contract_json(key))]

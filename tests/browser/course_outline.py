"""What a course asks of a learner, as `scormpack inspect COURSE --format json` tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from scormpack.cli import main

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "course" / "synthetic-data"


@dataclass(frozen=True)
class Question:
    id: str
    type: str
    choices: tuple[str, ...]
    right: tuple[str, ...]
    points: int

    @property
    def wrong(self) -> tuple[str, ...]:
        """A response that earns nothing: the first choice that is not right."""
        return (next(choice for choice in self.choices if choice not in self.right),)


@dataclass(frozen=True)
class Part:
    id: str
    kind: str
    questions: tuple[Question, ...]
    exchanges: int


@dataclass(frozen=True)
class Outline:
    parts: tuple[Part, ...]
    score_part: str

    def part(self, part: str) -> Part:
        return next(known for known in self.parts if known.id == part)

    def of_kind(self, *kinds: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind in kinds)

    @property
    def test(self) -> Part:
        """The part that gives the course its score."""
        return self.part(self.score_part)

    def question(self, question: str) -> Question:
        return next(known for part in self.parts for known in part.questions if known.id == question)


def scormpack(*arguments: str) -> str:
    """Runs the command, in this process; fails the test with all that it said."""
    run = CliRunner().invoke(main, list(arguments))
    assert run.exit_code == 0, f"scormpack {' '.join(arguments)}: exit {run.exit_code}\n{run.output}"
    return run.stdout


def read_outline(course: Path = COURSE) -> Outline:
    data = json.loads(scormpack("inspect", str(course), "--format", "json"))
    parts = tuple(
        Part(
            part["id"],
            part["kind"],
            tuple(
                Question(
                    question["id"],
                    question["type"],
                    tuple(choice["id"] for choice in question["choices"]),
                    tuple(choice["id"] for choice in question["choices"] if choice["correct"]),
                    question["points"],
                )
                for question in part.get("questions", ())
            ),
            part.get("exchanges", 0),
        )
        for part in data["parts"]
    )
    return Outline(parts, next(iter(data["score"]), ""))

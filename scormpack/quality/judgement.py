"""What a check of quality finds, before anybody asks whether the author has silenced it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scormpack.model import Assessment, Course

DataPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """``path`` leads from the quiz's data to the value in question; empty for the quiz as a whole.

    ``question`` is the question's number from 0, None where several questions are meant.
    """

    code: str
    path: DataPath
    question: int | None
    message: str
    hint: str


def assessments(course: Course) -> Iterator[tuple[DataPath, Assessment]]:
    """Every quiz and test with the path to it."""
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            if isinstance(part, Assessment):
                yield ("modules", i, "parts", j), part

"""What every question has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from scormpack.contract import QuestionKey
from scormpack.text import Authored, Markdown

IDENTIFIER_PATTERN = r"^[a-z][a-z0-9-]{0,63}$"
"""Printable ASCII that SCORM 1.2's CMIIdentifier, a URL path and a file name all take as it is."""

Silence = dict[str, Annotated[str, Field(min_length=3, max_length=500)]]
"""Code of a warning about quality to the author's reason not to have it here."""

Identifier = Annotated[str, Field(pattern=IDENTIFIER_PATTERN)]


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake inside one part of the course; ``path`` leads from that part's data to the wrong value."""

    code: str
    path: tuple[str | int, ...]
    message: str
    hint: str = ""


class Question(Authored):
    """``points`` are what a wholly right answer earns. ``type`` is set by each question type.

    ``silence`` maps the code of a warning about this question to the author's reason.
    """

    id: Identifier
    type: str
    prompt: Markdown
    points: Annotated[int, Field(ge=1, le=100)] = 1
    silence: Silence = Field(default_factory=dict)

    def check(self) -> Iterator[Finding]:
        """What is wrong with this question alone."""
        raise NotImplementedError

    def states(self) -> int:
        """How many different states a learner's response can be in, unanswered included."""
        raise NotImplementedError

    def identity(self) -> tuple[str, ...]:
        """What makes a stored response belong to this question: when it changes, the question is asked again."""
        raise NotImplementedError

    def answer_key(self) -> QuestionKey:
        """What the player needs to score a response."""
        raise NotImplementedError

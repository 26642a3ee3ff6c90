"""QST101, QST102: right answers that can be guessed from how they look or where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scormpack.model import Assessment
from scormpack.quality.chance import SUSPICIOUS, at_least
from scormpack.quality.judgement import Judgement
from scormpack.questions import SingleChoice

FEWEST_QUESTIONS = 4
"""Of fewer, nobody learns a pattern."""

MUCH_LONGER = 1.1


def check(part: Assessment, language: str) -> Iterator[Judgement]:  # noqa: ARG001  # every check has the same shape
    """Patterns over all questions of a quiz that have one right option."""
    asked = [question for question in part.questions if isinstance(question, SingleChoice)]
    if len(asked) < FEWEST_QUESTIONS:
        return
    chances = [1 / len(question.choices) for question in asked]
    longest = sum(_is_longest(question) for question in asked)
    if at_least(longest, chances) < SUSPICIOUS:
        yield Judgement(
            "QST101",
            ("title",),
            None,
            f"the right option is the longest in {longest} of {len(asked)} questions",
            "learners notice: shorten right options, or make others as full",
        )
    if "choices" in part.shuffle:
        return
    places = Counter(_place(question) for question in asked)
    place, times = max(places.items(), key=lambda item: (item[1], -item[0]))
    # Any of the places could have been the one.
    most = max(len(question.choices) for question in asked)
    if most * at_least(times, chances) < SUSPICIOUS:
        yield Judgement(
            "QST102",
            ("title",),
            None,
            f"the right option stands in place {place + 1} in {times} of {len(asked)} questions",
            "vary it, or let `shuffle: [choices]` do so",
        )


def _is_longest(question: SingleChoice) -> bool:
    """True when the right option is clearly longer than every other."""
    right = max(len(choice.text.plain) for choice in question.choices if choice.correct)
    others = [len(choice.text.plain) for choice in question.choices if not choice.correct]
    return all(right >= MUCH_LONGER * other for other in others)


def _place(question: SingleChoice) -> int:
    return next(place for place, choice in enumerate(question.choices) if choice.correct)

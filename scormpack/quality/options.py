"""QST103, QST104: options that refer to the others, and options that teach nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scormpack.model import Assessment
from scormpack.quality.judgement import Judgement
from scormpack.quality.words import ALL_OR_NONE
from scormpack.questions import MultipleChoice, SingleChoice


def check(part: Assessment, language: str) -> Iterator[Judgement]:
    """Each option by itself, and feedback that some of the wrong ones have and some lack."""
    about_others = ALL_OR_NONE.get(language)
    asked = [(k, one) for k, one in enumerate(part.questions) if isinstance(one, SingleChoice | MultipleChoice)]
    some = any(choice.feedback for _k, one in asked for choice in one.choices if not choice.correct)
    for k, question in asked:
        for m, choice in enumerate(question.choices):
            if about_others and re.search(about_others, choice.text.plain, re.IGNORECASE):
                yield Judgement(
                    "QST103",
                    ("questions", k, "choices", m, "text"),
                    k,
                    "this option is about the other options",
                    "who knows one of them has the answer, and shuffled it stands above what it speaks of; "
                    "write an option of its own, or let learners choose several with `type: multiple-choice`",
                )
        lacking = [choice.id for choice in question.choices if not choice.correct and not choice.feedback]
        if some and lacking and not question.feedback.wrong and part.feedback != "never":
            yield Judgement(
                "QST104",
                ("questions", k, "id"),
                k,
                f"no feedback for {_named(lacking)}, though other wrong options of this quiz have some",
                "say why it is wrong: that is where learners learn",
            )


def _named(ids: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in ids[:3])
    return shown if len(ids) <= 3 else f"{shown} and {len(ids) - 3} more"

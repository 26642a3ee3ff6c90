"""Judgements become diagnostics, unless the author has silenced them; a silence that silences nothing is told."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean, respelt
from scormpack.load import Loaded
from scormpack.memory import remember
from scormpack.model import Assessment, Course
from scormpack.quality import answer_patterns, options, stems
from scormpack.quality.judgement import DataPath, Judgement, assessments

CHECKS = (answer_patterns.check, options.check, stems.check)
CODES = ("QST101", "QST102", "QST103", "QST104", "QST105", "QST106", "QST107")
"""What can be silenced."""


def judge_course(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Warnings about the quizzes of a course, and errors about silences that name no such warning."""
    language = course.language.split("-", maxsplit=1)[0].lower()
    for path, part in assessments(course):
        found = remember(_judgements, part, language)
        for judgement in found:
            if not _is_silenced(part, judgement):
                where = loaded.where((*path, *judgement.path))
                yield Diagnostic(judgement.code, "warning", judgement.message, where, judgement.hint)
        yield from _idle(part, path, found, loaded)


def _judgements(part: Assessment, language: str) -> list[Judgement]:
    return [judgement for check in CHECKS for judgement in check(part, language)]


def _is_silenced(part: Assessment, judgement: Judgement) -> bool:
    own = part.questions[judgement.question].silence if judgement.question is not None else {}
    return judgement.code in own or judgement.code in part.silence


def _idle(part: Assessment, path: DataPath, found: list[Judgement], loaded: Loaded) -> Iterator[Diagnostic]:
    """Silences of the quiz or of a question that no judgement needs."""
    holders: list[tuple[DataPath, dict[str, str], int | None]] = [(path, part.silence, None)]
    holders += [((*path, "questions", k), question.silence, k) for k, question in enumerate(part.questions)]
    for holder, silence, number in holders:
        needed = {judgement.code for judgement in found if number is None or judgement.question == number}
        for code in silence:
            where = loaded.documents.span((*holder, "silence", code), key=True)
            if code not in CODES:
                hint = did_you_mean(code, CODES)
                fix = respelt(where, code, CODES)
                yield Diagnostic("QST111", "error", f"`{code}` cannot be silenced", where, hint, fix)
            elif code not in needed:
                yield Diagnostic(
                    "QST110", "warning", f"nothing here needs `{code}` to be silenced", where, "take the line out"
                )

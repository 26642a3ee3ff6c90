"""Course -> what the player and an LMS must know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scormpack.answer_key import AnswerKey
from scormpack.contract import (
    CourseContract,
    DrawContract,
    FormerLayouts,
    Frozen,
    Granularity,
    LabContract,
    LabProxy,
    LabWords,
    ModuleContract,
    PageContract,
    QuizContract,
    ReadingContract,
    ScoreShare,
    ViewedWhen,
)
from scormpack.memory import remember
from scormpack.model import Assessment, Course, Lab
from scormpack.state_layout import AnyPart, hint_counts, part_bits, state_layout


def course_contract(
    course: Course,
    pages: Sequence[PageContract],
    lab_proxy: LabProxy | None,
    state_limit: int | None,
    former: str | None = None,
) -> CourseContract:
    """The contract of a course that is laid out on ``pages``; ``state_limit`` is in characters, None for no limit.

    ``former`` names the file with the former layouts of the learner's state, None where there is none.
    """
    layout = state_layout(course, state_limit)
    return CourseContract(
        id=course.id,
        iri=course.iri,
        version=course.version,
        language=course.language,
        navigation=course.navigation,
        completion=course.completion,
        score=course.score_part,
        mastery_score=course.mastery_score,
        shares=score_shares(course),
        success=course.success,
        status=course.status,
        time=course.longest_time,
        lab_proxy=lab_proxy,
        layout=layout.as_contract(state_limit, former),
        pages=tuple(pages),
        modules=tuple(
            ModuleContract(
                id=module.id,
                parts=tuple(
                    remember(_part_contract, part, layout.granularity, course.viewed_when, course.dwell)
                    for part in module.parts
                ),
            )
            for module in course.modules
        ),
    )


def score_shares(course: Course) -> tuple[ScoreShare, ...]:
    """The parts that give the score together; none where it is one part, or no part."""
    if len(course.score) < 2:
        return ()
    return tuple(ScoreShare(part=part, weight=weight) for part, weight in course.score.items())


def _part_contract(
    part: AnyPart, granularity: Granularity, viewed_when: ViewedWhen, dwell: int
) -> ReadingContract | QuizContract | LabContract:
    """What the rules, the score and the saved state need of one part; the last two are the course's own."""
    bits = part_bits(part, granularity)
    if isinstance(part, Assessment):
        return QuizContract(
            kind=part.kind,
            id=part.id,
            bits=bits,
            renamed_from=part.renamed_from,
            points=part.points,
            fraction=part.earns_parts,
            attempts=part.attempts,
            counts=part.counts,
            retry=part.retry,
            cool_down=part.cool_down,
            time_limit=part.time_limit,
            extra_time=part.extra_time,
            draw=tuple(DrawContract(count=draw.count, of=pool) for draw, pool in part.pools()),
            hints=hint_counts(part),
            requires=part.requires,
            feedback=part.feedback,
            shuffle=part.shuffle,
            mastery_score=part.mastery_score,
        )
    if isinstance(part, Lab):
        return LabContract(
            kind="lab",
            id=part.id,
            bits=bits,
            renamed_from=part.renamed_from,
            exchanges=part.exchanges,
            transcript=part.transcript,
            fallback=part.fallback,
            shortest_turn=part.shortest_turn,
            longest_turn=part.longest_turn,
            token_budget=part.token_budget,
            topics=tuple(topic.id for topic in part.topics),
            requires=part.requires,
        )
    return ReadingContract(
        kind=part.kind,
        id=part.id,
        bits=bits,
        renamed_from=part.renamed_from,
        viewed_when=viewed_when if part.viewed_when is None else part.viewed_when,
        dwell=dwell if part.dwell is None else part.dwell,
        requires=part.requires,
    )


def answer_key(page: int, parts: Sequence[AnyPart]) -> AnswerKey | None:
    """The answer key of one page's parts; None where none of them asks anything."""
    keys = {
        part.id: tuple(question.answer_key() for question in part.questions)
        for part in parts
        if isinstance(part, Assessment)
    }
    return AnswerKey(page=page, parts=keys) if keys else None


def contract_json(contract: CourseContract | AnswerKey | FormerLayouts | LabWords) -> str:
    """The contract as `script_json`, without what is as by default."""
    if not isinstance(contract, CourseContract):
        return script_json(_plain(contract))
    modules = [
        {"id": module.id, "parts": [remember(_plain, part) for part in module.parts]} for module in contract.modules
    ]
    return script_json(_plain(contract.model_copy(update={"modules": ()})) | {"modules": modules})


def _plain(model: Frozen) -> dict[str, Any]:
    """The model as data, without what is as by default."""
    short, full = model.model_dump(mode="json", exclude_defaults=True), model.model_dump(mode="json")
    plain: dict[str, Any] = _written_out(short, full)
    return plain


def script_json(data: object) -> str:
    """Compact JSON that may stand inside a script element (HTML, 4.12.1.3: no ``</script``, no ``<!--``)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_ALWAYS = ("op", "type", "format")
"""Tags whose value is also their default: the player tells rules and questions apart by them."""


def _written_out(short: Any, full: Any) -> Any:
    if isinstance(short, Mapping) and isinstance(full, Mapping):
        tags = {name: full[name] for name in _ALWAYS if name in full}
        return tags | {name: _written_out(value, full[name]) for name, value in short.items()}
    if isinstance(short, list) and isinstance(full, list):
        return [_written_out(a, b) for a, b in zip(short, full, strict=True)]
    return short

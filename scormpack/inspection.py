"""What is in a course, as a documented value for people and programs (docs/inspect.md)."""

from __future__ import annotations

from typing import Any

from scormpack.contract import RESUME_FORMAT, STATE_LIMIT
from scormpack.model import Assessment, Course, Lab
from scormpack.questions import Question
from scormpack.questions.choices import ChoiceQuestion
from scormpack.state_layout import AnyPart, state_bill, state_layout
from scormpack.targets.cmi5 import course_structure_iri
from scormpack.targets.scorm12 import item_identifier

INSPECT_FORMAT = 2


def inspect_course(course: Course) -> dict[str, Any]:
    """The course as plain data; the JSON of `scormpack inspect --format json`."""
    layout = state_layout(course)
    return {
        "format": INSPECT_FORMAT,
        "id": course.id,
        "iri": course.iri,
        "title": course.title,
        "description": course.description,
        "version": course.version,
        "language": course.language,
        "navigation": course.navigation,
        "completion": course.completion.model_dump(mode="json"),
        "score": course.score,
        "success": course.success.model_dump(mode="json") if course.success else None,
        "status": course.status,
        "mastery_score": course.mastery_score,
        "modules": [{"id": module.id, "title": module.title} for module in course.modules],
        "parts": [_part(module.id, part) for module in course.modules for part in module.parts],
        "identifiers": {
            "scorm12": {
                "item": item_identifier(course),
                "objectives": [part.id for part in course.parts()],
            },
            "xapi": {"course": course.iri},
            "cmi5": {"course": course_structure_iri(course), "au": course.iri},
        },
        "state": {
            "format": RESUME_FORMAT,
            "granularity": layout.granularity,
            "worst_case": layout.worst_case,
            "limit": STATE_LIMIT,
            "costs": [{"id": owner, "characters": cost} for owner, cost in state_bill(course)],
        },
    }


def _part(module: str, part: AnyPart) -> dict[str, Any]:
    data: dict[str, Any] = {"id": part.id, "kind": part.kind, "module": module, "title": part.title}
    if isinstance(part, Assessment):
        data |= {
            "attempts": part.attempts or "unlimited",
            "feedback": part.feedback,
            "shuffle": list(part.shuffle),
            "mastery_score": part.mastery_score,
            "points": part.points,
            "questions": [
                {
                    "id": question.id,
                    "type": question.type,
                    "prompt": question.prompt.plain,
                    "points": question.points,
                    **question_data(question),
                }
                for question in part.questions
            ],
        }
    elif isinstance(part, Lab):
        data |= {
            "exchanges": part.exchanges,
            "assistant": part.assistant,
            "examples": list(part.examples),
            "fallback": part.fallback,
            "topics": [{"id": topic.id, "title": topic.title} for topic in part.topics],
            "shortest_turn": part.shortest_turn,
            "longest_turn": part.longest_turn,
            "token_budget": part.token_budget,
            "transcript": part.transcript,
            "reflection": [
                {"id": prompt.id, "prompt": prompt.prompt.plain, "answer": prompt.answer.plain}
                for prompt in part.reflection.prompts
            ],
        }
    return data


def question_data(question: Question) -> dict[str, Any]:
    """What a question asks for, as plain data: options with their feedback, or the ways of being right."""
    if isinstance(question, ChoiceQuestion):
        return {
            "choices": [
                {
                    "id": choice.id,
                    "text": choice.text.plain,
                    "correct": choice.correct,
                    "feedback": choice.feedback.plain if choice.feedback else "",
                }
                for choice in question.choices
            ]
        }
    asked = question.interaction()
    sides = {"options": asked.options, "targets": asked.targets}
    listed = {name: [{"id": one.id, "text": one.text} for one in side] for name, side in sides.items() if side}
    return {**listed, "right": [list(way) for way in asked.right]}

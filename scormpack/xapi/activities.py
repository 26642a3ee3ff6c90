"""Course -> the definitions of its activities (xAPI 1.0.3 Data, 2.4.4.1), by IRI.

The same definitions travel in the package, so that every statement says what it is about, and stand in the
published catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scormpack.model import Assessment, Course, Lesson, Module
from scormpack.questions import AnyQuestion
from scormpack.state_layout import AnyPart
from scormpack.xapi.terms import ACTIVITY_TYPES, activity_iri

Definition = dict[str, Any]
Definitions = dict[str, Definition]

NAME_LENGTH = 120
"""A question's name is its prompt, cut to so many characters; the whole prompt is its description then."""


def activity_definitions(course: Course) -> Definitions:
    """Every activity of the course in its order: the course, each module, each part, each question."""
    return dict(_definitions(course, tuple(course.parts())))


def page_activities(course: Course, parts: Sequence[AnyPart]) -> Definitions:
    """The activities of parts that share a page of the package, with the course and their modules."""
    return dict(_definitions(course, parts))


def _definitions(course: Course, parts: Sequence[AnyPart]) -> Iterator[tuple[str, Definition]]:
    wanted = {part.id for part in parts}
    yield course.iri, _definition(course, "course", course.title, course.description)
    for module in course.modules:
        own = [part for part in module.parts if part.id in wanted]
        if own:
            yield _module(course, module)
        for part in own:
            yield activity_iri(course.iri, part.id), _definition(course, part.kind, part.title, _about(part))
            for question in part.questions if isinstance(part, Assessment) else ():
                yield activity_iri(course.iri, question.id), question_definition(course, question)


def _module(course: Course, module: Module) -> tuple[str, Definition]:
    return activity_iri(course.iri, module.id), _definition(course, "module", module.title, "")


def _about(part: AnyPart) -> str:
    return part.subtitle or (part.guiding_question if isinstance(part, Lesson) else "")


def question_definition(course: Course, question: AnyQuestion) -> Definition:
    """An interaction activity: choices by the author's ids, the right ones joined by ``[,]`` in the author's order.

    A prompt of which no text is left without its markup is named by the question's id.
    """
    prompt = " ".join(question.prompt.plain.split()) or question.id
    name = prompt if len(prompt) <= NAME_LENGTH else f"{prompt[: NAME_LENGTH - 1].rstrip()}…"
    return {
        **_definition(course, "question", name, prompt if name != prompt else ""),
        "interactionType": "choice",
        "choices": [{"id": choice.id, **_described(course, choice.text.plain)} for choice in question.choices],
        "correctResponsesPattern": ["[,]".join(choice.id for choice in question.choices if choice.correct)],
    }


def _definition(course: Course, kind: str, name: str, description: str) -> Definition:
    return {"name": {course.language: name}, **_described(course, description), "type": ACTIVITY_TYPES[kind]}


def _described(course: Course, text: str) -> Definition:
    return {"description": {course.language: text}} if text else {}

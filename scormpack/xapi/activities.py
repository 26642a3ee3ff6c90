"""Course -> the definitions of its activities (xAPI 1.0.3 Data, 2.4.4.1), by IRI.

The same definitions travel in the package, so that every statement says what it is about, and stand in the
published catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scormpack.model import Assessment, Course, Lesson, Module
from scormpack.questions import AnyQuestion, Interaction
from scormpack.questions.numeric import plain_decimal
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
    """An interaction activity: its parts by the author's ids, what is right in the author's order.

    A prompt of which no text is left without its markup is named by the question's id.
    """
    prompt = " ".join(question.prompt.plain.split()) or question.id
    name = prompt if len(prompt) <= NAME_LENGTH else f"{prompt[: NAME_LENGTH - 1].rstrip()}…"
    return {
        **_definition(course, "question", name, prompt if name != prompt else ""),
        **interaction_definition(course, question.interaction()),
    }


COMPONENTS = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
}
"""Which lists of components each interaction type has (xAPI 1.0.3 Data, appendix C)."""


def interaction_definition(course: Course, asked: Interaction) -> Definition:
    """The interaction type, its components and its correct responses (xAPI 1.0.3 Data, 2.4.4.1 and appendix C)."""
    names = COMPONENTS.get(asked.kind, ())
    components = {
        name: [{"id": one.id, **_described(course, one.text)} for one in side]
        for name, side in zip(names, (asked.options, asked.targets), strict=False)
    }
    return {"interactionType": asked.kind, **components, **_correct_responses(asked)}


def _correct_responses(asked: Interaction) -> Definition:
    """Nothing where no response is right or wrong: then there is no pattern, rather than an empty one."""
    if asked.between is not None:
        least, most = (plain_decimal(bound) for bound in asked.between)
        return {"correctResponsesPattern": [f"{least}[:]{most}"]}
    if not asked.right:
        return {}
    # Case is ignored by every LRS unless it is told otherwise.
    matters = "{case_matters=true}" if asked.kind == "fill-in" and asked.match_case else ""
    return {"correctResponsesPattern": [matters + response_text(asked, way) for way in asked.right]}


def response_text(asked: Interaction, response: Sequence[str]) -> str:
    """A response as a statement has it: ids joined by ``[,]``, an item and its place by ``[.]``."""
    tokens = (token.replace(".", "[.]") if asked.kind == "matching" else token for token in response)
    return "[,]".join(tokens)


def _definition(course: Course, kind: str, name: str, description: str) -> Definition:
    return {"name": {course.language: name}, **_described(course, description), "type": ACTIVITY_TYPES[kind]}


def _described(course: Course, text: str) -> Definition:
    return {"description": {course.language: text}} if text else {}

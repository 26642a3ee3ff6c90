"""The words of our statements: verbs, activity types and extensions, and the IRIs that a course's own ids become.

Verbs and activity types are those of published profiles (ADL's verbs, the cmi5 profile, Activity Streams). What
nobody has published, the data about a lab, stands in extensions under the course's own IRI.

`scormpack.xapi.terms_typescript` writes the same for the player.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ADL = "http://adlnet.gov/expapi"

PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
"""A whole percentage, 0 to 100 (cmi5, 9.5.5.1)."""

PROFILE_ACTIVITY_TYPE = f"{ADL}/activities/profile"
"""The type of the category activity that names the profile a statement follows."""


@dataclass(frozen=True, slots=True)
class Verb:
    """``display`` is English; ``published_in`` names the profile or registry that has it."""

    iri: str
    display: str


VERBS: dict[str, Verb] = {
    name: Verb(f"{ADL}/verbs/{name}", name)
    for name in (
        "initialized",
        "resumed",
        "experienced",
        "answered",
        "interacted",
        "progressed",
        "completed",
        "passed",
        "failed",
        "suspended",
        "terminated",
    )
}

ACTIVITY_TYPES: dict[str, str] = {
    "course": f"{ADL}/activities/course",
    "module": f"{ADL}/activities/module",
    "page": "http://activitystrea.ms/schema/1.0/page",
    "lesson": f"{ADL}/activities/lesson",
    "quiz": f"{ADL}/activities/assessment",
    "test": f"{ADL}/activities/assessment",
    "lab": f"{ADL}/activities/simulation",
    "question": f"{ADL}/activities/cmi.interaction",
}
"""By what a thing is in the course."""


@dataclass(frozen=True, slots=True)
class Extension:
    """One of our own, under the course's IRI. ``json_type`` is the type of its value in JSON Schema's words.

    ``verbs`` are those of the statements that carry it; ``minimum`` bounds a number, ``values`` lists all texts
    that there are.
    """

    place: Literal["result", "context"]
    json_type: Literal["integer", "number", "string"]
    description: str
    verbs: tuple[str, ...]
    minimum: int | None = None
    values: tuple[str, ...] = ()


EXTENSIONS: dict[str, Extension] = {
    "attempt": Extension(
        "context", "integer", "The attempt at the quiz or test, from 1.", ("answered", "passed", "failed"), minimum=1
    ),
    "exchange": Extension(
        "result",
        "integer",
        "The number of the exchange with the assistant in this lab, from 1.",
        ("interacted",),
        minimum=1,
    ),
    "turn-characters": Extension(
        "result", "integer", "How long the learner's turn was, in characters.", ("interacted",), minimum=0
    ),
    "reply-characters": Extension(
        "result", "integer", "How long the assistant's reply was, in characters.", ("interacted",), minimum=0
    ),
    "latency": Extension(
        "result", "number", "Seconds from the learner's turn to the whole reply.", ("interacted",), minimum=0
    ),
    "answered-by": Extension(
        "result",
        "string",
        "Who replied: the assistant, or the script of prepared replies that stood in for it.",
        ("interacted",),
        values=("assistant", "script"),
    ),
    "turn": Extension(
        "result", "string", "What the learner wrote. Only where the learner agreed to a transcript.", ("interacted",)
    ),
    "reply": Extension(
        "result",
        "string",
        "What the assistant replied. Only where the learner agreed to a transcript.",
        ("interacted",),
    ),
    "way": Extension(
        "result",
        "string",
        "How the lab was done: with the assistant; by the guided reflection; by prepared replies; or waived, because "
        "the assistant was away and the course lets learners go on then.",
        ("completed",),
        values=("assistant", "reflection", "scripted", "waived"),
    ),
}


def activity_iri(course_iri: str, own_id: str) -> str:
    """The IRI of a module, part or question: ids are unique over the course, so moving one keeps its IRI."""
    return f"{course_iri}/{own_id}"


def term_iri(course_iri: str, *path: str) -> str:
    """An IRI of ours below the course's that no author's id can collide with: those are one segment."""
    return "/".join((course_iri, "xapi", *path))


def extension_iri(course_iri: str, name: str) -> str:
    """The IRI of one of `EXTENSIONS`."""
    return term_iri(course_iri, "extensions", name)


def profile_iri(course_iri: str) -> str:
    """The IRI of the course's profile, over all its versions."""
    return term_iri(course_iri, "profile")


def profile_version_iri(course_iri: str, version: str) -> str:
    """The IRI of one version of it: statements carry it as a category (xAPI Profiles, 5.2)."""
    return term_iri(course_iri, "profile", version)

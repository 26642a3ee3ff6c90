"""Every kind of statement that the player sends, as Statement Templates (xAPI Profiles, Part Two, 8).

The kinds are the same for every course and for both xAPI and cmi5. A template says what is always there, so
nothing is asked of what a launch may leave out (the registration) or an LMS may set itself (the revision).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from scormpack.model import Course
from scormpack.xapi.terms import (
    ACTIVITY_TYPES,
    EXTENSIONS,
    PROFILE_ACTIVITY_TYPE,
    PROGRESS,
    VERBS,
    extension_iri,
    profile_version_iri,
)

Json = str | int | bool

SCALED, RAW, LEAST, MOST = (f"$.result.score.{name}" for name in ("scaled", "raw", "min", "max"))
SCORE, SUCCESS, COMPLETION = "$.result.score", "$.result.success", "$.result.completion"
RESPONSE, DURATION = "$.result.response", "$.result.duration"
CATEGORIES, GROUPINGS, PARENTS = (
    f"$.context.contextActivities.{name}[*].id" for name in ("category", "grouping", "parent")
)
EVERYWHERE = ("$.id", "$.timestamp", "$.context.language", "$.context.revision", "$.context.platform")
NO_OUTCOME = (SCORE, SUCCESS, COMPLETION)
POINTS = (SCALED, RAW, LEAST, MOST)


@dataclass(frozen=True, slots=True)
class StatementKind:
    """One kind of statement: its verb, and what it is about in the words of `ACTIVITY_TYPES`.

    ``about`` "part" is any part. ``included`` and ``excluded`` are JSONPaths of what is always and never there,
    ``values`` what is always there with all values that it can have, ``where_there`` what need not be there,
    ``extensions`` those of ours that it has.
    """

    name: str
    verb: str
    about: Literal["course", "part", "quiz", "lab", "question"]
    definition: str
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    values: dict[str, tuple[Json, ...]] = field(default_factory=dict)
    where_there: dict[str, tuple[Json, ...]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()


STATEMENT_KINDS = (
    StatementKind(
        "initialized",
        "initialized",
        "course",
        "A session begins: the course was launched. Once a session; a reload of the page is the same session.",
        excluded=NO_OUTCOME,
    ),
    StatementKind(
        "resumed",
        "resumed",
        "course",
        "The session goes on from progress that was saved before. At most once a session.",
        excluded=NO_OUTCOME,
    ),
    StatementKind(
        "experienced",
        "experienced",
        "part",
        "A part is on the screen for the first time in this enrolment.",
        excluded=NO_OUTCOME,
    ),
    StatementKind(
        "answered",
        "answered",
        "question",
        "An answer that counts, as its interaction type has it; ids are the author's. Score, in points, and success are "
        "there where something can be earned; success is true for all of it.",
        included=(RESPONSE, DURATION),
        excluded=(COMPLETION,),
        where_there={SUCCESS: (True, False), LEAST: (0,)},
        extensions=("attempt",),
    ),
    StatementKind(
        "assessment-passed",
        "passed",
        "quiz",
        "An attempt at a quiz or test reached its pass mark. The score is that of the attempt, in points.",
        included=(*POINTS, DURATION),
        values={SUCCESS: (True,), COMPLETION: (True,)},
        extensions=("attempt",),
    ),
    StatementKind(
        "assessment-failed",
        "failed",
        "quiz",
        "An attempt at a quiz or test stayed below its pass mark. The score is that of the attempt, in points.",
        included=(*POINTS, DURATION),
        values={SUCCESS: (False,), COMPLETION: (True,)},
        extensions=("attempt",),
    ),
    StatementKind(
        "interacted",
        "interacted",
        "lab",
        "One exchange with a lab's assistant. What was said is there only where the learner agreed to a transcript.",
        excluded=NO_OUTCOME,
        extensions=("exchange", "turn-characters", "reply-characters", "latency", "answered-by"),
    ),
    StatementKind(
        "lab-completed",
        "completed",
        "lab",
        "A lab is done, by its exchanges or by what took their place. Once in an enrolment.",
        excluded=(SCORE, SUCCESS),
        values={COMPLETION: (True,)},
        extensions=("way",),
    ),
    StatementKind(
        "progressed",
        "progressed",
        "course",
        "The share of the completion rule that is met has grown; in whole percent.",
        included=(f"$.result.extensions['{PROGRESS}']",),
        excluded=NO_OUTCOME,
    ),
    StatementKind(
        "completed",
        "completed",
        "course",
        "The course's completion rule is met. Once in an enrolment; the duration is that of the session so far.",
        included=(DURATION,),
        excluded=(SCORE, SUCCESS),
        values={COMPLETION: (True,)},
    ),
    StatementKind(
        "passed",
        "passed",
        "course",
        "The part that gives the course its score reached the pass mark. Once in an enrolment, and for good.",
        included=(SCALED, DURATION),
        excluded=(COMPLETION, RAW, LEAST, MOST),
        values={SUCCESS: (True,)},
    ),
    StatementKind(
        "failed",
        "failed",
        "course",
        "The last attempt at the part that gives the course its score is used up below the pass mark.",
        included=(SCALED, DURATION),
        excluded=(COMPLETION, RAW, LEAST, MOST),
        values={SUCCESS: (False,)},
    ),
    StatementKind(
        "suspended",
        "suspended",
        "course",
        "The learner leaves before the course is completed.",
        excluded=NO_OUTCOME,
    ),
    StatementKind(
        "terminated",
        "terminated",
        "course",
        "The session ends, and lasted for the duration. The last statement of the session.",
        included=(DURATION,),
        excluded=NO_OUTCOME,
    ),
)


def template_iri(course: Course, name: str) -> str:
    """Below the version, for 8.0 wants another id whenever a rule changes, and rules name the version."""
    return f"{profile_version_iri(course.iri, course.version)}/templates/{name}"


def statement_templates(course: Course) -> Iterator[dict[str, Any]]:
    """One template for each of `STATEMENT_KINDS`. A statement matches one at most."""
    for kind in STATEMENT_KINDS:
        # A template takes one type at most, so a part's four types are a rule.
        determined = {} if kind.about == "part" else {"objectActivityType": ACTIVITY_TYPES[kind.about]}
        yield {
            "id": template_iri(course, kind.name),
            "type": "StatementTemplate",
            "inScheme": profile_version_iri(course.iri, course.version),
            "prefLabel": {"en": kind.name.replace("-", " ")},
            "definition": {"en": kind.definition},
            "verb": VERBS[kind.verb].iri,
            **determined,
            "contextCategoryActivityType": [PROFILE_ACTIVITY_TYPE],
            "rules": list(_rules(course, kind)),
        }


def _rules(course: Course, kind: StatementKind) -> Iterator[dict[str, Any]]:
    for location in (*EVERYWHERE, *kind.included):
        yield {"location": location, "presence": "included"}
    yield {"location": CATEGORIES, "any": [profile_version_iri(course.iri, course.version)]}
    if kind.about == "part":
        types = dict.fromkeys(ACTIVITY_TYPES[part] for part in ("page", "lesson", "quiz", "test", "lab"))
        yield {"location": "$.object.definition.type", "presence": "recommended", "all": list(types)}
    if kind.about != "course":
        yield {"location": PARENTS, "presence": "included"}
        yield {"location": GROUPINGS, "any": [course.iri]}
    for location, values in kind.values.items():
        yield {"location": location, "presence": "included", "all": list(values)}
    for location, values in kind.where_there.items():
        yield {"location": location, "presence": "recommended", "all": list(values)}
    for name in kind.extensions:
        yield _extension_rule(course, name)
    for location in kind.excluded:
        yield {"location": location, "presence": "excluded"}


def _extension_rule(course: Course, name: str) -> dict[str, Any]:
    key = extension_iri(course.iri, name).replace("'", "\\'")
    rule: dict[str, Any] = {
        "location": f"$.{EXTENSIONS[name].place}.extensions['{key}']",
        "presence": "included",
    }
    if EXTENSIONS[name].values:
        rule["all"] = list(EXTENSIONS[name].values)
    return rule

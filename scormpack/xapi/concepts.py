"""Course -> the concepts of its xAPI profile: our extensions, and every activity (xAPI Profiles, Part Two, 7).

Verbs and activity types are none of them: a profile may not define again what another one defines (7.0), and all
of ours are published elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scormpack.model import Course
from scormpack.xapi.activities import activity_definitions
from scormpack.xapi.terms import EXTENSIONS, VERBS, Extension, extension_iri, profile_version_iri

ACTIVITY_CONTEXT = "https://w3id.org/xapi/profiles/activity-context"
"""The JSON-LD context that an activity's definition in a profile must name (7.4)."""

EXTENSION_TYPES = {"context": "ContextExtension", "result": "ResultExtension"}


def concepts(course: Course) -> Iterator[dict[str, Any]]:
    """The extensions, then the activities in the course's order."""
    for name, extension in EXTENSIONS.items():
        yield _extension(course, name, extension)
    for iri, definition in activity_definitions(course).items():
        yield {
            "id": iri,
            "type": "Activity",
            "inScheme": profile_version_iri(course.iri, course.version),
            "activityDefinition": {"@context": ACTIVITY_CONTEXT, **definition},
        }


def _extension(course: Course, name: str, extension: Extension) -> dict[str, Any]:
    return {
        "id": extension_iri(course.iri, name),
        "type": EXTENSION_TYPES[extension.place],
        "inScheme": profile_version_iri(course.iri, course.version),
        "prefLabel": {"en": name.replace("-", " ")},
        "definition": {"en": extension.description},
        "recommendedVerbs": [VERBS[verb].iri for verb in extension.verbs],
        # 7.2: a JSON Schema as a string, so that JSON-LD does not read it as data.
        "inlineSchema": json.dumps(value_schema(extension)),
    }


def value_schema(extension: Extension) -> dict[str, Any]:
    """The JSON Schema of an extension's value."""
    schema: dict[str, Any] = {"type": extension.json_type}
    if extension.minimum is not None:
        schema["minimum"] = extension.minimum
    if extension.values:
        schema["enum"] = list(extension.values)
    return schema

"""Course -> its xAPI profile, a JSON-LD document (xAPI Profiles 1.0, Part Two).

It says what each statement of the course's xAPI and cmi5 packages looks like, and holds every activity with its
definition, the right answers among it. Statements name its version as a category (Part Two, 5.0).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scormpack.model import Course
from scormpack.xapi.concepts import concepts
from scormpack.xapi.patterns import patterns
from scormpack.xapi.templates import statement_templates
from scormpack.xapi.terms import profile_iri, profile_version_iri

CONTEXT = "https://w3id.org/xapi/profiles/context"
CONFORMS_TO = "https://w3id.org/xapi/profiles#1.0"

UNDATED = "1980-01-01T00:00:00Z"
"""The date of a version that nobody dated: that of the files in a package, for a build reads no clock."""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A version of the profile that was published before, as 6.1 describes it."""

    iri: str
    generated_at_time: str
    was_revision_of: tuple[str, ...] = ()


def profile(course: Course, generated: str = UNDATED, earlier: Sequence[EarlierVersion] = ()) -> dict[str, Any]:
    """The profile as parsed JSON.

    ``generated`` is this version's date, ISO 8601 with its zone. ``earlier`` are the versions before, the newest
    first; this version is a revision of that one.
    """
    return {
        "id": profile_iri(course.iri),
        "@context": CONTEXT,
        "type": "Profile",
        "conformsTo": CONFORMS_TO,
        "prefLabel": {course.language: course.title},
        "definition": {
            "en": f"What version {course.version} of this course tells an LRS, by xAPI and by cmi5: its activities,"
            " its extensions, and the kinds and order of its statements."
        },
        "versions": [
            _version(
                EarlierVersion(
                    profile_version_iri(course.iri, course.version),
                    generated,
                    tuple(version.iri for version in earlier[:1]),
                )
            ),
            *map(_version, earlier),
        ],
        "author": _author(course.iri),
        "concepts": list(concepts(course)),
        "templates": list(statement_templates(course)),
        "patterns": list(patterns(course)),
    }


def _version(version: EarlierVersion) -> dict[str, Any]:
    revision = {"wasRevisionOf": list(version.was_revision_of)} if version.was_revision_of else {}
    return {"id": version.iri, **revision, "generatedAtTime": version.generated_at_time}


def _author(iri: str) -> dict[str, str]:
    """Whoever rules over the IRI's host; a course names no author, and 6.2 wants one."""
    host = re.match(r"https?://([^/]+)", iri)
    return {"type": "Organization", "name": host[1] if host else iri}

"""Course -> the files of its published vocabulary: the profile, and the catalogue twice.

They are for whoever reads the statements. None of them goes into a package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from scormpack.diagnostics import ScormpackError
from scormpack.model import Course
from scormpack.xapi.catalogue import catalogue, catalogue_table
from scormpack.xapi.profile import UNDATED, EarlierVersion, profile
from scormpack.xapi.terms import profile_iri, profile_version_iri

SOURCE_DATE_EPOCH = "SOURCE_DATE_EPOCH"
"""Where reproducible builds are told the date of their source, in seconds since 1970."""


def vocabulary_files(
    course: Course, generated: str = UNDATED, earlier: Sequence[EarlierVersion] = ()
) -> dict[str, bytes]:
    """File name to content; the bytes depend on the arguments alone. See `profile.profile` for the dates."""
    stem = f"{course.id}-{course.version}"
    return {
        f"{stem}.profile.jsonld": _json(profile(course, generated, earlier)),
        f"{stem}.activities.json": _json(catalogue(course)),
        f"{stem}.activities.csv": catalogue_table(course),
    }


def _json(value: dict[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def generated_at_time(environment: Mapping[str, str]) -> str:
    """The profile version's date: SOURCE_DATE_EPOCH where it is set, else `UNDATED`. No clock is read.

    Raises `ScormpackError` where it is set and names no date.
    """
    seconds = environment.get(SOURCE_DATE_EPOCH, "")
    if not seconds:
        return UNDATED
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise ScormpackError(f"{SOURCE_DATE_EPOCH} is no number of seconds since 1970: {seconds!r}") from error


def earlier_versions(published: bytes, course: Course) -> tuple[EarlierVersion, ...]:
    """All versions in a profile that was written before, the newest first, without the course's present one.

    Raises `ScormpackError` where it is no profile of this course.
    """
    try:
        document = json.loads(published)
        ours = document["id"] == profile_iri(course.iri)
        versions = [
            EarlierVersion(
                str(version["id"]), str(version["generatedAtTime"]), tuple(map(str, version.get("wasRevisionOf", ())))
            )
            for version in document["versions"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ScormpackError("it is no xAPI profile") from error
    if not ours:
        raise ScormpackError(f"it is the profile of another course, {document['id']}")
    present = profile_version_iri(course.iri, course.version)
    return tuple(version for version in versions if version.iri != present)

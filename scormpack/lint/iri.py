"""XAP001: the course's IRI is absolute, for analysts find its statements by it (xAPI 1.0.3 Data, 2.4.4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.model import Course

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """A relative IRI, or one with characters that no IRI has."""
    iri = course.iri
    web = iri.startswith(("http:", "https:"))
    if not _ABSOLUTE.match(iri) or (web and not re.match(r"https?://[^/?#]+", iri)):
        yield Diagnostic(
            "XAP001",
            "error",
            f"`{iri}` is no absolute IRI",
            loaded.where(("iri",)),
            "such as `https://courses.example.org/my-course`",
        )
    elif "#" in iri or "?" in iri or iri.endswith("/"):
        yield Diagnostic(
            "XAP001",
            "error",
            f"`{iri}` cannot be a course's IRI: the parts' own ids are put after it",
            loaded.where(("iri",)),
            "leave out `?`, `#` and a `/` at the end",
        )

"""What the packages that speak to an LRS share: where they may connect, and their activities' definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.load import Where
from scormpack.memory import remember_as
from scormpack.model import AnyPart, Assessment, Course
from scormpack.render import Host, Rendered
from scormpack.xapi.activities import page_activities


def lrs_host(transport: str) -> Host:
    """The host of a package whose LRS only the launch names, and whose State resource has no limit."""
    return Host(transport=transport, connect=("http:", "https:"), state_limit=None)


DELIMITERS = ("[,]", "[.]", "[:]")
"""What separates the parts of a response (xAPI 1.0.3 Data, appendix C)."""


def check_patterns(course: Course, where: Where) -> Iterator[Diagnostic]:
    """A statement cannot hold an answer with a delimiter in it: it would read as several."""
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            for k, question in enumerate(part.questions if isinstance(part, Assessment) else ()):
                asked = question.interaction()
                if asked.kind != "fill-in":
                    continue
                found = next((mark for way in asked.right for text in way for mark in DELIMITERS if mark in text), None)
                if found:
                    yield Diagnostic(
                        "XAP003",
                        "error",
                        f"an answer to `{question.id}` has `{found}` in it, which separates answers in a statement",
                        where(("modules", i, "parts", j, "questions", k, "id")),
                        "write the answer without it; a pattern may take it all the same",
                    )


def lrs_bundle(rendered: Rendered, name: str, manifest: bytes) -> Bundle:
    """The manifest at the root, then everything that was rendered, then the activities' definitions."""
    return Bundle({name: manifest, **rendered.files, **activity_files(rendered)})


def activity_files(rendered: Rendered) -> dict[str, bytes]:
    """The definitions that the player puts into its statements, one script for each page of the package.

    ``activities.js`` for the launch page, ``activities-2.js`` for ``page-2.html``, and so on. They push data into
    a list, as the answer keys do, because a script loads from everywhere.
    """
    parts = list(rendered.course.parts())
    starts = {part.id: place for place, part in enumerate(parts)}
    pages = rendered.contract.pages
    ends = [*(starts[page.first] for page in pages[1:]), len(parts)]
    files: dict[str, bytes] = {}
    course = rendered.course
    module_of = {part.id: module for module in course.modules for part in module.parts}
    for number, (page, end) in enumerate(zip(pages, ends, strict=True)):
        own = parts[starts[page.first] : end]
        modules = [(module_of[part.id].id, module_of[part.id].title) for part in own]
        about = repr((course.iri, course.language, course.title, course.description, modules))
        name = "activities.js" if number == 0 else f"activities-{number + 1}.js"
        files[name] = remember_as("activities", (number, about, *own), partial(_script, course, number, own))
    return files


def _script(course: Course, number: int, parts: Sequence[AnyPart]) -> bytes:
    data = {"page": number, "activities": page_activities(course, parts)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"(self.scormpackActivities??=[]).push({text})\n".encode()

"""What the packages that speak to an LRS share: where they may connect, and their activities' definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.load import Where
from scormpack.model import Course
from scormpack.render import Host, Rendered
from scormpack.xapi.activities import page_activities


def lrs_host(transport: str) -> Host:
    """The host of a package whose LRS only the launch names, and whose State resource has no limit."""
    return Host(transport=transport, connect=("http:", "https:"), state_limit=None)


def check_nothing_more(_course: Course, _where: Where) -> Iterator[Diagnostic]:
    """What every course must hold to is enough: an LRS takes all that a course has."""
    yield from ()


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
    for number, (page, end) in enumerate(zip(pages, ends, strict=True)):
        data = {"page": number, "activities": page_activities(rendered.course, parts[starts[page.first] : end])}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        name = "activities.js" if number == 0 else f"activities-{number + 1}.js"
        files[name] = f"(self.scormpackActivities??=[]).push({text})\n".encode()
    return files

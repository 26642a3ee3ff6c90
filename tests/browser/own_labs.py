"""Courses of one lab with the author's own choices, built as a test needs them."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

from tests.browser.conftest import build
from tests.browser.course_outline import Outline, Part
from tests.courses import write_course

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.stub_proxy import StubProxy

COURSE = """\
id: fog
iri: https://courses.example.org/fog
title: Fog
version: 1.0.0
{fields}modules:
  - id: m1
    title: One
    parts:
      - id: lab-fog
        kind: lab
        title: Fog
        task: Find out when fog lifts.
        assistant: Weather Guide
        greeting: Good morning. What would you like to know?
        exchanges: 2
        examples: [Why is fog thickest before sunrise?]
{lab}        reflection:
          prompts:
            - {{id: lab-fog-r1, prompt: When does fog lift?, answer: When the ground warms the air.}}
"""

SCRIPT = """\
fallback: scripted
script:
  - {when: [sunrise, ground], say: "Before **sunrise** the ground is coldest.", touches: []}
  - {say: Tell me where you saw fog last.}
"""

OUTLINE = Outline((Part("lab-fog", "lab", (), 2),), "")


class OwnLabs:
    """Packages by what their author chose; each is built once."""

    def __init__(self, factory: pytest.TempPathFactory, proxy: StubProxy) -> None:
        self._factory, self._proxy = factory, proxy
        self._built: dict[tuple[str, str, bool, str], Path] = {}

    def package(self, lab: str = "", *, fields: str = "", proxy: bool = True, target: str = "scorm12") -> Path:
        """``lab`` and ``fields`` are YAML that goes into the lab and into the course."""
        key = (lab, fields, proxy, target)
        if key not in self._built:
            folder = self._factory.mktemp("own")
            source = write_course(folder / "course", COURSE.format(lab=indent(lab, " " * 8), fields=fields))
            options = ("--lab-proxy", self._proxy.url) if proxy else ()
            self._built[key] = build(folder, *options, target=target, course=source)
        return self._built[key]

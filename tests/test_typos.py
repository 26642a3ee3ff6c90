"""Slips of the pen in every field and word of the language: found at their line, once, and the first suggestion is right."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from scormpack.build import check_course
from scormpack.diagnostics import Diagnostic
from scormpack.load.field_names import TAGS
from scormpack.model import Course, Module
from scormpack.text import Authored
from tests.mistakes.typos import BASE, Typo, fields, typos

USEFUL = 0.95
"""Of all suggestions, at least so many begin with the word that was meant."""


class Met(NamedTuple):
    typo: Typo
    said: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        said = "; ".join(f"{d.span and d.span.line} {d.code} {d.message} ({d.hint})" for d in self.said)
        return f"{self.typo.file}:{self.typo.line} `{self.typo.meant}` as `{self.typo.written}`: {said or 'nothing'}"


@cache
def met() -> tuple[Met, ...]:
    found: list[Met] = []
    with TemporaryDirectory() as folder:
        course = Path(shutil.copytree(BASE, Path(folder) / "course"))
        for typo in typos():
            file = course / typo.file
            text = file.read_text("utf-8")
            file.write_text(typo.applied(text), "utf-8")
            found.append(Met(typo, check_course(course).diagnostics))
            file.write_text(text, "utf-8")
    return tuple(found)


def test_the_base_course_is_clean_and_has_every_field() -> None:
    assert check_course(BASE, ("scorm12", "xapi", "cmi5")).diagnostics == ()
    written = {name for _file, _line, _column, name in fields()}
    models: list[type[Authored]] = [Course, Module, *TAGS.values()]
    assert {name for model in models for name in model.model_fields} <= written


def test_there_are_enough_slips() -> None:
    assert len(met()) > 400
    assert len({one.typo.meant for one in met()}) > 120


def test_a_slip_is_one_mistake_at_its_own_line() -> None:
    wrong = [
        str(one)
        for one in met()
        if [(d.span.file.path, d.span.line) for d in one.said if d.span] != [(one.typo.file, one.typo.line)]
        or len(one.said) != 1
    ]
    assert wrong == []


def test_the_first_suggestion_is_what_was_meant() -> None:
    poor = [
        str(one) for one in met() if f"`{one.typo.meant}`" not in one.said[0].hint.replace("[[", "").replace("]]", "")
    ]
    poor += [
        str(one) for one in met() if not one.said[0].hint.startswith(("did you mean", "write")) and str(one) not in poor
    ]
    ratio = 1 - len(poor) / len(met())
    assert ratio >= USEFUL, f"{ratio:.1%} of {len(met())} suggestions are useful; these are not: {poor}"


def test_what_is_put_right_unasked_is_what_was_meant() -> None:
    fixed = [one for one in met() if one.said[0].fix]
    wrong = [str(one) for one in fixed for edit in one.said[0].fix if one.typo.meant not in edit.replacement]
    assert wrong == []
    assert len(fixed) > 0.7 * len(met())

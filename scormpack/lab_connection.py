"""LAB001, LAB006, LAB007: what a course with labs needs for the proxy that it is built with."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.contract import LabProxy
from scormpack.diagnostics import Diagnostic
from scormpack.lab_words import lab_languages, speaks
from scormpack.model import Course, Lab


def check_connection(course: Course, lab_proxy: LabProxy | None) -> Iterator[Diagnostic]:
    """That no assistant is connected, or that learners could not understand what they agree to."""
    labs = [part for part in course.parts() if isinstance(part, Lab)]
    if not labs:
        return
    if lab_proxy is None:
        yield _without_assistant(labs)
    elif not speaks(course.language):
        yield _in_english(course)


def _without_assistant(labs: list[Lab]) -> Diagnostic:
    stand_ins = ("prepared replies" if lab.fallback == "scripted" else "guided reflection" for lab in labs)
    stand_in = " or ".join(sorted(set(stand_ins)))
    which = f"`{labs[0].id}` uses its" if len(labs) == 1 else f"the {len(labs)} labs use their"
    return Diagnostic(
        "LAB001",
        "note",
        f"no assistant is connected: {which} {stand_in}",
        None,
        "name the assistant's proxy with `--lab-proxy URL`",
    )


def _in_english(course: Course) -> Diagnostic:
    known = f"languages with words of their own: {', '.join(lab_languages())}"
    if course.consent.text and course.consent.agree and course.consent.decline:
        return Diagnostic(
            "LAB007",
            "note",
            f"labs have no words in `{course.language}`: apart from your consent they speak English",
            None,
            known,
        )
    return Diagnostic(
        "LAB006",
        "error",
        f"learners would be asked for their consent in English: labs have no words in `{course.language}`",
        None,
        f"write `text`, `agree` and `decline` under `consent` in course.yaml; {known}",
    )

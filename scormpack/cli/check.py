"""`scormpack check`: what is wrong with a course, and what of it can be mended unasked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import show, voice
from scormpack.cli.parameters import COURSE, TARGET_NAMES

if TYPE_CHECKING:
    from scormpack.diagnostics import Diagnostic
    from scormpack.mending import Mended

SEVERITIES = ("error", "warning", "note")
"""From the worst on; `--fail-on` takes one of them, or `never`."""


@click.command(cls=Command, short_help="Report every mistake of the course, and mend what is certain.")
@COURSE
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "sarif", "github")),
    default="text",
    show_default=True,
    help="For people, programs, code scanning, or annotations in a pull request.",
)
@click.option("--fix", is_flag=True, help="Mend what can have been meant in one way only, and write the files.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option(
    "--fail-on",
    type=click.Choice((*SEVERITIES, "never")),
    help="Exit with 1 from this severity on.  [default: error]",
)
def check(  # noqa: PLR0913  # click hands over each option
    *, source: Path, form: str, fix: bool, diff: bool, strict: bool, fail_on: str | None
) -> None:
    """Report every mistake of the course at SOURCE; with --fix, mend those that are certain.

    SOURCE is the course's folder, or its course.yaml. Exit status: 0 without errors, 1 with.

    \b
    scormpack check my-course
    scormpack check my-course --fix
    scormpack check my-course --diff
    scormpack check my-course --strict --format github
    """
    from scormpack.mending import Mended, mend_course, write_mended

    if diff:
        _show_diff(source, form)
    if fix:
        mended = mend_course(source, TARGET_NAMES)
        write_mended(mended)
    else:
        from scormpack.build import check_course

        mended = Mended(check_course(source, TARGET_NAMES))
    _report(mended, source, form, fix=fix)
    if _fails(mended.result.diagnostics, fail_on or ("warning" if strict else "error")):
        sys.exit(1)


def _fails(diagnostics: tuple[Diagnostic, ...], fail_on: str) -> bool:
    """True where one is as bad as that, or worse."""
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    return any(diagnostic.severity in bad for diagnostic in diagnostics)


def _report(mended: Mended, source: Path, form: str, *, fix: bool) -> None:
    """What was mended, and what is left."""
    folder = source if source.is_dir() else source.parent
    diagnostics = mended.result.diagnostics
    if form == "text":
        from scormpack.diagnostic_text import mend_line

        for mend in mended.mends:
            voice().result(mend_line(mend, folder))
        show(diagnostics, source)
        _tell_all_is_well(mended, source)
        return
    from scormpack.diagnostic_formats import FORMATS, as_json

    text = (
        as_json(diagnostics, folder, mended.mends if fix else None)
        if form == "json"
        else FORMATS[form](diagnostics, folder)
    )
    if text:
        voice().result(text)


def _tell_all_is_well(mended: Mended, source: Path) -> None:
    course = mended.result.loaded.course
    if course is None or any(diagnostic.severity == "error" for diagnostic in mended.result.diagnostics):
        return
    parts = sum(1 for _part in course.parts())
    left = "no mistakes left" if mended.mends else "no mistakes"
    voice().confirm(f"{source}: {left} in {parts} part{'s' if parts > 1 else ''}.")


def _show_diff(source: Path, form: str) -> None:
    """The changes as a unified diff; never returns. Exit status 1 where there are any, or what they would not mend."""
    from scormpack.mending import diff_lines, mend_course

    if form != "text":
        raise click.UsageError("--diff is a form of its own: leave out --format")
    mended = mend_course(source, TARGET_NAMES)
    for line in diff_lines(mended):
        click.echo(line, nl=False)
    show(mended.result.diagnostics, source)
    sys.exit(1 if mended.mends or _fails(mended.result.diagnostics, "error") else 0)

"""`scormpack check`: what is wrong with a course."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import has_errors, show, voice
from scormpack.cli.parameters import COURSE, TARGET_NAMES


@click.command(cls=Command, short_help="Report every mistake of the course, and write nothing.")
@COURSE
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "sarif", "github")),
    default="text",
    show_default=True,
    help="For people, programs, code scanning, or annotations in a pull request.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
def check(*, source: Path, form: str, strict: bool) -> None:
    """Report every mistake of the course at SOURCE, and write nothing.

    SOURCE is the course's folder, or its course.yaml. Exit status: 0 without errors, 1 with.

    \b
    scormpack check my-course
    scormpack check my-course --strict --format github
    """
    from scormpack.build import check_course

    result = check_course(source, TARGET_NAMES)
    wrong = result.loaded.course is None or has_errors(result.diagnostics)
    wrong = wrong or (strict and any(one.severity == "warning" for one in result.diagnostics))
    if form == "text":
        show(result.diagnostics, source)
    else:
        from scormpack.diagnostic_formats import FORMATS

        text = FORMATS[form](result.diagnostics, source if source.is_dir() else source.parent)
        if text:
            click.echo(text)
    if wrong:
        sys.exit(1)
    if form != "text" or result.loaded.course is None:
        return
    parts = sum(1 for _part in result.loaded.course.parts())
    voice().confirm(f"{source}: no mistakes in {parts} part{'s' if parts > 1 else ''}.")

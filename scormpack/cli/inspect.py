"""`scormpack inspect`: what is in a course or a package."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import has_errors, say, show
from scormpack.cli.parameters import COURSE_OR_PACKAGE


@click.command(cls=Command)
@COURSE_OR_PACKAGE
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def inspect(source: Path, form: str) -> None:
    """Show what is in a course or in a package that scormpack built.

    Parts, questions with choices and right answers, rules, pass mark, identifiers, and how long a learner's
    saved state can get. SOURCE is a course folder or a .zip. The JSON is described in docs/inspect.md.

    \b
    scormpack inspect my-course
    scormpack inspect dist/my-course-1.0.0.scorm12.zip --format json
    """
    from scormpack.diagnostic_text import inspection_lines
    from scormpack.inspection import inspect_course
    from scormpack.rule_words import rule_in_words

    if source.suffix.lower() == ".zip":
        from scormpack.verify.package import inspect_package

        inspected = inspect_package(source)
        if inspected.data is None:
            show(inspected.diagnostics, source)
            sys.exit(1)
        data = inspected.data
    else:
        from scormpack.build import check_course

        result = check_course(source)
        if result.loaded.course is None or has_errors(result.diagnostics):
            show(result.diagnostics, source)
            sys.exit(1)
        data = inspect_course(result.loaded.course)
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    from pydantic import TypeAdapter

    from scormpack.contract import Rule

    rule = rule_in_words(TypeAdapter(Rule).validate_python(data["completion"]))
    say(inspection_lines(data, rule))

"""Commands about a course: check, build, inspect."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.output import COURSE, has_errors, say, show

if TYPE_CHECKING:
    from scormpack.contract import LabProxy

TARGET_NAMES = ("scorm12", "xapi", "cmi5")
"""Repeated from `scormpack.targets`, so that `--help` and `--version` import nothing else; a test compares."""


@click.command()
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
    click.echo(f"{source}: no mistakes in {parts} part{'s' if parts > 1 else ''}.")


@click.command()
@COURSE
@click.option(
    "-t",
    "--target",
    "targets",
    type=click.Choice(TARGET_NAMES),
    multiple=True,
    default=("scorm12",),
    show_default=True,
    help="What to build; may be given several times.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The folder to write packages into.",
)
@click.option(
    "--lab-proxy",
    metavar="URL",
    help="Where the labs' assistant is reached. Without it, labs use their guided reflection.",
)
@click.option("--lab-model", metavar="NAME", help="The model's alias at the proxy.  [default: lab-assistant]")
@click.option(
    "--vocabulary", is_flag=True, help="Also write the profile and the catalogue of activities, with right answers."
)
def build(  # noqa: PLR0913  # one parameter an option
    *,
    source: Path,
    targets: tuple[str, ...],
    out: Path,
    lab_proxy: str | None,
    lab_model: str | None,
    vocabulary: bool,
) -> None:
    """Compile the course at SOURCE into a package for each target.

    The same source gives the same bytes. When anything is wrong nothing is written, and packages of an earlier
    build stay as they are.

    \b
    scormpack build my-course
    scormpack build my-course --out /tmp/packages --lab-proxy https://labs.example.org/v1
    """
    from scormpack.build import build_course
    from scormpack.diagnostic_text import size_in_words
    from scormpack.diagnostics import ScormpackError
    from scormpack.xapi.vocabulary import generated_at_time

    proxy = _proxy(lab_proxy, lab_model)
    try:
        dated = generated_at_time(os.environ) if vocabulary else None
        result = build_course(source, tuple(dict.fromkeys(targets)), out, proxy, dated)
    except ScormpackError as error:
        click.echo(f"scormpack: {error}", err=True)
        sys.exit(1)
    show(result.diagnostics, source)
    if not result.packages:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    for package in result.packages:
        click.echo(f"{package.path}  {size_in_words(package.size)}, {package.files} files")


@click.command()
@COURSE
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def inspect(source: Path, form: str) -> None:
    """Show what is in a course or in a package that scormpack built.

    Parts, questions with choices and right answers, rules, pass mark, identifiers, and how long a learner's
    saved state can get. SOURCE is a course folder or a .zip. The JSON is described in docs/inspect.md.
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


def _proxy(url: str | None, model: str | None) -> LabProxy | None:
    from scormpack.proxy_url import DEFAULT_MODEL, parse_lab_proxy

    if url is None:
        if model is not None:
            raise click.UsageError("--lab-model goes with --lab-proxy")
        return None
    try:
        return parse_lab_proxy(url, model or DEFAULT_MODEL)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--lab-proxy") from error

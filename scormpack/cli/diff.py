"""`scormpack diff`: what a new version means for learners who are under way with the old one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import has_errors, say, show
from scormpack.cli.parameters import CoursePath

if TYPE_CHECKING:
    from scormpack.verify.packed import Packed


@click.command(cls=Command, short_help="Say what a new version means for learners under way.")
@click.argument("old", type=CoursePath(packages=True, folders=False))
@click.argument("new", type=CoursePath(packages=True))
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def diff(old: Path, new: Path, form: str) -> None:
    """Say what changes for learners when NEW takes the place of OLD.

    OLD is the .zip that learners have. NEW is another .zip of the same target, or the source of the next version. What is
    kept, asked again or lost; what happens to grades and completion; which results an LMS would delete.

    Exit status: 0 when nothing is lost, 1 when something is.

    \b
    scormpack diff dist/course-1.0.0.scorm12.zip my-course
    scormpack diff old.zip new.zip --format json
    """
    from scormpack.verify.comparison import compare_progress
    from scormpack.verify.comparison_effects import effects
    from scormpack.verify.comparison_report import comparison_data, comparison_lines

    before = _package(old)
    after = _package(new) if new.is_file() and new.suffix.lower() == ".zip" else _source(new, before.target)
    if before.target != after.target:
        raise click.UsageError(
            f"{old.name} is for {before.target} and {new.name} for {after.target}: compare like with like"
        )
    data = comparison_data(before, after, compare_progress(before, after), effects(before, after))
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        say(comparison_lines(data))
    sys.exit(1 if data["lost"] else 0)


def _package(path: Path) -> Packed:
    from scormpack.diagnostics import Diagnostic
    from scormpack.verify.manifests import NotOursError
    from scormpack.verify.packed import read_packed

    try:
        return read_packed(path)
    except NotOursError as error:
        show((Diagnostic("PKG010", "error", f"{path.name}: {error}"),), path)
        sys.exit(1)


def _source(source: Path, target: str) -> Packed:
    """The package that `build` would write, in memory."""
    from scormpack.build import assemble_course
    from scormpack.verify.packed import packed_from

    result, bundles = assemble_course(source, (target,))
    if has_errors(result.diagnostics) or not bundles:
        show(result.diagnostics, source)
        sys.exit(1)
    return packed_from(bundles[target].files)

"""The command that publishes a course's vocabulary: vocabulary."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import has_errors, show, voice
from scormpack.cli.parameters import COURSE


@click.command(cls=Command, short_help="Write what an analyst needs to read the course's statements.")
@COURSE
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The folder to write the files into.",
)
@click.option(
    "--previous",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The profile of the version before; its versions are listed in the new one.",
)
def vocabulary(source: Path, out: Path, previous: Path | None) -> None:
    """Write what an analyst needs to read the statements of the course at SOURCE.

    An xAPI profile (JSON-LD) and a catalogue of all activities (JSON and CSV): their IRIs, questions, choices,
    right answers and points. Described in docs/vocabulary.md. They hold the right answers, so whom you give them
    is for you to decide.

    The same source gives the same bytes. The date in the profile is SOURCE_DATE_EPOCH, where that is set.

    \b
    scormpack vocabulary my-course
    scormpack vocabulary my-course --previous old/my-course-1.0.0.profile.jsonld
    """
    from scormpack.build import check_course, write_whole
    from scormpack.diagnostic_text import size_in_words
    from scormpack.diagnostics import ScormpackError
    from scormpack.xapi.vocabulary import earlier_versions, generated_at_time, vocabulary_files

    result = check_course(source)
    show(result.diagnostics, source)
    course = result.loaded.course
    if course is None or has_errors(result.diagnostics):
        voice().remark("Nothing was written.")
        sys.exit(1)
    try:
        earlier = earlier_versions(previous.read_bytes(), course) if previous else ()
    except ScormpackError as error:
        raise click.BadParameter(f"{previous}: {error}", param_hint="--previous") from error
    try:
        files = vocabulary_files(course, generated_at_time(os.environ), earlier)
        for name, content in files.items():
            write_whole(out / name, content)
    except ScormpackError as error:
        click.echo(f"scormpack: {error}", err=True)
        sys.exit(1)
    for name, content in files.items():
        voice().result(f"{out / name}  {size_in_words(len(content))}")

"""`scormpack build`: packages from courses."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import show, voice
from scormpack.cli.parameters import COURSE_FILE, COURSES, TARGETS, courses_below

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scormpack.contract import LabProxy
    from scormpack.rebuild import Outcome


@click.command(cls=Command, short_help="Compile courses into packages, one for each target.")
@COURSES
@TARGETS
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
@click.option("-f", "--force", is_flag=True, help="Build also what has not changed since it was built.")
@click.option("-w", "--watch", is_flag=True, help="Stay, and build again whenever a source is saved.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), help="How many courses to build at once.  [default: one a core]"
)
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Also write a JUnit report.")
def build(  # noqa: PLR0913  # one parameter an option
    *,
    sources: tuple[Path, ...],
    targets: tuple[str, ...],
    out: Path,
    lab_proxy: str | None,
    lab_model: str | None,
    vocabulary: bool,
    force: bool,
    watch: bool,
    jobs: int | None,
    junit: Path | None,
) -> None:
    """Compile the courses at SOURCE into a package for each target.

    The same source gives the same bytes, and a course that has not changed is not built again. When anything is
    wrong with a course nothing of it is written, its packages of an earlier build stay as they are, and the other
    courses are built. Exit status: 0 when all were built, 1 when one was not.

    \b
    scormpack build my-course
    scormpack build my-course --target all --out packages
    scormpack build my-course --lab-proxy https://labs.example.org/v1
    scormpack build courses/* --junit report.xml
    scormpack build my-course --watch
    """
    from scormpack.rebuild import Asked

    check_address(lab_proxy, lab_model)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "") if vocabulary else None
    asked = [Asked(source, targets, out, lab_proxy, lab_model, epoch, force) for source in courses_meant(sources)]
    if watch:
        if junit is not None:
            raise click.UsageError("--junit is written once, so it does not go with --watch")
        from scormpack.cli.build_watch import follow

        follow(asked)
    elif len(asked) == 1 and junit is None:
        from scormpack.rebuild import rebuild

        outcome = rebuild(asked[0])
        tell(outcome)
        sys.exit(outcome.status == "failed")
    else:
        from scormpack.cli.build_many import build_many

        build_many(asked, jobs, junit)


def tell(outcome: Outcome) -> None:
    """What came of one course: diagnostics, then a line a package."""
    if outcome.failure:
        click.echo(f"scormpack: {outcome.failure}", err=True)
        return
    show_all(outcome)
    if outcome.status == "failed":
        click.echo("Nothing was written.", err=True)
        return
    for line in package_lines(outcome):
        voice().result(line)
    if outcome.status == "unchanged":
        voice().confirm(f"Nothing has changed since {'it was' if len(outcome.packages) == 1 else 'they were'} built.")


def show_all(outcome: Outcome) -> None:
    """What there is to say to the author, now or still."""
    show(outcome.diagnostics, outcome.asked.source)
    for line in outcome.retold:
        voice().remark(line)


def package_lines(outcome: Outcome) -> list[str]:
    """Where each package is, and how large."""
    return [f"{one.path}  {_size(one.size)}, {one.files} files" for one in outcome.packages]


def _size(size: int) -> str:
    """As `diagnostic_text.size_in_words`, which a build without anything to do does not import."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"


def courses_meant(sources: Sequence[Path]) -> list[Path]:
    """Each course once, in order; of several, files that happen to lie beside courses are left out.

    Raises click's own error for a folder that is no course but holds some, since which are meant is not certain.
    """
    meant: dict[str, Path] = {}
    for source in sources:
        if source.is_dir() and not os.path.lexists(source / COURSE_FILE):
            below = list(courses_below(f"{source.as_posix()}/", packages=False))
            if below:
                raise click.UsageError(_which(source, below))
        elif len(sources) > 1 and source.is_file() and source.name != COURSE_FILE:
            voice().remark(f"{source} is no course, and is left out.")
            continue
        folder = source.parent if source.name == COURSE_FILE and not source.is_dir() else source
        meant.setdefault(os.path.realpath(folder), source)
    if not meant:
        raise click.UsageError(f"None of these is a course: a course is a folder with a {COURSE_FILE}.")
    return list(meant.values())


def _which(source: Path, below: Sequence[str]) -> str:
    depths = {len(Path(path).relative_to(source).parts) for path in below}
    patterns = [f"{source.as_posix()}{'/*' * depth}" for depth in sorted(depths)]
    several = "1 course does" if len(below) == 1 else f"{len(below)} courses do"
    named = below[0] if len(below) == 1 else " ".join(patterns)
    return f"{source} has no {COURSE_FILE}, but {several} below it. To build: scormpack build {named}"


def check_address(url: str | None, model: str | None) -> None:
    """Raises click's own errors where the two options name no proxy."""
    if url is None:
        if model is not None:
            raise click.UsageError("--lab-model goes with --lab-proxy")
        return
    from scormpack.proxy_url import checked_address

    try:
        checked_address(url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--lab-proxy") from error


def lab_connection(url: str | None, model: str | None) -> LabProxy | None:
    """The proxy that two options name; None without. Raises click's own errors."""
    check_address(url, model)
    if url is None:
        return None
    from scormpack.proxy_url import DEFAULT_MODEL, parse_lab_proxy

    return parse_lab_proxy(url, model or DEFAULT_MODEL)

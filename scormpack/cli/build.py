"""`scormpack build`: packages from a course."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import show
from scormpack.cli.parameters import COURSE, TARGETS

if TYPE_CHECKING:
    from scormpack.contract import LabProxy


@click.command(cls=Command, short_help="Compile the course into a package for each target.")
@COURSE
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
    scormpack build my-course --target all --out packages
    scormpack build my-course --lab-proxy https://labs.example.org/v1
    """
    from scormpack.build import build_course
    from scormpack.diagnostic_text import size_in_words
    from scormpack.diagnostics import ScormpackError
    from scormpack.xapi.vocabulary import generated_at_time

    proxy = lab_connection(lab_proxy, lab_model)
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


def lab_connection(url: str | None, model: str | None) -> LabProxy | None:
    """The proxy that two options name; None without. Raises click's own errors."""
    from scormpack.proxy_url import DEFAULT_MODEL, parse_lab_proxy

    if url is None:
        if model is not None:
            raise click.UsageError("--lab-model goes with --lab-proxy")
        return None
    try:
        return parse_lab_proxy(url, model or DEFAULT_MODEL)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--lab-proxy") from error

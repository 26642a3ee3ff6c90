"""`scormpack schema`: the JSON Schema of the course language."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import voice


@click.command(cls=Command, short_help="Print the JSON Schema of the course language, for editors.")
@click.option("--part", is_flag=True, help="The schema of a part's own YAML file, instead of that of course.yaml.")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it into FILE, instead of to standard output.",
)
def schema(*, part: bool, out: Path | None) -> None:
    """Print the JSON Schema of the course language, for editors that complete and check while you type.

    It describes course.yaml; with --part, a YAML file that course.yaml names with `file`. How an editor is told of it stands in
    docs/editors.md.

    \b
    scormpack schema --out .schema/course.schema.json
    scormpack schema --part --out .schema/part.schema.json
    """
    from scormpack.json_schema import schema_text

    text = schema_text("part" if part else "course")
    if out is None:
        click.echo(text, nl=False)
        return
    from scormpack.build import write_whole
    from scormpack.diagnostics import ScormpackError

    try:
        write_whole(out, text.encode())
    except ScormpackError as error:
        click.echo(f"scormpack: {error}", err=True)
        sys.exit(1)
    voice().confirm(str(out))

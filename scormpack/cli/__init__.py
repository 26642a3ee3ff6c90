"""The command; the only room that prints or exits.

Exit status: 0 clean, 1 when something is wrong with the course or its surroundings, 2 when the command itself
was misused. Results go to standard output, diagnostics and progress to standard error. Each module is one
family of commands and imports nothing but click before one of them runs.

A new command is imported here, put under its heading in ``COMMANDS``, and made with ``cls=Command`` (manners.py).
"""

from __future__ import annotations

import click

from scormpack import __version__
from scormpack.cli.about import completion, help_command, show_versions, version
from scormpack.cli.build import build
from scormpack.cli.check import check
from scormpack.cli.decode import decode
from scormpack.cli.diff import diff
from scormpack.cli.explain import explain
from scormpack.cli.inspect import inspect
from scormpack.cli.lrs import lrs
from scormpack.cli.manners import Family
from scormpack.cli.new import new
from scormpack.cli.output import voice
from scormpack.cli.parameters import TARGET_NAMES
from scormpack.cli.preview import preview
from scormpack.cli.proxy import proxy
from scormpack.cli.schema import schema
from scormpack.cli.vocabulary import vocabulary

__all__ = ["COMMANDS", "TARGET_NAMES", "main"]

COMMANDS: dict[str, tuple[click.Command, ...]] = {
    "Start": (new,),
    "Write": (preview, schema),
    "Check": (check, explain, inspect),
    "Publish": (build, diff, vocabulary),
    "Operate": (lrs, proxy, decode),
    "About scormpack": (help_command, version, completion),
}
"""Heading of `scormpack --help` to its commands, in the order of a course's life."""

ALIASES = {
    "compile": "build",
    "create": "new",
    "dev": "preview",
    "export": "build",
    "info": "inspect",
    "init": "new",
    "lint": "check",
    "pack": "build",
    "package": "build",
    "serve": "preview",
    "show": "inspect",
    "validate": "check",
}
"""What other tools call our commands."""


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - as click calls it
    if not value or ctx.resilient_parsing:
        return
    if voice().is_verbose:
        show_versions()
    else:
        click.echo(f"scormpack {__version__}")
    ctx.exit()


@click.group(
    name="scormpack",
    cls=Family,
    aliases=ALIASES,
    headings={heading: [str(one.name) for one in commands] for heading, commands in COMMANDS.items()},
    invoke_without_command=True,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version; with --verbose all that a bug report needs.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Compile a course written as YAML and Markdown into a package that an LMS runs.

    \b
    scormpack new my-course         a small whole course, to begin with
    scormpack check my-course       what is wrong with it
    scormpack preview my-course     the course as learners see it
    scormpack build my-course       dist/my-course-1.0.0.scorm12.zip
    """
    if ctx.invoked_subcommand is None:
        # Whoever types `scormpack -v` alone means the version.
        if not voice().is_verbose:
            raise click.UsageError("Which command? scormpack --help names them all.", ctx)
        show_versions()


for commands in COMMANDS.values():
    for command in commands:
        main.add_command(command)

"""How every command behaves: what all of them take, what a wrong word is answered with, how help is laid out.

A command is made with ``@click.command(cls=Command)``, a family of commands with ``@click.group(cls=Family)``, whose
own ``.command()`` then makes such commands. Neither has to do more to take --quiet, --verbose and --color.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scormpack.cli.output import Voice, colour_wanted
from scormpack.cli.parameters import COURSE_FILE

SYNONYMS = {
    "--colour": "--color",
    "--dest": "--out",
    "--dry-run": "--diff",
    "--json": "--format=json",
    "--no-color": "--color=never",
    "--no-colour": "--color=never",
    "--outdir": "--out",
    "--out-dir": "--out",
    "--output": "--out",
    "--output-dir": "--out",
    "--silent": "--quiet",
    "--targets": "--target",
    "--warnings-as-errors": "--strict",
    "-W": "--strict",
    "-help": "--help",
    "-version": "--version",
}
"""What people try first to the option that there is, for commands that have that and not this."""


def _loudness(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - as click calls it
    if value:
        spoken = ctx.obj if isinstance(ctx.obj, Voice) else Voice()
        ctx.obj = replace(spoken, loudness="quiet" if param.name == "quiet" else "verbose")


def _colour(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.color = {"always": True, "never": False, "auto": None}[value]
    elif ctx.parent is None:
        ctx.color = colour_wanted(os.environ)


def shared_options() -> list[click.Parameter]:
    """What every command takes, before and behind its name; of two that contradict each other the later one counts."""
    flag: dict[str, Any] = {"is_flag": True, "expose_value": False, "is_eager": True, "callback": _loudness}
    return [
        click.Option(["-q", "--quiet"], **flag, help="Say only results and errors."),
        click.Option(["-v", "--verbose"], **flag, help="Also say what is read and written, and how long it took."),
        click.Option(
            ["--color"],
            type=click.Choice(("auto", "always", "never")),
            expose_value=False,
            is_eager=True,
            callback=_colour,
            help="Colours; auto is for a terminal without NO_COLOR.",
        ),
    ]


class Command(click.Command):
    """One that takes the shared options, knows synonyms, and tells a verbose caller what lies below."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.params.extend(shared_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left over, after synonyms were taken for what they mean."""
        return super().parse_args(ctx, with_options_meant(self, ctx, args))

    def invoke(self, ctx: click.Context) -> Any:
        """What the command gives."""
        spoken = ctx.obj
        if not (isinstance(spoken, Voice) and spoken.is_verbose):
            return super().invoke(ctx)
        from scormpack.stages import listening, stage

        with listening(spoken.detail), stage(ctx.command_path):
            return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options, then those that every command has."""
        write_options(self, ctx, formatter)


class Family(click.Group):
    """Commands of one kind. ``aliases`` are further names of commands; ``headings`` say what the commands are for."""

    command_class = Command

    def __init__(
        self,
        *arguments: Any,
        aliases: Mapping[str, str] | None = None,
        headings: Mapping[str, Sequence[str]] | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.aliases = dict(aliases or {})
        self.headings = dict(headings or {})
        self.params.extend(shared_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left over, after synonyms before the command's name were taken for what they mean."""
        before = next((at for at, word in enumerate(args) if not word.startswith("-")), len(args))
        try:
            return super().parse_args(ctx, with_options_meant(self, ctx, args[:before]) + args[before:])
        except click.NoSuchOption as error:
            self._explain_place(ctx, error, args)
            raise

    def _explain_place(self, ctx: click.Context, error: click.NoSuchOption, args: list[str]) -> None:
        """Raises an error that says more, where an option of a command stands before the command's name."""
        for word in args:
            command = self.get_command(ctx, word)
            if command and any(error.option_name in param.opts for param in command.params):
                told = f"{error.option_name} goes behind the command: {ctx.command_path} {command.name} {error.option_name}"
                raise click.UsageError(told, ctx) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names in the order in which they were added."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """By its name or an alias."""
        return super().get_command(ctx, cmd_name) or super().get_command(ctx, self.aliases.get(cmd_name, ""))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command under its own name; a word that is none is answered with what may have been meant."""
        word = args[0]
        command = self.get_command(ctx, word) or self.get_command(ctx, word.lower())
        if command is not None:
            return command.name, command, args[1:]
        if ctx.resilient_parsing or word.startswith("-"):
            return super().resolve_command(ctx, args)
        raise click.UsageError(self._answer(ctx, word), ctx)

    def _answer(self, ctx: click.Context, word: str) -> str:
        path = Path(word)
        if ctx.parent is None and (path.is_dir() or path.name == COURSE_FILE or path.suffix == ".zip"):
            command = "inspect" if path.suffix == ".zip" else "check"
            import shlex

            return (
                f"{word!r} is no command. What shall be done with it? Such as: scormpack {command} {shlex.quote(word)}"
            )
        import difflib

        near = difflib.get_close_matches(word.lower(), [*self.list_commands(ctx), *self.aliases], n=1)
        if not near:
            return f"There is no command {word!r}. The commands: {', '.join(self.list_commands(ctx))}."
        return f"There is no command {word!r}. Did you mean {self.aliases.get(near[0], near[0])!r}?"

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands first, since they are what is looked for."""
        self.format_commands(ctx, formatter)
        write_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Each under its heading."""
        visible = {name: command for name, command in self.commands.items() if not command.hidden}
        under = {heading: [name for name in names if name in visible] for heading, names in self.headings.items()}
        rest = [name for name in visible if name not in {name for names in under.values() for name in names}]
        column = max(map(len, visible), default=0)
        for heading, names in {**under, "Commands": rest}.items():
            if not names:
                continue
            limit = formatter.width - 6 - column
            rows = [(name.ljust(column), visible[name].get_short_help_str(limit)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(rows)


Family.group_class = Family


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The command's own options, then those that every command has."""
    shared = {one.name for one in shared_options()} | {"help"}
    own: list[tuple[str, str]] = []
    everywhere: list[tuple[str, str]] = []
    for param in command.get_params(ctx):
        # click 8.5 has a record for arguments too; the text above the options tells of those.
        record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
        if record is not None:
            (everywhere if param.name in shared else own).append(record)
    for heading, records in (("Options", own), ("Options of every command", everywhere)):
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


def with_options_meant(command: click.Command, ctx: click.Context, args: Sequence[str]) -> list[str]:
    """The arguments with synonyms in place; nothing behind a ``--`` is touched."""
    known = {option for param in command.get_params(ctx) for option in (*param.opts, *param.secondary_opts)}
    end = args.index("--") if "--" in args else len(args)
    meant = []
    for word in args[:end]:
        name, equals, value = word.partition("=")
        synonym = SYNONYMS.get(name, "")
        option, _, fixed = synonym.partition("=")
        usable = option in known and name not in known and not (fixed and equals)
        meant.append(f"{synonym}{equals}{value}" if usable else word)
    return [*meant, *args[end:]]

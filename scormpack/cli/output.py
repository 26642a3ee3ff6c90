"""How the commands talk: results, remarks, details and diagnostics, as loud as they were asked to be.

A command says everything through these, and not with `click.echo`:

    voice().result(line)     what was asked for: standard output, always
    voice().confirm(line)    that all is well: standard output, not with --quiet
    voice().remark(line)     what happened besides: standard error, not with --quiet
    voice().detail(line)     what was read and written: standard error, only with --verbose
    show(diagnostics, path)  standard error; with --quiet only the errors

`--quiet`, `--verbose` and `--color` are no parameters of a command: `manners.Command` takes them for all, before and
behind the command's name. What lies below the command tells details by `scormpack.stages`. Colours come from
`click.style` and reach only who wants them. Progress that draws over itself asks `voice().may_redraw` first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scormpack.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Voice:
    """How loud the command is."""

    loudness: Literal["quiet", "normal", "verbose"] = "normal"

    @property
    def is_quiet(self) -> bool:
        """Only errors and results."""
        return self.loudness == "quiet"

    @property
    def is_verbose(self) -> bool:
        """Also what is read and written, and how long it took."""
        return self.loudness == "verbose"

    @property
    def may_redraw(self) -> bool:
        """True where a line may be drawn over: at a terminal that can, and not with --quiet."""
        return not self.is_quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def result(self, line: str) -> None:
        """What was asked for."""
        click.echo(line)

    def confirm(self, line: str) -> None:
        """That all is well, for people."""
        if not self.is_quiet:
            click.echo(line)

    def remark(self, line: str) -> None:
        """What happened besides."""
        if not self.is_quiet:
            click.echo(line, err=True)

    def detail(self, line: str) -> None:
        """What was read and written."""
        if self.is_verbose:
            click.echo(click.style(line, dim=True), err=True)


def voice() -> Voice:
    """That of the command which is running."""
    context = click.get_current_context(silent=True)
    spoken = context.obj if context else None
    return spoken if isinstance(spoken, Voice) else Voice()


def colour_wanted(environment: Mapping[str, str]) -> bool | None:
    """What the environment says of colour; None leaves it to whether the output is a terminal.

    NO_COLOR with any value but the empty one comes before FORCE_COLOR and CLICOLOR_FORCE, whose 0 says nothing.
    """
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environment.get("CLICOLOR") == "0" or environment.get("TERM") == "dumb":
        return False
    return None


def has_errors(diagnostics: Sequence[Diagnostic]) -> bool:
    """True when one of them is an error."""
    from scormpack import diagnostics as module

    return module.has_errors(diagnostics)


def say(lines: Iterable[str]) -> None:
    """The lines, without characters that a terminal would obey: a package's texts may be anybody's."""
    for line in lines:
        click.echo("".join(character if character.isprintable() else "\ufffd" for character in line))


def show(diagnostics: Sequence[Diagnostic], source: Path) -> None:
    """All diagnostics, then how many there are; with --quiet only the errors."""
    if voice().is_quiet:
        diagnostics = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    if not diagnostics:
        return
    from scormpack.diagnostic_text import report_lines

    for line in report_lines(diagnostics, source if source.is_dir() else source.parent):
        click.echo(line, err=True)

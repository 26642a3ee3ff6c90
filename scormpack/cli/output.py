"""What the commands share: the course argument, the targets' names, and how diagnostics are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scormpack.diagnostics import Diagnostic

TARGET_NAMES = ("scorm12", "xapi", "cmi5")
"""Repeated from `scormpack.targets`, so that `--help` and `--version` import nothing else; a test compares."""

COURSE = click.argument("source", type=click.Path(exists=True, path_type=Path))


def has_errors(diagnostics: Sequence[Diagnostic]) -> bool:
    """True when one of them is an error."""
    from scormpack import diagnostics as module

    return module.has_errors(diagnostics)


def say(lines: Iterable[str]) -> None:
    """The lines, without characters that a terminal would obey: a package's texts may be anybody's."""
    for line in lines:
        click.echo("".join(character if character.isprintable() else "\ufffd" for character in line))


def show(diagnostics: Sequence[Diagnostic], source: Path) -> None:
    """All diagnostics, then how many there are."""
    if not diagnostics:
        return
    from scormpack.diagnostic_text import diagnostic_lines, summary

    folder = source if source.is_dir() else source.parent
    for diagnostic in diagnostics:
        for line in diagnostic_lines(diagnostic, folder):
            click.echo(line, err=True)
    count = summary(diagnostics)
    if count:
        click.echo(f"\n{count}.", err=True)

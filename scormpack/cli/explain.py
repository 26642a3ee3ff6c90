"""`scormpack explain`: what a diagnostic's code means."""

from __future__ import annotations

import re
import sys

import click

from scormpack.cli.manners import Command
from scormpack.cli.parameters import DiagnosticCode


@click.command(cls=Command)
@click.argument("code", type=DiagnosticCode())
def explain(code: str) -> None:
    """Say what CODE means, with an example and the way out.

    CODE is what stands behind the severity of a diagnostic. It may be written in small letters.

    \b
    scormpack explain QST001
    """
    import difflib

    from scormpack.resources import documentation

    sections = sections_of(documentation("diagnostics.md").read_text("utf-8"))
    wanted = code.strip().upper()
    if wanted not in sections:
        near = difflib.get_close_matches(wanted, sections, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        raise click.BadParameter(f"there is no diagnostic {code}{hint}", param_hint="CODE")
    click.echo(f"{wanted}\n\n{sections[wanted]}")
    sys.exit(0)


def sections_of(page: str) -> dict[str, str]:
    """Code to its section, as a terminal shows it: without fences and links' addresses."""
    found = re.split(r"^## ([A-Z]{3}[0-9]{3})$", page, flags=re.MULTILINE)
    return {code: _plain(text) for code, text in zip(found[1::2], found[2::2], strict=True)}


def _plain(section: str) -> str:
    pieces = re.split(r"^```[a-z]*\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)
    shown = [_words(piece) if at % 2 == 0 else _indented(piece) for at, piece in enumerate(pieces)]
    return "\n\n".join(piece for piece in shown if piece)


def _words(text: str) -> str:
    """Paragraphs on a line each; a link by its words."""
    unlinked = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in unlinked.strip().split("\n\n"))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip("\n").split("\n"))

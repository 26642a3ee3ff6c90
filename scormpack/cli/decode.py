"""`scormpack decode`: what a learner's stored state says, for whoever answers the learner's mail."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import say, show
from scormpack.cli.parameters import CoursePath


@click.command(cls=Command)
@click.argument("package", type=CoursePath(packages=True, folders=False))
@click.argument("state")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def decode(package: Path, state: str, form: str) -> None:
    """Show what a stored state says about a learner.

    PACKAGE is the .zip that the learner has. STATE is what the LMS keeps: cmi.suspend_data of SCORM 1.2, or the State
    document of xAPI and cmi5. `-` reads it from standard input, `@FILE` from a file. No learner's name is in it.

    \b
    scormpack decode course-1.0.0.scorm12.zip '1.BGEAAA.quiz-1.welcoBg'
    scormpack decode course-1.0.0.xapi.zip @state.json --format json
    """
    from scormpack.diagnostics import Diagnostic
    from scormpack.verify.manifests import NotOursError
    from scormpack.verify.packed import read_packed
    from scormpack.verify.saved_state import read_state
    from scormpack.verify.state_report import state_data, state_lines

    text = resume_data(_given(state))
    try:
        packed = read_packed(package)
    except NotOursError as error:
        show((Diagnostic("PKG010", "error", f"{package.name}: {error}"),), package)
        sys.exit(1)
    data = state_data(packed.contract, packed.keys, text, read_state(packed.contract, text, packed.former))
    if form == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    say(state_lines(data))


def _given(state: str) -> str:
    if state == "-":
        return sys.stdin.read()
    if not state.startswith("@"):
        return state
    try:
        return Path(state[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{state[1:]} cannot be read: {error}", param_hint="STATE") from error


def resume_data(given: str) -> str:
    """The state in what was given: itself, or the ``resume`` of a State document (docs/statements.md)."""
    text = given.strip()
    if not text.startswith("{"):
        return text
    try:
        document = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"this is no JSON: {error}", param_hint="STATE") from error
    resume = document.get("resume")
    if not isinstance(resume, str):
        raise click.BadParameter("this document has no `resume`, so it is no State of this player", param_hint="STATE")
    return resume

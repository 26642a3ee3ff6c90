"""`scormpack lrs push`: a file of statements into an LRS."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from scormpack.cli.lrs_terminal import TIMEOUT, Progress, count, endpoint_and, remote, told_in_one_line
from scormpack.cli.manners import Command

if TYPE_CHECKING:
    from scormpack.lrs_client import Endpoint, Line, Refusal, Survey


@click.command(cls=Command)
@click.argument("endpoint", required=False)
@click.argument("file", required=False)
@click.option("--skip-faulty", is_flag=True, help="Push the others when some statements break the rules of xAPI.")
@TIMEOUT
def push(endpoint: str | None, file: str | None, timeout: float, *, skip_faulty: bool) -> None:
    """Replay a file of statements, one a line, into an LRS.

    Every line is checked by the rules of xAPI 1.0.3 first; when one breaks them nothing is sent. Statements keep their
    ids, so pushing a file twice stores nothing twice. FILE - is standard input.

    \b
    scormpack lrs push https://lrs.example.org/xapi/ my-course.statements.jsonl
    grep passed my-course.statements.jsonl |
        scormpack lrs push https://lrs.example.org/xapi/ -
    """
    from scormpack.lrs_client import read_record, survey

    gc.enable()  # the command starts without: most of its runs are short
    place, name = endpoint_and("FILE", endpoint, file)
    path = None if name == "-" else Path(name)
    with _opened(path) as content:
        surveyed = survey(content, read_record(path, place.url) if path else None)
        _show_faults(surveyed)
        if surveyed.faulty_lines and not skip_faulty:
            told = "With --skip-faulty the others are." if surveyed.statements else "No line is a statement."
            click.echo(f"Nothing was sent. {told}", err=True)
            sys.exit(1)
        content.seek(0)
        refused = _send(content, path, place, surveyed, timeout)
    _show_refusals(refused)
    sys.exit(1 if refused or surveyed.faulty_lines else 0)


def _send(
    content: BinaryIO, path: Path | None, place: Endpoint, surveyed: Survey, timeout_seconds: float
) -> list[Refusal]:
    from scormpack.lrs_client import Line, PushRecord, forget_record, push, read_lines, write_record

    there, known = surveyed.sent_statements, 0
    refused: list[Refusal] = []

    def done() -> str:
        return f"{there:,} of {count(surveyed.statements, 'statement')}"

    def kept() -> str:
        return f"{done()} are in the LRS. The same command goes on from there; nothing is stored twice."

    def waiting() -> Iterator[Line]:
        for line in read_lines(content):
            if isinstance(line, Line) and line.number > surveyed.sent_through:
                yield line

    with told_in_one_line(kept), Progress("Pushing") as progress:
        store = remote(place, timeout_seconds, progress.pausing)
        for batch in push(store, waiting()):
            there += batch.accepted + batch.there
            known += batch.there
            refused += batch.refused
            if path:
                write_record(path, PushRecord(place.url, batch.last.number, batch.last.fingerprint))
            progress.reached((there + len(refused)) / surveyed.statements, done())
        if path:
            forget_record(path)
    # Many LRSs answer a statement that they have as they answer a new one; only some say which it was.
    earlier = f"; it said of {known:,} that it had them" if known else ""
    click.echo(f"{place.host} has {done()}{earlier}.")
    return refused


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    """The file, or a copy of standard input: it is read twice, and standard input can be read once."""
    if path is None:
        import shutil
        import tempfile

        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.seek(0)
            yield copy
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be read: {error.strerror}", param_hint="FILE") from None
    with file:
        yield file


def _show_faults(surveyed: Survey) -> None:
    for fault in surveyed.faults:
        place = f", {fault.path}" if fault.path else ""
        rule = f"  [xAPI {fault.rule}]" if fault.rule else ""
        click.echo(f"line {fault.line}{place}: {fault.message}{rule}", err=True)
    if surveyed.faulty_lines:
        of = count(surveyed.statements + surveyed.faulty_lines, "line")
        click.echo(f"\n{surveyed.faulty_lines:,} of {of} cannot be sent.", err=True)


def _show_refusals(refused: list[Refusal]) -> None:
    for refusal in refused:
        click.echo(f"line {refusal.line}, statement {refusal.id}: {refusal.reason}", err=True)
    if refused:
        click.echo(f"\n{count(len(refused), 'statement')} not taken by the LRS.", err=True)

"""`scormpack lrs pull`: a course's statements into a file."""

from __future__ import annotations

import gc
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.lrs_terminal import TIMEOUT, Progress, count, endpoint_and, remote, told_in_one_line
from scormpack.cli.manners import Command
from scormpack.cli.output import voice

if TYPE_CHECKING:
    from uuid import UUID

    from scormpack.lrs_client import Pulled


@click.command(cls=Command, short_help="Bring a course's statements into a file, one a line.")
@click.argument("endpoint", required=False)
@click.argument("course", required=False)
@click.option(
    "-o", "--out", metavar="FILE", help="Where to; - is standard output.  [default: <course>.statements.jsonl]"
)
@click.option("--since", metavar="DATE", help="Only what was stored from this day or moment on.")
@click.option("--until", metavar="DATE", help="Only what was stored up to and with this day or moment.")
@click.option("--verb", metavar="VERB", help="Only one verb: its IRI, or the name of one of ours, such as passed.")
@click.option("--registration", type=click.UUID, metavar="UUID", help="Only one registration.")
@TIMEOUT
def pull(  # noqa: PLR0913 - one for each option
    endpoint: str | None,
    course: str | None,
    *,
    out: str | None,
    since: str | None,
    until: str | None,
    verb: str | None,
    registration: UUID | None,
    timeout: float,
) -> None:
    """Bring a course's statements into a file, one a line, as the LRS wrote them.

    COURSE is the course's folder, or its IRI. The same command goes on where the last one stopped, however it ended,
    and adds what is new. Days are those of UTC.

    \b
    scormpack lrs pull https://lrs.example.org/xapi/ my-course
    scormpack lrs pull https://lrs.example.org/xapi/ my-course \\
        --verb answered --out answers.jsonl
    scormpack lrs pull https://lrs.example.org/xapi/ \\
        https://courses.example.org/rain --since 2026-11-01
    """
    from scormpack.lrs_client import StatementQuery, StatementStream, pull, pull_to_stream

    gc.enable()  # the command starts without: most of its runs are short
    place, course = endpoint_and("COURSE", endpoint, course)
    iri, name = _course(course)
    query = StatementQuery(
        iri,
        _verb(verb),
        str(registration) if registration else None,
        _moment(since, "--since"),
        _moment(until, "--until"),
    )
    path = Path(out or f"{name}.statements.jsonl")
    latest: Pulled | None = None

    def kept() -> str:
        if out == "-" or latest is None:
            return ""
        there = count(latest.earlier + latest.kept, "statement")
        return f"{path} has {there}, each of them whole. The same command goes on from there."

    with told_in_one_line(kept), Progress("Pulling") as progress:
        store = remote(place, timeout, progress.pausing)
        stream = StatementStream(sys.stdout.buffer.write)
        for latest in pull_to_stream(store, query, stream) if out == "-" else pull(store, query, path):
            progress.reached(_share(latest, query.until), _so_far(latest))
    if latest is not None:
        (voice().remark if out == "-" else voice().result)(
            f"{'Standard output' if out == '-' else path}: {_result(latest)}."
        )


def _course(text: str) -> tuple[str, str]:
    """The course's IRI, and a name for its file."""
    path = Path(text)
    if path.exists():
        from scormpack.cli.output import show
        from scormpack.load import load_course

        loaded = load_course(path)
        if loaded.course is None:
            show(loaded.diagnostics, path)
            raise SystemExit(1)
        return loaded.course.iri, loaded.course.id
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$", text):
        raise click.BadParameter(f"{text} is neither a course's folder nor an IRI", param_hint="COURSE")
    last = re.split(r"[/:#]", text.rstrip("/"))[-1]
    return text, re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip("-.") or "course"


def _verb(text: str | None) -> str | None:
    from scormpack.xapi.terms import VERBS

    if text is None or ":" in text:
        return text
    if text not in VERBS:
        raise click.BadParameter(f"write the verb's IRI, or one of {', '.join(VERBS)}", param_hint="--verb")
    return VERBS[text].iri


def _moment(text: str | None, option: str) -> datetime | None:
    """A moment; a day stands for all of it.

    An LRS takes `since` without and `until` with its moment (xAPI Communication, 2.1.3). So both are the last
    millisecond: that before the day for `--since`, the day's own for `--until`. Months laid end to end then overlap nowhere.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text} is no day such as 2026-11-01, nor a moment such as 2026-11-01T08:30:00Z", param_hint=option
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d|\d{8}", text):
        return moment
    return moment + timedelta(days=option == "--until") - timedelta(milliseconds=1)


def _share(pulled: Pulled, until: datetime | None) -> float:
    """How much of the time is covered, from the oldest statement to now, as nobody knows how many there are."""
    if pulled.oldest is None or pulled.newest is None:
        return 0.0
    end = min(until or datetime.now(UTC), datetime.now(UTC))
    whole = (end - pulled.oldest).total_seconds()
    return (pulled.newest - pulled.oldest).total_seconds() / whole if whole > 0 else 1.0


def _so_far(pulled: Pulled) -> str:
    there = count(pulled.earlier + pulled.kept, "statement")
    return f"{there}, up to {pulled.newest:%Y-%m-%d %H:%M}" if pulled.newest else there


def _result(pulled: Pulled) -> str:
    if not pulled.earlier:
        return count(pulled.kept, "statement")
    return f"{pulled.kept:,} new, {count(pulled.earlier + pulled.kept, 'statement')} in all"

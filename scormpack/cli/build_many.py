"""Many courses: progress while they are built, each one's words in its turn, and a summary at the end."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from scormpack.bulk import clashes, cores, rebuild_all
from scormpack.cli.build import package_lines, show_all
from scormpack.cli.output import voice
from scormpack.diagnostic_text import summary
from scormpack.rebuild import Asked, Outcome

INTERRUPTED = 130
"""What shells give for a command that Ctrl-C ended."""


def build_many(asked: Sequence[Asked], jobs: int | None, report: Path | None) -> None:
    """Builds all, and ends the command."""
    began = time.perf_counter()
    outcomes: dict[int, Outcome] = {
        number: Outcome(asked[number], "failed", failure=_clash(asked, number, other))
        for number, other in clashes(asked).items()
    }
    left = [number for number in range(len(asked)) if number not in outcomes]
    progress = _Progress(len(asked))
    told = 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        told = _tell_in_turn(asked, outcomes, told, progress)
        with closing(rebuild_all([asked[number] for number in left], jobs or cores())) as work:
            for number, outcome in work:
                outcomes[left[number]] = outcome
                told = _tell_in_turn(asked, outcomes, told, progress)
    except KeyboardInterrupt:
        progress.clear()
        click.echo(f"Stopped: {len(outcomes)} of {len(asked)} courses were done.", err=True)
        sys.exit(INTERRUPTED)
    progress.clear()
    done = [outcomes[number] for number in range(len(asked))]
    _summarise(done, time.perf_counter() - began)
    if report is not None:
        _write(report, done)
    sys.exit(any(outcome.status == "failed" for outcome in done))


def _tell_in_turn(asked: Sequence[Asked], outcomes: dict[int, Outcome], told: int, progress: _Progress) -> int:
    """Says what is done in the order in which it was asked for; gives how many have been told."""
    progress.clear()
    while told < len(asked) and told in outcomes:
        _tell(outcomes[told])
        told += 1
    progress.show(len(outcomes))
    return told


def _tell(outcome: Outcome) -> None:
    name = outcome.asked.source
    if outcome.diagnostics or outcome.retold:
        voice().remark(click.style(f"{name}", bold=True))
    if outcome.failure:
        click.echo(f"{name}: {click.style('failed', fg='red', bold=True)}: {outcome.failure}", err=True)
        return
    show_all(outcome)
    if outcome.status == "failed":
        failed = click.style("failed", fg="red", bold=True)
        click.echo(f"{name}: {failed}: {summary(outcome.diagnostics)}, nothing was written", err=True)
        return
    for line in package_lines(outcome):
        voice().result(line if outcome.status == "built" else f"{line}, unchanged")


def _clash(asked: Sequence[Asked], number: int, other: int) -> str:
    return (
        f"it has the id and version of {asked[other].source}, so one package would take the place of the other"
        f"; give {asked[number].source} an id of its own"
    )


def _summarise(outcomes: Sequence[Outcome], seconds: float) -> None:
    counts = Counter(outcome.status for outcome in outcomes)
    words = [f"{counts[status]} {status}" for status in ("built", "unchanged", "failed") if counts[status]]
    voice().remark(f"\n{len(outcomes)} courses: {', '.join(words)}, in {seconds:.1f} s.")
    for outcome in outcomes:
        line = f"  {outcome.status:<9}  {outcome.asked.source}"
        if outcome.status == "failed":
            voice().remark(f"{line}: {outcome.failure or summary(outcome.diagnostics)}")
        else:
            voice().detail(f"{line}, {outcome.seconds:.2f} s")


def _write(report: Path, outcomes: Sequence[Outcome]) -> None:
    from scormpack.junit_report import junit
    from scormpack.writing import write_beside

    try:
        write_beside(report, junit(outcomes))
    except OSError as error:
        click.echo(f"scormpack: {report} cannot be written: {error.strerror or error}", err=True)
        sys.exit(1)


class _Progress:
    """One line that is drawn over, where a terminal can; nothing elsewhere, so that logs stay steady."""

    def __init__(self, count: int) -> None:
        self._count, self._is_shown, self._may = count, False, voice().may_redraw

    def show(self, done: int) -> None:
        """So many are done."""
        if self._may and done < self._count:
            click.echo(f"\r{done} of {self._count} courses", nl=False, err=True)
            self._is_shown = True

    def clear(self) -> None:
        """The line is free for something else."""
        if self._is_shown:
            click.echo(f"\r{' ' * 40}\r", nl=False, err=True)
            self._is_shown = False

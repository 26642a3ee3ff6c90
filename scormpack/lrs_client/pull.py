"""The statements of a course brought from an LRS into a file, each once, over as many runs as it takes.

What a run may rely on is `stored`, the LRS's own clock, and that is less than it seems. Many statements can share
one `stored`; a page can end among them. And a statement can turn up late, with a `stored` that lies before others
which were there already; an LRS says up to when that cannot happen any more (xAPI Communication, 2.1.3,
X-Experience-API-Consistent-Through). So a run that goes on begins some way back, and passes over what the file has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from scormpack.lrs_client.failures import LrsError
from scormpack.lrs_client.pages import Page, StatementQuery, StoredStatement, pages
from scormpack.lrs_client.pull_record import PullRecord, read_record, write_record
from scormpack.lrs_client.remote import Remote
from scormpack.lrs_client.statement_file import StatementFile, StatementSink

OVERLAP = timedelta(seconds=60)
"""How far back a run begins: more than what clocks of one LRS's machines differ, or a `stored` is rounded by."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """How far a pull has come: statements kept by this run, and those that were there before it.

    ``oldest`` and ``newest`` are the times of storing between which all of them lie; None where there are none.
    """

    kept: int
    earlier: int
    oldest: datetime | None
    newest: datetime | None


def pull(remote: Remote, query: StatementQuery, path: Path) -> Iterator[Pulled]:
    """Statements into the file at ``path``, going on where an earlier run of the same query stopped.

    Yields at the beginning and after each page. LrsError when the LRS fails, ScormpackError when the disk does, or when
    the file holds something else; what was kept until then is whole, and the next run goes on from it.
    """
    file = StatementFile(path)
    try:
        record = read_record(path, PullRecord(remote.place.url, query), file_is_empty=file.is_empty)
        write_record(path, record)
        seen = Seen()
        for statement in file.statements():
            seen.add(statement)
            seen.forget_before(_beginning(seen.newest, record.unsettled))
        begin = _beginning(seen.newest, record.unsettled)
        since = max((moment for moment in (begin, query.since) if moment), default=None)
        run = _Run(seen, file)
        yield run.pulled()
        for page in pages(remote, replace(query, since=since)):
            run.look_at(page)
            # Until the run is through, what an earlier one left unsettled may still be ahead.
            earliest = min((moment for moment in (run.unsettled, record.unsettled) if moment), default=None)
            if earliest != record.unsettled:
                record = replace(record, unsettled=earliest)
                write_record(path, record)
            run.keep(page)
            yield run.pulled()
        write_record(path, replace(record, unsettled=run.unsettled))
    finally:
        file.close()


def pull_to_stream(remote: Remote, query: StatementQuery, sink: StatementSink) -> Iterator[Pulled]:
    """The same into what cannot be read again; a second run starts from the beginning."""
    run = _Run(Seen(), sink)
    for page in pages(remote, query):
        run.look_at(page)
        run.keep(page)
        yield run.pulled()


class Seen:
    """Ids of statements that the LRS may send again: those of the last while, so that memory stays small."""

    def __init__(self) -> None:
        self.count = 0
        self.oldest: datetime | None = None
        self.newest: datetime | None = None
        self._stored_by_id: dict[str, datetime] = {}
        self._kept_at_last_sweep = 0

    def __len__(self) -> int:
        return len(self._stored_by_id)

    def __contains__(self, statement: StoredStatement) -> bool:
        return statement.id in self._stored_by_id

    def add(self, statement: StoredStatement) -> None:
        """Notes that the statement is kept."""
        self.count += 1
        self._stored_by_id[statement.id] = statement.stored
        self.oldest = min(self.oldest or statement.stored, statement.stored)
        self.newest = max(self.newest or statement.stored, statement.stored)

    def forget_before(self, moment: datetime | None) -> None:
        """Drops ids that no run asks for again; a sweep waits until it is worth its time."""
        if moment is None or len(self._stored_by_id) < 2 * self._kept_at_last_sweep + 1000:
            return
        self._stored_by_id = {own_id: stored for own_id, stored in self._stored_by_id.items() if stored >= moment}
        self._kept_at_last_sweep = len(self._stored_by_id)


class _Run:
    """One run over the pages: keeps what is new, and knows since when something may have been missed."""

    def __init__(self, seen: Seen, sink: StatementSink) -> None:
        self.unsettled: datetime | None = None
        self._seen = seen
        self._sink = sink
        self._earlier = seen.count
        self._latest: datetime | None = None

    def pulled(self) -> Pulled:
        """How far the run has come."""
        return Pulled(self._seen.count - self._earlier, self._earlier, self._seen.oldest, self._seen.newest)

    def look_at(self, page: Page) -> None:
        """Checks a page before any of it is kept. LrsError when it is not the oldest first, as the pull relies on."""
        for statement in page.statements:
            if self._latest and statement.stored < self._latest - OVERLAP:
                raise LrsError("the LRS does not send the oldest statements first, as it was asked to")
            self._latest = max(self._latest or statement.stored, statement.stored)
        through = page.consistent_through
        if through and self._latest and self._latest >= through:
            self.unsettled = min(self.unsettled or through, through)

    def keep(self, page: Page) -> None:
        """Adds what the file does not have yet."""
        fresh: list[StoredStatement] = []
        for statement in page.statements:
            if statement not in self._seen:
                self._seen.add(statement)
                fresh.append(statement)
        self._sink.append(fresh)
        self._seen.forget_before(self._latest - OVERLAP if self._latest else None)


def _beginning(newest: datetime | None, unsettled: datetime | None) -> datetime | None:
    """From when on the LRS is asked again; None: from the first statement on."""
    moments = [moment for moment in (newest, unsettled) if moment]
    return min(moments) - OVERLAP if newest else None

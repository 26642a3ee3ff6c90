"""What a pull notes beside its file, so that the next run goes on with the same question and at the right place."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scormpack.diagnostics import ScormpackError
from scormpack.lrs_client.notes import read_note, write_note
from scormpack.lrs_client.pages import StatementQuery, parse_timestamp


@dataclass(frozen=True, slots=True)
class PullRecord:
    """Which LRS was asked for what; and since when statements may have turned up late, None where none can have."""

    endpoint: str
    query: StatementQuery
    unsettled: datetime | None = None


def record_path(statements: Path) -> Path:
    """The record's place, beside the statements."""
    return statements.with_name(f"{statements.name}.pull.json")


def read_record(statements: Path, wanted: PullRecord, *, file_is_empty: bool) -> PullRecord:
    """The record of the runs before, or ``wanted`` where there was none.

    ScormpackError when the file was filled by another question: going on would mix two, and leave gaps in both.
    """
    if file_is_empty:
        return wanted
    noted = read_note(record_path(statements))
    if noted is None:
        raise ScormpackError(
            f"{statements} exists without a {record_path(statements).name} that would say what it holds. "
            "Choose another --out"
        )
    if noted.get("endpoint") != wanted.endpoint or noted.get("query") != wanted.query.parameters():
        raise ScormpackError(
            f"{statements} holds another pull ({_described(noted)}). Repeat that one to go on with it, "
            "or choose another --out"
        )
    unsettled = None
    with suppress(ValueError):
        unsettled = parse_timestamp(str(noted.get("unsettled")))
    return PullRecord(wanted.endpoint, wanted.query, unsettled)


def write_record(statements: Path, record: PullRecord) -> None:
    """Replaces the record at once, so that it is whole whenever somebody looks."""
    write_note(
        record_path(statements),
        {
            "endpoint": record.endpoint,
            "query": record.query.parameters(),
            "unsettled": record.unsettled.isoformat() if record.unsettled else None,
        },
    )


def _described(noted: dict[str, object]) -> str:
    query = noted.get("query")
    shown = {name: value for name, value in query.items() if name in _SHOWN} if isinstance(query, dict) else {}
    return f"{noted.get('endpoint')}, {json.dumps(shown, ensure_ascii=False)}"


_SHOWN = ("activity", "verb", "registration", "since", "until")

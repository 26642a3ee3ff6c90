"""What is known of a file before and while it is pushed: its statements, its faults, and how far an earlier push came."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scormpack.diagnostics import ScormpackError
from scormpack.lrs_client.notes import read_note, write_note
from scormpack.lrs_client.push_lines import Line, LineFault, read_lines

MOST_FAULTS = 100
"""Faults that are kept to be shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A file as it was read from end to end: ``statements`` are those without a fault."""

    statements: int
    faulty_lines: int
    faults: tuple[LineFault, ...]
    sent_through: int
    """The line up to which an earlier push brought this very file to this LRS; 0 when none did."""
    sent_statements: int
    """How many statements those lines are."""


def survey(file: BinaryIO, noted: PushRecord | None) -> Survey:
    """Reads the whole file once, and keeps none of it."""
    statements = faulty = sent_through = sent_statements = 0
    faults: list[LineFault] = []
    for line in read_lines(file):
        if isinstance(line, Line):
            statements += 1
            if noted and (line.number, line.fingerprint) == (noted.line, noted.fingerprint):
                sent_through, sent_statements = line.number, statements
        else:
            faulty += 1
            faults += line[: MOST_FAULTS - len(faults)]
    return Survey(statements, faulty, tuple(faults), sent_through, sent_statements)


@dataclass(frozen=True, slots=True)
class PushRecord:
    """How far a push came that did not end: the last line that its LRS has, and the fingerprint up to there."""

    endpoint: str
    line: int
    fingerprint: str


def record_path(statements: Path) -> Path:
    """The record's place, beside the statements; it is there while a push has not ended."""
    return statements.with_name(f"{statements.name}.push.json")


def read_record(statements: Path, endpoint: str) -> PushRecord | None:
    """The record of an earlier push to the same LRS. Without one the push starts over, which does no harm."""
    match read_note(record_path(statements)):
        case {"endpoint": str(noted), "line": int(line), "fingerprint": str(fingerprint)} if noted == endpoint:
            return PushRecord(noted, line, fingerprint)
    return None


def write_record(statements: Path, record: PushRecord) -> None:
    """Replaces the record. In a folder that cannot be written there is none, and no harm in that."""
    with suppress(ScormpackError):
        write_note(
            record_path(statements),
            {"endpoint": record.endpoint, "line": record.line, "fingerprint": record.fingerprint},
        )


def forget_record(statements: Path) -> None:
    """The push has come to its end."""
    record_path(statements).unlink(missing_ok=True)

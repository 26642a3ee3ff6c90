"""The lines of a file that is to be pushed: each read, checked by the rules of xAPI, and made ready to be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from scormpack.lrs_client.json_text import members, parse
from scormpack.statement_rules import check_statement

_GIVEN_BY_THE_LRS = frozenset({"stored", "authority", "version"})
"""What the LRS that receives a statement sets itself (xAPI Data, 2.4.8 to 2.4.10)."""


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line. ``rule`` names the clause, empty where the line is no JSON at all."""

    line: int
    path: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of the file. ``text`` is its JSON without what an LRS sets; everything else as it was written."""

    number: int
    id: str
    text: str
    value: dict[str, Any]
    fingerprint: str
    """Of all lines up to this one: in another file, or a changed one, it is another."""


def read_lines(file: BinaryIO) -> Iterator[Line | list[LineFault]]:
    """For each line that is not empty its statement, or else its faults."""
    so_far = hashlib.sha256()
    for number, raw in enumerate(file, 1):
        so_far.update(raw)
        if raw.strip():
            yield _line(number, raw, so_far.hexdigest())


def _line(number: int, raw: bytes, fingerprint: str) -> Line | list[LineFault]:
    try:
        text = raw.decode("utf-8-sig").strip()
        value = parse(text)
    except UnicodeDecodeError:
        return [LineFault(number, "", "", "it is not UTF-8")]
    except ValueError as error:
        return [LineFault(number, "", "", f"it is not one statement as JSON: {error}")]
    faults = [LineFault(number, fault.path, fault.rule, fault.message) for fault in check_statement(value)]
    if faults or not isinstance(value, dict):
        return faults or [LineFault(number, "", "Data 2.2", "a statement is an object")]
    own = [LineFault(number, *fault) for fault in _unfit_for_a_replay(value)]
    if own:
        return own
    kept = (f"{_key(name)}:{written.text}" for name, written in members(text) if name not in _GIVEN_BY_THE_LRS)
    return Line(number, value["id"].lower(), "{" + ",".join(kept) + "}", value, fingerprint)


def _unfit_for_a_replay(statement: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Path, rule and message of what makes a valid statement one that cannot be pushed from a file."""
    if "id" not in statement:
        yield "id", "Data 2.4.1", "without an id each further push would store it once more"
    inner = statement.get("object")
    attachments = [
        *statement.get("attachments", ()),
        *(inner.get("attachments", ()) if isinstance(inner, dict) else ()),
    ]
    if any("fileUrl" not in attachment for attachment in attachments):
        yield (
            "attachments",
            "Communication 1.5.2",
            "an attachment without a fileUrl has its data elsewhere than in this file",
        )


def _key(name: str) -> str:
    # The names at the top of a checked statement are those of the specification: nothing to escape.
    return f'"{name}"'

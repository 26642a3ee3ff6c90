"""A file of statements replayed into an LRS, in batches, each statement once however often it is pushed.

A statement keeps its id, and an LRS never takes a second one under an id that it has (xAPI Communication, 2.1.2). So a
push that broke off can be repeated. What an LRS refuses as a batch is taken apart until the culprit is alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scormpack.lrs_client.exchange import Answer
from scormpack.lrs_client.failures import LrsError, RefusedError
from scormpack.lrs_client.push_lines import Line
from scormpack.lrs_client.remote import Remote
from scormpack.lrs_client.statement_comparison import same_statement

BATCH_STATEMENTS = 100
BATCH_BYTES = 512 * 1024
MOST_REFUSALS = 100
"""So many refused statements are no accident; the push stops."""

_VOIDED = "http://adlnet.gov/expapi/verbs/voided"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A statement that the LRS did not take."""

    line: int
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a batch: ``last`` is its last line, ``there`` is of how many the LRS said that it had them."""

    last: Line
    accepted: int
    there: int
    refused: tuple[Refusal, ...]


def push(remote: Remote, lines: Iterable[Line]) -> Iterator[Pushed]:
    """Each batch once the LRS has it. LrsError when the LRS cannot be reached, or refuses as such."""
    refusals = 0
    for batch in batches(lines):
        outcome = _Outcome(remote)
        outcome.send(batch)
        refusals += len(outcome.refused)
        yield Pushed(batch[-1], outcome.accepted, outcome.there, tuple(outcome.refused))
        if refusals >= MOST_REFUSALS:
            raise LrsError(f"{remote.place.host} has refused {refusals} statements by now; stopped")


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in their order, in batches within both limits, and no id twice in one (xAPI Communication, 2.1.2)."""
    batch: list[Line] = []
    ids: set[str] = set()
    size = 0
    for line in lines:
        length = len(line.text.encode()) + 1
        if batch and (len(batch) == BATCH_STATEMENTS or size + length > BATCH_BYTES or line.id in ids):
            yield batch
            batch, ids, size = [], set(), 0
        batch.append(line)
        ids.add(line.id)
        size += length
    if batch:
        yield batch


class _Outcome:
    """What becomes of one batch while it is taken apart."""

    def __init__(self, remote: Remote) -> None:
        self.accepted = 0
        self.there = 0
        self.refused: list[Refusal] = []
        self._remote = remote

    def send(self, batch: list[Line]) -> None:
        answer = self._post(batch)
        if answer.succeeded:
            self.accepted += len(batch)
        elif answer.status == 409:
            self._settle_conflict(batch)
        elif answer.status in {400, 413} or (answer.status == 403 and any(map(_voids, batch))):
            # 403: voiding can need a right of its own (xAPI Data, 2.3.2).
            self._take_apart(batch, answer)
        else:
            raise RefusedError(answer.status, self._remote.explain(answer))

    def _post(self, batch: list[Line]) -> Answer:
        content = f"[{','.join(line.text for line in batch)}]".encode()
        return self._remote.ask("POST", "statements", headers={"Content-Type": "application/json"}, content=content)

    def _take_apart(self, batch: list[Line], answer: Answer) -> None:
        if len(batch) == 1:
            self._refuse(batch[0], self._remote.words_of(answer) or f"HTTP status {answer.status}")
            return
        middle = len(batch) // 2
        self.send(batch[:middle])
        self.send(batch[middle:])

    def _settle_conflict(self, batch: list[Line]) -> None:
        """Of a batch that got 409 none was stored: each is looked up, and what is not there yet is sent again."""
        missing: list[Line] = []
        for line in batch:
            held = self._held(line.id)
            if held is None:
                missing.append(line)
            elif same_statement(line.value, held):
                self.there += 1
            else:
                self._refuse(line, "the LRS holds another statement under this id")
        if len(missing) < len(batch):
            if missing:
                self.send(missing)
        elif len(batch) == 1:
            self._refuse(batch[0], "the LRS reports a conflict (409), and has no statement under this id to show")
        else:
            for line in batch:
                self.send([line])

    def _held(self, statement_id: str) -> dict[str, Any] | None:
        """The statement under an id, also a voided one; None when there is none."""
        for parameter in ("statementId", "voidedStatementId"):
            answer = self._remote.ask("GET", "statements", {parameter: statement_id})
            if answer.status != 404:
                value, _text = self._remote.json(answer)
                return value if isinstance(value, dict) else {}
        return None

    def _refuse(self, line: Line, reason: str) -> None:
        self.refused.append(Refusal(line.number, line.id, reason))


def _voids(line: Line) -> bool:
    verb = line.value.get("verb")
    return isinstance(verb, dict) and verb.get("id") == _VOIDED

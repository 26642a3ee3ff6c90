"""Whether an LRS takes a statement, gives it back, and voids it. Only on demand: a statement cannot be deleted."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from typing import Any

from tincan import LRSResponse, Statement  # type: ignore[import-untyped]

from scormpack.lrs_client.check.finding import Finding
from scormpack.lrs_client.check.state import CHECKED_ACTIVITY, checked_agent
from scormpack.lrs_client.exchange import Answer
from scormpack.lrs_client.remote import Remote
from scormpack.lrs_client.statement_comparison import same_statement

_LOOKS = 5
"""An LRS may answer before what it stored can be read (xAPI Communication, 2.1.1)."""

_SECONDS_BETWEEN_LOOKS = 1.0


def check_statement(remote: Remote) -> Iterator[Finding]:
    """Stores one statement of an agent that nobody is about an activity that nothing is, reads it, and voids it."""
    statement: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": checked_agent(),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/interacted", "display": {"en": "interacted"}},
        "object": {"objectType": "Activity", "id": CHECKED_ACTIVITY},
    }
    saved = _save(remote, statement)
    if not saved.succeeded:
        yield Finding(
            "statement",
            "problem",
            f"a statement is not taken: {remote.explain(saved)}",
            "Nothing is recorded.",
            "Give the key the right to store statements.",
        )
        return
    held = _held(remote, {"statementId": statement["id"]})
    if held is None or not same_statement(statement, held):
        found = "is not to be found" if held is None else "comes back as another"
        yield Finding(
            "statement",
            "problem",
            f"a statement that was stored {found}",
            "What learners do may be missing from reports.",
            "Look into the LRS's own list of statements; then ask whoever runs it.",
        )
    else:
        yield Finding("statement", "ok", "a statement is stored and read back")
    yield _voided(remote, statement)


def _voided(remote: Remote, statement: dict[str, Any]) -> Finding:
    voiding: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "actor": statement["actor"],
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en": "voided"}},
        "object": {"objectType": "StatementRef", "id": statement["id"]},
    }
    saved = _save(remote, voiding)
    if saved.succeeded and _held(remote, {"voidedStatementId": statement["id"]}) is not None:
        return Finding("voiding", "ok", "it can be voided")
    why = "it does not take effect" if saved.succeeded else remote.explain(saved)
    return Finding(
        "voiding",
        "problem",
        f"the statement cannot be voided: {why}",
        "None: a course voids nothing. The statement of this check stays in reports.",
        f"Leave statements about {CHECKED_ACTIVITY} out of reports, or give the key the right to void.",
    )


def _save(remote: Remote, statement: dict[str, Any]) -> Answer:
    # tincan takes apart what it is given.
    saved: LRSResponse = remote.save_statement(Statement(copy.deepcopy(statement)))
    return Answer(saved.response.status, saved.data.encode(), saved.response)


def _held(remote: Remote, query: dict[str, str]) -> dict[str, Any] | None:
    for look in range(_LOOKS):
        answer = remote.ask("GET", "statements", query)
        if answer.succeeded:
            value, _text = remote.json(answer)
            return value if isinstance(value, dict) else None
        if look + 1 < _LOOKS:
            remote.patience.sleep(_SECONDS_BETWEEN_LOOKS)
    return None

"""Whether an LRS keeps a learner's saved state, and keeps two windows from overwriting each other's.

xAPI Communication, 2.3 (State) and 3.1 (concurrency). The document belongs to a learner and an activity that nobody
else has, and is deleted afterwards.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from scormpack.lrs_client.check.finding import Finding
from scormpack.lrs_client.exchange import Answer
from scormpack.lrs_client.failures import RefusedError
from scormpack.lrs_client.remote import Remote

CHECKED_ACTIVITY = "https://scormpack.example/check"
STATE = "activities/state"

_LOST_PROGRESS = "Learners begin again whenever they come back: the course cannot save where they were."
_OVERWRITTEN = "A learner with the course open in two windows can lose the progress of one of them."
_ASK = "Ask whoever runs the LRS; behind a proxy, check that it lets {} pass."


def checked_agent() -> dict[str, Any]:
    """An agent that nobody is."""
    return {
        "objectType": "Agent",
        "account": {"homePage": "https://scormpack.example", "name": f"check-{uuid.uuid4()}"},
    }


@dataclass(frozen=True, slots=True)
class _Document:
    """One State document, and its requests."""

    remote: Remote
    query: dict[str, str]

    def put(self, content: dict[str, Any], **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.remote.ask(
            "PUT",
            STATE,
            self.query,
            headers={"Content-Type": "application/json", **named},
            content=json.dumps(content).encode(),
        )

    def get(self, origin: str) -> Answer:
        return self.remote.ask("GET", STATE, self.query, headers={"Origin": origin})

    def delete(self) -> Answer:
        return self.remote.ask("DELETE", STATE, self.query)

    def holds(self, answer: Answer, content: dict[str, Any]) -> bool:
        try:
            return bool(self.remote.json(answer)[0] == content)
        except RefusedError:
            return False


def check_state(remote: Remote, origin: str) -> Generator[Finding, None, Answer | None]:
    """Yields findings; returns the answer that read the document back, None when there was none to read."""
    document = _Document(
        remote,
        {"activityId": CHECKED_ACTIVITY, "agent": json.dumps(checked_agent()), "stateId": "scormpack-check"},
    )
    first = document.put({"step": 1}, If_None_Match="*")
    if not first.succeeded:
        yield Finding("state", "problem", f"no State is kept: {remote.explain(first)}", _LOST_PROGRESS, _allow(first))
        return None
    try:
        read_back = document.get(origin)
        if not document.holds(read_back, {"step": 1}):
            yield Finding(
                "state",
                "problem",
                f"a State that was stored does not come back ({read_back.status})",
                _LOST_PROGRESS,
                "Ask whoever runs the LRS; a course for a SCORM 1.2 LMS saves without an LRS.",
            )
            return None
        yield Finding("state", "ok", "State is kept and read back")
        yield from _concurrency(document, read_back, origin)
    finally:
        deleted = document.delete()
    if not deleted.succeeded or document.get(origin).status != 404:
        yield Finding(
            "state-deleted",
            "problem",
            f"a State that was deleted is still there ({deleted.status})",
            "Nothing: a course deletes no State.",
            f"Delete what is kept under {CHECKED_ACTIVITY} when it disturbs.",
        )
    return read_back


def _concurrency(document: _Document, read_back: Answer, origin: str) -> Generator[Finding, None, None]:
    etag = read_back.header("ETag")
    if etag is None:
        yield Finding("etag", "problem", "State comes without an ETag", _OVERWRITTEN, _ASK.format("ETag"))
    else:
        yield Finding("etag", "ok", "State comes with an ETag")
    of_another = document.put({"step": 2}, If_Match='"0000000000000000000000000000000000000000"')
    if of_another.status == 412 and document.holds(document.get(origin), {"step": 1}):
        yield Finding("if-match", "ok", "a State that another window has changed is not overwritten")
    else:
        yield Finding(
            "if-match",
            "problem",
            f"a PUT with a stale If-Match is answered with {of_another.status} in place of 412",
            _OVERWRITTEN,
            _ASK.format("If-Match"),
        )
    if etag is None or of_another.succeeded:
        return
    own = document.put({"step": 3}, If_Match=etag)
    if own.succeeded and document.holds(document.get(origin), {"step": 3}):
        return
    weak = " The ETag is weak (W/): a proxy that compresses answers makes it so." if etag.startswith("W/") else ""
    yield Finding(
        "if-match-own",
        "problem",
        f"a PUT with the State's own ETag is refused ({own.status}).{weak}",
        "Progress is saved once, and then no more.",
        _ASK.format("ETag and If-Match unchanged"),
    )


def _allow(answer: Answer) -> str:
    if answer.status == 403:
        return "Give the key the right to read and write State."
    return "Take an LRS with the State resource, or build for SCORM 1.2."

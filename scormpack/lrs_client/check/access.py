"""Whether an LRS can be reached, speaks our version, has the right time, and knows the key."""

from __future__ import annotations

import time
from collections.abc import Generator
from email.utils import parsedate_to_datetime
from typing import Any

from scormpack.lrs_client.check.finding import Finding
from scormpack.lrs_client.exchange import Answer
from scormpack.lrs_client.failures import Cause, RefusedError, UnreachableError
from scormpack.lrs_client.remote import XAPI_VERSION, Remote

MOST_SKEW_SECONDS = 60
"""The Date header counts whole seconds, and an answer takes some; a minute is more than both."""

_NOTHING_RECORDED = "Nothing is recorded. The course works, and keeps what it can in the learner's browser."

_ADVICE: dict[Cause, str] = {
    "name": "Compare the address with the one in the LRS's settings; then check the network.",
    "connection": "Check the address's port, and whether the LRS is running and its firewall lets you in.",
    "certificate": "Browsers will refuse it too. Whoever runs the LRS has to renew or correct its certificate.",
    "silence": "Check whether a firewall or VPN is in between; then ask whoever runs the LRS.",
    "broken": "Try again; when it stays, ask whoever runs the LRS what is between it and you.",
}


def check_access(remote: Remote) -> Generator[Finding, None, bool]:
    """Yields findings; returns False when there is no use in asking for more."""
    begun = time.monotonic()
    try:
        answer = remote.ask("GET", "about")
    except UnreachableError as error:
        yield Finding("reachable", "problem", str(error), _NOTHING_RECORDED, _ADVICE[error.cause])
        return False
    milliseconds = round((time.monotonic() - begun) * 1000)
    try:
        about = None if answer.status in {401, 403} else remote.json(answer)[0]
    except RefusedError as error:
        advice = "Ask whoever runs the LRS." if error.status >= 500 else "Correct the endpoint."
        yield Finding("reachable", "problem", str(error), _NOTHING_RECORDED, advice)
        return False
    yield Finding("reachable", "ok", f"{remote.place.url} answers, in {milliseconds} ms")
    yield _version(about)
    yield from _clock(remote, answer)
    return (yield from _credentials(remote))


def _version(about: Any) -> Finding:
    versions = about.get("version") if isinstance(about, dict) else None
    if about is None:
        return Finding("version", "ok", "the LRS tells its versions only to those it knows")
    named = [version for version in versions if isinstance(version, str)] if isinstance(versions, list) else []
    if any(version.startswith("1.0") for version in named):
        return Finding("version", "ok", f"it speaks xAPI {', '.join(named)}")
    return Finding(
        "version",
        "problem",
        f"it does not say that it speaks xAPI 1.0, but: {', '.join(named) or 'nothing'}",
        f"The course speaks xAPI {XAPI_VERSION}; the LRS may refuse everything.",
        "Look for a setting that turns on xAPI 1.0.3, or take another LRS.",
    )


def _clock(remote: Remote, answer: Answer) -> Generator[Finding, None, None]:
    """Nothing without a Date header, which a server without a clock leaves out (RFC 9110, 6.6.1)."""
    try:
        then = parsedate_to_datetime(answer.header("Date") or "")
        skew = round((then - remote.patience.now()).total_seconds())
    except (ValueError, TypeError):
        return
    if abs(skew) <= MOST_SKEW_SECONDS:
        yield Finding("clock", "ok", "its clock and that of this machine agree")
        return
    yield Finding(
        "clock",
        "problem",
        f"its clock is {abs(skew)} seconds {'ahead of' if skew > 0 else 'behind'} that of this machine",
        "In reports, things seem to be stored before they happen, or long after.",
        "Find out which of the two is wrong, and let it set its time by the network.",
    )


def _credentials(remote: Remote) -> Generator[Finding, None, bool]:
    answer = remote.ask("GET", "statements", {"limit": "1"})
    if answer.succeeded:
        try:
            remote.json(answer)
        except RefusedError as error:
            yield Finding("credentials", "problem", str(error), _NOTHING_RECORDED, "Correct the endpoint.")
            return False
        yield Finding("credentials", "ok", "it knows the key, and lets it read statements")
        return True
    found = remote.explain(answer)
    if answer.status == 403:
        yield Finding(
            "credentials",
            "problem",
            found,
            "A course can perhaps still record; nobody can read with this key what it recorded.",
            "For `scormpack lrs pull`, give the key the right to read all statements.",
        )
        return True
    advice = "Check key and secret." if answer.status == 401 else "Correct the endpoint, or ask whoever runs the LRS."
    yield Finding("credentials", "problem", found, _NOTHING_RECORDED, advice)
    return False

"""Whether an LRS does what a course needs, asked as the course's player asks it."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.lrs_client.check.access import check_access
from scormpack.lrs_client.check.browser import check_browser
from scormpack.lrs_client.check.finding import Finding, Status
from scormpack.lrs_client.check.state import check_state
from scormpack.lrs_client.check.statement import check_statement
from scormpack.lrs_client.failures import LrsError
from scormpack.lrs_client.remote import Remote

__all__ = ["Finding", "Status", "check_lrs"]


def check_lrs(remote: Remote, origin: str, *, write: bool) -> Iterator[Finding]:
    """All findings, each when it is made.

    ``origin`` is the LMS's, as a browser sends it. With ``write`` a statement is stored, and voided afterwards: it
    cannot be taken back (xAPI Data, 2.3.2). Everything else leaves nothing behind.
    """
    try:
        if not (yield from check_access(remote)):
            return
        if write:
            yield from check_statement(remote)
        read_back = yield from check_state(remote, origin)
        yield from check_browser(remote, origin, read_back)
    except LrsError as error:
        yield Finding(
            "connection",
            "problem",
            f"{error}; the checks that would follow were not made",
            "What a learner does while the LRS is away waits in the browser, and is sent later.",
            "Try again. When it comes and goes, show this to whoever runs the LRS.",
        )

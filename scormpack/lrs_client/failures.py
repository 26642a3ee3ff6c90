"""What can go wrong between us and an LRS, each with one line for a person."""

from __future__ import annotations

from typing import Literal

from scormpack.diagnostics import ScormpackError

Cause = Literal["name", "connection", "certificate", "silence", "broken"]
"""No such host; nobody listens there; TLS failed; no answer in time; an answer that broke off or was no HTTP."""


class LrsError(ScormpackError):
    """The LRS, or the way to it, failed. The text is one line and holds no credentials."""


class UnreachableError(LrsError):
    """No whole answer came."""

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause: Cause = cause

    @property
    def may_pass(self) -> bool:
        """True when the same request can succeed a moment later: a certificate does not mend itself."""
        return self.cause != "certificate"


class RefusedError(LrsError):
    """An answer came, and it was not the one that was asked for. ``status`` is that of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

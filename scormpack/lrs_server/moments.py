"""Moments as the LRS keeps them, and as HTTP writes them."""

from __future__ import annotations

from datetime import UTC, datetime

from scormpack.statement_rules import parse_timestamp


def time_text(moment: datetime) -> str:
    """UTC with microseconds, so that texts sort as times do."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def http_date(stored: str) -> str:
    """A moment that `time_text` wrote, for the header Last-Modified (RFC 7231, 7.1.1.1), which has no fractions."""
    moment = parse_timestamp(stored)
    if moment is None:
        raise ValueError(f"{stored!r} is no moment of this database")
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")

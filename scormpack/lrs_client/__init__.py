"""A client for any LRS, for people: check it, pull a course's statements, push them elsewhere. The one door to tincan."""

from __future__ import annotations

from scormpack.lrs_client.check import Finding, check_lrs
from scormpack.lrs_client.endpoint import Credentials, Endpoint, is_loopback, parse_endpoint
from scormpack.lrs_client.pages import StatementQuery
from scormpack.lrs_client.pull import Pulled, pull, pull_to_stream
from scormpack.lrs_client.push import Pushed, Refusal, push
from scormpack.lrs_client.push_lines import Line, LineFault, read_lines
from scormpack.lrs_client.push_record import (
    PushRecord,
    Survey,
    forget_record,
    read_record,
    survey,
    write_record,
)
from scormpack.lrs_client.remote import Remote
from scormpack.lrs_client.retries import Patience
from scormpack.lrs_client.statement_file import StatementStream

__all__ = [
    "Credentials",
    "Endpoint",
    "Finding",
    "Line",
    "LineFault",
    "Patience",
    "Pulled",
    "PushRecord",
    "Pushed",
    "Refusal",
    "Remote",
    "StatementQuery",
    "StatementStream",
    "Survey",
    "check_lrs",
    "forget_record",
    "is_loopback",
    "parse_endpoint",
    "pull",
    "pull_to_stream",
    "push",
    "read_lines",
    "read_record",
    "survey",
    "write_record",
]

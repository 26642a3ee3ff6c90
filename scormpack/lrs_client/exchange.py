"""One HTTP request and its whole answer, within a time, with what failed told apart.

Redirects are not followed: a moved LRS is something to be told, and credentials do not go along.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from scormpack.lrs_client.failures import LrsError, UnreachableError

WHOLE_ANSWER_SECONDS = 300.0
"""How long an answer may take that keeps trickling."""

LONGEST_ANSWER = 256 * 1024 * 1024
"""Bytes; a page of statements is far below."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and the whole body. ``response`` is read to its end; tincan wants it."""

    status: int
    body: bytes
    response: HTTPResponse

    def header(self, name: str) -> str | None:
        """One header's value, whatever the case of its name; None when it is not there."""
        return self.response.getheader(name)

    @property
    def succeeded(self) -> bool:
        """True for 200 to 299."""
        return 200 <= self.status < 300


def exchange(
    method: str, url: str, headers: Mapping[str, str], content: bytes | None, timeout_seconds: float
) -> Answer:
    """The answer, whatever its status.

    ``timeout_seconds`` is for connecting and for each silence. UnreachableError when no whole answer came, LrsError
    when it was too long.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=timeout_seconds, context=ssl.create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=timeout_seconds)
    )
    try:
        _connect(connection, host, timeout_seconds)
        try:
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request(method, target, content, dict(headers))
            with connection.getresponse() as response:
                return Answer(response.status, _read(response, host), response)
        except TimeoutError:
            raise UnreachableError("silence", f"{host} was silent for {timeout_seconds:g} seconds") from None
        except (HTTPException, OSError) as error:
            raise UnreachableError("broken", f"the connection to {host} broke off ({type(error).__name__})") from None
    finally:
        connection.close()


def _connect(connection: HTTPConnection, host: str, timeout_seconds: float) -> None:
    try:
        connection.connect()
    except (socket.gaierror, UnicodeError):
        # A host name that IDNA cannot encode raises UnicodeError.
        raise UnreachableError("name", f"there is no host {host}, or no network to look it up") from None
    except ssl.SSLCertVerificationError as error:
        raise UnreachableError(
            "certificate", f"the certificate of {host} is not valid: {error.verify_message}"
        ) from None
    except ssl.SSLError as error:
        reason = (error.reason or "no reason given").replace("_", " ").lower()
        raise UnreachableError("certificate", f"{host} does not speak https there: {reason}") from None
    except TimeoutError:
        raise UnreachableError("silence", f"{host} did not answer in {timeout_seconds:g} seconds") from None
    except OSError as error:
        raise UnreachableError(
            "connection", f"no connection to {host}: {(error.strerror or type(error).__name__).lower()}"
        ) from None


def _read(response: HTTPResponse, host: str) -> bytes:
    """The whole body. `HTTPResponse.read1` does not say when a body ended before its Content-Length; `length` does."""
    until = time.monotonic() + WHOLE_ANSWER_SECONDS
    chunks: list[bytes] = []
    length = 0
    while chunk := response.read1(1 << 16):
        chunks.append(chunk)
        length += len(chunk)
        if length > LONGEST_ANSWER:
            raise LrsError(f"an answer of {host} is longer than {LONGEST_ANSWER >> 20} MB")
        if time.monotonic() > until:
            raise UnreachableError("silence", f"an answer of {host} took longer than {WHOLE_ANSWER_SECONDS:g} seconds")
    if response.length:
        raise UnreachableError("broken", f"an answer of {host} broke off in the middle")
    return b"".join(chunks)

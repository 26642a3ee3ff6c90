"""One HTTP request to the proxy and its answer, with the time at which each piece of it came.

httpx is imported here alone. Redirects are not followed, and connections go straight to the proxy, as a learner's
would: a forward proxy of this machine's environment is passed by.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from scormpack.diagnostics import ScormpackError
from scormpack.lab_check.patience import Patience

if TYPE_CHECKING:
    import httpx

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes; the player gives up after 200,000 characters."""

Ending = Literal["whole", "silent", "broken", "long"]


class UnansweredError(ScormpackError):
    """No answer's head came. ``kind`` is silence where it might still have come."""

    def __init__(self, kind: Literal["connection", "silence", "broken"], text: str, seconds: float) -> None:
        super().__init__(text)
        self.kind = kind
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whatever its status. Times are seconds since the request was sent."""

    method: str
    path: str
    status: int
    headers: httpx.Headers
    body: bytes
    head_seconds: float
    arrivals: tuple[float, ...]
    """When each piece of the body came."""
    end_seconds: float
    ending: Ending = "whole"

    @property
    def pauses(self) -> list[float]:
        """Seconds without a byte, from the head to the end."""
        return [later - earlier for earlier, later in pairwise((self.head_seconds, *self.arrivals, self.end_seconds))]

    @property
    def kind(self) -> str:
        """The media type without parameters, lower case; empty when none is named."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body; what is no UTF-8 is replaced."""
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """The body's value; None when it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def error_code(self) -> str:
        """`error.code` of an error in OpenAI's shape; empty when there is none."""
        code = string_at(self.json(), "error", "code")
        return code or ""


def string_at(value: Any, *path: str | int) -> str | None:
    """The string at the path, None when there is none; what a proxy sends is not trusted to have any shape."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def trusting_context() -> ssl.SSLContext:
    """What is trusted: this machine's authorities, and those that browsers bring along (certifi's copy of Mozilla's).

    A Python without a store of its own knows none; a company's own authority is in the machine's store alone.
    """
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Wire:
    """Requests below the proxy's address; remembers every answer. To be closed."""

    def __init__(self, base: str, origin: str, patience: Patience) -> None:
        import httpx

        self._client = httpx.Client(
            verify=trusting_context(),
            timeout=httpx.Timeout(patience.timeout_seconds),
            trust_env=False,
            follow_redirects=False,
            headers={"Origin": origin, "User-Agent": "scormpack proxy check"},
        )
        self.base = base
        self.origin = origin
        self.patience = patience
        self.answers: list[Answer] = []

    @property
    def host(self) -> str:
        """The proxy's host, for messages."""
        return urlsplit(self.base).hostname or ""

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def ask_before(self, path: str, wanted_headers: str, *, origin: str = "", private: bool = False) -> Answer:
        """The answer to a browser's preflight for a POST (Fetch, CORS-preflight fetch)."""
        headers = {
            "Origin": origin or self.origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": wanted_headers,
        }
        if private:
            headers["Access-Control-Request-Private-Network"] = "true"
        return self._ask("OPTIONS", path, headers, None, None)

    def post(
        self, path: str, body: object, *, token: str = "", hearing: Callable[[float, bytes], bool] | None = None
    ) -> Answer:
        """The answer to a POST of JSON; bytes go as they are. ``hearing`` gets each piece; True ends the reading."""
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask("POST", path, headers, content, hearing)

    def _ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        content: bytes | None,
        hearing: Callable[[float, bytes], bool] | None,
    ) -> Answer:
        import httpx

        clock = self.patience.clock
        request = self._client.build_request(method, self.base + path, headers=headers, content=content)
        started = clock()
        try:
            response = self._client.send(request, stream=True)
        except httpx.TimeoutException:
            waited = f"{self.patience.timeout_seconds:g} seconds (--timeout)"
            raise UnansweredError("silence", f"{self.host} did not answer in {waited}", clock() - started) from None
        except httpx.ConnectError:
            raise UnansweredError("connection", f"no connection to {self.host}", clock() - started) from None
        except httpx.HTTPError as error:
            why = f"{self.host} broke the connection off ({type(error).__name__})"
            raise UnansweredError("broken", why, clock() - started) from None
        head = clock() - started
        self._client.cookies.clear()  # The player keeps and sends none.
        pieces: list[bytes] = []
        arrivals: list[float] = []
        ending: Ending = "whole"
        try:
            for piece in response.iter_bytes():
                arrivals.append(clock() - started)
                pieces.append(piece)
                if hearing and hearing(arrivals[-1], piece):
                    break
                if arrivals[-1] > self.patience.whole_seconds or sum(map(len, pieces)) > LONGEST_BODY:
                    ending = "long"
                    break
        except httpx.TimeoutException:
            ending = "silent"
        except httpx.HTTPError:
            ending = "broken"
        finally:
            response.close()
        answer = Answer(
            method,
            path,
            response.status_code,
            response.headers,
            b"".join(pieces),
            head,
            tuple(arrivals),
            clock() - started,
            ending,
        )
        self.answers.append(answer)
        return answer


def connect(host: str, port: int, timeout_seconds: float) -> socket.socket:
    """A plain connection. UnansweredError says why there is none."""
    try:
        return socket.create_connection((host, port), timeout_seconds)
    except TimeoutError:
        why = f"{host} did not take a connection at port {port} in {timeout_seconds:g} seconds (--timeout)"
        raise UnansweredError("silence", why, timeout_seconds) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UnansweredError("connection", f"no connection to {host}, port {port}: {reason}", 0) from None

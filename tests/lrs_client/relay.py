"""An LRS of our own with somebody between it and us, who changes one thing about what passes."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from tests.lrs_client.unruly_lrs import Request, UnrulyLrs

Response = tuple[int, dict[str, str], bytes]
Passing = Callable[[Request], Request]
Changing = Callable[[Request, Response], Response]


class Relay(UnrulyLrs):
    """Forwards requests as `asked` makes them, and answers as `answered` makes them."""

    def __init__(self, behind: str) -> None:
        super().__init__()
        self._host = urlsplit(behind).netloc
        self.asked: Passing = lambda request: request
        self.answered: Changing = lambda _request, response: response

    def answer(self, request: Request) -> Response:
        request = self.asked(request)
        connection = HTTPConnection(self._host, timeout=10)
        try:
            path = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
            headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
            connection.request(request.method, path, request.body, headers)
            response = connection.getresponse()
            body = response.read()
            dropped = {"content-length", "transfer-encoding", "connection"}
            kept = {name.title(): value for name, value in response.getheaders() if name.lower() not in dropped}
            return self.answered(request, (response.status, kept, body))
        finally:
            connection.close()

"""An LRS across the network: tincan's client, with the patience and the care that it lacks.

What was found in tincan 1.0.0, and is answered here or by those who use this:

- ``RemoteLRS._send_request`` has no timeout, tries once, and loses the ``&`` between an address's own query and the
  parameters. It is replaced.
- It writes ``True`` for true, which no LRS has to understand (xAPI Communication, 2.1.3: as in JSON), and puts the root of
  the endpoint before a ``more`` address that is absolute. Parameters are text here, and `Endpoint.more` resolves.
- It looks for ETags in a list of pairs as if it were a dictionary and so never finds one; and it sends a State twice. Documents
  go through `Remote.ask`.
- Its models rewrite what they hold (`PT60S` becomes `PT1M`, `stored` loses digits), refuse a property or a UUID that they do
  not know, and change the dictionary that they are made from. So no statement that is pulled or pushed goes through them;
  and what they are made from is a copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tincan import HTTPRequest, LRSResponse, RemoteLRS, Version  # type: ignore[import-untyped]

from scormpack.lrs_client.answers import explained, own_words
from scormpack.lrs_client.endpoint import Credentials, Endpoint
from scormpack.lrs_client.exchange import Answer, exchange
from scormpack.lrs_client.failures import RefusedError, UnreachableError
from scormpack.lrs_client.retries import TRANSIENT, Patience

XAPI_VERSION: str = Version.latest
"""What we say that we speak (xAPI Communication, 3.3): 1.0.3, as the player does."""


class Remote(RemoteLRS):  # type: ignore[misc]
    """One LRS, entered with one key. Its text and that of its errors hold no secret."""

    # tincan lets nothing be set that is not named here.
    _props = ("version", "endpoint", "auth", "place", "credentials", "patience")

    place: Endpoint
    credentials: Credentials
    patience: Patience

    def __init__(self, place: Endpoint, credentials: Credentials, patience: Patience | None = None) -> None:
        super().__init__(version=XAPI_VERSION, endpoint=place.url, auth=credentials.authorization)
        self.place = place
        self.credentials = credentials
        self.patience = patience or Patience()

    def __repr__(self) -> str:
        return f"Remote({self.place.url})"

    def ask(
        self,
        method: str,
        resource: str,
        query: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """The LRS's answer, whatever its status, after as many tries as patience allows.

        ``resource`` is a name below the endpoint, or a whole address. UnreachableError when there was no answer.
        """
        url = resource if "://" in resource else self.place.resource(resource)
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query)
        sent = {"X-Experience-API-Version": XAPI_VERSION, "Authorization": self.credentials.authorization}
        return self._patiently(method, url, {**sent, **(headers or {})}, content)

    def ask_openly(self, method: str, resource: str, headers: Mapping[str, str]) -> Answer:
        """The same without key and version, as a browser asks before it sends them."""
        return self._patiently(method, self.place.resource(resource), headers, None)

    def json(self, answer: Answer) -> tuple[Any, str]:
        """The body of an answer that succeeded, as a value and as text; RefusedError explains any other."""
        if not answer.succeeded:
            raise RefusedError(answer.status, self.explain(answer))
        try:
            text = answer.body.decode("utf-8-sig")
            return json.loads(text), text
        except (ValueError, RecursionError):
            what = "a web page" if answer.body.lstrip()[:1] == b"<" else "something that is not JSON"
            raise RefusedError(
                answer.status,
                f"{self.place.host} answered with {what}; is {self.place.url} the endpoint of an LRS? "
                "Endpoints often end in /xapi or /xAPI",
            ) from None

    def explain(self, answer: Answer) -> str:
        """What an answer that did not succeed means, in one line."""
        return self.credentials.redact(explained(answer, self.place))

    def words_of(self, answer: Answer) -> str:
        """What the LRS itself said in an answer, shortened to one line; empty when it said nothing."""
        return self.credentials.redact(own_words(answer))

    def _patiently(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        tries = 0
        while True:
            tries += 1
            try:
                answer = exchange(method, url, headers, content, self.patience.timeout_seconds)
            except UnreachableError as error:
                pause = self.patience.pause_seconds(tries) if error.may_pass else None
                if pause is None:
                    raise
                why = str(error)
            else:
                if answer.status not in TRANSIENT:
                    return answer
                pause = self.patience.pause_seconds(tries, answer.header("Retry-After"))
                if pause is None:
                    return answer
                why = f"{self.place.host} is busy ({answer.status})"
            self.patience.pause(pause, why)

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        """The door through which all of tincan's own methods send."""
        content = request.content.encode() if isinstance(request.content, str) else request.content
        answer = self.ask(
            request.method, request.resource, request.query_params, headers=request.headers, content=content
        )
        missing_is_fine = answer.status == 404 and bool(request.ignore404)
        return LRSResponse(
            success=answer.succeeded or missing_is_fine,
            request=request,
            response=answer.response,
            data=answer.body.decode("utf-8", "replace"),
        )

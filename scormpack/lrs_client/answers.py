"""What an LRS's refusal means, told to somebody who wants to know what to do about it."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin, urlsplit

from scormpack.lrs_client.endpoint import Endpoint
from scormpack.lrs_client.exchange import Answer

_LONGEST_QUOTE = 200
"""Characters of an LRS's own words."""


def explained(answer: Answer, place: Endpoint) -> str:
    """One line for an answer that did not succeed: what it means, then what the LRS said itself."""
    if 300 <= answer.status < 400:
        return _redirect(answer, place)
    words = own_words(answer)
    return f"{_meaning(answer, place)}. The LRS says: {words}" if words else _meaning(answer, place)


def own_words(answer: Answer) -> str:
    """What stands in the body, shortened to one line; nothing of a web page."""
    text = answer.body[:4096].decode("utf-8", "replace").strip()
    if text.startswith("<"):
        return ""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        said = next((value[key] for key in ("message", "error", "detail", "title") if value.get(key)), None)
        text = said if isinstance(said, str) else text
    line = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"


def _meaning(answer: Answer, place: Endpoint) -> str:
    status = answer.status
    if status == 401:
        return f"{place.host} does not know this key and secret (401)"
    if status == 403:
        return f"{place.host} knows the key, and does not allow this with it (403)"
    if status in {404, 405}:
        return f"there is no such xAPI resource at {place.url} ({status}); is that the LRS's endpoint?"
    if status == 429:
        return f"{place.host} gets too many requests and wants us to wait{_how_long(answer)} (429)"
    if status >= 500:
        return f"{place.host} is in trouble ({status}{_how_long(answer, ', says to wait')}); try again later"
    return f"{place.host} refused the request ({status})"


def _how_long(answer: Answer, before: str = "") -> str:
    asked = answer.header("Retry-After")
    if not asked:
        return ""
    return f"{before} {asked.strip()} seconds" if asked.strip().isdigit() else f"{before} until {asked.strip()}"


def _redirect(answer: Answer, place: Endpoint) -> str:
    """A redirect leads to a page for signing in, or to the right address. Its query may hold tokens: it is not shown."""
    target = urlsplit(urljoin(place.url, answer.header("Location") or ""))
    shown = f"{target.scheme}://{target.hostname or ''}{target.path}"
    own = urlsplit(place.url)
    if target.hostname == own.hostname and target.scheme == "https" and own.scheme == "http":
        return f"{place.host} wants https ({answer.status}): use https:// in the endpoint"
    return (
        f"{place.host} sends us to {shown} ({answer.status}). That is a page for signing in, or the LRS has moved: "
        "an endpoint answers by itself"
    )

"""Where an LRS is, and by which key it is entered."""

from __future__ import annotations

import base64
import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Credentials:
    """Key and secret of Basic authentication (xAPI Communication, 4.0). The secret is in no representation of it."""

    key: str
    secret: str = field(repr=False)

    @property
    def authorization(self) -> str:
        """The value of the header, in UTF-8 (RFC 7617, 2.1)."""
        return f"Basic {self._encoded}"

    def redact(self, text: str) -> str:
        """The text with dots for the secret, in case somebody sent it back to us."""
        for hidden in (self._encoded, self.secret):
            if hidden:
                text = text.replace(hidden, "…")
        return text

    @property
    def _encoded(self) -> str:
        return base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address that a resource's name is appended to; ends in a slash."""

    url: str

    @property
    def host(self) -> str:
        """The host's name or number, for messages."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_readable_underway(self) -> bool:
        """True for plain http to another machine: whoever is between reads the secret."""
        return urlsplit(self.url).scheme == "http" and not is_loopback(self.host)

    def resource(self, name: str) -> str:
        """The address of a resource, such as ``activities/state``."""
        return self.url + name

    def more(self, link: str) -> str:
        """The address that a ``more`` link means (xAPI Data, 2.5).

        The specification wants a path without scheme and host. Some LRSs send a whole address, behind a proxy even that
        of a machine that cannot be reached from here. Only path and query are taken, so that credentials go nowhere else.
        """
        target = urlsplit(urljoin(self.resource("statements"), link))
        own = urlsplit(self.url)
        return urlunsplit((own.scheme, own.netloc, target.path, target.query, ""))


def parse_endpoint(text: str) -> Endpoint:
    """The endpoint that somebody typed; ValueError says what is wrong with it, without repeating credentials."""
    text = text.strip()
    if "://" not in text:
        raise ValueError("an endpoint begins with https://, such as https://lrs.example.org/xapi/")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("this is no address") from None
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "key and secret do not belong into the address: shells and servers keep it in their histories. "
            "Put them into SCORMPACK_LRS_KEY and SCORMPACK_LRS_SECRET"
        )
    if parts.scheme not in {"http", "https"}:
        raise ValueError("an LRS speaks https, or http on this machine")
    if not host:
        raise ValueError("the address has no host")
    if parts.query or parts.fragment:
        raise ValueError("an endpoint ends before the ? or #")
    path = parts.path.rstrip("/")
    # What is copied from a browser or a manual is often the address of one resource.
    for resource in ("/statements", "/about", "/activities/state"):
        path = path.removesuffix(resource)
    return Endpoint(urlunsplit((parts.scheme, parts.netloc, f"{path}/", "", "")))


def is_loopback(host: str) -> bool:
    """True when the host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""The lab proxy's address, as the author gives it on the command line."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from scormpack.contract import LabProxy

DEFAULT_MODEL = "lab-assistant"
"""An alias: the proxy knows which model it stands for."""


def parse_lab_proxy(url: str, model: str = DEFAULT_MODEL) -> LabProxy:
    """The proxy at ``url``. Raises `ValueError` as `checked_address` does."""
    from scormpack.contract import LabProxy

    return LabProxy(url=checked_address(url), model=model)


def checked_address(url: str) -> str:
    """The address without a slash at its end.

    Raises `ValueError` with the reason where a package must not carry it: the package is readable by anyone, so
    there are no credentials in it, and what learners write does not travel in the clear.
    """
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"`{url}` is no URL: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"`{url}` is no web address; write it with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "the address holds a user name or password, which every learner could read; let the proxy hold it"
        )
    if parts.query or parts.fragment:
        raise ValueError("the address may not have a `?` or `#` part: keys do not belong into a package")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError(f"`{url}` is not encrypted; only a proxy on this machine may be reached without https")
    if any(character in url for character in " \"'<>;,"):
        raise ValueError(f"`{url}` holds a character that no address has")
    return url.strip().rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Addresses in what a browser receives: those that carry credentials, and those that would be asked without encryption."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scormpack.package_secrets.keys import is_placeholder, looks_random

_IN_CSS = re.compile(r"url\(\s{0,9}[\"']?([^\"')\s]{1,2000})|@import\s{1,9}[\"']([^\"']{1,2000})")
_END_OF_ADDRESS = re.compile(r"[\s\"'<>`\\|^{}]")
_LONGEST = 500
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}$")
_SECRET_FIELD = re.compile(
    r"[?&](?:api[_-]?key|key|access[_-]?token|auth|token|password|secret|sig|signature|x-amz-signature)=([^&#]{16,400})",
    re.IGNORECASE,
)
_LINE_ENDS = re.compile(r"[\t\n\r]+")
_SCHEMES = re.compile(r"\b(?:http|ws|ftp):[^\s;\"']")
_UNENCRYPTED = ("http:", "ws:", "ftp:")


def with_credentials(text: str) -> Iterator[str]:
    """Addresses with a user, a password or a secret parameter (RFC 3986, 3.2.1). Linear in the text's length."""
    at = text.find("://")
    while at >= 0:
        rest = text[at + 3 : at + 3 + _LONGEST]
        if "@" in rest or "=" in rest:  # most addresses have neither, and go without the patterns
            yield from _with_credentials(_SCHEME.search(text, max(0, at - 21), at), rest)
        at = text.find("://", at + 3)


def _with_credentials(scheme: re.Match[str] | None, rest: str) -> Iterator[str]:
    if not scheme:
        return
    end = _END_OF_ADDRESS.search(rest)
    rest = rest[: end.start()] if end else rest
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user, _, host = authority.rpartition("@")
    field = _SECRET_FIELD.search(rest)
    if host and user and not is_placeholder(user) and not _is_package(scheme[0], user):
        yield f"{scheme[0]}://{authority}"
    elif field and not is_placeholder(field[1]) and (looks_random(field[1]) or field[1].count("%") > 1):
        yield f"{scheme[0]}://{rest}"


def _is_package(scheme: str, user: str) -> bool:
    """True for the address of a repository, whose user is the same for everybody."""
    return scheme.endswith("ssh") and user == "git"


def unencrypted(name: str, text: str) -> Iterator[str]:
    """Addresses of a page, picture or style sheet that a browser would ask in the clear, off this machine.

    ``name`` is the file's. Namespaces, identifiers and running text are none.
    """
    ending = name.lower().rpartition(".")[2]
    if ending == "css":
        yield from filter(_is_open, in_css(text))
    elif ending in ("html", "htm", "xhtml", "svg"):
        from scormpack.package_secrets.page import addresses_of  # most packages need no parser

        yield from filter(_is_open, addresses_of(text))


def may_be_unencrypted(text: str) -> bool:
    """False for most pages and their pieces: then `unencrypted` finds nothing, and its parser's time is saved."""
    read = (html.unescape(text) if "&" in text else text).lower()
    joined = read.replace("\n", "").replace("\t", "").replace("\r", "")
    return any(
        scheme in version and _SCHEMES.search(version) is not None
        for version in (read, joined)
        for scheme in _UNENCRYPTED
    )


def in_css(text: str) -> Iterator[str]:
    """The addresses in a style sheet (CSS Values 4, 4.5)."""
    for found in _IN_CSS.finditer(text):
        yield found[1] or found[2]


def _is_open(address: str) -> bool:
    # Browsers drop tabs and line ends inside an address, and space around it (URL Standard, 4.4).
    address = _LINE_ENDS.sub("", address).strip()
    if not address.lower().startswith(_UNENCRYPTED):
        return False
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return True
    return not is_loopback(host)


def is_loopback(host: str) -> bool:
    """True for this machine's own names and addresses."""
    import ipaddress

    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Addresses in what a browser receives: those that carry credentials, and those that would be asked without encryption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scormpack.package_secrets.chance import is_placeholder, looks_random, says_so
from scormpack.package_secrets.keys import Find
from scormpack.package_secrets.readings import without_css_escapes, without_entities, without_escapes

_END_OF_ADDRESS = re.compile(r"[\s\"'<>`\\|^{}]")
_AUTHORITY = re.compile(r"[^/?#]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}$")
_SECRET_FIELD = re.compile(
    r"[?&#;](?:[a-z0-9_.-]{0,30}[_.-])?"
    r"(?:(sig|signature)|api-?key|key|token|auth|password|passwd|pwd|secret|code|credentials?)=([^&#;]{16,4000})",
    re.IGNORECASE,
)
_STAND_INS = frozenset(
    {
        *("user", "username", "name", "login", "me", "password", "pass", "passwd", "passphrase", "pw", "pwd"),
        *("secret", "token", "key", "apikey", "api_key"),
    }
)
"""Where a whole address has nothing else for user and password, it shows how one is written."""
_VARIABLE = ("$", "%s", "%(", "*", "[", "(")

_IN_CSS = re.compile(
    r"/\*|@namespace\b[^;]{0,2000}|(?:url|src)\(\s*[\"']?([^\"')\s]{1,2000})|@import\s+[\"']([^\"']{1,2000})"
    r"|image-set\(([^;{}]{1,4000})",
    re.IGNORECASE,
)
_STRING = re.compile(r"[\"']([^\"']{1,2000})[\"']")
_LINE_ENDS = re.compile(r"[\t\n\r]+")
_SCHEMES = re.compile(r"\b(?:http|ws|ftp):[^\s;\"']")
_UNENCRYPTED = ("http:", "ws:", "ftp:")
_PROXY = re.compile(r"\"lab_proxy\"\s{0,9}:\s{0,9}\{[^{}]{0,2000}\"url\"\s{0,9}:\s{0,9}\"([^\"]{1,2000})\"")


def with_credentials(text: str) -> Iterator[Find]:
    """Addresses with a user, a password or a secret parameter (RFC 3986, 3.2.1). Linear in the text's length."""
    at = text.find("://")
    while at >= 0:
        stop = _END_OF_ADDRESS.search(text, at)
        end = stop.start() if stop else len(text)
        # An address may be a parameter of another.
        while 0 <= at < end:
            found = _credentials(text, at, end)
            if found:
                yield found
            at = text.find("://", found.end if found else at + 3, end)
        at = text.find("://", end)


def _credentials(text: str, at: int, end: int) -> Find | None:
    """Where the address around ``://`` at ``at`` has a user or password, or a parameter that is a secret."""
    scheme = _SCHEME.search(text, max(0, at - 21), at)
    if not scheme:
        return None
    authority = _AUTHORITY.match(text, at + 3, end)
    user, _, host = authority[0].rpartition("@") if authority else ("", "", "")
    if authority and host and user and _opens(scheme[0].lower(), user):
        stop = authority.end()
    elif (field := _SECRET_FIELD.search(text, at, end)) and _is_secret(field[1], field[2]):
        stop = end
    else:
        return None
    return Find(scheme.start(), stop, text[scheme.start() : stop], "an address with credentials", "PKG021")


def _opens(scheme: str, user: str) -> bool:
    """True for a user with a password, and for a token in the place of a user."""
    name, _colon, password = user.partition(":")
    if not password:
        # A name alone opens nothing, and that of a repository's user is the same for everybody.
        is_token = any(map(str.isdigit, name)) or len(name) >= 20
        return scheme.endswith(("http", "https")) and is_token and not is_placeholder(name)
    stands_in = password.lower() in _STAND_INS and (not name or name.lower() in _STAND_INS)
    return not (stands_in or len(set(password)) == 1 or says_so(user) or password.startswith(_VARIABLE))


def _is_secret(signature: str | None, value: str) -> bool:
    if is_placeholder(value):
        return False
    return signature is not None or value.count("%") > 1 or looks_random(value, strict=False)


def unencrypted(name: str, text: str) -> Iterator[str]:
    """Addresses of a page, picture or style sheet that a browser would ask in the clear, off this machine.

    ``name`` is the file's. Namespaces, identifiers and running text are none.
    """
    ending = name.lower().rpartition(".")[2]
    if ending not in ("css", "html", "htm", "xhtml", "svg", "js", "mjs", "json") or not _may_hold_one(text):
        return
    if ending == "css":
        yield from filter(_is_open, in_css(text))
        return
    from scormpack.package_secrets import page  # most packages need no parser

    yield from filter(_is_open, page.addresses_in_script(text) if "j" in ending else page.addresses_of(text))


def _may_hold_one(text: str) -> bool:
    """False for most files, which saves the parser's time."""
    read = without_entities(text)
    versions = {read, without_escapes(read), without_css_escapes(read)} if "\\" in read else {read}
    return any(
        scheme in version and _SCHEMES.search(version) is not None
        for shown in versions
        for version in (shown.lower(), _LINE_ENDS.sub("", shown).lower())
        for scheme in _UNENCRYPTED
    )


def in_css(text: str) -> Iterator[str]:
    """The addresses in a style sheet that are fetched (CSS Values 4, 4.5; CSS Images 4, 2.3). Namespaces are not."""
    text = without_css_escapes(text)
    found = _IN_CSS.search(text)
    while found:
        if found[0] == "/*":
            end = text.find("*/", found.end())
            if end < 0:
                return
        else:
            end = found.start(3) if found[3] else found.end()
            yield from filter(None, (found[1], found[2], *(_STRING.findall(found[3]) if found[3] else ())))
        found = _IN_CSS.search(text, end)


def proxies_in(text: str) -> list[str]:
    """The addresses that a course's contract names for its labs."""
    return _PROXY.findall(text)


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


def without_secrets(address: str) -> str:
    """The address as it may be shown: without user and password, and without what follows the path."""
    shown = _LINE_ENDS.sub("", address).strip()
    scheme, colon, rest = shown.partition(":")
    slashes = rest[: len(rest) - len(rest.lstrip("/\\"))]
    path = re.split(r"[?#]", rest[len(slashes) :], maxsplit=1)
    authority, slash, tail = path[0].partition("/")
    return f"{scheme}{colon}{slashes}{authority.rpartition('@')[2]}{slash}{tail}{'?…' if len(path) > 1 else ''}"


def is_loopback(host: str) -> bool:
    """True for this machine's own names and addresses."""
    import ipaddress

    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""PKG020 to PKG022: keys, credentials and plain http in what is about to be zipped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.memory import is_kept, remember
from scormpack.package_secrets.addresses import may_be_unencrypted, unencrypted, with_credentials
from scormpack.package_secrets.keys import keys_in
from scormpack.source import SourceFile, Span

_TAG = re.compile(r"<[^<>]{0,2000}>")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_PIECE = re.compile(r'\n(?=</header>|<div class="turn">|<section )')
"""Where a page is cut into pieces that come again after the next save. A piece begins with a tag of the page's own, at the
begin of a line, so that neither a secret nor a tag lies in two."""
_SHOWN = 4

_Finding = tuple[str, str, str]
"""Code, secret and what it is."""


def scan_bundles(bundles: Iterable[Bundle], sources: Sequence[SourceFile] = ()) -> tuple[Diagnostic, ...]:
    """What must not be in any of the packages, each once, at its place in ``sources`` where it stands there.

    Neither a message nor the line that is shown with it holds a secret: a log of builds must not spread it.
    """
    seen: set[bytes] = set()
    known: set[str] = set()
    found: dict[str, tuple[str, str, str]] = {}
    for bundle in bundles:
        for name, content in bundle.files.items():
            # Several targets share most of their files, and most lines of the others.
            if content in seen:
                continue
            seen.add(content)
            for code, secret, what in remember(_kept, name, content) if is_kept() else _found(name, content, known):
                found.setdefault(secret, (code, what, name))
    if not found:
        return ()
    hidden = [secret for secret, (code, _what, _name) in found.items() if code != "PKG022"]
    shown = [SourceFile(file.path, _hide(file.text, hidden)) for file in sources]
    places = {secret: _place(secret, sources, shown) for secret in found}
    return tuple(
        _diagnostic(
            code, secret, what, places[secret], "" if places[secret] else _hide(f", in the package's `{name}`", hidden)
        )
        for secret, (code, what, name) in found.items()
    )


def _hide(text: str, secrets: Iterable[str]) -> str:
    """The text with dots in the place of all but a secret's beginning; as long as it was, so that columns hold."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, secret[:_SHOWN] + "•" * (len(secret) - _SHOWN))
    return text


def _found(name: str, content: bytes, known: set[str]) -> Iterator[_Finding]:
    """What is in one file. ``known`` are the lines that were read before."""
    path = name.replace("/", "\n")
    text = _text(content)
    if text is None:
        # Bytes one by one: what is no text can still carry a key.
        for secret, what in keys_in(f"{path}\n{content.decode('latin-1')}"):
            yield "PKG020", secret, what
        return
    if is_kept():
        pieces = (path, *_PIECE.split(text))
        for piece in pieces:
            yield from remember(_read, piece)
        may_ask = any(remember(may_be_unencrypted, piece) for piece in pieces)
    else:
        yield from _read(_fresh(f"{path}\n{text}".split("\n"), known))
        may_ask = may_be_unencrypted(text)
    if may_ask:
        for address in unencrypted(name, text):
            yield "PKG022", address, "an address without encryption"


def _kept(name: str, content: bytes) -> tuple[_Finding, ...]:
    return tuple(_found(name, content, set()))


def _fresh(lines: Sequence[str], known: set[str]) -> str:
    """What was not read before, with the two lines before each: a secret's name may stand above it."""
    wanted = [line not in known for line in lines]
    known.update(lines)
    above = zip(wanted, [*wanted[1:], False], [*wanted[2:], False, False], strict=True)
    return "\n".join(line for line, near in zip(lines, above, strict=True) if any(near))


def _read(text: str) -> tuple[_Finding, ...]:
    found: list[_Finding] = []
    for reading in _readings(text):
        addresses = list(with_credentials(reading))
        found += [("PKG021", address, "an address with credentials") for address in addresses]
        found += [
            ("PKG020", secret, what)
            for secret, what in keys_in(reading)
            if not any(secret in address for address in addresses)
        ]
    return tuple(found)


def _text(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _readings(text: str) -> Iterator[str]:
    """The text as a script or a page shows it, and without a page's tags. No key or address has a character that decoding would lose."""
    shown = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
    if "&" in shown:
        shown = html.unescape(shown)
    yield shown
    if "<" in shown:
        # A highlighter may cut a key into several elements.
        joined = _TAG.sub("", shown)
        if joined != shown:
            yield joined


def _diagnostic(code: str, secret: str, what: str, span: Span | None, inside: str) -> Diagnostic:
    if code == "PKG022":
        return Diagnostic(
            code,
            "error",
            f"`{secret}` is asked without encryption{inside}",
            span,
            "write https; an address without it is open to everybody on the way, and most LMSs block it",
        )
    if code == "PKG021":
        return Diagnostic(
            code,
            "error",
            f"{what} would be in the package{inside}",
            span,
            "take user, password and key out of the address; whoever opens the package could use them",
        )
    return Diagnostic(
        code,
        "error",
        f"this looks like {what}: `{secret[:_SHOWN]}…` ({len(secret)} characters){inside}",
        span,
        "take it out, and have it replaced where it came from; a lesson can show `sk-…` or `YOUR-KEY` instead",
    )


def _place(secret: str, sources: Sequence[SourceFile], shown: Sequence[SourceFile]) -> Span | None:
    for file, there in zip(sources, shown, strict=True):
        at = file.text.find(secret)
        if at >= 0:
            line = file.text.count("\n", 0, at) + 1
            return Span(there, line, at - file.text.rfind("\n", 0, at), len(secret))
    return None

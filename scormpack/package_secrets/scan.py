"""PKG020 to PKG022: keys, credentials and plain http in what is about to be zipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scormpack.bundle import Bundle
from scormpack.diagnostics import Diagnostic
from scormpack.package_secrets.addresses import unencrypted, with_credentials, without_secrets
from scormpack.package_secrets.keys import Find, keys_in
from scormpack.package_secrets.named import named_in
from scormpack.package_secrets.readings import readings, text_of
from scormpack.source import SourceFile, Span

_SHOWN = 4
_SHORTEST_HIDDEN = 8
"""Characters of a secret's line; shorter ones, such as the end of a private key, open nothing and stand everywhere."""


def scan_bundles(bundles: Iterable[Bundle], sources: Sequence[SourceFile] = ()) -> tuple[Diagnostic, ...]:
    """What must not be in any of the packages, each once, at its place in ``sources`` where it stands there.

    Neither a message nor the line that is shown with it holds a secret: a log of builds must not spread it.
    """
    seen: set[tuple[str, bytes]] = set()
    lines: set[str] = set()
    found: dict[tuple[str, str], tuple[str, str]] = {}
    hidden: set[str] = set()
    for bundle in bundles:
        for name, content in bundle.files.items():
            # Several targets share most of their files, and most lines of the others.
            is_new = (name.rpartition(".")[2], content) not in seen
            seen.add((name.rpartition(".")[2], content))
            for code, secret, what in _found(name, content if is_new else b"", lines, hidden):
                found.setdefault((code, secret), (what, name))
    if not found:
        return ()
    shown = [SourceFile(file.path, _hide(file.text, hidden)) for file in sources]
    diagnostics: list[Diagnostic] = []
    for (code, secret), (what, name) in found.items():
        span = _place(secret, sources, shown)
        message, hint = _words(code, secret, what)
        inside = "" if span else f", in the package's `{name}`"
        diagnostics.append(Diagnostic(code, "error", _hide(message + inside, hidden), span, hint))
    return tuple(diagnostics)


def _hide(text: str, secrets: Iterable[str]) -> str:
    """The text with dots in the place of all but a secret's beginning; as long as it was, so that columns hold."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, secret[:_SHOWN] + "•" * (len(secret) - _SHOWN))
    return text


def _found(name: str, content: bytes, lines: set[str], hidden: set[str]) -> Iterator[tuple[str, str, str]]:
    """Code, secret and what it is. ``lines`` are those that were read before, ``hidden`` what must not be shown."""
    text = text_of(content)
    path = name.split("/")
    if text is None:
        # What is no text can still carry a key; names of secrets in it mean nothing.
        yield from _told(_apart(keys_in(content.decode("latin-1"))), hidden)
        text = ""
    # No secret goes over the end of a line but a private key, whose first line may be another's too.
    fresh = [line for line in (*path, *text.split("\n")) if line not in lines]
    lines.update(line for line in fresh if "PRIVATE KEY" not in line)
    told: set[str] = set()
    for reading in readings(name, "\n".join(fresh)):
        finds = _apart((*with_credentials(reading), *keys_in(reading), *named_in(reading)))
        # Without its tags, a key may run on into the next word; or it was cut, and all of it must be hidden.
        new = [find for find in finds if find.secret not in told and not any(one in find.secret for one in told)]
        hidden.update(line for find in finds for line in _lines_of(find.secret))
        told.update(find.secret for find in new)
        yield from _told(new, hidden)
    for address in unencrypted(name, text):
        yield "PKG022", address, ""


def _told(finds: Iterable[Find], hidden: set[str]) -> Iterator[tuple[str, str, str]]:
    for find in finds:
        hidden.update(_lines_of(find.secret))
        yield find.code, find.secret, find.what


def _lines_of(secret: str) -> list[str]:
    first, *rest = (line.strip() for line in secret.split("\n"))
    return [first, *(line for line in rest if len(line) >= _SHORTEST_HIDDEN)]


def _apart(finds: Iterable[Find]) -> list[Find]:
    """In the text's order, without those that stand within another, such as a key in an address."""
    apart: list[Find] = []
    for find in sorted(finds, key=lambda one: (one.start, -one.end)):
        if not apart or find.start >= apart[-1].end:
            apart.append(find)
    return apart


def _words(code: str, secret: str, what: str) -> tuple[str, str]:
    """Message and hint."""
    if code == "PKG022":
        return (
            f"`{without_secrets(secret)}` is asked without encryption",
            "write https; an address without it is open to everybody on the way, and most LMSs block it",
        )
    if code == "PKG021":
        return (
            f"{what} would be in the package",
            "take user, password and key out of the address; whoever opens the package could use them",
        )
    return (
        f"this looks like {what}: `{secret[:_SHOWN]}…` ({len(secret)} characters)",
        "take it out, and have it replaced where it came from; a lesson can show `sk-…` or `YOUR-KEY` instead",
    )


def _place(secret: str, sources: Sequence[SourceFile], shown: Sequence[SourceFile]) -> Span | None:
    first = secret.partition("\n")[0]
    for file, there in zip(sources, shown, strict=True):
        at = file.text.find(first)
        if at >= 0:
            line = file.text.count("\n", 0, at) + 1
            return Span(there, line, at - file.text.rfind("\n", 0, at), len(first))
    return None

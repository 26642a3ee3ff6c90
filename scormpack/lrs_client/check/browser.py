"""Whether a browser lets a course talk to an LRS on another host: the preflight of the Fetch standard, and CORS headers.

A course's pages come from the LMS. Before a page sends a statement elsewhere, its browser asks that host with OPTIONS,
and without the key, whether it may.
"""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.lrs_client.check.finding import Finding
from scormpack.lrs_client.check.state import STATE
from scormpack.lrs_client.exchange import Answer
from scormpack.lrs_client.remote import Remote

_ALWAYS = ("authorization", "content-type", "x-experience-api-version")
_PREFLIGHTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("statements", "POST", _ALWAYS),
    ("statements", "PUT", _ALWAYS),
    (STATE, "PUT", (*_ALWAYS, "if-match", "if-none-match")),
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "POST"})
"""Allowed without being named (Fetch, CORS-safelisted method)."""

_ADVICE = (
    "In the LRS's settings, allow your LMS's origin, the methods and the headers that are named here (CORS). "
    "Where the LRS serves named origins only, say yours with --origin."
)


def check_browser(remote: Remote, origin: str, read_back: Answer | None) -> Iterator[Finding]:
    """One finding for each resource, then one for the answers themselves where a State could be read."""
    for resource in ("statements", STATE):
        complaints = [
            f"{method}: {complaint}"
            for of, method, headers in _PREFLIGHTS
            if of == resource
            for complaint in _refused(remote, origin, resource, method, headers)
        ]
        name = f"browser-{'state' if resource == STATE else resource}"
        if complaints:
            yield Finding(
                name,
                "problem",
                f"a browser on {origin} may not write {resource}: {'; '.join(complaints)}",
                "The browser blocks the course. "
                + ("Progress is not saved." if resource == STATE else "Nothing is recorded."),
                _ADVICE,
            )
        else:
            yield Finding(name, "ok", f"a browser on {origin} may write {resource}")
    if read_back is not None:
        yield _answers(read_back, origin)


def _refused(remote: Remote, origin: str, resource: str, method: str, headers: tuple[str, ...]) -> Iterator[str]:
    """What a browser would stumble over, in the order in which it looks (Fetch, CORS-preflight fetch)."""
    answer = remote.ask_openly(
        "OPTIONS",
        resource,
        {
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": ",".join(headers),
        },
    )
    if not answer.succeeded:
        asks_for_key = ", since it asks for the key, which browsers never send there" if answer.status == 401 else ""
        yield f"the preflight is answered with {answer.status}{asks_for_key}"
        return
    if not _admits(answer, origin):
        yield "the origin is not allowed"
        return
    methods = _listed(answer, "Access-Control-Allow-Methods")
    if method not in _SAFE_METHODS and not {method.lower(), "*"} & methods:
        yield "the method is not allowed"
    allowed = _listed(answer, "Access-Control-Allow-Headers")
    # A star stands for every header but Authorization, which has to be named.
    missing = [name for name in headers if name not in allowed and ("*" not in allowed or name == "authorization")]
    if missing:
        yield f"not allowed as request headers: {', '.join(missing)}"


def _answers(read_back: Answer, origin: str) -> Finding:
    if not _admits(read_back, origin):
        return Finding(
            "browser-answers",
            "problem",
            f"answers to a browser on {origin} do not name it in Access-Control-Allow-Origin",
            "The browser hides from the course what the LRS answers. Progress is not found again.",
            _ADVICE,
        )
    if not {"etag", "*"} & _listed(read_back, "Access-Control-Expose-Headers"):
        return Finding(
            "browser-answers",
            "problem",
            "answers do not expose the ETag to scripts (Access-Control-Expose-Headers)",
            "A learner with the course open in two windows can lose the progress of one of them.",
            "In the LRS's settings, expose the ETag header.",
        )
    return Finding("browser-answers", "ok", "a browser lets the course read answers and their ETag")


def _admits(answer: Answer, origin: str) -> bool:
    return (answer.header("Access-Control-Allow-Origin") or "").strip() in {"*", origin}


def _listed(answer: Answer, name: str) -> set[str]:
    return {part.strip().lower() for part in (answer.header(name) or "").split(",") if part.strip()}

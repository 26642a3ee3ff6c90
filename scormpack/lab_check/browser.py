"""Whether a browser lets the player talk to the proxy: the preflight and the headers of the Fetch standard (CORS)."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from scormpack.lab_check.address import Place
from scormpack.lab_check.finding import Finding
from scormpack.lab_check.patience import milliseconds
from scormpack.lab_check.wire import Answer, Wire

CHAT = "/chat/completions"
STRANGER = "https://evil.example.com"
SHORT_MEMORY_SECONDS = 60

_BLOCKED = "The browser blocks every message; to learners it looks as if the network were down."
_ALLOW = (
    "In the proxy's settings, allow your LMS's origin and the headers Content-Type and Authorization (CORS). "
    "Where it serves named origins only, say yours with --origin."
)


def origin_complaint(answer: Answer, origin: str) -> str:
    """Why a browser on that origin may not read the answer; empty when it may (Fetch, CORS check)."""
    values = answer.headers.get_list("access-control-allow-origin", split_commas=True)
    if values in (["*"], [origin]):
        return ""
    if not values:
        return "Access-Control-Allow-Origin is missing"
    if len(values) > 1:
        told = ", ".join(values)
        return (
            f"Access-Control-Allow-Origin has {len(values)} values ({told}); one is allowed, so two layers both add it"
        )
    return f"Access-Control-Allow-Origin names {values[0]}"


def listed(answer: Answer, name: str) -> set[str]:
    """The members of a header's list, lower case."""
    return {part.strip().lower() for part in answer.headers.get(name, "").split(",") if part.strip()}


def refused(
    wire: Wire, path: str, wanted_headers: str, *, origin: str = "", private: bool = False
) -> tuple[Answer, str]:
    """A preflight's answer, and what a browser stumbles over in it first; empty when it goes on."""
    answer = wire.ask_before(path, wanted_headers, origin=origin, private=private)
    if not 200 <= answer.status < 300:
        return answer, f"the preflight is answered with {answer.status}"
    if complaint := origin_complaint(answer, origin or wire.origin):
        return answer, complaint
    # A star stands for every header but Authorization. POST need not be named (CORS-safelisted method).
    allowed = listed(answer, "access-control-allow-headers")
    missing = [
        name
        for name in wanted_headers.split(",")
        if name not in allowed and ("*" not in allowed or name == "authorization")
    ]
    return answer, f"not allowed as request headers: {', '.join(missing)}" if missing else ""


def check_preflight(wire: Wire, place: Place) -> Generator[Finding, None, Answer]:
    """Yields findings; returns the preflight's answer."""
    is_private = place.reach != "internet"
    answer, complaint = refused(wire, CHAT, "content-type", private=is_private)
    if complaint:
        yield Finding("preflight", "problem", f"a browser on {wire.origin} may not ask: {complaint}", _BLOCKED, _ALLOW)
        return answer
    yield Finding("preflight", "ok", f"a browser on {wire.origin} may ask")
    yield _remembered(answer)
    methods = listed(answer, "access-control-allow-methods")
    if not {"post", "*"} & methods:
        yield Finding(
            "methods",
            "note",
            "Access-Control-Allow-Methods does not name POST",
            "Nothing: browsers let POST pass unnamed.",
            "Name it all the same; what stands between may be stricter.",
        )
    if is_private:
        yield _private(answer)
    yield _strangers(wire, answer)
    return answer


def _remembered(answer: Answer) -> Finding:
    text = answer.headers.get("access-control-max-age", "").strip()
    seconds = int(text) if text.isascii() and text.isdigit() else 0
    took = milliseconds(answer.head_seconds)
    if seconds < SHORT_MEMORY_SECONDS:
        said = f"lets it be kept for {seconds} s" if text else "does not say for how long it may be kept"
        return Finding(
            "max-age",
            "note",
            f"the preflight took {took} and {said} (Access-Control-Max-Age)",
            "Nearly every message waits for a further request first.",
            "Send Access-Control-Max-Age: 600.",
        )
    return Finding("max-age", "ok", f"the preflight took {took} and may be kept for {seconds:,} s")


def _private(answer: Answer) -> Finding:
    if answer.headers.get("access-control-allow-private-network", "").strip().lower() == "true":
        return Finding("private-network", "ok", "pages of the internet may reach into this private network")
    return Finding(
        "private-network",
        "note",
        "the preflight has no Access-Control-Allow-Private-Network",
        "A browser that asks for it lets no page of the internet reach a private address.",
        "Send Access-Control-Allow-Private-Network: true where the proxy is meant to stay in a private network.",
    )


def _strangers(wire: Wire, answer: Answer) -> Finding:
    if answer.headers.get("access-control-allow-origin", "").strip() == "*":
        found = "any site may use it (Access-Control-Allow-Origin: *)"
    elif not refused(wire, CHAT, "content-type", origin=STRANGER)[1]:
        found = f"any site may use it: {STRANGER} is allowed, too"
    else:
        return Finding("origins", "ok", f"{STRANGER} is not allowed")
    return Finding(
        "origins",
        "note",
        found,
        "Pages of strangers can spend your tokens through their visitors' browsers.",
        "Allow your LMS's origin alone. CORS keeps nobody out who is not a browser: set limits, too.",
    )


def check_errors(wire: Wire, answer: Answer) -> Iterator[Finding]:
    """Whether the player may read an answer that is an error: without CORS it looks like a lost network."""
    if answer.status < 400:
        yield Finding(
            "errors",
            "note",
            f"a body that is no JSON is answered with {answer.status}; how errors look to a browser was not seen",
            "Nothing for as long as all goes well.",
            "See that the address is that of a chat interface, and that it answers mistakes with 400.",
        )
        return
    if complaint := origin_complaint(answer, wire.origin):
        yield Finding(
            "errors",
            "problem",
            f"an error ({answer.status}) is hidden from a browser on {wire.origin}: {complaint}",
            "A full quota or a rate limit looks like a lost network; the player does not wait as it is told.",
            "Send the CORS headers with errors, too (nginx: add_header ... always).",
        )
        return
    yield Finding("errors", "ok", f"a browser lets the player read errors ({answer.status})")
    if {"retry-after", "*"} & listed(answer, "access-control-expose-headers"):
        yield Finding("retry-after", "ok", "Retry-After is shown to scripts")
        return
    yield Finding(
        "retry-after",
        "note",
        "Retry-After is not shown to scripts (Access-Control-Expose-Headers)",
        "When many ask at once, the player waits by guess, 1 to 4 seconds, and may give up too early.",
        "Send Access-Control-Expose-Headers: Retry-After with all answers.",
    )

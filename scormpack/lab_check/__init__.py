"""What a learner's browser meets at a lab proxy, or at a gateway in its place, asked as the player asks it.

Steps in their order; a step that nothing can follow ends the check. Nothing is printed here. httpx has to be there
(the extra `proxy`); it is imported by `Wire` alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from scormpack.lab_check.address import Place, check_address
from scormpack.lab_check.answer import check_answer
from scormpack.lab_check.browser import CHAT, check_errors, check_preflight
from scormpack.lab_check.certificate import check_certificate, unreached
from scormpack.lab_check.finding import Finding, Status
from scormpack.lab_check.leaks import check_cache, check_leaks
from scormpack.lab_check.patience import Lab, Patience
from scormpack.lab_check.session import SESSIONS, ask
from scormpack.lab_check.wire import Answer, UnansweredError, Wire

__all__ = ["Finding", "Lab", "Patience", "Status", "check_proxy"]

_NOT_JSON = b'{"model": '
"""Costs nothing: no service can take it for a question."""


def check_proxy(url: str, origin: str, lab: Lab, patience: Patience) -> Iterator[Finding]:
    """All findings, each when it is made.

    ``origin`` is the LMS's, as a browser sends it. At most two requests cost tokens; see `ask`.
    """
    if not (yield from _checked(url, origin, lab, patience)):
        yield Finding(
            "rest",
            "note",
            "the other checks were not made",
            "What else they would meet is not known.",
            "Mend what is named above, then check again.",
        )


def _checked(url: str, origin: str, lab: Lab, patience: Patience) -> Generator[Finding, None, bool]:
    """Returns whether the check came to its end."""
    place = yield from check_address(url)
    if place is None or not (yield from check_certificate(place, patience)):
        return False
    with closing(Wire(place.url, origin, patience)) as wire:
        try:
            return (yield from _asked(wire, place, lab))
        except UnansweredError as error:
            yield unreached(error)
            return False


def _asked(wire: Wire, place: Place, lab: Lab) -> Generator[Finding, None, bool]:
    error = wire.post(CHAT, _NOT_JSON)
    if redirect := _redirect(error):
        yield redirect
        return False
    yield Finding("redirect", "ok", f"no redirect at {CHAT}")
    yield from check_preflight(wire, place)
    yield from check_errors(wire, error)
    asked = yield from ask(wire, lab)
    answers = [answer for answer in wire.answers if answer.path != SESSIONS]
    if asked:
        yield from check_answer(asked, lab, wire.origin, wire.patience)
    yield from check_leaks(answers, place.url, asked.reply if asked else None)
    yield from check_cache(answers, wire.patience.now())
    return asked is not None and asked.answer.status == 200


def _redirect(answer: Answer) -> Finding | None:
    if not 300 <= answer.status < 400:
        return None
    to = answer.headers.get("location", "nowhere")
    return Finding(
        "redirect",
        "problem",
        f"{CHAT} is redirected ({answer.status}) to {to.partition('?')[0]}",
        "The player follows no redirects, and browsers follow none of a preflight: every message fails.",
        "Give the address that it leads to, or let the proxy answer where it is asked.",
    )

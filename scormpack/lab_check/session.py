"""Whether the proxy lets a learner in: with a session token where it wants one, else without."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass

from scormpack.lab_check.browser import CHAT, origin_complaint, refused
from scormpack.lab_check.finding import Finding
from scormpack.lab_check.leaks import without_keys
from scormpack.lab_check.patience import Lab, milliseconds
from scormpack.lab_check.reply import EventReader, Reply, error_text, whole_reply
from scormpack.lab_check.wire import Answer, UnansweredError, Wire, string_at

SESSIONS = "/sessions"
_WANTS_A_TOKEN = {"session_required", "session_expired", "session_invalid"}
_REFUSED = "The assistant refuses every learner, and the player does not try again: they get the lab's fallback."


@dataclass(frozen=True, slots=True)
class Asked:
    """The question's answer, and what the player makes of it. ``first``: how an earlier try went, if there was one."""

    answer: Answer
    reply: Reply
    first: str = ""

    @property
    def wants_a_token(self) -> bool:
        """True when the player would ask for a session token now, and then once more."""
        return self.answer.status == 401 and self.answer.error_code in _WANTS_A_TOKEN


def ask(wire: Wire, lab: Lab) -> Generator[Finding, None, Asked | None]:
    """Yields findings; returns the answer to the question, None when there is none to be looked at.

    One question that costs tokens, and a second where the player would try again: after a 5xx, and when no head came
    in time.
    """
    first, token = "", ""
    while True:
        asked = _try(wire, lab, token)
        if not token and isinstance(asked, Asked) and asked.wants_a_token:
            token = (yield from _token(wire, lab)) or ""
            if not token:
                return None
        elif not first and (trouble := _worth_another_try(wire, asked)):
            first = trouble
            time.sleep(wire.patience.seconds_before_a_retry)
        else:
            break
    if isinstance(asked, UnansweredError):
        yield _unanswered(asked, first)
        return None
    if asked.answer.status in {401, 403}:
        yield _refusal(asked.answer, with_token=bool(token))
        return None
    if not token and asked.answer.status == 200 and asked.reply.text:
        yield Finding(
            "session",
            "note",
            "no session tokens: quotas rest on addresses alone",
            "Learners behind one address, such as a school's, share its quota; a stranger is as welcome as they.",
            "Set limits by address and for the day; or use a proxy that hands out session tokens.",
        )
    return Asked(asked.answer, asked.reply, first)


def _try(wire: Wire, lab: Lab, token: str) -> Asked | UnansweredError:
    events = EventReader()
    try:
        # A body that is no stream of events is heard as one too, which does no harm: it is read again below.
        answer = wire.post(CHAT, lab.question, token=token, hearing=events.hear)
    except UnansweredError as error:
        return error
    is_json = "json" in answer.kind
    return Asked(answer, whole_reply(answer) if is_json else events.end(answer.end_seconds))


def _worth_another_try(wire: Wire, asked: Asked | UnansweredError) -> str:
    """How the first try went where the player would make another; else empty."""
    if isinstance(asked, UnansweredError):
        return f"no answer for {milliseconds(asked.seconds)}" if asked.kind == "silence" else ""
    if asked.answer.status >= 500:
        return f"{asked.answer.status}"
    if asked.answer.head_seconds > wire.patience.head_seconds:
        return f"no head for {milliseconds(asked.answer.head_seconds)}"
    return ""


def _token(wire: Wire, lab: Lab) -> Generator[Finding, None, str | None]:
    """The token of a session, or None after a finding that says why there is none."""
    complaints = [
        f"{path}: {complaint}"
        for path, headers in ((SESSIONS, "content-type"), (CHAT, "authorization,content-type"))
        if (complaint := refused(wire, path, headers)[1])
    ]
    try:
        answer = wire.post(SESSIONS, lab.visit)
    except UnansweredError as error:
        yield _no_token(str(error))
        return None
    if answer.status == 404 and answer.error_code == "unknown_lab":
        yield unknown_lab(lab)
        return None
    token = string_at(answer.json(), "token")
    if not 200 <= answer.status < 300 or not token:
        yield _no_token(f"POST {SESSIONS} is answered with {answer.status} and no token{said(answer)}")
        return None
    if complaint := origin_complaint(answer, wire.origin):
        complaints.append(f"{SESSIONS}: {complaint}")
    if complaints:
        yield _no_token(f"a browser on {wire.origin} does not come to a session token: {'; '.join(complaints)}")
        return None
    value = answer.json().get("expires_in")
    lasts = f", for {value:g} s" if isinstance(value, int | float) else ""
    yield Finding("session", "ok", f"it wants a session token, and gives one{lasts}")
    return token


def _no_token(found: str) -> Finding:
    return Finding(
        "session",
        "problem",
        found,
        _REFUSED,
        "The proxy asks for a session token: let POST {address}/sessions answer 201 with one, with the same CORS "
        "headers as the chat, and allow the request header Authorization.",
    )


def _refusal(answer: Answer, *, with_token: bool) -> Finding:
    code = answer.error_code
    if with_token:
        found, advice = (
            "the session token that it gave is not taken",
            "See that both come from the same proxy and secret.",
        )
        return Finding("session-token", "problem", f"{found} ({answer.status}){said(answer)}", _REFUSED, advice)
    if code == "origin_not_allowed":
        advice = "Allow your LMS's origin at the proxy, and say it here with --origin."
    elif code == "quota_used_up":
        advice = "Raise the limit, or wait until it begins anew."
    elif answer.status == 401:
        advice = "A package holds no key: let the proxy, or a web server in front of it, add the key itself."
    else:
        advice = "See in the proxy's log why it refuses; a firewall in front may take this check for a robot."
    return Finding("session", "problem", f"it refuses: {answer.status}{said(answer)}", _REFUSED, advice)


def _unanswered(error: UnansweredError, first: str) -> Finding:
    twice = f"; the first try: {first}" if first else ""
    return Finding(
        "answer",
        "problem",
        f"{error}{twice}",
        "The player gives up after 10 seconds, twice; then learners get the lab's fallback.",
        "See whether the proxy waits for its upstream, and how long a model takes to wake up.",
    )


def unknown_lab(lab: Lab) -> Finding:
    """A problem where the author named the lab, else a wish for a name."""
    if lab.is_named:
        return Finding(
            "lab",
            "problem",
            f"the proxy does not know the lab {lab.lab} of the course {lab.course}",
            "This lab has no assistant; learners get its fallback.",
            "Give the proxy the course as it is now, and compare the ids.",
        )
    return Finding(
        "lab",
        "note",
        "the proxy answers for labs that it knows, and none was named",
        "Nothing: their packages name the lab.",
        "Say one with --course ID --lab ID, or --source COURSE.",
    )


def said(answer: Answer) -> str:
    """The error's own words for the end of a message: shortened, and without keys; empty when there are none."""
    value = answer.json()
    if not isinstance(value, dict) or not (value.get("error") or value.get("detail")):
        return ", with a web page" if "html" in answer.kind else ""
    words = without_keys(" ".join(error_text(value).split())).rstrip(".")
    return f": {words[:120]}{'…' if len(words) > 120 else ''}"

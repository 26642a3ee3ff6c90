"""What the learner gets of an answer: how soon, how smoothly, and whether it is a whole reply."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.lab_check.browser import origin_complaint
from scormpack.lab_check.finding import Finding
from scormpack.lab_check.leaks import without_keys
from scormpack.lab_check.patience import Lab, Patience, milliseconds
from scormpack.lab_check.session import Asked, said, unknown_lab
from scormpack.lab_check.wire import Answer

EVENTS = "text/event-stream"

_NO_EXCHANGE = "The turn does not count, and learners are told that the answer was lost."
_FEWEST_WORDS = 3
"""With fewer events that have words, a stream says nothing about being held back."""
_AT_ONCE = 0.05
"""The part of the time until the last words, in which all of them come when something holds them back."""


def check_answer(asked: Asked, lab: Lab, origin: str, patience: Patience) -> Iterator[Finding]:
    """All findings about the question's answer, which was not refused."""
    answer = asked.answer
    if answer.status != 200:
        yield unknown_lab(lab) if answer.error_code == "unknown_lab" else _no_answer(answer, asked.first)
        return
    if complaint := origin_complaint(answer, origin):
        yield Finding(
            "readable",
            "problem",
            f"the answer is hidden from a browser on {origin}: {complaint}",
            "The browser takes the answer away; to learners it looks as if the network were down. Tokens are spent.",
            "Send Access-Control-Allow-Origin with answers, as with the preflight.",
        )
    else:
        yield Finding("readable", "ok", f"a browser on {origin} may read the answer")
    kind = _kind(asked)
    yield kind
    if kind.status == "problem":
        return
    is_json = "json" in answer.kind
    yield _head(asked, patience)
    yield _pace(asked, patience)
    yield from _whole_body() if is_json else _stream(asked)
    yield _reply(asked, is_json=is_json)
    if asked.reply.model not in {None, lab.model}:
        yield Finding(
            "model",
            "note",
            f"answers name the model behind {lab.model}: {asked.reply.model}",
            "Nothing they notice; it is in the browser's developer tools.",
            "Let the proxy write the alias there, if the model is nobody's business.",
        )


def _kind(asked: Asked) -> Finding:
    kind, reply = asked.answer.kind, asked.reply
    if "json" in kind or kind == EVENTS:
        return Finding("answer", "ok", f"200, {kind}")
    called = kind or "a body without Content-Type"
    if reply.events or reply.done:
        return Finding(
            "answer",
            "note",
            f"200, a stream of events, but called {called}",
            "Nothing: the player reads it. What stands between may hold it back or change it.",
            f"Send Content-Type: {EVENTS}.",
        )
    return Finding(
        "answer",
        "problem",
        f"200, neither a stream of events nor JSON, but {called}",
        "The player cannot read it; learners get the lab's fallback.",
        "See that the address is that of a chat interface in OpenAI's format, usually one that ends in /v1.",
    )


def _no_answer(answer: Answer, first: str) -> Finding:
    meaning, advice = "They get no answer, and then the lab's fallback.", "See what the proxy's log says about it."
    if 300 <= answer.status < 400:
        meaning, advice = "The player follows no redirects.", "Give the address that it leads to."
    elif answer.status == 404:
        advice = (
            "See that chat/completions lies below the address, which usually ends in /v1, and that --model is known."
        )
    elif answer.status == 413:
        advice = "Let the proxy take 256 KB: the player sends the last turns along."
    elif answer.status == 429:
        wait = answer.headers.get("retry-after")
        meaning = "They wait, three tries in all, and then get the lab's fallback."
        advice = (
            f"Try again{f' in {wait} s' if wait else ' later'}; if nobody else uses the proxy now, raise its limits."
        )
    elif answer.status >= 500:
        meaning = "The player tries once more; then learners get the lab's fallback."
        advice = "See whether the proxy reaches its upstream, with a valid key."
    elif answer.status in {400, 422}:
        advice = "Let the proxy take the request as the player sends it: model, stream, messages, metadata."
    twice = f"; the first try: {first}" if first else ""
    return Finding(
        "answer", "problem", f"the question is answered with {answer.status}{said(answer)}{twice}", meaning, advice
    )


def _head(asked: Asked, patience: Patience) -> Finding:
    took, most = milliseconds(asked.answer.head_seconds), milliseconds(patience.head_seconds)
    if asked.answer.head_seconds > patience.head_seconds:
        return Finding(
            "head",
            "problem",
            f"the answer began after {took}, and at the first try it was {asked.first}; the player waits for {most}",
            "The player gives up before the answer comes, twice; then learners get the lab's fallback.",
            "Let the proxy send the head, and a comment as a sign of life, before its upstream answers.",
        )
    if asked.first:
        return Finding(
            "head",
            "note",
            f"the answer began after {took}; the first try: {asked.first}",
            "Whoever comes first waits for a second try.",
            "See whether the model sleeps when nobody asks, and keep it awake; or send the head at once.",
        )
    return Finding("head", "ok", f"the answer began after {took}")


def _pace(asked: Asked, patience: Patience) -> Finding:
    answer, words = asked.answer, asked.reply.text_seconds
    count, longest = len(answer.arrivals), max(answer.pauses)
    found = (
        f"{f'first words after {milliseconds(words[0])}, ' if words else ''}"
        f"{count} {'piece' if count == 1 else 'pieces'}, longest pause {milliseconds(longest)}, "
        f"all after {milliseconds(answer.end_seconds)}"
    )
    if longest > patience.silence_seconds or answer.ending == "silent":
        limit = ", and then no more for as long as --timeout allows" if answer.ending == "silent" else ""
        return Finding(
            "pace",
            "problem",
            f"{found}{limit}",
            f"The player takes {patience.silence_seconds:g} seconds of silence for a lost connection.",
            "Let the proxy send a comment (a line that begins with a colon) every few seconds while it waits.",
        )
    return Finding("pace", "ok", found)


def _whole_body() -> Iterator[Finding]:
    yield Finding(
        "streaming",
        "note",
        "the answer comes as one JSON body, although a stream was asked for",
        "They wait for the whole answer, and see nothing until then.",
        f"Let the proxy pass `stream: true` on and answer with {EVENTS}.",
    )


def _stream(asked: Asked) -> Iterator[Finding]:
    answer, reply = asked.answer, asked.reply
    times = reply.text_seconds
    if len(times) >= _FEWEST_WORDS and times[-1] - times[0] <= _AT_ONCE * times[-1]:
        yield Finding(
            "streaming",
            "note",
            f"{len(times)} events with words came all at once, after {milliseconds(times[-1])}: "
            "either the model is that quick, or something holds the answer back until it is whole",
            "They wait for the whole answer, and see nothing until then.",
            "In nginx set proxy_buffering off, or let the proxy send X-Accel-Buffering: no; elsewhere turn buffering "
            "and compression off for it.",
        )
    elif len(times) >= _FEWEST_WORDS:
        yield Finding("streaming", "ok", f"words come as they are written, in {len(times)} events")
    if answer.ending == "long":
        yield _unfinished("the answer had no end; the check stopped reading")
    elif reply.error is None and reply.not_json is None:
        yield _end(asked)


def _end(asked: Asked) -> Finding:
    reply, ending = asked.reply, asked.answer.ending
    if reply.finish_reason in {"length", "content_filter"}:
        why = {"length": "cut off at its longest", "content_filter": "held back by a filter"}[reply.finish_reason]
        return Finding(
            "end",
            "note",
            f"the reply was {why} (finish_reason: {reply.finish_reason})",
            "They read a part; it counts as a reply.",
            "Raise the longest reply, or ask the model for shorter ones."
            if reply.finish_reason == "length"
            else "See which filter it is, and whether it suits the lab.",
        )
    if reply.is_finished:
        return Finding(
            "end", "ok", f"it ends with {'[DONE]' if reply.done else f'finish_reason: {reply.finish_reason}'}"
        )
    how = {"broken": "broke off", "silent": "fell silent"}.get(ending, "ended")
    return _unfinished(f"the stream {how} without finish_reason or [DONE]")


def _unfinished(found: str) -> Finding:
    advice = (
        "See whether a time limit between proxy and upstream cuts it off, and that the proxy passes data: [DONE] on."
    )
    return Finding("end", "problem", found, _NO_EXCHANGE, advice)


def _reply(asked: Asked, *, is_json: bool) -> Finding:
    """What the words are; the first thing that spoils them."""
    reply = asked.reply
    place = "choices[0].message.content" if is_json else "choices[0].delta.content"
    if reply.error is not None:
        where = "with 200, a body that is an error" if is_json else "an error among the events"
        found = f"{where}: {without_keys(reply.error)[:120].rstrip('.')}"
        meaning = "The player sees no status to wait by: no second try, and no exchange."
        advice = "Let the proxy answer with an error status while it still can: 429, 502, 503 or 504."
    elif reply.not_json is not None:
        found = f"{'the body' if is_json else 'an event'} is no JSON: {without_keys(reply.not_json)!r}"
        meaning, advice = _NO_EXCHANGE, "See what the proxy, or something before it, writes into answers."
    elif not reply.is_utf8:
        found = "the reply is not UTF-8"
        meaning, advice = "Letters are replaced by question marks.", "Let the proxy pass bytes on as they are."
    elif not reply.text.strip():
        thoughts = "; the model's reasoning came, which the player does not show" if reply.thoughts else ""
        found = f"the reply is empty: nothing in {place}{thoughts}"
        meaning = "No exchange; learners get the lab's fallback."
        advice = "See that the answer has OpenAI's shape, and that the model is left tokens enough to answer."
    else:
        return Finding("reply", "ok", f"a reply of {len(reply.text):,} characters")
    return Finding("reply", "problem", found, meaning, advice)

"""What an answer gives away that learners' browsers must not see, and what a cache might keep of it.

What the model itself says is searched for keys alone: it may speak of whom it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scormpack.lab_check.finding import Finding
from scormpack.lab_check.reply import Reply
from scormpack.lab_check.wire import Answer

_KEY = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{16,}"  # OpenAI, Anthropic, LiteLLM, OpenRouter
    r"|AIza[A-Za-z0-9_-]{30,}"  # Google
    r"|AKIA[A-Z0-9]{16}"  # AWS
    r"|(?:gsk_|xai-|hf_|pplx-|r8_)[A-Za-z0-9]{20,}"
    r"|Bearer\s+[A-Za-z0-9._~+/-]{16,})"
)
_TRACES = {
    "a Python traceback": re.compile(r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+"),
    "a JavaScript stack": re.compile(r"\bat [\w.$<> \[\]]*\(?(?:file://|node:|/)[^\s()]*:\d+:\d+\)?"),
    "a Java stack": re.compile(r"\bat (?:[A-Za-z_][\w$]*\.)+[\w$<>]+\([\w$]+\.java:\d+\)"),
    "a Go stack": re.compile(r"goroutine \d+ \["),
}
_UPSTREAMS = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:openai\.com|openai\.azure\.com|anthropic\.com|mistral\.ai|groq\.com|openrouter\.ai"
    r"|together\.xyz|deepseek\.com|cohere\.(?:ai|com)|fireworks\.ai|generativelanguage\.googleapis\.com"
    r"|aiplatform\.googleapis\.com|bedrock-runtime\.[a-z0-9-]+\.amazonaws\.com)\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\bhttps?://(?:localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+"
    r"|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|[a-z][a-z0-9_-]*:\d+)(?::\d+)?",
    re.IGNORECASE,
)
_UPSTREAM_HEADERS = ("openai-", "anthropic-", "llm_provider-", "x-groq-", "x-ms-deployment", "azureml-")
_PRODUCT_HEADERS = ("x-litellm-", "x-kong-", "x-portkey-", "helicone-", "cf-aig-")


def without_keys(text: str) -> str:
    """The text with every key-like string cut short: what we print must not spread it."""
    return _KEY.sub(lambda found: f"{found[0][:6]}…", text)


def check_leaks(answers: Iterable[Answer], base: str, reply: Reply | None) -> Iterator[Finding]:
    """``answers`` are all but those of /sessions, whose token is meant to be seen; ``reply`` is what one says."""
    own = urlsplit(base)
    leaks: dict[str, None] = {}
    products: dict[str, None] = {}
    if reply:
        # Events may cut a key in two, so the words are searched as a whole, too.
        leaks |= _keys("reply", reply.text) | _secrets("error event", reply.error or "", own.netloc)
    for answer in answers:
        # That header repeats the origin which was asked for.
        told = ((name, value) for name, value in answer.headers.multi_items() if name != "access-control-allow-origin")
        headers = "\n".join(f"{name}: {value}" for name, value in told)
        leaks |= _secrets("headers", headers, own.netloc)
        is_the_models = answer.status == 200 and (answer.kind == "text/event-stream" or "json" in answer.kind)
        leaks |= _keys("body", answer.text) if is_the_models else _secrets("body", answer.text, own.netloc)
        names = list(answer.headers)
        leaks |= dict.fromkeys(f"the header {name}" for name in names if name.startswith(_UPSTREAM_HEADERS))
        products |= dict.fromkeys(f"the header {name}" for name in names if name.startswith(_PRODUCT_HEADERS))
    yield _leaks(list(leaks), list(products))


def _keys(where: str, text: str) -> dict[str, None]:
    return dict.fromkeys(f"{where}: a string like a key ({without_keys(key)})" for key in _KEY.findall(text))


def _secrets(where: str, text: str, own: str) -> dict[str, None]:
    """Keys, and what of the proxy's inside shows; ``own`` is the proxy's own host and port."""
    # Within JSON a stack trace's line ends and quotes are escaped.
    text = text.replace(r"\n", "\n").replace(r"\t", "\t").replace(r"\"", '"')
    found = _keys(where, text)
    found |= dict.fromkeys(f"{where}: {what}" for what, pattern in _TRACES.items() if pattern.search(text))
    found |= dict.fromkeys(f"{where}: {name[0].lower()}" for name in _UPSTREAMS.finditer(text))
    inside = (place[0] for place in _INSIDE.finditer(text))
    return found | {f"{where}: the inner address {place}": None for place in inside if urlsplit(place).netloc != own}


def _leaks(leaks: list[str], products: list[str]) -> Finding:
    if leaks:
        return Finding(
            "leaks",
            "problem",
            f"answers give away {_some(leaks)}",
            "Every learner can read it in the browser's developer tools; a key can be used by anyone.",
            "Let the proxy drop the upstream's headers, and put its own words in place of errors. "
            "Replace a key that was shown.",
        )
    if products:
        return Finding(
            "leaks",
            "note",
            f"answers tell which product the proxy is: {_some(products)}",
            "Nothing they notice; whoever looks for a way in learns what to try.",
            "Drop these headers in the web server in front.",
        )
    return Finding("leaks", "ok", "no key, no upstream's name and no stack trace was seen in answers")


def _some(things: list[str]) -> str:
    return "; ".join(things[:6]) + (f"; and {len(things) - 6} more" if len(things) > 6 else "")


def check_cache(answers: Iterable[Answer], now: float) -> Iterator[Finding]:
    """Answers to POST are kept only where they say so (RFC 9110, 9.3.3; RFC 9111, 3)."""
    posts = [answer for answer in answers if answer.method == "POST"]
    reasons = dict.fromkeys(reason for answer in posts if (reason := _why_kept(answer, now)))
    if reasons:
        yield Finding(
            "cache",
            "note",
            f"a cache may keep answers: {'; '.join(reasons)}",
            "A learner may be given what was said to another.",
            "Send Cache-Control: no-store.",
        )
    else:
        yield Finding("cache", "ok", "nothing lets a cache keep answers")


def _why_kept(answer: Answer, now: float) -> str:
    for name in ("x-cache", "cf-cache-status", "x-cache-status"):
        value = answer.headers.get(name, "")
        if value.lower().startswith("hit"):
            return f"one came out of a cache ({name}: {value})"
    control = answer.headers.get("cache-control", "")
    directives = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (part.partition("=") for part in control.split(","))
    }
    if directives.keys() & {"no-store", "no-cache"}:
        return ""
    ages = [directives[name] for name in ("s-maxage", "max-age") if name in directives]
    if "public" in directives or any(age.isascii() and age.isdigit() and int(age) > 0 for age in ages):
        return f"Cache-Control: {control}"
    expires = answer.headers.get("expires", "")
    if expires and not ages:
        try:
            if parsedate_to_datetime(expires).timestamp() > now:
                return f"Expires: {expires}"
        except ValueError:
            pass  # What is no date has expired (RFC 9111, 5.3).
    return ""

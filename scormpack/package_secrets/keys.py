"""What keys look like, by the formats that their issuers document; and what only looks like one."""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of key. Each begins with one of ``marks``: looking for a word is far cheaper than for a pattern.

    ``pattern`` is a regular expression; the secret is its group 1. ``mixed``: real ones mix digits and letters, upper and lower case.
    """

    name: str
    marks: tuple[str, ...]
    pattern: str
    mixed: bool = False


def _kind(name: str, marks: str, pattern: str, *, mixed: bool = False) -> Kind:
    # Not inside a longer word, such as the base64 of a picture.
    return Kind(name, tuple(marks.split()), rf"(?<![A-Za-z0-9_+/-])({pattern})(?![A-Za-z0-9_])", mixed)


KINDS = (
    _kind("an OpenAI or Anthropic key", "sk-", r"sk-[A-Za-z0-9_-]{20,256}", mixed=True),
    _kind("an AWS access key", "AKIA ASIA", r"(?:AKIA|ASIA)[A-Z0-9]{16}"),
    _kind("a Google API key", "AIza", r"AIza[A-Za-z0-9_-]{35}", mixed=True),
    _kind("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36,255}", mixed=True),
    _kind("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9_]{60,255}", mixed=True),
    _kind("a GitLab token", "glpat-", r"glpat-[A-Za-z0-9_.-]{20,300}"),
    _kind("a Slack token", "xoxa- xoxb- xoxe- xoxp- xoxr- xoxs-", r"xox[abeprs]-[A-Za-z0-9-]{20,255}"),
    _kind("a Stripe key", "sk_live_ rk_live_", r"[sr]k_live_[A-Za-z0-9]{16,255}"),
    _kind("a Hugging Face token", "hf_", r"hf_[A-Za-z0-9]{30,64}", mixed=True),
    _kind("a Groq key", "gsk_", r"gsk_[A-Za-z0-9]{40,64}", mixed=True),
    _kind("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}", mixed=True),
    _kind("a PyPI token", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{50,500}", mixed=True),
    _kind("a SendGrid key", "SG.", r"SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{32,64}", mixed=True),
    _kind("an Azure account key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{60,100}={0,2}", mixed=True),
    # RFC 7515, 3.1: the header of a signed token is a JSON object, so it begins with `{"` in base64url.
    _kind("a signed token (JWT)", "eyJ", r"eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{16,2000}"),
    Kind(
        "a private key",
        ("-----BEGIN ",),
        r"(-----BEGIN (?:[A-Z0-9]{2,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----)",
    ),
    Kind(
        "the credentials of a request",
        ("uthorization", "UTHORIZATION"),
        r"(?i:uthorization[\"']?\s{0,9}[:=]\s{0,9}[\"']?(?:Bearer|Basic)) {1,3}([A-Za-z0-9._~+/-]{20,2000}={0,2})",
        mixed=True,
    ),
    Kind(
        "a secret beside its name",
        ("key", "Key", "KEY", "secret", "Secret", "SECRET", "token", "Token", "TOKEN", "passw", "Passw", "PASSW"),
        r"(?i:key|secret|token|passw(?:or)?d)[\"']?\s{0,9}[:=]\s{0,9}[\"']?"
        r"([A-Za-z0-9_+/~.!@#$%^&*-]{16,200}={0,2})(?![A-Za-z0-9_(\[])",
        mixed=True,
    ),
)

_SHORTEST_SEQUENCE = 8
_SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789")
_SAID = re.compile(r"example|placeholder|your|dummy|redacted|insert|replace|changeme|xxxx|\.\.\.|…", re.IGNORECASE)
_LEAST_BITS = 3.0
"""A character. Words have about 2.5 to 3.5 in strings of this length, random ones of 20 characters about 4."""


def is_placeholder(secret: str) -> bool:
    """True for what stands for a key in a text about keys: says so, repeats itself, or counts up."""
    plain = secret.lower()
    if _SAID.search(secret) or len(set(plain)) < 7:
        return True
    return any(
        line[at : at + _SHORTEST_SEQUENCE] in plain
        for line in _SEQUENCES
        for at in range(len(line) - _SHORTEST_SEQUENCE + 1)
    )


def looks_random(secret: str) -> bool:
    """True for upper and lower case letters and digits, each there, and spread as only chance spreads them."""
    mixed = all(any(test(c) for c in secret) for test in (str.isupper, str.islower, str.isdigit))
    counts = Counter(secret).values()
    bits = -sum(n / len(secret) * math.log2(n / len(secret)) for n in counts)
    return mixed and bits >= _LEAST_BITS


def is_signed_token(token: str) -> bool:
    """True where the first part is a JWT's header (RFC 7519, 5): a JSON object that names its algorithm."""
    head = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header


def keys_in(text: str) -> Iterator[tuple[str, str]]:
    """Each key-like string with what it is, kind by kind. Linear in the text's length."""
    for kind in KINDS:
        for mark in kind.marks:
            at = text.find(mark)
            while at >= 0:
                found = _compiled(kind.pattern).match(text, at)
                if found and _is_key(kind, found[1]):
                    yield found[1], kind.name
                at = text.find(mark, found.end() if found else at + len(mark))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Most packages hold the marks of a few kinds only, and compiling all patterns takes longer than the search."""
    return re.compile(pattern)


def _is_key(kind: Kind, secret: str) -> bool:
    if kind.name == "a private key":
        return True
    if kind.marks == ("eyJ",) and not is_signed_token(secret):
        return False
    return not is_placeholder(secret) and (not kind.mixed or looks_random(secret))

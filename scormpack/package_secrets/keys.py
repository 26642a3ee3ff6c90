"""What keys look like, by the formats that their issuers document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from scormpack.package_secrets.chance import counts_up, is_placeholder, looks_random


class Find(NamedTuple):
    """Something in a text, from ``start`` to before ``end``. ``what`` says what it is, with its article."""

    start: int
    end: int
    secret: str
    what: str
    code: str = "PKG020"


def _any(secret: str) -> bool:
    return not is_placeholder(secret)


def _random(secret: str) -> bool:
    """For prefixes that also begin ordinary words, where only the rest tells."""
    return not is_placeholder(secret) and looks_random(secret.partition("-")[2], strict=False)


def _random_at_its_end(secret: str) -> bool:
    """Slack's begin with numbers that are no secret."""
    return not is_placeholder(secret) and looks_random(secret.rpartition("-")[2], strict=False)


def _is_pem(_secret: str) -> bool:
    return True


def is_signed_token(token: str) -> bool:
    """True where the first part is a JWT's header (RFC 7519, 5): a JSON object that names its algorithm."""
    import base64
    import json

    head, payload = token.split(".")[:2]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        claims = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode("latin-1")
    except (ValueError, RecursionError):
        return False
    # The token that every text about tokens shows has the subject 1234567890.
    return isinstance(header, dict) and "alg" in header and not counts_up(claims) and not is_placeholder(token)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of key. Each begins with one of ``marks``: looking for a word is far cheaper than for a pattern.

    ``pattern`` is a regular expression of the whole key, without groups.
    """

    name: str
    marks: tuple[str, ...]
    pattern: str
    is_one: Callable[[str], bool] = _any
    ends_a_word: bool = True


KINDS = (
    # 48 letters and digits; those of projects and service accounts 120 to 200; Anthropic's 95 after `sk-ant-api03-`.
    Kind("an OpenAI or Anthropic key", ("sk-",), r"sk-[A-Za-z0-9_-]{20,256}", _random),
    Kind("an AWS access key", ("AKIA", "ASIA"), r"A[KS]IA[A-Z0-9]{16}"),
    Kind("a Google API key", ("AIza",), r"AIza[A-Za-z0-9_-]{35}"),
    # 36; refresh tokens 76; installations' may be longer.
    Kind("a GitHub token", ("gh",), r"gh[pousr]_[A-Za-z0-9]{36,255}"),
    # 22, an underscore, 59.
    Kind("a GitHub token", ("github_pat_",), r"github_pat_[A-Za-z0-9]{20,30}_[A-Za-z0-9]{50,255}"),
    # 20; since 17.x 27 to 300, a dot, 9.
    Kind("a GitLab token", ("glpat-",), r"glpat-[A-Za-z0-9_-]{20,300}(?:\.[a-z0-9]{2}\.?[a-z0-9]{7})?", _random),
    Kind("a Slack token", ("xox",), r"xox[abeprs]-[A-Za-z0-9-]{20,255}", _random_at_its_end),
    # 24; since 2019 99.
    Kind("a Stripe key", ("sk_live_", "rk_live_"), r"[sr]k_live_[A-Za-z0-9]{16,255}"),
    # 34 letters, without digits.
    Kind("a Hugging Face token", ("hf_",), r"hf_[A-Za-z0-9]{34,64}"),
    Kind("a Groq key", ("gsk_",), r"gsk_[A-Za-z0-9]{52}"),
    Kind("an npm token", ("npm_",), r"npm_[A-Za-z0-9]{36}"),
    # A macaroon in base64url: version, and the location `pypi.org` or `test.pypi.org`.
    Kind("a PyPI token", ("pypi-AgE",), r"pypi-AgE[A-Za-z0-9_-]{50,500}"),
    Kind("a SendGrid key", ("SG.",), r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    # RFC 7515, 3.1: the header of a signed token is a JSON object, so it begins with `{"` in base64url.
    Kind(
        "a signed token (JWT)",
        ("eyJ",),
        r"eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{16,2000}",
        is_signed_token,
    ),
    # RFC 7468, 10 and 11; RFC 1421, 4.4; RFC 9580, 6.2. With the headers and the base64 that follow, so that they are hidden too.
    Kind(
        "a private key",
        ("-----BEGIN ",),
        r"-----BEGIN (?:[A-Z0-9]{2,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:\s{0,99}(?:[A-Za-z0-9+/=]{16,}|[A-Za-z-]{3,20}: [^\n]{1,99}))*",
        _is_pem,
        ends_a_word=False,
    ),
)
"""All of them can be looked for in any bytes."""

_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_BEFORE = _WORD | frozenset("+-")
"""What stands before a key is none of these, or it is inside a longer word, such as the base64 of a picture."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Most packages hold the marks of a few kinds only, and compiling all patterns takes longer than the search."""
    return re.compile(pattern)


def keys_in(text: str) -> Iterator[Find]:
    """Each string that has a key's form, kind by kind, and the secrets that stand beside AWS keys. Linear in the text's length."""
    for kind in KINDS:
        for mark in kind.marks:
            at = text.find(mark)
            while at >= 0:
                found = compiled(kind.pattern).match(text, at) if at == 0 or text[at - 1] not in _BEFORE else None
                whole = found and not (kind.ends_a_word and text[found.end() : found.end() + 1] in _WORD)
                if found and whole and kind.is_one(found[0]):
                    yield Find(at, found.end(), found[0], kind.name)
                    if kind.marks[0] == "AKIA":
                        yield from _beside(text, at, found.end())
                at = text.find(mark, found.end() if found else at + len(mark))


def _beside(text: str, start: int, end: int) -> Iterator[Find]:
    """AWS's secret access key, 40 characters of base64, near its key's id."""
    first = max(0, start - 200)
    for found in compiled(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])").finditer(text, first, end + 200):
        if not is_placeholder(found[0]) and looks_random(found[0]):
            yield Find(found.start(), found.end(), found[0], "an AWS secret access key")

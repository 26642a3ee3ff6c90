"""Code into coloured HTML at build time; the only door to Pygments.

Pygments is imported when the first fenced block with a language is met: most builds of most courses never do.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

PLAIN_NAMES = ("", "text", "plain", "txt")


@lru_cache(maxsize=256)
def highlight(code: str, language: str) -> str | None:
    """Spans with Pygments' short class names; None where the language is unknown."""
    if language in PLAIN_NAMES:
        return escape(code.rstrip("\n"), quote=False)
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
    formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
    # Bound to the lexer's tokens, not to `pygments.highlight`, which would import every formatter.
    from io import StringIO

    out = StringIO()
    formatter.format(lexer.get_tokens(code), out)
    return out.getvalue().rstrip("\n")


def known_languages() -> list[str]:
    """Every name that a fence may have."""
    from pygments.lexers import get_all_lexers

    return [
        *PLAIN_NAMES[1:],
        *(alias for _name, aliases, _files, _types in get_all_lexers(plugins=False) for alias in aliases),
    ]

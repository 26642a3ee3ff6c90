"""The addresses in a page or a picture that a browser fetches, sends to, or leads to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from scormpack.package_secrets.addresses import in_css

FOLLOWED = frozenset({"href", "src", "srcset", "action", "formaction", "poster", "data", "xlink:href", "background"})
"""Attributes whose address a browser fetches, sends to, or leads to (HTML, SVG 2)."""

_PROXY = re.compile(r"\"lab_proxy\":\{\"url\":\"([^\"]{1,2000})\"")
_REFRESH = re.compile(r"url\s{0,9}=\s{0,9}[\"']?([^\"'\s]{1,2000})", re.IGNORECASE)


def addresses_of(text: str) -> list[str]:
    """In the page's order. Never raises: the parser takes anything for HTML."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.addresses


class _Page(HTMLParser):
    """Collects the addresses of a page; the parser decodes entities."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that a browser follows, and style."""
        self._inside = tag
        named = {name: value or "" for name, value in attrs}
        for name, value in named.items():
            if name == "srcset":
                self.addresses += [candidate.split()[0] for candidate in value.split(",") if candidate.split()]
            elif name in FOLLOWED:
                self.addresses.append(value)
            elif name == "style":
                self.addresses += in_css(value)
        if tag == "meta" and named.get("http-equiv", "").lower() == "refresh":
            self.addresses += _REFRESH.findall(named.get("content", ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # the parser's signature
        """What follows is no style or script any more."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """A style sheet's addresses, and the contract's."""
        if self._inside == "style":
            self.addresses += in_css(data)
        elif self._inside == "script":
            self.addresses += _PROXY.findall(data)

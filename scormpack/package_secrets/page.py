"""The addresses in a page, a picture or a script that a browser fetches, sends to, or leads to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from scormpack.package_secrets.addresses import in_css, proxies_in
from scormpack.package_secrets.readings import shortened, without_escapes

FOLLOWED = frozenset({"href", "src", "action", "formaction", "poster", "data", "xlink:href", "background", "ping"})
"""Attributes whose address a browser fetches, sends to, or leads to (HTML, SVG 2)."""

_REFRESH = re.compile(r"url\s{0,9}=\s{0,9}[\"']?([^\"'\s]{1,2000})", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z][^<>]{0,2000}>")
_DEEPEST = 3
"""Pages within pages (`srcdoc`) that are read."""


def addresses_of(text: str, depth: int = 0) -> list[str]:
    """In the page's order. Never raises: the parser takes anything for HTML."""
    page = _Page(depth)
    text = shortened(text)
    # Past the last `>` there is no whole tag, and the parser would try each `<` to the text's end.
    end = text.rfind(">") + 1
    page.feed(text[:end])
    page.close()
    page.end(text[end:])
    return page.addresses


def addresses_in_script(text: str, depth: int = 0) -> list[str]:
    """Those of the tags in a script's strings, which the player puts into the page, and the contract's."""
    text = without_escapes(text)
    return [*proxies_in(text), *addresses_of("".join(_TAG.findall(text)), depth)]


class _Page(HTMLParser):
    """Collects the addresses of a page; the parser decodes entities. To be fed once."""

    def __init__(self, depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self._depth = depth
        self._inside = ""
        self._content: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that a browser follows, and those with style."""
        named = {name: value for name, value in reversed(attrs) if value}  # of two, browsers take the first
        for name, value in named.items():
            if name in ("srcset", "imagesrcset"):
                self.addresses += [candidate.split()[0] for candidate in value.split(",") if candidate.split()]
            elif name in FOLLOWED:
                self.addresses.append(value)
            elif name == "srcdoc" and self._depth < _DEEPEST:
                self.addresses += addresses_of(value, self._depth + 1)
            elif name == "style" or "(" in value:
                self.addresses += in_css(value)
        if tag == "meta" and named.get("http-equiv", "").lower() == "refresh":
            self.addresses += _REFRESH.findall(named.get("content", ""))
        self._inside = tag if tag in ("style", "script") else ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  # the parser's signature
        """What follows is no style or script any more."""
        content, self._content = "".join(self._content), []
        if self._inside == "style":
            self.addresses += in_css(content)
        elif self._inside == "script" and self._depth < _DEEPEST:
            self.addresses += addresses_in_script(content, self._depth + 1)
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """The content of style and script comes in pieces."""
        if self._inside:
            self._content.append(data)

    def end(self, rest: str) -> None:
        """A style or script that nothing ends goes on to the text's end."""
        if self._inside:
            self._content += [self.rawdata, rest]
            self.handle_endtag(self._inside)

    # The parser's own versions raise at some declarations, and search to the text's end for each that nothing ends.

    def parse_comment(self, i: int, report: bool = True) -> int:  # noqa: ARG002, FBT001, FBT002  # the parser's signature
        """Past a comment; one that nothing ends goes on to the text's end."""
        return self._past("-->", i + 2)

    def parse_html_declaration(self, i: int) -> int:
        """Past a declaration, a CDATA section, or what is no comment (HTML, 13.2.5.42)."""
        return self._past("]]>", i + 9) if self.rawdata.startswith("<![CDATA[", i) else self._past(">", i + 2)

    def parse_pi(self, i: int) -> int:
        """Past an instruction of XML, which HTML takes for a comment."""
        return self._past(">", i + 2)

    def _past(self, mark: str, at: int) -> int:
        end = self.rawdata.find(mark, at)
        return len(self.rawdata) if end < 0 else end + len(mark)

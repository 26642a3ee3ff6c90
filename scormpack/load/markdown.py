"""Markdown into blocks and safe HTML; the only door to markdown-it.

What comes out may stand in a page as it is: raw HTML is an error, not passed on; links are checked; code is
highlighted. What is wrong is raised as one `markdown` error of pydantic's, whose context carries all `Problem`s
of that text, because only the validator's caller knows where the text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import cast

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from pydantic_core import PydanticCustomError

from scormpack.blocks import Callout, Cards, Code, Figure, Prose
from scormpack.blocks.cards import Card
from scormpack.load.files import Unreadable
from scormpack.load.highlight import highlight
from scormpack.load.markdown_checks import Checker
from scormpack.load.markdown_parser import closing_place, code_language, make_parser, only_picture, plain_words
from scormpack.load.markdown_slips import slips
from scormpack.load.pictures import picture_size
from scormpack.text import Block, RichText

_PLAIN = re.compile(r"[^\\`*_{}\[\]<>#&!|~^:\n\r-]*(?:[:-][^\\`*_{}\[\]<>#&!|~^:\n\r-]+)*\Z")
"""Texts that Markdown leaves as they are; most options and captions are."""


class Reader:
    """Reads all Markdown of one course; collects the files it refers to in ``assets`` and the links to parts."""

    def __init__(self, find_asset: Callable[[str], Path | Unreadable]) -> None:
        self.checker = Checker(find_asset)
        self._part = ""
        self.footnoted = 0
        self._parser = make_parser()
        self._renderer = cast("RendererHTML", self._parser.renderer)

    @property
    def assets(self) -> dict[str, Path]:
        """Paths in the package to the files of the course that the texts refer to."""
        return self.checker.assets

    @property
    def part_links(self) -> list[tuple[str, str]]:
        """Parts that the texts link to, each with the link as written."""
        return self.checker.part_links

    def begin(self, part: str) -> None:
        """What is read from now on stands in the part with this id."""
        self._part, self.footnoted = part, 0

    # --- the three kinds of text, as scormpack.text.MarkdownReader asks ------------------------------------------

    def line(self, source: str) -> RichText:
        """Inline Markdown; a text of several paragraphs is reported."""
        if _PLAIN.match(source):
            return _plain_text(source)
        tokens = self._parse(source)
        inner = [token for token in tokens if token.type not in ("paragraph_open", "paragraph_close")]
        if len(inner) != 1 or inner[0].type != "inline":
            self.checker.report(
                "CRS021", "this text must be one paragraph", "lists, headings and code blocks do not fit here", 0, ""
            )
        return self._finish(source, inner)

    def text(self, source: str) -> RichText:
        """Paragraphs, lists, tables, code."""
        if _PLAIN.match(source):
            plain = _plain_text(source)
            return RichText(source, f"<p>{plain.html}</p>", plain.plain)
        tokens = self._parse(source)
        self.checker.check_short(tokens)
        return self._finish(source, tokens)

    def blocks(self, source: str) -> tuple[Block, ...]:
        """A page or lesson."""
        tokens = self._parse(source, is_long=True)
        self.checker.check_headings(tokens)
        self.checker.check_containers(tokens)
        if any(problem.code == "CRS022" for problem in self.checker.problems):
            # What is in a block that does not end is no mistake of its own.
            self._raise_problems()
        blocks = self._blocks(tokens)
        self._raise_problems()
        return blocks

    # --- parsing -------------------------------------------------------------------------------------------------

    def _parse(self, source: str, *, is_long: bool = False) -> list[Token]:
        self._env: dict[str, object] = {}
        tokens = self._parser.parse(source, self._env)
        if "footnotes" in self._env:
            # Pages join texts, so a footnote's id names its part and says which of the part's texts it stands in.
            self.footnoted += 1
            self._env["docId"] = f"{self._part}.{self.footnoted}"
        for token in tokens:
            if token.type in ("th_open", "td_open") and "style" in token.attrs:
                # A package's policy refuses styles in the page (CSP, style-src 'self').
                token.attrSet("class", str(token.attrs.pop("style")).replace("text-align:", "to-"))
        self.checker.check(tokens)
        self.checker.problems += slips(tokens, source, self._env, is_long=is_long)
        return tokens

    def _finish(self, source: str, tokens: Sequence[Token]) -> RichText:
        self._raise_problems()
        return RichText(source, self._html(tokens), plain_words(tokens))

    def _html(self, tokens: Sequence[Token]) -> str:
        return self._renderer.render(tokens, self._parser.options, self._env).strip()

    def _raise_problems(self) -> None:
        if self.checker.problems:
            raise PydanticCustomError("markdown", "Markdown", {"problems": tuple(self.checker.problems)})

    # --- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        prose: list[Token] = []

        def end_prose() -> None:
            html = self._html(prose) if prose else ""
            if html:
                blocks.append(Prose(html))
            prose.clear()

        place = 0
        while place < len(tokens):
            token = tokens[place]
            end = closing_place(tokens, place)
            inner = tokens[place + 1 : end]
            picture = only_picture(inner) if token.type == "paragraph_open" else None
            if token.type.startswith("container_"):
                end_prose()
                blocks.append(self._container(token, inner))
            elif token.type == "fence":
                end_prose()
                blocks.append(self._code(token))
            elif picture is not None:
                end_prose()
                blocks.append(self._figure(picture))
            else:
                prose.extend(tokens[place : end + 1])
            place = end + 1
        end_prose()
        return tuple(blocks)

    def _container(self, token: Token, inner: Sequence[Token]) -> Block:
        name = token.type.removeprefix("container_").removesuffix("_open")
        if name == "cards":
            return Cards(self._cards(token, inner))
        title = token.info.strip().removeprefix(name).strip()
        return Callout(name, title, self._blocks(inner))

    def _cards(self, container: Token, tokens: Sequence[Token]) -> tuple[Card, ...]:
        cards: list[Card] = []
        line = container.map[0] if container.map else 0
        outside = [
            token
            for token in tokens
            if token.level == container.level + 1 and token.type not in ("dl_open", "dl_close")
        ]
        if outside or not tokens:
            self.checker.report(
                "CRS022",
                "cards hold a definition list and nothing else",
                "`Term`, then a line `: what it means`",
                line,
                ":::",
            )
            return ()
        term = ""
        place = 0
        while place < len(tokens):
            end = closing_place(tokens, place)
            if tokens[place].type == "dt_open":
                term = self._html(tokens[place + 1 : end])
            elif tokens[place].type == "dd_open":
                cards.append(Card(term, self._html(tokens[place + 1 : end])))
            place = place + 1 if tokens[place].type in ("dl_open", "dl_close") else end + 1
        return tuple(cards)

    def _code(self, token: Token) -> Code:
        language = code_language(token)
        return Code(language, highlight(token.content, language) or escape(token.content))

    def _figure(self, token: Token) -> Figure:
        source = str(token.attrs["src"])
        path = self.assets.get(source)
        width, height = picture_size(path) if path else (0, 0)
        title = str(token.attrs.get("title", ""))
        caption = escape(title)
        if title and not _PLAIN.match(title):
            caption = self._renderer.render(self._parser.parseInline(title), self._parser.options, {})
        return Figure(source, plain_words(token.children or ()), caption, width, height)


def _plain_text(source: str) -> RichText:
    plain = " ".join(source.split())
    return RichText(source, escape(plain, quote=False), plain)

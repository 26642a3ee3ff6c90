"""Markdown into blocks and safe HTML; the only door to markdown-it.

What comes out may stand in a page as it is: raw HTML is an error, not passed on; links are checked; code is
highlighted. What is wrong is raised as one `markdown` error of pydantic's, whose context carries all `Problem`s
of that text, because only the validator's caller knows where the text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pydantic_core import PydanticCustomError

from scormpack.blocks import Callout, Cards, Code, Figure, Prose
from scormpack.blocks.callout import CALLOUT_KINDS
from scormpack.blocks.cards import Card
from scormpack.diagnostics import did_you_mean
from scormpack.load.files import Unreadable
from scormpack.load.highlight import highlight
from scormpack.load.pictures import picture_size
from scormpack.text import Block, RichText

CONTAINERS = (*CALLOUT_KINDS, "cards")
_PLAIN = re.compile(r"[^\\`*_{}\[\]<>#&!|~^:\n\r-]*(?:[:-][^\\`*_{}\[\]<>#&!|~^:\n\r-]+)*\Z")
"""Texts that Markdown leaves as they are; most options and captions are."""
_HTML_COMMENT = re.compile(r"<!--.*?-->\s*\Z", re.DOTALL)
_ASSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_ALLOWED_SCHEMES = ("http", "https", "mailto", "tel", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 0 in the text; ``snippet`` is to be found at or after it, for the column."""

    code: str
    message: str
    hint: str
    line: int
    snippet: str


class _Parser(MarkdownIt):
    """CommonMark with our blocks."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  # the name is markdown-it's
        """Every link is let through and judged afterwards, so that a bad one is named, not shown as text."""
        return True


def _parser() -> _Parser:
    parser = _Parser("commonmark", {"html": True})
    parser.enable("table").use(footnote_plugin).use(deflist_plugin)
    for name in CONTAINERS:
        parser.use(container_plugin, name)
    # The plugin makes a rule of each name, and each would be asked at every line. One look at the line saves that.
    names = [f"container_{name}" for name in CONTAINERS]
    rules = [rule.fn for rule in parser.block.ruler.__rules__ if rule.name in names]
    parser.disable(names)

    def container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # markdown-it's call
        if not state.src.startswith(":", state.bMarks[start] + state.tShift[start]):
            return False
        return any(rule(state, start, end, silent) for rule in rules)

    parser.block.ruler.before(
        "fence", "container", container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return parser


class Reader:
    """Reads all Markdown of one course; collects the files it refers to in ``assets`` and the links to parts."""

    def __init__(self, find_asset: Callable[[str], Path | Unreadable]) -> None:
        self.find_asset = find_asset
        self.assets: dict[str, Path] = {}
        self.part_links: list[tuple[str, str]] = []
        self._problems: list[Problem] = []
        self._line = 0
        self._texts = 0
        self._parser = _parser()
        self._renderer = cast("RendererHTML", self._parser.renderer)
        rules = cast("dict[str, Callable[..., str]]", self._renderer.rules)
        rules["fence"] = _render_fence
        rules["table_open"] = lambda *_: '<div class="table" tabindex="0"><table>'
        rules["table_close"] = lambda *_: "</table></div>"

    # --- the three kinds of text, as scormpack.text.MarkdownReader asks ------------------------------------------

    def line(self, source: str) -> RichText:
        """Inline Markdown; a text of several paragraphs is reported."""
        if _PLAIN.match(source):
            return _plain_text(source)
        tokens = self._parse(source)
        inner = [token for token in tokens if token.type not in ("paragraph_open", "paragraph_close")]
        if len(inner) != 1 or inner[0].type != "inline":
            self._problem(
                "CRS021", "this text must be one paragraph", "lists, headings and code blocks do not fit here", 0, ""
            )
        return self._finish(source, inner)

    def text(self, source: str) -> RichText:
        """Paragraphs, lists, tables, code."""
        if _PLAIN.match(source):
            plain = _plain_text(source)
            return RichText(source, f"<p>{plain.html}</p>", plain.plain)
        tokens = self._parse(source)
        for token in tokens:
            if token.nesting == 1 and token.map and token.type.startswith(("heading", "container")):
                what = "a heading" if token.type.startswith("heading") else "a callout"
                hint = "it belongs into the text of a page or lesson"
                self._problem("CRS021", f"{what} does not fit here", hint, token.map[0], token.markup)
        return self._finish(source, tokens)

    def blocks(self, source: str) -> tuple[Block, ...]:
        """A page or lesson."""
        tokens = self._parse(source)
        self._check_headings(tokens)
        self._check_containers(tokens)
        blocks = self._blocks(tokens)
        self._raise_problems()
        return blocks

    # --- parsing and checking ------------------------------------------------------------------------------------

    def _parse(self, source: str) -> list[Token]:
        self._problems = []
        self._texts += 1
        self._env = {"docId": str(self._texts)}
        tokens = self._parser.parse(source, self._env)
        for token in tokens:
            self._line = token.map[0] if token.map else self._line
            if token.type == "html_block":
                self._raw_html(token)
            elif token.type == "inline":
                self._check_inline(token)
            elif token.type == "fence":
                self._check_language(token)
        return tokens

    def _finish(self, source: str, tokens: Sequence[Token]) -> RichText:
        self._raise_problems()
        return RichText(source, self._html(tokens), plain_words(tokens))

    def _html(self, tokens: Sequence[Token]) -> str:
        return self._renderer.render(tokens, self._parser.options, self._env).strip()

    def _problem(self, code: str, message: str, hint: str, line: int, snippet: str) -> None:
        self._problems.append(Problem(code, message, hint, line, snippet))

    def _raise_problems(self) -> None:
        if self._problems:
            raise PydanticCustomError("markdown", "Markdown", {"problems": tuple(self._problems)})

    def _raw_html(self, token: Token) -> None:
        if _HTML_COMMENT.match(token.content.strip()) and token.content.count("-->") == 1:
            token.content = ""
            return
        if token.content.startswith("</") and any(problem.code == "CRS020" for problem in self._problems):
            # The end of a tag whose beginning was reported.
            token.content = ""
            return
        tag = re.search(r"<[/!?]?\s*[A-Za-z][^\s>/]*", token.content)
        snippet = tag.group() if tag else token.content.strip()[:20]
        line = self._line + token.content[: tag.start() if tag else 0].count("\n")
        self._problem(
            "CRS020",
            f"raw HTML (`{snippet}`) is not allowed in a course",
            "use Markdown, or put it in `backticks` to show it as text",
            line,
            snippet,
        )
        token.content = ""

    def _check_inline(self, token: Token) -> None:
        start = self._line
        if token.content.startswith(":::"):
            name = token.content.strip(": \n").split(" ")[0].split("\n")[0]
            self._problem("CRS022", f"unknown block `::: {name}`", did_you_mean(name, CONTAINERS), start, ":::")
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                self._line += 1
            elif child.type == "html_inline":
                self._raw_html(child)
            elif child.type == "link_open":
                self._check_link(child)
            elif child.type == "image":
                self._check_image(child)
        self._line = start

    def _check_language(self, token: Token) -> None:
        language = unescapeAll(token.info).strip().split(" ")[0]
        if highlight(token.content, language) is None:
            self._problem(
                "CRS025",
                f"no highlighting is known for the language `{language}`",
                "leave the language out, or use a name such as `python`, `json`, `bash`",
                self._line,
                language,
            )

    def _check_link(self, token: Token) -> None:
        href = str(token.attrs["href"])
        try:
            parts = urlsplit(href)
        except ValueError:
            self._problem("CRS023", f"`{href}` is no link", "", self._line, href)
            return
        if parts.scheme not in _ALLOWED_SCHEMES:
            self._problem("CRS023", f"a link may not begin with `{parts.scheme}:`", "use https", self._line, href[:30])
        elif parts.scheme in ("http", "https"):
            # The course runs in an LMS's frame, which most sites refuse to be shown in.
            token.attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
        elif not parts.scheme and parts.netloc:
            self._problem("CRS023", f"`{href}` has no scheme", f"write `https:{href}`", self._line, href)
        elif not parts.scheme and parts.path.lower().endswith((".md", ".markdown", ".yaml", ".yml")):
            hint = "name the part by its id, such as `#lesson-2`"
            self._problem("CRS023", f"`{href}` is a source file, which no package holds", hint, self._line, href)
        elif not parts.scheme and parts.path:
            asset = self._asset(parts.path, href)
            if asset:
                token.attrs |= {"href": asset, "target": "_blank"}
        elif not parts.scheme and parts.fragment:
            self.part_links.append((parts.fragment, href))
            token.attrs["data-goto"] = parts.fragment

    def _check_image(self, token: Token) -> None:
        source = str(token.attrs["src"])
        if not plain_words(token.children or ()).strip():
            self._problem(
                "ACC001",
                "this picture has no text alternative",
                "say between the square brackets what it shows: `![A loop from model to data](loop.svg)`",
                self._line,
                "![",
            )
        if "://" in source or source.startswith(("//", "data:")):
            self._problem(
                "CRS024",
                "a picture must be a file of the course, for a package fetches nothing from elsewhere",
                "save it in the course folder",
                self._line,
                source[:30],
            )
            return
        asset = self._asset(source, source)
        if asset and not asset.lower().endswith(_PICTURES):
            self._problem("CRS024", f"`{source}` is no picture", f"known: {', '.join(_PICTURES)}", self._line, source)
        elif asset:
            token.attrs["src"] = asset

    def _asset(self, path: str, snippet: str) -> str:
        """The package path of a file of the course, "" where it was reported."""
        name = unquote(path).removeprefix("./")
        found = self.find_asset(name)
        if isinstance(found, Unreadable):
            self._problem(found.code, found.message, found.hint, self._line, snippet)
            return ""
        if not _ASSET_NAME.match(name):
            self._problem(
                "PKG001",
                f"the file name `{name}` is not safe in every LMS",
                "rename it to letters, digits, `-`, `_` and `.`",
                self._line,
                snippet,
            )
            return ""
        self.assets[f"media/{name}"] = found
        return f"media/{name}"

    def _check_headings(self, tokens: Sequence[Token]) -> None:
        level = 1
        for token in tokens:
            if token.type != "heading_open" or token.map is None:
                continue
            this = int(token.tag[1])
            if this == 1:
                self._problem(
                    "ACC002",
                    "a text has no heading of level 1",
                    "the part's title is; begin with `##`",
                    token.map[0],
                    "#",
                )
            elif this > level + 1:
                self._problem(
                    "ACC002",
                    f"the heading jumps from level {level} to {this}",
                    f"write `{'#' * (level + 1)}`",
                    token.map[0],
                    "#",
                )
            level = max(this, 2)

    def _check_containers(self, tokens: Sequence[Token]) -> None:
        opened: list[Token] = []
        for token in tokens:
            if not token.type.startswith("container_"):
                continue
            if token.nesting == 1:
                opened.append(token)
            elif not token.markup and opened[-1].map:
                # The parser closes by itself what the end of the text leaves open, and writes no markup then.
                name = token.type.split("_")[1]
                self._problem(
                    "CRS022", f"`::: {name}` is not closed", "end it with a line `:::`", opened[-1].map[0], ":::"
                )
            if token.nesting == -1:
                opened.pop()

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
            end = _closing(tokens, place)
            inner = tokens[place + 1 : end]
            picture = _only_picture(inner) if token.type == "paragraph_open" else None
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
            self._problem(
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
            end = _closing(tokens, place)
            if tokens[place].type == "dt_open":
                term = self._html(tokens[place + 1 : end])
            elif tokens[place].type == "dd_open":
                cards.append(Card(term, self._html(tokens[place + 1 : end])))
            place = place + 1 if tokens[place].type in ("dl_open", "dl_close") else end + 1
        return tuple(cards)

    def _code(self, token: Token) -> Code:
        language = unescapeAll(token.info).strip().split(" ")[0]
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


def plain_words(tokens: Sequence[Token]) -> str:
    """The text without its markup, on one line."""
    words: list[str] = []
    for token in tokens:
        if token.children is not None:
            words.append(plain_words(token.children))
        elif token.type in ("softbreak", "hardbreak") or token.type in (
            "paragraph_close",
            "list_item_close",
            "td_close",
            "heading_close",
        ):
            words.append(" ")
        elif token.type in ("text", "code_inline", "fence", "code_block"):
            words.append(token.content)
    return " ".join("".join(words).split())


def _plain_text(source: str) -> RichText:
    plain = " ".join(source.split())
    return RichText(source, escape(plain, quote=False), plain)


def _closing(tokens: Sequence[Token], place: int) -> int:
    """The place of the token that closes the one at ``place``; the same place where it has no inside."""
    if tokens[place].nesting != 1:
        return place
    depth = 0
    for end in range(place, len(tokens)):
        depth += tokens[end].nesting
        if depth == 0:
            return end
    raise AssertionError("markdown-it closes what it opens")


def _only_picture(inner: Sequence[Token]) -> Token | None:
    if len(inner) != 1 or inner[0].type != "inline":
        return None
    children = [child for child in inner[0].children or () if not (child.type == "text" and not child.content.strip())]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _render_fence(tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    language = unescapeAll(tokens[index].info).strip().split(" ")[0]
    html = highlight(tokens[index].content, language) or escape(tokens[index].content)
    return f"<pre><code>{html}</code></pre>"

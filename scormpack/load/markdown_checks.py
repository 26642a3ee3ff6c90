"""What an author can get wrong in Markdown, found among the parser's tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from scormpack.diagnostics import did_you_mean, suggested
from scormpack.load.files import Unreadable
from scormpack.load.highlight import highlight, known_languages
from scormpack.load.markdown_parser import CONTAINERS, code_language, plain_words
from scormpack.spelling import certain

_HTML_COMMENT = re.compile(r"<!--.*?-->\s*\Z", re.DOTALL)
_ASSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")
_HEADING_UNREAD = re.compile(r"(?P<signs>#{2,6})[^#\s]|<h(?P<tag>[2-6])\b", re.IGNORECASE)
_HOST = re.compile(
    r"www\.|(?:[\w-]+\.)+(?:com|org|net|edu|gov|int|io|eu|uk|de|fr|es|it|nl|ch|at|pl|jp|cn|in|br|ca|au)(?:/|$)"
)
_SHOWN = 80
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_ALLOWED_SCHEMES = ("http", "https", "mailto", "tel", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 0 in the text; ``snippet`` is to be found at or after it, for the column.

    ``instead`` is what alone can have been meant by the snippet.
    """

    code: str
    message: str
    hint: str
    line: int
    snippet: str
    instead: str | None = None


class Checker:
    """Looks at the tokens of one text after another; keeps the files and parts that all of them refer to."""

    def __init__(self, find_asset: Callable[[str], Path | Unreadable]) -> None:
        self.find_asset = find_asset
        self.assets: dict[str, Path] = {}
        self.part_links: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self.line = 0
        self.unread_blocks = 0

    def report(self, code: str, message: str, hint: str, line: int, snippet: str) -> None:
        """Adds a problem of the text that is being read."""
        self.add(Problem(code, message, hint, line, snippet))

    def add(self, problem: Problem) -> None:
        """Adds a problem that may have a correction."""
        self.problems.append(problem)

    def check(self, tokens: Sequence[Token]) -> None:
        """Forgets the text before, and checks raw HTML, links, pictures and code of this one."""
        self.problems = []
        self.unread_blocks = 0
        for token in tokens:
            self.line = token.map[0] if token.map else self.line
            if token.type == "html_block":
                self._raw_html(token)
            elif token.type == "inline":
                self._check_inline(token)
            elif token.type == "fence":
                self._check_language(token)

    def check_short(self, tokens: Sequence[Token]) -> None:
        """A prompt, a task, a feedback: what belongs into a page's or lesson's text does not fit there."""
        for token in tokens:
            if token.nesting == 1 and token.map and token.type.startswith(("heading", "container")):
                what = "a heading" if token.type.startswith("heading") else "a callout"
                hint = "it belongs into the text of a page or lesson"
                self.report("CRS021", f"{what} does not fit here", hint, token.map[0], token.markup)

    def _raw_html(self, token: Token) -> None:
        if _HTML_COMMENT.match(token.content.strip()) and token.content.count("-->") == 1:
            token.content = ""
            return
        if token.content.startswith("</") and any(problem.code == "CRS020" for problem in self.problems):
            # The end of a tag whose beginning was reported.
            token.content = ""
            return
        if token.content.lstrip().startswith("<!--") and "-->" not in token.content:
            self.report("CRS020", "this comment is never closed", "end it with `-->`", self.line, "<!--")
            token.content = ""
            return
        tag = re.search(r"<[/!?]?\s*[A-Za-z][^\s>/]*", token.content)
        snippet = tag.group() if tag else token.content.strip()[:20]
        line = self.line + token.content[: tag.start() if tag else 0].count("\n")
        self.report(
            "CRS020",
            f"raw HTML (`{snippet}`) is not allowed in a course",
            "use Markdown, or put it in `backticks` to show it as text",
            line,
            snippet,
        )
        if token.type != "html_block" or not _HEADING_UNREAD.match(token.content):
            token.content = ""

    def _check_inline(self, token: Token) -> None:
        start = self.line
        if "::" in token.content:
            for number, line in enumerate(token.content.split("\n"), start):
                if line.startswith("::"):
                    self._unknown_block(line, number)
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                self.line += 1
            elif child.type == "html_inline":
                self._raw_html(child)
            elif child.type == "link_open":
                self._check_link(child)
            elif child.type == "image":
                self._check_image(child)
        self.line = start

    def _unknown_block(self, line: str, number: int) -> None:
        name = line.strip(": \t").split(" ")[0]
        self.unread_blocks += 1 if name else -1
        if not line.startswith(":::"):
            what = "begin" if name else "end"
            hint = "a block begins and ends with three colons"
            is_clear = not name or (name in CONTAINERS and line.startswith((f"::{name}", f":: {name}")))
            instead = f":{line}" if is_clear else None
            self.add(Problem("CRS022", f"these two colons {what} no block", hint, number, line, instead))
            return
        if not name:
            # The end of a block whose beginning was told is no mistake of its own.
            if self.unread_blocks < 0:
                hint = "take it out, or begin a block above it, such as `::: note`"
                self.report("CRS022", "this `:::` ends no block", hint, number, line)
            return
        plain = name.strip("{}[]().#!:")
        instead = certain(plain, CONTAINERS) if plain == name else None
        self.add(
            Problem("CRS022", f"unknown block `::: {name}`", did_you_mean(plain, CONTAINERS), number, name, instead)
        )

    def _check_language(self, token: Token) -> None:
        language = code_language(token)
        if highlight(token.content, language) is None:
            near = suggested(language, known_languages())
            usual = "leave the language out, or use a name such as `python`, `json`, `bash`"
            message = f"no highlighting is known for the language `{language}`"
            hint = f"did you mean `{near}`?" if near else usual
            self.report("CRS025", message, hint, self.line, language)

    def _check_link(self, token: Token) -> None:
        href = str(token.attrs["href"])
        try:
            parts = urlsplit(href)
        except ValueError:
            self.report("CRS023", f"`{href}` is no link", "", self.line, href)
            return
        if len(parts.scheme) == 1:
            # A drive of Windows.
            self._asset(href, href)
        elif parts.scheme not in _ALLOWED_SCHEMES:
            self._odd_scheme(href, parts.scheme)
        elif parts.scheme in ("http", "https") and not parts.hostname:
            self.report("CRS023", f"`{href}` names no host", "such as `https://example.org`", self.line, href)
        elif not (parts.scheme or parts.netloc or parts.path or parts.query or parts.fragment):
            self.report("CRS023", "this link leads nowhere", "write its address between the brackets", self.line, "](")
        elif parts.scheme in ("http", "https"):
            # The course runs in an LMS's frame, which most sites refuse to be shown in.
            token.attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
        elif not parts.scheme and parts.netloc:
            self.report("CRS023", f"`{href}` has no scheme", f"write `https:{href}`", self.line, href)
        elif not parts.scheme and parts.path.lower().endswith((".md", ".markdown", ".yaml", ".yml")):
            hint = "name the part by its id, such as `#lesson-2`"
            self.report("CRS023", f"`{href}` is a source file, which no package holds", hint, self.line, href)
        elif not parts.scheme and parts.path:
            asset = self._asset(parts.path, href)
            if asset:
                token.attrs |= {"href": asset, "target": "_blank"}
        elif not parts.scheme and parts.fragment:
            self.part_links.append((parts.fragment, href))
            token.attrs["data-goto"] = parts.fragment

    def _odd_scheme(self, href: str, scheme: str) -> None:
        meant = certain(scheme, ("https", "mailto", "tel") if scheme.endswith("s") else ("http", "mailto", "tel"))
        better = f"{meant}{href[len(scheme) :]}" if meant else None
        hint = f"write `{better}`" if better and len(better) <= _SHOWN else "use https"
        self.add(Problem("CRS023", f"a link may not begin with `{scheme}:`", hint, self.line, href, better))

    def _check_image(self, token: Token) -> None:
        source = str(token.attrs["src"])
        if not plain_words(token.children or ()).strip():
            self.report(
                "ACC001",
                "this picture has no text alternative",
                "say between the square brackets what it shows: `![A loop from model to data](loop.svg)`",
                self.line,
                "![",
            )
        if "://" in source or source.startswith(("//", "data:")):
            self.report(
                "CRS024",
                "a picture must be a file of the course, for a package fetches nothing from elsewhere",
                "save it in the course folder",
                self.line,
                source[:30],
            )
            return
        asset = self._asset(source, source)
        if asset and not asset.lower().endswith(_PICTURES):
            self.report("CRS024", f"`{source}` is no picture", f"known: {', '.join(_PICTURES)}", self.line, source)
        elif asset:
            token.attrs["src"] = asset

    def _asset(self, path: str, snippet: str) -> str:
        """The package path of a file of the course, "" where it was reported."""
        name = unquote(path).removeprefix("./")
        found = self.find_asset(name)
        if isinstance(found, Unreadable):
            instead = found.instead if path == snippet else None
            hint = f"write `https://{name}`" if found.code == "CRS010" and _HOST.match(name) else found.hint
            self.add(Problem(found.code, found.message, hint, self.line, snippet, instead))
            return ""
        if not _ASSET_NAME.match(name):
            self.report(
                "PKG001",
                f"the file name `{name}` is not safe in every LMS",
                "rename it to letters, digits, `-`, `_` and `.`",
                self.line,
                snippet,
            )
            return ""
        self.assets[f"media/{name}"] = found
        return f"media/{name}"

    def check_headings(self, tokens: Sequence[Token]) -> None:
        """Levels begin at 2 and skip none (WCAG 2.2, 1.3.1)."""
        level = 1
        for token in tokens:
            unread = _HEADING_UNREAD.match(token.content) if token.type in ("inline", "html_block") else None
            if unread:
                # It was said that this is no heading; the next one is judged as if it were.
                level = max(int(unread["tag"] or len(unread["signs"])), 2)
            if token.type != "heading_open" or token.map is None:
                continue
            this = int(token.tag[1])
            # A heading that is underlined begins with its text.
            mark = "#" if token.markup.startswith("#") else ""
            if this == 1:
                self.report(
                    "ACC002",
                    "a text has no heading of level 1",
                    "the part's title is; begin with `##`",
                    token.map[0],
                    mark,
                )
            elif this > level + 1:
                self.report(
                    "ACC002",
                    f"the heading jumps from level {level} to {this}",
                    f"write `{'#' * (level + 1)}`",
                    token.map[0],
                    mark,
                )
            level = max(this, 2)

    def check_containers(self, tokens: Sequence[Token]) -> None:
        """Every block that is opened is closed."""
        opened: list[Token] = []
        for token in tokens:
            if not token.type.startswith("container_"):
                continue
            if token.nesting == 1:
                opened.append(token)
            elif not token.markup and self.unread_blocks >= 0:
                # The parser closes by itself what is left open, and writes no markup then. Where that is a block in
                # another, the outer one took the line that was to close the inner one.
                wrong = opened[0]
                name = wrong.type.split("_")[1]
                before = " before the next block begins" if len(opened) > 1 else ""
                message, line = f"`::: {name}` is not closed{before}", wrong.map[0] if wrong.map else 0
                self.report("CRS022", message, "end it with a line `:::`", line, ":::")
            if token.nesting == -1:
                opened.pop()

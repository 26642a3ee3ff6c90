"""The Markdown parser: CommonMark, tables, footnotes, definition lists, and our blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from scormpack.blocks.callout import CALLOUT_KINDS
from scormpack.load.highlight import highlight

CONTAINERS = (*CALLOUT_KINDS, "cards")


class CourseParser(MarkdownIt):
    """CommonMark with our blocks."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802  # the name is markdown-it's
        """Every link is let through and judged afterwards, so that a bad one is named, not shown as text."""
        return True


def make_parser() -> CourseParser:
    """A parser whose renderer highlights code and lets wide tables scroll by themselves."""
    parser = CourseParser("commonmark", {"html": True})
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
    rules_of_html = cast("dict[str, Callable[..., str]]", cast("RendererHTML", parser.renderer).rules)
    rules_of_html["fence"] = _render_fence
    rules_of_html["table_open"] = lambda *_: '<div class="table" tabindex="0"><table>'
    rules_of_html["table_close"] = lambda *_: "</table></div>"
    return parser


def code_language(token: Token) -> str:
    """The language that a fence names, "" where it names none."""
    return unescapeAll(token.info).strip().split(" ")[0]


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


def closing_place(tokens: Sequence[Token], place: int) -> int:
    """The place of the token that closes the one at ``place``; the same place where it has no inside."""
    if tokens[place].nesting != 1:
        return place
    depth = 0
    for end in range(place, len(tokens)):
        depth += tokens[end].nesting
        if depth == 0:
            return end
    raise AssertionError("markdown-it closes what it opens")


def only_picture(inner: Sequence[Token]) -> Token | None:
    """The picture that is all of a paragraph; None where there is more, or something else."""
    if len(inner) != 1 or inner[0].type != "inline":
        return None
    children = [child for child in inner[0].children or () if not (child.type == "text" and not child.content.strip())]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _render_fence(tokens: Sequence[Token], index: int, *_rest: Any) -> str:
    html = highlight(tokens[index].content, code_language(tokens[index])) or escape(tokens[index].content)
    return f"<pre><code>{html}</code></pre>"

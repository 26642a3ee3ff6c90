"""Markdown that was meant and is not read as such: it would be shown to learners as it stands.

CommonMark has no mistakes; what it cannot read is text. So what is left over in the text is looked at: brackets, backticks
and stars that found no partner, tables and fences that do not end. A backslash before the sign says that it is meant so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from scormpack.load.markdown_checks import Problem

_LEFT = re.compile(r"[\[\]`{]|\*\*|~~")
_LINE = re.compile(r"^(?:!!!|\?\?\?|\[!|#{2,6}[^#\s]|\|)", re.MULTILINE)
_NUMBERS = {3: "three", 4: "four", 5: "five"}
_ESCAPED = re.compile(r"\\.")
_LINK = r"(?:#[\w-]{1,80}|https?://[^\s)\]]{0,200}|[\w./-]{1,120}\.\w{2,4})"
_DELIMITER = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CALLOUTS = {
    "note": "note", "info": "note", "tip": "note", "hint": "note", "important": "key", "warning": "warning",
    "caution": "warning", "danger": "warning", "attention": "warning", "example": "example",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Leftover:
    """A shape that a text is not left with on purpose."""

    shape: re.Pattern[str]
    message: str
    hint: str
    instead: str | None = None
    """With ``\\1`` for the groups of the shape."""


_LEFTOVERS = (
    _Leftover(
        re.compile(rf"\] +\(({_LINK})\)"),
        "there is a space between the two halves of this link",
        "write them with no space between",
        r"](\1)",
    ),
    _Leftover(
        re.compile(r"\]\([^) \n]{0,200}+ [^)\n]{0,200}+\)"),
        "this is read as text: a link has no spaces in its address",
        'write `%20` for a space; a caption stands in quotation marks: `(picture.svg "Caption")`',
    ),
    _Leftover(re.compile(r"\]\((?![^\n)]{0,400}+\))"), "this link is not closed", "end its address with `)`"),
    _Leftover(
        re.compile(r"\[[^\]\n(]{0,200}+\((?:#|https?:)[^)\n]{0,200}+\)"),
        "this link is not closed",
        "write `]` before the `(`",
    ),
    _Leftover(
        re.compile(rf"\([^()\n]{{1,200}}+\)\[{_LINK}\]"), "this is no link", "the words come first: `[words](address)`"
    ),
    _Leftover(
        re.compile(r"(?<![\w\]])\[[^\]\n^]{3,200}+\]\[[^\]\n]{0,100}+\]"),
        "this link leads to a name that is not given anywhere",
        "write its address: `[words](address)`",
    ),
    _Leftover(
        re.compile(r"`"), "this backtick has no partner", "end the code with another backtick, or write it as \\`"
    ),
    _Leftover(
        re.compile(r"(?<!\S)\*\*(?=\S)|(?<=\S)\*\*(?!\S)|(?<!\S)\*\*(?= [^*\n]{1,200}+(?<= )\*\*(?!\S))"),
        "these stars have no partner",
        "strong words are written `**so**`, without spaces inside",
    ),
    _Leftover(re.compile(r"~~(?=\S)[^~\n]{1,200}+~~"), "words are not struck through here", "take the `~~` out"),
)
_WIKI = _Leftover(re.compile(r"\[\[[^\]\[\n]{1,200}+\]\]"), "this is no link", "write `[words](#part-id)`")
_ATTRIBUTES = re.compile(r"\{:? ?(?:[.#][\w-]|[\w-]{1,40}+=)[^}\n]{0,200}+\}")


def slips(tokens: Sequence[Token], source: str, env: Mapping[str, Any], *, is_long: bool) -> Iterator[Problem]:
    """What is wrong with one text; ``is_long`` for the text of a page or lesson."""
    lines = source.split("\n")
    unclosed = [token for token in tokens if token.type == "fence" and not _is_closed(token, lines)]
    for token in unclosed:
        line = token.map[0] if token.map else 0
        sign = "backticks" if token.markup[:1] == "`" else "tildes"
        hint = f"end it with a line of {_NUMBERS.get(len(token.markup), 'as many')} {sign}"
        yield Problem("CRS027", "this code block is never closed", hint, line, token.markup)
    if unclosed or source.rfind("<!--") > source.rfind("-->"):
        # What stands behind it was not read at all.
        return
    footnotes = _Footnotes(source, env)
    before = ""
    for token in tokens:
        if token.type == "table_open" and token.map:
            yield from _wide_rows(lines, *token.map)
        elif token.type == "inline" and token.map:
            if _LINE.search(token.content):
                yield from _odd_lines(token, before)
            yield from _left_over(token, footnotes, is_long=is_long, heading=before == "heading_open")
        before = token.type
    yield from footnotes.unused()


def _is_closed(token: Token, lines: Sequence[str]) -> bool:
    if token.map is None or token.map[1] - token.map[0] < 2:
        return False
    last = lines[min(token.map[1], len(lines)) - 1].lstrip("> \t").rstrip()
    return len(last) >= len(token.markup) and not last.strip(token.markup[0])


class _Footnotes:
    """Which footnotes are referred to and which are there."""

    def __init__(self, source: str, env: Mapping[str, Any]) -> None:
        self.source = source
        refs: Mapping[str, int] = env.get("footnotes", {}).get("refs", {})
        self.idle = [label.removeprefix(":") for label, number in refs.items() if number < 0]
        self.told: set[str] = set()

    def missing(self, label: str, line: int, *, begins: bool) -> Iterator[Problem]:
        """A footnote that is referred to and is not there, once; where a line begins with it, that was to be it."""
        shown = f"[^{label}]"
        written = re.search(rf"^{re.escape(shown)} ", self.source, re.MULTILINE)
        if label in self.told or (written and not begins):
            return
        self.told.add(label)
        if begins and written:
            yield Problem("CRS027", "this footnote has no colon", f"write `{shown}: `", line, shown, f"{shown}:")
        else:
            yield Problem("CRS027", f"there is no footnote `{shown}`", f"add a line `{shown}: …`", line, shown)

    def unused(self) -> Iterator[Problem]:
        """Footnotes that no text refers to, which are not shown."""
        for label in self.idle:
            shown = f"[^{label}]"
            place = self.source.find(f"{shown}:")
            if place >= 0 and not self.told:
                line = self.source.count("\n", 0, place)
                message = f"nothing refers to the footnote `{shown}`"
                yield Problem("CRS027", message, f"write `{shown}` where it belongs", line, f"{shown}:")


def _odd_lines(token: Token, before: str) -> Iterator[Problem]:
    """Lines that begin like something else than text."""
    first = token.map[0] if token.map else 0
    lines = token.content.split("\n")
    for number, line in enumerate(lines):
        here = first + number
        heading = re.match(r"(#{2,6})([^#\s].*)", line)
        if heading:
            meant = f"{heading[1]} {heading[2]}"
            yield Problem("CRS027", "this is no heading: it lacks a space", f"write `{meant}`", here, line, meant)
        elif callout := re.match(r"(?:!!!|\?\?\?\+?) *([A-Za-z]+)|\[!([A-Za-z]+)\]", line):
            kind = _CALLOUTS.get((callout[1] or callout[2]).lower(), "note")
            hint = f"write `::: {kind}`, the text, and `:::` on lines of their own"
            yield Problem("CRS027", "this is no callout", hint, here, callout.group())
    if before == "paragraph_open" and "|" in lines[0] and len(lines) > 1:
        yield from _no_table(lines, first)


def _no_table(lines: Sequence[str], first: int) -> Iterator[Problem]:
    """A paragraph that was to be a table."""
    head = _cells(lines[0])
    if _DELIMITER.fullmatch(lines[1]) and "-" in lines[1]:
        cells = _cells(lines[1])
        message = f"this is no table: its head has {head} cells, and the line below it {cells}"
        yield Problem("CRS027", message, "give both as many cells", first + 1, lines[1])
    elif all(line.strip().startswith("|") and line.strip().endswith("|") for line in lines[:2]):
        message = "this is no table: the line below its head is missing"
        yield Problem("CRS027", message, f"write `{'|---' * head}|` below the first line", first + 1, lines[1])


def _cells(line: str) -> int:
    bare = _ESCAPED.sub("  ", line).strip()
    return bare.removeprefix("|").removesuffix("|").count("|") + 1


def _wide_rows(lines: Sequence[str], start: int, end: int) -> Iterator[Problem]:
    head = _cells(lines[start].lstrip("> "))
    for number in range(start + 2, min(end, len(lines))):
        cells = _cells(lines[number].lstrip("> "))
        if cells > head:
            message = f"this row has {cells} cells and the table {head}: what is more is not shown"
            hint = "no row has more cells than the head; escape a `|` that belongs to the text as `\\|`"
            yield Problem("CRS027", message, hint, number, lines[number].strip())


def _left_over(token: Token, footnotes: _Footnotes, *, is_long: bool, heading: bool) -> Iterator[Problem]:
    line = token.map[0] if token.map else 0
    meant_so = _ESCAPED.sub("\0\0", token.content)
    last = ""
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "text" and _LEFT.search(child.content):
            yield from _in_text(child.content, meant_so, line, is_long=is_long)
            yield from _of_footnotes(child.content, meant_so, line, footnotes, begins=last in ("", "softbreak"))
            attributes = _ATTRIBUTES.match(child.content) if last in ("image", "link_close") else None
            attributes = attributes or (re.search(rf"{_ATTRIBUTES.pattern}$", child.content) if heading else None)
            if attributes and attributes.group() in meant_so:
                hint = "take it out; the look of things is the theme's"
                yield Problem("CRS027", "there is no attribute in a course's Markdown", hint, line, attributes.group())
        last = child.type


def _in_text(text: str, meant_so: str, line: int, *, is_long: bool) -> Iterator[Problem]:
    for leftover in (*_LEFTOVERS, *([_WIKI] if is_long else [])):
        found = leftover.shape.search(text)
        if found and found.group() in meant_so:
            instead = found.expand(leftover.instead) if leftover.instead else None
            yield Problem("CRS027", leftover.message, leftover.hint, line, found.group(), instead)
            return


def _of_footnotes(text: str, meant_so: str, line: int, footnotes: _Footnotes, *, begins: bool) -> Iterator[Problem]:
    for found in re.finditer(r"\[\^([^\]\s]+)\]", text):
        if found.group() in meant_so:
            yield from footnotes.missing(found[1], line, begins=begins and found.start() == 0)

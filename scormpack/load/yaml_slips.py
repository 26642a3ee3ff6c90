"""Which slip of the pen made a text no valid YAML: each that is likely is put right, and the text is read again.

The parser stops where it cannot go on, which is often a line below the slip. A slip whose repair lets it go on from there
is the one that was made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from scormpack.source import SourceFile, Span

MOST_TEXT = 400_000
"""In characters: in longer files what the parser says has to do, for each guess reads the text again."""

MOST_TRIES = 40
"""Each of them reads the whole text."""

LINES_ABOVE = 3
"""So far above the place where the parser stopped a slip is looked for; a quote may have been opened anywhere above."""

_FIELD = re.compile(r"(?P<indent>[ ]*(?:- +)*)(?P<name>[A-Za-z][\w-]*)(?P<colon>[ ]*:[ ]+|[ ]*:$)(?P<value>.*)")
_FLOW_VALUE = re.compile(r"\b(?P<name>[a-z_]+): (?P<value>[^\"'{}][^{}]*?)(?=, [a-z_]+: |\}|$)")
_BLOCK = re.compile(r"(?P<indent>[ ]*(?:- +)*)[A-Za-z][\w-]*: +(?P<mark>[|>])[-+0-9]*[ ]*")
_NO_SPACE = re.compile(r"(?P<indent>[ ]*(?:- +)*)(?P<name>[A-Za-z][\w-]*):(?P<value>[^\s:/].*)")
_NO_COLON = re.compile(r"(?P<indent>[ ]*(?:- +)*)(?P<name>[A-Za-z][\w-]*)(?P<sign>[ ]*=[ ]*|[ ]+|$)(?P<value>.*)")
_NO_GAP = re.compile(r"(?P<indent>[ ]*)-(?P<rest>[A-Za-z][\w-]*:(?: .*)?)")
_BLOCK_MARK = re.compile(r"[|>][-+0-9]*")
_BREAK = re.compile("[\x85\u2028\u2029]")
_SHORT = 3
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?=\s|$)", re.MULTILINE)
_PAIRS = {"\u201c": "\u201d", "\u201e": "\u201c", "\u2018": "\u2019", "\u00ab": "\u00bb"}


@dataclass(frozen=True, slots=True)
class Slip:
    """What was found; ``instead`` is the line as it was meant. ``certain``: it can have been meant in no other way."""

    line: int
    message: str
    hint: str
    instead: str = ""
    certain: bool = False
    column: int = 1
    width: int = 1
    lines: int = 1
    """So many lines become ``instead``."""

    def span(self, file: SourceFile) -> Span:
        """Where it stands."""
        return Span(file, self.line, self.column, self.width)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of fields: of all, and of those that hold a text."""

    all: frozenset[str]
    texts: frozenset[str]


StopsAt = Callable[[str], int | None]
"""The line (from 1) at which a text stops being YAML, None where it does not."""


def find_slip(text: str, stopped: int, stops_at: StopsAt, names: Names) -> Slip | None:
    """The likeliest slip that keeps the text from being read on at the line ``stopped``; ``names`` are those of fields."""
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return Slip(line, "two versions of this file were not merged", "choose one, and delete the marks", width=7)
    if len(text) > MOST_TEXT:
        return None
    lines = text.split("\n")
    for slip in islice(_slips(lines, min(stopped, len(lines)), names), MOST_TRIES):
        repaired = [*lines[: slip.line - 1], slip.instead, *lines[slip.line - 1 + slip.lines :]]
        now = stops_at("\n".join(repaired))
        if now is None or now > max(stopped, slip.line) + 1:
            return slip
    return None


def _slips(lines: list[str], stopped: int, names: Names) -> Iterator[Slip]:
    """What may have been meant, the likeliest first."""
    near = [n for n in range(stopped, 0, -1) if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#")]
    near = near[: LINES_ABOVE + 1]
    for number in near:
        yield from _in_line(number, lines[number - 1], names)
    for number in near:
        yield from _missing_colon(number, lines[number - 1], names)
    for number in near:
        yield from _flat_block(number, lines)
    for number in near:
        yield from _unclosed_brackets(number, lines[number - 1])
    for number in range(stopped, 0, -1):
        yield from _unclosed_quote(number, lines[number - 1])


def _in_line(number: int, line: str, names: Names) -> Iterator[Slip]:
    """Slips that show in the line itself."""
    broken = _BREAK.search(line)
    if broken:
        message = f"here is U+{ord(broken.group()):04X}, at which YAML begins a new line"
        yield Slip(number, message, "put a space in its place", _BREAK.sub(" ", line), True, broken.start() + 1)
    gap = _NO_GAP.fullmatch(line)
    if gap:
        name = gap["rest"].partition(":")[0]
        meant = f"- {gap['rest']}"
        place = len(gap["indent"]) + 1
        yield Slip(
            number,
            "there is no space behind the `-`",
            f"write `{meant}`",
            gap["indent"] + meant,
            name in names.all,
            place,
        )
    tight = _NO_SPACE.fullmatch(line)
    if tight:
        meant = f"{tight['name']}: {tight['value']}"
        message = f"there is no space behind `{tight['name']}:`"
        place = len(tight["indent"]) + 1
        yield Slip(
            number,
            message,
            f"write `{meant}`",
            tight["indent"] + meant,
            tight["name"] in names.all,
            place,
            len(tight["name"]) + 1,
        )
    field = _FIELD.fullmatch(line)
    if field and field["value"].strip():
        yield from _quoted(number, field, names)
    if "{" in line:
        for flow in _FLOW_VALUE.finditer(line):
            yield from _quoted(number, flow, names)
    entry = re.fullmatch(r"([ ]*(?:- +)+)(?P<value>[^\s{\[].*)", line)
    if entry:
        yield from _quoted(number, entry, names)


def _quoted(number: int, found: re.Match[str], names: Names) -> Iterator[Slip]:
    """The value in quotes, where that may be what it lacks; certain only where a text belongs."""
    line, start, name = found.string, found.start("value"), found.groupdict().get("name", "")
    # What stands behind ` #` is a comment, inside quotation marks too where those are slips themselves.
    value = found["value"].partition(" #")[0].rstrip()
    message, inner, certain = _why_quotes(value, names) if value else ("", "", False)
    if not message:
        return
    if name:
        in_flow = found.re is _FLOW_VALUE
        certain = certain and name in names.texts and not (in_flow and ", " in value.partition(": ")[0])
    else:
        certain = certain and not any(bracket in value for bracket in "{}[]")
    if '"' not in inner and "\\" not in inner:
        meant = f'"{inner}"'
    elif "'" not in inner:
        meant = f"'{inner}'"
    else:
        meant, certain = "'" + inner.replace("'", "''") + "'", False
    shown = meant if len(meant) <= 60 else "\u2026"
    hint = f"put the whole text in quotes: `{shown}`"
    instead = line[:start] + meant + line[start + len(value) :]
    yield Slip(number, message, hint, instead, certain, start + 1, len(value))


def _why_quotes(value: str, names: Names) -> tuple[str, str, bool]:
    """Why a value cannot stand as it does, its text, and whether quotes are certainly what it lacks; "" where it can."""
    first, last = value[0], value[-1]
    fields = [word for word in re.findall(r"([\w-]+):(?= |$)", value) if _names_a_field(word, names)]
    if _PAIRS.get(first) == last and len(value) > 1:
        return f"these quotation marks (`{first}{last}`) are none in YAML", value[1:-1], True
    if first in "\"'" and value.count(first) > 1:
        inside = value[1:-1]
        if last != first or len(value) == 1:
            return "the quotation marks end before the text does", value, True
        if first == '"' and "\\" in inside:
            return "a backslash means something else between double quotes", inside, True
        return (
            "there is a quotation mark inside the quotation marks",
            inside,
            first not in inside.replace("''", "") or True,
        )
    if any(value.count(opening) != value.count(closing) for opening, closing in ("{}", "[]")):
        return "", value, False
    if _BLOCK_MARK.fullmatch(value):
        return "", value, False
    if first in "@`%*&!|>{[,?":
        text = first not in "{[" or last not in "}]"
        return f"a text that begins with `{first}` needs quotes", value, text and not fields
    if ": " in value or value.endswith(":"):
        return "a text with `: ` in it needs quotes", value, not fields and not any(sign in value for sign in "[]{}")
    if any(mark in value for mark in "[]{}"):
        return "a text with brackets in it needs quotes here", value, False
    return "", value, False


def _names_a_field(word: str, names: Names) -> bool:
    """True for a field's name, and for one that something was joined to by mistake."""
    return word in names.all or any(len(name) > _SHORT and word.endswith(name) for name in names.all)


def _missing_colon(number: int, line: str, names: Names) -> Iterator[Slip]:
    bare = _NO_COLON.fullmatch(line)
    if not bare or bare["name"] not in names.all:
        return
    meant = f"{bare['name']}: {bare['value']}".rstrip()
    certain = "=" in bare["sign"] or not bare["value"]
    place, width = len(bare["indent"]) + 1, len(bare["name"])
    message = f"there is no `:` behind `{bare['name']}`"
    yield Slip(number, message, f"write `{meant}`", bare["indent"] + meant, certain, place, width)


def _flat_block(number: int, lines: list[str]) -> Iterator[Slip]:
    """The lines of a text behind ``|`` that are not indented."""
    opened = _BLOCK.fullmatch(lines[number - 2]) if number > 1 else None
    if opened is None or len(lines[number - 1]) - len(lines[number - 1].lstrip()) > len(opened["indent"]):
        return
    end = number
    while end < len(lines) and not _FIELD.fullmatch(lines[end]):
        end += 1
    instead = "\n".join(f"{' ' * (len(opened['indent']) + 2)}{line.strip()}" for line in lines[number - 1 : end])
    message = f"the text behind `{opened['mark']}` begins further left than it may"
    width = len(lines[number - 1].rstrip())
    hint = "indent its lines by two spaces more than their field"
    yield Slip(number, message, hint, instead, width=width, lines=end - number + 1)


def _unclosed_brackets(number: int, line: str) -> Iterator[Slip]:
    for opening, closing in ("{}", "[]"):
        if line.count(opening) == line.count(closing) + 1:
            place = line.rindex(opening) + 1
            message, hint = f"this `{opening}` is never closed", f"end it with `{closing}`"
            yield Slip(number, message, hint, line.rstrip() + closing, certain=False, column=place)


def _unclosed_quote(number: int, line: str) -> Iterator[Slip]:
    field = _FIELD.fullmatch(line)
    value = field["value"].rstrip() if field else ""
    if field and value and value[0] in "\"'" and value.count(value[0]) == 1:
        place = field.start("value") + 1
        hint = f"end the text with `{value[0]}`"
        yield Slip(number, "this quote is never closed", hint, line.rstrip() + value[0], certain=False, column=place)


def without_tabs(text: str, width: int) -> str:
    """The text with its indentation in spaces, so many for a tab."""
    return "\n".join(_spaced(line, width) for line in text.split("\n"))


def _spaced(line: str, width: int) -> str:
    text = line.lstrip(" \t")
    return line[: len(line) - len(text)].replace("\t", " " * width) + text

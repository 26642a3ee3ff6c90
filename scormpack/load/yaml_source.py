"""YAML as plain data, with the place of every value at hand; the only door to the yaml library.

The text is composed into nodes, not constructed: so duplicate keys are seen, a plain ``no`` stays a word, and
no tag builds an object. Nodes are large, so they are dropped once the data is out; a place is found by
composing the text again, which only a diagnostic asks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from scormpack.diagnostics import Diagnostic
from scormpack.load.yaml_errors import Stopped, TryAgain, syntax_error
from scormpack.source import SourceFile, Span

MAX_REPEATED = 20_000
"""How many nodes aliases may repeat in one file. A course has no use for more; a YAML bomb has."""

MAX_DEPTH = 60
"""The course language nests 12 deep at most."""

DataPath = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?\Z")
_UNREADABLE = re.compile("[^\\t\\n\\r -~\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What YAML 1.1 has no place for (5.1, c-printable)."""

_FURTHER_BREAKS = re.compile("[\x85\u2028\u2029]")

_NESTED_ON_ONE_LINE = re.compile(r"(?<![-?: \t])[-?: \t]{20000}")
"""`- - - x`: every level of it is one more call on the stack. Over several lines, indentation makes the file too long first."""

_PLAIN_TAG = "tag:yaml.org,2002:plain"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TAGS = {
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
    yaml.ScalarNode: "tag:yaml.org,2002:str",
}


def has_c_loader() -> bool:
    """True where PyYAML was built with libyaml, which is a dozen times as fast."""
    return hasattr(yaml, "CSafeLoader")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader is not in every build
    """Composes nodes only. Values are typed later, by rules of our own, so YAML 1.1's are not asked for each scalar."""

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """No path has a type of its own."""

    def ascend_resolver(self) -> None:
        """As above."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: Any) -> str:
        """The tag of a node that was written without one."""
        if kind is not yaml.ScalarNode or not implicit[0]:
            return _TAGS[kind]
        if value == "<<":
            return "tag:yaml.org,2002:merge"
        return "tag:yaml.org,2002:null" if value in _NULLS else _PLAIN_TAG


@dataclass
class YamlReading:
    """What one YAML text says: ``data`` is None where it could not be read at all."""

    data: object
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_yaml(file: SourceFile) -> YamlReading:
    """The data of a YAML text, and what is wrong with it. A broken text gives one diagnostic and no data."""
    reading = YamlReading(None)
    try:
        node = _compose(file)
    except yaml.YAMLError as error:
        reading.diagnostics.append(_syntax_error(file, error))
        return reading
    if node is None:
        return reading
    reader = _Reader(file, reading.diagnostics)
    reading.data = reader.value(node, 0)
    return reading


def _compose(file: SourceFile) -> yaml.Node | None:
    # libyaml nests without a limit of its own in older releases, and a C stack that overflows takes the process along.
    deepest = 0
    depth = 0
    for character in re.findall(r"[\[\]{}]", file.text):
        depth = depth + 1 if character in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest > 400 or _NESTED_ON_ONE_LINE.search(file.text):
        raise yaml.YAMLError("nested too deeply")
    node: yaml.Node | None = yaml.compose(file.text, Loader=_Loader)
    return node


class _Reader:
    """Turns nodes into data once, counting what aliases repeat."""

    def __init__(self, file: SourceFile, diagnostics: list[Diagnostic]) -> None:
        self.file = file
        self.diagnostics = diagnostics
        self.seen: set[int] = set()
        self.open: set[int] = set()
        self.repeated = 0

    def report(self, code: str, node: yaml.Node, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, "error", message, node_span(self.file, node), hint))

    def value(self, node: yaml.Node, depth: int) -> object:
        if node.tag.startswith("!"):
            self.report("CRS001", node, f"`{node.tag}` begins a tag, and a course has none", "put the text in quotes")
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.open:
            self.report("CRS004", node, "this alias contains itself")
            return None
        if depth > MAX_DEPTH:
            if depth == MAX_DEPTH + 1:
                self.report("CRS004", node, "nested too deeply for a course")
            return None
        if id(node) in self.seen:
            self.repeated += len(node.value) + 1
            if self.repeated > MAX_REPEATED:
                if self.repeated < 10**9:
                    self.report(
                        "CRS004",
                        node,
                        "aliases (`*name`) repeat too much here",
                        "write the values out, or split the file",
                    )
                    self.repeated = 10**9
                return None
        self.seen.add(id(node))
        self.open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, depth + 1) for item in node.value]
            return self.mapping(node, depth)
        finally:
            self.open.discard(id(node))

    def mapping(self, node: yaml.Node, depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        written = Counter(key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode))
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.report("CRS002", key, "a field's name must be a word")
                continue
            if key.tag == "tag:yaml.org,2002:merge":
                for merged in _merged(value):
                    inner = self.value(merged, depth + 1)
                    if isinstance(inner, dict):
                        result = {**inner, **result}
                continue
            if key.value in result and written[key.value] > 1:
                self.report("CRS003", key, f"`{key.value}` is here twice", "keep one of the two")
            result[key.value] = self.value(value, depth + 1)
        return result


def _merged(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    return [node]


def _scalar(node: yaml.ScalarNode) -> object:
    """Typed as YAML 1.2's core schema does: only true, false, null and decimal numbers are no text."""
    text: str = node.value
    # A plain scalar has the style None or "", depending on which of the two loaders composed it.
    if node.style or node.tag.endswith(":str"):
        return text
    if node.tag.endswith(":null"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text[0] in "tT"
    if _INTEGER.match(text) and len(text) < 19:
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def node_span(file: SourceFile, node: yaml.Node) -> Span:
    """Where a node stands; its width ends with its first line."""
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return _span(file, start, max(1, width))


def _span(file: SourceFile, mark: yaml.Mark, width: int = 1) -> Span:
    """The place of a mark. What libyaml places behind the last line is at that line's end."""
    line, column = mark.line, mark.column
    last, has_others = _breaks(file)
    if has_others:
        # YAML 1.1 (4.2) breaks lines at these, and editors do not.
        line = file.text.count("\n", 0, mark.index)
        column = mark.index - (file.text.rfind("\n", 0, mark.index) + 1)
    return Span(file, line + 1, column + 1, width) if line < last else Span(file, last, len(file.line(last)) + 1)


@lru_cache(maxsize=8)
def _breaks(file: SourceFile) -> tuple[int, bool]:
    """How many lines there are, and whether YAML would count more."""
    return file.text.count("\n") + 1, _FURTHER_BREAKS.search(file.text) is not None


@lru_cache(maxsize=8)
def _composed(file: SourceFile) -> yaml.Node | None:
    try:
        return _compose(file)
    except yaml.YAMLError:
        return None


def locate(file: SourceFile, path: DataPath, *, key: bool = False) -> Span:
    """Where the value at ``path`` stands, or its nearest parent that is there; ``key`` asks for its name instead."""
    node, name = find_node(file, path)
    if node is None:
        return Span(file)
    return node_span(file, name if key and name is not None else node)


def find_node(file: SourceFile, path: DataPath) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The node at ``path``, or its nearest parent that is there, and the node of its name where the whole path is there."""
    node = _composed(file)
    name: yaml.Node | None = None
    for step in path:
        name = None
        if node is None:
            break
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            continue
        found = next(((k, v) for k, v in _items(node) if k.value == step), None)
        if found is None:
            break
        name, node = found
    return node, name


def _items(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return
    merged: list[yaml.Node] = []
    # The last of two equal names is the one that was read; merged fields come after the mapping's own.
    for key, value in reversed(node.value):
        if key.tag == "tag:yaml.org,2002:merge":
            merged.extend(_merged(value))
        else:
            yield key, value
    for inner in merged:
        yield from _items(inner)


def scalar_source(file: SourceFile, path: DataPath) -> str | None:
    """How a plain scalar was written (``1.0``, ``yes``), None where there is none at ``path``."""
    node, _name = find_node(file, path)
    if isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":null"):
        return str(node.value)
    return None


def _syntax_error(file: SourceFile, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    context = getattr(error, "context", None) or ""
    unclosed = "quoted scalar" in context and "end of stream" in problem
    if unclosed and getattr(error, "context_mark", None):
        # Where the quote is missing nobody knows; where it began helps more than where the file ends.
        mark = error.context_mark  # type: ignore[attr-defined]  # of MarkedYAMLError
    unreadable = _UNREADABLE.search(file.text) if isinstance(error, yaml.reader.ReaderError) else None
    if unreadable:
        # The error counts in bytes, and not always from the same place, so the character is looked for again.
        problem = f"it holds the control character U+{ord(unreadable.group()):04X}"
        before = file.text[: unreadable.start()]
        span = Span(file, before.count("\n") + 1, unreadable.start() - before.rfind("\n"))
    else:
        span = _span(file, mark) if mark else Span(file)
    stopped = Stopped(span, problem, context, unclosed, bool(unreadable) or mark is None)
    return syntax_error(file, stopped, TryAgain(_stops_at, _data_of))


def _stops_at(text: str) -> int | None:
    """The line (from 1) at which a text stops being YAML, None where it does not."""
    try:
        _compose(SourceFile("", text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return mark.line + 1 if mark else 1
    return None


def _data_of(text: str) -> object:
    """What a text says, None where it is no YAML."""
    return read_yaml(SourceFile("", text)).data if _stops_at(text) is None else None

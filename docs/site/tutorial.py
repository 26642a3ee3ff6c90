"""The tutorial's pages as what a reader does: files that are written, and commands that are typed.

The line before a fenced block says what the block is:

- "`bread/course.yaml`:" at its end: the whole file, in place of an earlier one.
- "Add to the end of `bread/quiz.yaml`:" likewise: the file grows by the block.
- A block `diff` behind a line with a file's name: the lines with `-` become those with `+`.

In a block `console` each line that begins with `$ ` is typed, and what follows it is printed. A line that is `…` alone stands
for any number of lines, and `…` within a line for any text. Blocks of other kinds are read and not done, apart from those that
have a file's name before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docs.site.fences import Fence, fences

NAMED = re.compile(r"`([\w./-]+\.\w+)`[^`]*:$")
APPENDED = re.compile(r"\bend of `")


class TutorialError(Exception):
    """A block of the tutorial cannot be done as it stands."""


@dataclass(frozen=True)
class Written:
    """A file as it is after this block."""

    fence: Fence
    path: str
    text: str
    new_lines: tuple[int, ...]
    """Lines of the block, from 1, that were not in the file before; empty where the file is new, or the block is a piece of it."""


@dataclass(frozen=True)
class Typed:
    """A command, and what it prints."""

    command: str
    output: str


Act = Written | Typed


class Folder:
    """The reader's files as they grow over the pages."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def acts(self, page: str) -> Iterator[Act]:
        """What the reader does along a page. Changes `files` on the way."""
        for fence in fences(page):
            if fence.language == "console":
                yield from typed(fence.text)
            elif path := NAMED.search(fence.before):
                yield self._written(fence, path[1])

    def _written(self, fence: Fence, path: str) -> Written:
        before = self.files.get(path)
        new_lines: tuple[int, ...] = ()
        if fence.language == "diff":
            text = changed(self._earlier(path), fence.text, path)
        elif APPENDED.search(fence.before):
            text = self._earlier(path) + fence.text
        else:
            text = fence.text
            if before is not None:
                new_lines = tuple(lines_not_in(before, text))
        self.files[path] = text
        return Written(fence, path, text, new_lines)

    def _earlier(self, path: str) -> str:
        try:
            return self.files[path]
        except KeyError:
            raise TutorialError(f"{path} was not written before it is changed") from None


def typed(block: str) -> Iterator[Typed]:
    """The commands of a block `console`."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Typed(command, output)


def changed(text: str, diff: str, path: str) -> str:
    """The text with the lines of a diff without places: they have to stand in it exactly once."""
    lines = text.splitlines(keepends=True)
    change = [line if line.strip() else f" {line.lstrip(' ')}" for line in diff.splitlines(keepends=True)]
    if odd := [line for line in change if line[0] not in " -+"]:
        raise TutorialError(f"{path}: a line of a diff begins with neither `-` nor `+` nor a blank: {odd[0]}")
    old = [line[1:] for line in change if line[0] in " -"]
    new = [line[1:] for line in change if line[0] in " +"]
    places = [at for at in range(len(lines)) if lines[at : at + len(old)] == old]
    if len(places) != 1 or not old:
        raise TutorialError(f"{path}: what a diff replaces stands there {len(places)} times:\n{''.join(old)}")
    return "".join([*lines[: places[0]], *new, *lines[places[0] + len(old) :]])


def lines_not_in(before: str, after: str) -> Iterator[int]:
    """The numbers of the lines of `after`, from 1, that are new or changed."""
    from difflib import SequenceMatcher

    old, new = before.splitlines(), after.splitlines()
    for tag, _, _, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag in {"insert", "replace"}:
            yield from (number + 1 for number in range(first, last) if new[number].strip())


def matches(expected: str, printed: str) -> bool:
    """Whether what was printed is what the tutorial says, `…` standing for what differs from run to run."""
    pattern = ""
    for line in expected.rstrip().splitlines():
        pattern += r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"[ ]*\n"
    return re.fullmatch(pattern, printed.rstrip() + "\n" if printed.strip() else "") is not None

"""Slips of the pen in every name of the base course: which, where, and what was meant."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

BASE = Path(__file__).parent / "base"

_NEIGHBOURS = {
    letter: row[place - 1 : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, letter in enumerate(row)
}
_FIELD = re.compile(r"(?:^ *(?:- )?|[{] *|, )([a-z]+(?:_[a-z]+)*): ?(?=\S|$)")
_LAST_WORD = re.compile(r"[A-Za-z][\w./-]*")
_OF_THE_AUTHOR = frozenset({"km", "m"})


class Typo(NamedTuple):
    """``line`` counts from 1, ``column`` from 0."""

    file: str
    line: int
    column: int
    meant: str
    written: str

    def applied(self, text: str) -> str:
        lines = text.split("\n")
        line = lines[self.line - 1]
        assert line[self.column :].startswith(self.meant)
        lines[self.line - 1] = line[: self.column] + self.written + line[self.column + len(self.meant) :]
        return "\n".join(lines)


def swapped(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, max(2, len(word) - 1))
    return word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]


def dropped(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def doubled(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def beside(word: str, dice: random.Random) -> str:
    place = dice.choice([n for n, letter in enumerate(word) if letter in _NEIGHBOURS and n > 0] or [0])
    return word[:place] + dice.choice(_NEIGHBOURS.get(word[place], word[place])) + word[place + 1 :]


def capital(word: str, dice: random.Random) -> str:
    return dice.choice([word.capitalize(), word.upper(), word.title()])


def number(word: str, _dice: random.Random) -> str:
    """The plural of a singular, and the other way round."""
    if word.endswith("zzes"):
        return word[:-3]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def joined(word: str, dice: random.Random) -> str:
    """Another way to join the words of a name; a word of one piece stays."""
    first, *rest = re.split("[_-]", word)
    other = "-" if "_" in word else "_"
    humps = first + "".join(piece.capitalize() for piece in rest)
    return dice.choice([other.join([first, *rest]), humps, first + "".join(rest)])


def american(word: str, _dice: random.Random) -> str:
    return word.replace("ise", "ize").replace("our", "or")


SLIPS: tuple[Callable[[str, random.Random], str], ...] = (
    swapped, dropped, doubled, beside, capital, number, joined, american,
)  # fmt: skip


def slips_of(word: str, dice: random.Random, known: frozenset[str], most: int) -> Iterator[str]:
    """Up to ``most`` different slips of one word, none of which is a word that has a meaning of its own."""
    made = [slip(word, dice) for slip in dice.sample(SLIPS, len(SLIPS)) if len(word) > 2 or slip in (capital, doubled)]
    yield from [slip for slip in dict.fromkeys(made) if slip != word and slip not in known][:most]


def fields() -> Iterator[tuple[str, int, int, str]]:
    """Every field that is written in the base course: file, line, column, name."""
    for path in sorted(BASE.iterdir()):
        if path.is_dir():
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".md":
            text = text[: text.index("\n---\n", 4)]
        for number_, line in enumerate(text.split("\n"), 1):
            for match in _FIELD.finditer(line):
                if match[1] not in _OF_THE_AUTHOR:
                    yield path.name, number_, match.start(1), match[1]


WORDS = """
course.yaml: navigation: free
course.yaml: kind: page
course.yaml: kind: lesson
course.yaml: kind: quiz
course.yaml: kind: lab
course.yaml: kind: test
course.yaml: viewed_when: opened
course.yaml: viewed_when: scrolled
course.yaml: status: passed-incomplete
course.yaml: viewed: lesson-drops
course.yaml: [lessons, summary]
course.yaml: answered: quizzes
course.yaml: viewed: parts
course.yaml: [quizzes, test-rain]
course.yaml: exchanges: lab-fog
course.yaml: viewed: pages
course.yaml: passed: test-rain
course.yaml: of: quiz-choices
course.yaml: {quiz-choices:
course.yaml: (#lesson-drops
course.yaml: file: lesson-drops.md
course.yaml: file: lab-fog.yaml
lesson-drops.md: (#quiz-choices
lesson-drops.md: (images/loop.svg
lesson-drops.md: (files/notes.txt
lesson-drops.md: ::: cards
lesson-drops.md: ::: key
lesson-drops.md: ```python
quiz-choices.yaml: counts: best
quiz-choices.yaml: retry: wrong
quiz-choices.yaml: feedback: after-last
quiz-choices.yaml: [questions, choices]
quiz-choices.yaml: tag: clouds
quiz-choices.yaml: type: single-choice
quiz-choices.yaml: type: multiple-choice
quiz-choices.yaml: type: true-false
quiz-choices.yaml: type: short-text
quiz-choices.yaml: type: numeric
quiz-choices.yaml: type: likert
quiz-choices.yaml: credit: per-option
quiz-choices.yaml: answer: false
quiz-choices.yaml: correct: true
quiz-choices.yaml: match_case: true
quiz-choices.yaml:   QST104
test-rain.yaml: type: fill-in
test-rain.yaml: type: long-text
test-rain.yaml: type: matching
test-rain.yaml: type: categorise
test-rain.yaml: type: ordering
test-rain.yaml: attempts: unlimited
test-rain.yaml: feedback: never
test-rain.yaml: counts: last
test-rain.yaml: credit: all-or-nothing
test-rain.yaml: credit: right-minus-wrong
test-rain.yaml: category: solid
test-rain.yaml: answers: [rain
test-rain.yaml: [[what
lab-fog.yaml: fallback: scripted
lab-fog.yaml: touches: [topic-sun
"""
"""The words that have a meaning beside the fields' names: the last word of each row, in its file."""


def words() -> Iterator[tuple[str, int, int, str]]:
    """Where each of the words stands: file, line, column, word."""
    for row in WORDS.strip("\n").split("\n"):
        file, snippet = row.split(": ", 1)
        word = _LAST_WORD.findall(snippet)[-1]
        before, _found, _after = (BASE / file).read_text("utf-8").partition(snippet)
        assert _found, row
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
        yield file, line, column + snippet.rindex(word), word


def typos(seed: int = 7, of_field: int = 2, of_word: int = 2) -> Iterator[Typo]:
    """The same slips for the same seed."""
    dice = random.Random(seed)  # noqa: S311  # the same slips each time are wanted
    written = list(fields())
    known = frozenset(name for _file, _line, _column, name in written)
    seen: dict[str, int] = {}
    for file, line, column, name in written:
        seen[name] = seen.get(name, 0) + 1
        # A name that stands in many places, such as `id`, is misspelt once in each.
        for slip in slips_of(name, dice, known, of_field if seen[name] == 1 else 1):
            yield Typo(file, line, column, name, slip)
    every = list(words())
    known_words = frozenset(word for _file, _line, _column, word in every) | {
        "True",
        "TRUE",
        "False",
        "FALSE",
        "PYTHON",
        "Python",
    }
    for file, line, column, word in every:
        for slip in slips_of(word, dice, known_words, of_word):
            yield Typo(file, line, column, word, slip)

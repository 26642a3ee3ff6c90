"""What was meant by a word that is not known, and where there is no doubt."""

from __future__ import annotations

import time

import pytest

from scormpack.diagnostics import did_you_mean, edits, respelt
from scormpack.source import SourceFile, Span
from scormpack.spelling import certain, distance, folded, nearest
from scormpack.synonyms import SYNONYMS

QUIZ = ("attempts", "feedback", "mastery_score", "questions", "shuffle", "silence", "time_limit", "title", "id")


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("", "", 0),
        ("title", "title", 0),
        ("titel", "title", 1),
        ("tite", "title", 1),
        ("tittle", "title", 1),
        ("title", "", 5),
        ("tital", "title", 2),
        ("kind", "king", 1),
        ("ca", "abc", 3),
        ("prmopt", "prompt", 1),
    ],
)
def test_a_swap_of_neighbours_is_one_slip_as_a_letter_is(one: str, other: str, away: int) -> None:
    assert distance(one, other) == distance(other, one) == away


@pytest.mark.parametrize("dress", ["mastery-score", "masteryScore", "MasteryScore", "MASTERY_SCORE", " mastery score "])
def test_case_humps_hyphens_and_spaces_are_dress(dress: str) -> None:
    assert folded(dress) == "mastery_score"
    assert certain(dress, QUIZ) == "mastery_score"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("titel", "title"),
        ("qustions", "questions"),
        ("attemps", "attempts"),
        ("Title", "title"),
        ("“title”", "title"),
        ("shufle", "shuffle"),
        ("timelimit", "time_limit"),
        ("mastery_scroe", "mastery_score"),
        ("ID", "id"),
    ],
)
def test_a_slip_with_one_reading_is_certain(word: str, meant: str) -> None:
    assert certain(word, QUIZ) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("lesson-3", ("lesson-1", "lesson-2")),
        ("lesson-3", ("lesson-2",)),  # another number is another thing
        ("lab", ("tab", "labs")),
        ("rat", ("cat", "ram")),
        ("incorrect", ("correct", "text")),
        ("at", ("id", "iri")),
        ("pass_mark", QUIZ),
        ("title", QUIZ),
        ("", QUIZ),
        ("x" * 5000, QUIZ),
        ("Lesson", ("lesson", "LESSON")),
    ],
)
def test_where_two_words_are_near_or_none_is_nothing_is_certain(word: str, known: tuple[str, ...]) -> None:
    assert certain(word, known) is None


def test_the_likeliest_word_comes_first_and_what_other_tools_say_is_known() -> None:
    assert nearest("prompts", ("prompt", "points", "pairs"))[0] == "prompt"
    assert nearest("lang", ("language", "labs", "title"))[0] == "language"
    assert nearest("pass_mark", QUIZ, SYNONYMS) == ["mastery_score"]
    assert did_you_mean("passMark", QUIZ) == "did you mean `mastery_score`?"
    assert did_you_mean("xyzzy", ("a1", "b2")) == "known here: `a1`, `b2`"
    assert did_you_mean("xyzzy", [f"name-{n}" for n in range(30)]) == ""


def test_every_synonym_is_folded_and_none_leads_to_itself() -> None:
    assert [word for word in SYNONYMS if folded(word) != word] == []
    assert [word for word, meant in SYNONYMS.items() if word in meant] == []


def test_a_word_among_many_ids_is_found_in_time() -> None:
    ids = [f"question-{n}-of-a-long-course" for n in range(5000)]
    start = time.process_time()
    nearest("qestion-17-of-a-long-course", ids)
    assert time.process_time() - start < 2


def test_an_edit_is_made_where_the_word_stands_and_only_there() -> None:
    line = SourceFile("course.yaml", "kind: \"qiuz\"\nkind: 'qu\\iz'\n")
    (edit,) = respelt(Span(line, 1, 7, 6), "qiuz", ("quiz", "lab"))
    assert (edit.span.column, edit.replaced, edit.replacement) == (8, "qiuz", "quiz")
    assert edits(Span(line, 2, 7, 7), "quiz", "lab") == ()
    assert edits(None, "quiz", "lab") == ()
    assert edits(Span(line, 1, 8, 4), "qiuz", "qiuz") == ()

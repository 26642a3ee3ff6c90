"""How good a quiz is: what is worth a warning, by arithmetic done by hand, and how an author silences it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scormpack.build import check_course
from scormpack.quality.chance import at_least
from scormpack.quality.stems import reading_difficulty
from tests.courses import write_course

OPTIONS = [
    {"id": "a", "text": "fog"},
    {"id": "b", "text": "dew"},
    {"id": "c", "text": "ice"},
    {"id": "d", "text": "sun"},
]


def question(number: int, right: int = 0, **fields: Any) -> dict[str, Any]:
    choices = [{**option, "correct": place == right} for place, option in enumerate(OPTIONS)]
    return {"id": f"q{number}", "prompt": f"What is number {number}?", "choices": choices, **fields}


def judged(folder: Path, *questions: dict[str, Any], language: str = "en", **quiz: Any) -> list[str]:
    """The codes that one quiz gets, sorted."""
    part = {"id": "quiz", "kind": "quiz", "title": "A quiz", "questions": list(questions), **quiz}
    course = {
        "id": "small",
        "iri": "https://courses.example.org/small",
        "title": "A small course",
        "version": "1.0.0",
        "language": language,
        "modules": [{"id": "m1", "title": "One", "parts": [part]}],
    }
    found = check_course(write_course(folder, yaml.safe_dump(course)), ("scorm12",)).diagnostics
    return sorted(diagnostic.code for diagnostic in found)


def prompted(prompt: str) -> dict[str, Any]:
    return question(1, prompt=prompt)


def offered(text: str, **fields: Any) -> dict[str, Any]:
    asked = question(1, **fields)
    return {**asked, "choices": [*asked["choices"], {"id": "last", "text": text}]}


@pytest.mark.parametrize(
    ("times", "chances", "probability"),
    [
        (0, [0.5], 1.0),
        (1, [0.5], 0.5),
        (2, [0.5, 0.5], 0.25),
        (1, [0.5, 0.5], 0.75),
        (4, [0.25] * 4, 1 / 256),
        # 5 * (1/4)^4 * (3/4) + (1/4)^5 = 15/1024 + 1/1024
        (4, [0.25] * 5, 16 / 1024),
        (1, [0.5, 0.25], 0.625),
        (3, [0.5, 0.5], 0.0),
    ],
)
def test_chance_is_summed_up_event_by_event(times: int, chances: list[float], probability: float) -> None:
    assert at_least(times, chances) == pytest.approx(probability)


def longest(number: int, *, is_longest: bool) -> dict[str, Any]:
    asked = question(number, right=number % 4)
    text = "a long and winding answer" if is_longest else "wet"
    asked["choices"][number % 4]["text"] = text
    return asked


@pytest.mark.parametrize(
    ("long", "of", "told"),
    [
        (3, 3, False),  # too few questions
        (4, 4, True),  # 1/256
        (4, 5, True),  # 16/1024 = 1.6%
        (4, 6, False),  # 15 * 9 + 6 * 3 + 1 = 154 of 4,096 = 3.8%
        (5, 6, True),  # 6 * 3 + 1 = 19 of 4,096
        (5, 15, False),
    ],
)
def test_the_longest_option_is_told_where_chance_would_hardly_do_it(
    long: int,
    of: int,
    told: bool,  # noqa: FBT001  # a column
    tmp_path: Path,
) -> None:
    questions = [longest(number, is_longest=number < long) for number in range(of)]
    assert judged(tmp_path, *questions) == (["QST101"] if told else [])


def test_an_option_that_is_hardly_longer_is_not_told(tmp_path: Path) -> None:
    asked = [question(number, right=number % 4) for number in range(6)]
    for number, one in enumerate(asked):
        for place, choice in enumerate(one["choices"]):
            choice["text"] = f"{choice['text']} and a few words" + ("s" if place == number % 4 else "")
    assert judged(tmp_path, *asked) == []


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([2, 2, 2], False),
        ([2, 2, 2, 2], True),  # 4/256 = 1.6%
        ([2, 2, 2, 2, 0], False),  # 4 * 16/1024 = 6.3%
        ([2, 2, 2, 2, 2, 0], True),  # 4 * 19/4096 = 1.9%
        ([0, 1, 2, 3, 0, 1, 2, 3], False),
        ([0] * 15, True),
    ],
)
def test_a_place_that_is_right_too_often_is_told(places: list[int], told: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a column
    asked = [question(number, right=place) for number, place in enumerate(places)]
    assert judged(tmp_path / "fixed", *asked) == (["QST102"] if told else [])
    assert judged(tmp_path / "shuffled", *asked, shuffle=["choices"]) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "All of the above"),
        ("en", "None of these."),
        ("en", "Both A and B"),
        ("en-GB", "Neither of the others"),
        ("de", "Alle genannten"),
        ("de-AT", "Keine der Antworten"),
        ("es", "Todas las anteriores"),
        ("fr", "Aucune des réponses"),
        ("it", "Tutte le precedenti"),
        ("nl", "Geen van bovenstaande"),
        ("pl", "Wszystkie powyższe"),
        ("pt-BR", "Nenhuma das anteriores"),
        ("sv", "Inget av ovanstående"),
    ],
)
def test_an_option_about_the_others_is_told_in_the_courses_language(language: str, text: str, tmp_path: Path) -> None:
    assert judged(tmp_path, offered(text), language=language) == ["QST103"]


@pytest.mark.parametrize(
    "text",
    ["All of it falls", "None", "Both banks of the river", "All clouds of the above-mentioned kind are cold and wet"],
)
def test_an_option_that_speaks_for_itself_is_let_through(text: str, tmp_path: Path) -> None:
    assert judged(tmp_path, offered(text)) == []


def test_a_language_that_is_not_known_is_not_judged_by_its_words(tmp_path: Path) -> None:
    assert judged(tmp_path, offered("All of the above", prompt="What is not so?"), language="fi") == []


def test_feedback_that_some_options_lack_is_told_for_each_question(tmp_path: Path) -> None:
    whole = question(1)
    for choice in whole["choices"]:
        choice["feedback"] = "Because."
    assert judged(tmp_path / "some", whole, question(2), question(3)) == ["QST104", "QST104"]
    assert judged(tmp_path / "none", question(1), question(2)) == []
    assert judged(tmp_path / "never", whole, question(2), feedback="never") == []


def test_a_question_that_is_asked_twice_is_told_once(tmp_path: Path) -> None:
    assert judged(tmp_path, prompted("What  falls?"), question(2, prompt="what falls?"), question(3)) == ["QST105"]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Which does not fall?"),
        ("en", "All fall except which?"),
        ("en", "Which isn't wet?"),
        ("en", "Rain falls. Which never does?"),
        ("de", "Was fällt nicht?"),
        ("de", "Welche ist keine Wolke?"),
        ("fr", "Lequel ne tombe pas ?"),
        ("es", "¿Cuál nunca cae?"),
        ("sv", "Vad faller inte?"),
    ],
)
def test_a_negative_that_nothing_stresses_is_told(language: str, prompt: str, tmp_path: Path) -> None:
    assert judged(tmp_path, prompted(prompt), language=language) == ["QST106"]


@pytest.mark.parametrize(
    "prompt",
    [
        "Which does **not** fall?",
        "Which does *not* fall?",
        "Which does NOT fall?",
        "Fog does not fall. What does?",
        "What is a knot?",
    ],
)
def test_a_negative_that_is_stressed_or_asks_nothing_is_let_through(prompt: str, tmp_path: Path) -> None:
    assert judged(tmp_path, prompted(prompt)) == []


@pytest.mark.parametrize(
    ("text", "lix"),
    [
        ("", 0),
        ("Rain falls down.", 3),  # 3 words, 1 sentence, no long one
        ("Rain falls. Snow falls.", 2),  # 4 words, 2 sentences
        ("Raindrops evaporate.", 102),  # 2 words + 100 * 2/2
        ("Rain falls from thunderclouds.", 29),  # 4 + 100 * 1/4
    ],
)
def test_reading_difficulty_is_lix(text: str, lix: float) -> None:
    assert reading_difficulty(text) == pytest.approx(lix)


def test_a_short_question_of_long_words_is_let_through(tmp_path: Path) -> None:
    assert judged(tmp_path, prompted("Which precipitation intensifies orographically?")) == []


def test_a_warning_is_silenced_at_its_question_and_nowhere_else(tmp_path: Path) -> None:
    reason = {"QST106": "The lesson says it so."}
    quiet = question(1, prompt="Which is not wet?", silence=reason)
    loud = question(2, prompt="Which is not dry?")
    assert judged(tmp_path / "one", quiet) == []
    assert judged(tmp_path / "both", quiet, loud) == ["QST106"]
    assert judged(tmp_path / "quiz", loud, question(3, prompt="Which is not cold?"), silence=reason) == []


def test_a_pattern_is_silenced_at_the_quiz_alone(tmp_path: Path) -> None:
    asked = [question(number, right=2) for number in range(5)]
    reason = {"QST102": "They are sorted by size."}
    assert judged(tmp_path / "quiz", *asked, silence=reason) == []
    assert judged(tmp_path / "question", *[{**one, "silence": reason} for one in asked[:1]], *asked[1:]) == [
        "QST102",
        "QST110",
    ]


def test_a_silence_needs_a_reason(tmp_path: Path) -> None:
    assert judged(tmp_path, question(1, prompt="Which is not wet?", silence={"QST106": ""})) == ["CRS009"]


def test_a_course_with_warnings_alone_is_clean_to_scripts(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from scormpack.cli import main

    judged(tmp_path, prompted("Which does not fall?"))
    result = CliRunner().invoke(main, ["build", str(tmp_path), "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert "warning QST106" in result.stderr

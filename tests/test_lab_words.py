"""What every language file of the labs holds to, measured against the English one."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

import pytest

from scormpack.lab_words import Words, lab_languages, lab_words, speaks
from scormpack.resources import template_folder

TRANSLATED = ("de", "es", "fr", "it", "nl", "pl", "pt", "sv")

SAME_AS_ENGLISH = {("fr", "page.log")}
"""French has the word too: "Conversation"."""

APOSTROPHE = "\u2019"

QUOTES = {
    "de": "„“\u201a\u2018",
    "es": "«»“”\u2018",
    "fr": "«»“”",
    "it": "«»“”\u2018",
    "nl": "“”\u2018",
    "pl": "„”«»",
    "pt": "«»“”\u2018",
    "sv": "”",
}
"""The quotation marks of each language; the closing single one is the apostrophe."""

EXCHANGE = {
    "de": "gesprächsrunde",
    "es": "intercambio",
    "fr": "échange",
    "it": "scambi",
    "nl": "gespreksronde",
    "pl": "wymian",
    "pt": "interaç",
    "sv": "replikskifte",
}
"""How the one word for an exchange begins, in all its forms."""

MODEL = {
    "de": "sprachmodell",
    "es": "modelo de lenguaje",
    "fr": "modèle de langage",
    "it": "modello linguistico",
    "nl": "taalmodel",
    "pl": "model językowy",
    "pt": "modelo de linguagem",
    "sv": "språkmodell",
}

OTHER_ADDRESS = {
    "de": "du dich dir dein deine deinen deinem deiner",
    "es": "usted ustedes vosotros vuestro vuestra",
    "fr": "tu te toi ton ta tes",
    "it": "lei voi vostro vostra",
    "nl": "u uw",
    "pl": "pan pani pana panu państwo państwa",
    "pt": "tu te ti teu tua teus tuas você vocês",
    "sv": "ni er ert era",
}
"""Words of an address that a file does not use. Portugal and Brazil differ in theirs, so Portuguese uses neither."""

translated = pytest.mark.parametrize("language", TRANSLATED)


def texts(language: str) -> dict[str, str]:
    """Every text of a file by its place, in the file's order."""
    raw = json.loads((template_folder() / "words" / f"{language}.json").read_bytes())
    return {f"{part}.{key}": text for part, words in raw.items() for key, text in words.items()}


def words_in(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", text))


def quote_marks(text: str) -> Iterator[str]:
    return (sign for sign in text if sign in "\"'`„\u00b4\u201a" or unicodedata.category(sign) in {"Pi", "Pf"})


def test_labs_speak_english_and_eight_more() -> None:
    assert set(lab_languages()) >= {"en", *TRANSLATED}


@pytest.mark.parametrize("language", lab_languages())
def test_a_file_has_every_key_once_and_no_other(language: str) -> None:
    raw = (template_folder() / "words" / f"{language}.json").read_bytes()
    Words.model_validate_json(raw)
    pairs: list[list[str]] = []
    json.loads(raw, object_pairs_hook=lambda found: pairs.append([key for key, _ in found]))
    assert [keys for keys in pairs if len(keys) != len(set(keys))] == []


@translated
def test_keys_stand_in_the_english_order(language: str) -> None:
    assert list(texts(language)) == list(texts("en"))


@translated
def test_each_text_is_filled_in_from_the_same_names_as_the_english_one(language: str) -> None:
    english = texts("en")
    assert {key: placeholders(text) for key, text in texts(language).items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@translated
def test_no_brace_is_left_open(language: str) -> None:
    rest = {key: re.sub(r"\{\w+\}", "", text) for key, text in texts(language).items()}
    assert [key for key, text in rest.items() if "{" in text or "}" in text] == []


@translated
def test_no_text_is_empty_or_has_a_stray_space(language: str) -> None:
    untidy = [key for key, text in texts(language).items() if text != text.strip() or re.search(r"\s\s|[\t\n]", text)]
    assert untidy == []
    assert [key for key, text in texts(language).items() if not text] == []


def test_nothing_is_left_in_english() -> None:
    english = texts("en")
    same = {(name, key) for name in TRANSLATED for key, text in texts(name).items() if text == english[key]}
    assert same == SAME_AS_ENGLISH


@translated
def test_quotes_and_apostrophes_are_those_of_the_language(language: str) -> None:
    used = [(key, sign) for key, text in texts(language).items() for sign in quote_marks(text)]
    assert [(key, sign) for key, sign in used if sign not in QUOTES[language] + APOSTROPHE] == []


@translated
def test_dots_that_trail_off_are_one_character(language: str) -> None:
    assert [key for key, text in texts(language).items() if ".." in text] == []


@translated
def test_a_text_ends_as_a_sentence_where_the_english_one_does(language: str) -> None:
    # The player joins texts: what has no full stop of its own is given one.
    def ending(text: str) -> str:
        return text[-1] if text[-1] in ".…!?:;" else ""

    english = texts("en")
    assert {key: ending(text) for key, text in texts(language).items()} == {
        key: ending(text) for key, text in english.items()
    }


def test_french_marks_of_two_parts_keep_to_the_word_before() -> None:
    # U+202F before ; ! and ?, U+00A0 before a colon: "Lexique des règles typographiques", Imprimerie nationale.
    loose = [key for key, text in texts("fr").items() if re.search(r"(?<!\u00a0):|(?<!\u202f)[;!?]", text)]
    assert loose == []


@translated
def test_a_number_is_never_parted_from_its_unit(language: str) -> None:
    assert "{seconds}\u00a0s" in texts(language)["script.busy"]


@translated
def test_an_exchange_has_one_name(language: str) -> None:
    spoken = texts(language)
    asked = {key for key, text in texts("en").items() if "exchange" in text}
    assert {key for key in asked if EXCHANGE[language] not in spoken[key].casefold()} == set()
    assert asked == {"page.count"} | {
        f"script.{key}" for key in ("counted", "slight", "short", "stopped_mark", "broken_mark")
    }


@pytest.mark.parametrize("language", lab_languages())
def test_the_count_reads_the_same_before_and_after_the_script_has_run(language: str) -> None:
    assert texts(language)["page.count"] == texts(language)["script.counted"]


@translated
def test_learners_are_told_whether_a_language_model_answers(language: str) -> None:
    spoken = texts(language)
    assert MODEL[language] in spoken["page.consent_text"].casefold()
    assert MODEL[language] in spoken["script.script_mark"].casefold()


@translated
def test_learners_are_addressed_in_one_way(language: str) -> None:
    other = set(OTHER_ADDRESS[language].split())
    assert [(key, found) for key, text in texts(language).items() if (found := words_in(text) & other)] == []


@pytest.mark.parametrize(
    ("tag", "task"),
    [("pt-BR", "A sua tarefa"), ("de-AT", "Ihre Aufgabe"), ("NL-be", "Je opdracht"), ("en-GB", "Your task")],
)
def test_a_regions_tag_is_served_by_its_language(tag: str, task: str) -> None:
    assert speaks(tag)
    assert lab_words(tag).page.task == task


@pytest.mark.parametrize("tag", ["fi", "fi-FI", "deu", "p"])
def test_where_there_are_no_words_labs_speak_english(tag: str) -> None:
    assert not speaks(tag)
    assert lab_words(tag) == lab_words("en")

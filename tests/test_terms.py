"""The terms are one vocabulary on both sides of the wall, and no term of ours can be an author's id."""

from __future__ import annotations

import re

from scormpack.questions.question import IDENTIFIER_PATTERN
from scormpack.xapi import terms
from scormpack.xapi.terms_typescript import typescript
from tests.courses import ROOT

COURSE = "https://courses.example.org/small"


def test_the_players_terms_are_those_of_the_compiler() -> None:
    assert (ROOT / "templates/player/src/xapi/terms.ts").read_text("utf-8") == typescript()


def test_an_activitys_iri_is_the_courses_with_the_authors_id() -> None:
    assert terms.activity_iri(COURSE, "quiz-1") == "https://courses.example.org/small/quiz-1"


def test_no_id_of_an_author_collides_with_a_term_of_ours() -> None:
    own = [
        terms.extension_iri(COURSE, "attempt"),
        terms.profile_iri(COURSE),
        terms.profile_version_iri(COURSE, "1.0.0"),
        terms.term_iri(COURSE, "cmi5", "course"),
    ]
    for iri in own:
        assert re.match(IDENTIFIER_PATTERN, iri.removeprefix(f"{COURSE}/")) is None
    assert len(set(own)) == len(own)


def test_every_verb_and_type_is_of_a_published_vocabulary() -> None:
    published = (
        "http://adlnet.gov/expapi/verbs/",
        "http://adlnet.gov/expapi/activities/",
        "http://activitystrea.ms/schema/1.0/",
    )
    iris = [verb.iri for verb in terms.VERBS.values()] + list(terms.ACTIVITY_TYPES.values())
    assert [iri for iri in iris if not iri.startswith(published)] == []

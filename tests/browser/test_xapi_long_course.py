"""A course of several pages: what a later page's statements are about is known there too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import build
from tests.browser.course_outline import read_outline
from tests.browser.learner import Learner
from tests.courses import SMALL, write_course

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.lrs_launch import Platform

FILLER = "Words that fill the page. " * 3000


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = "".join(f"      - {{id: p{n}, kind: page, title: Page {n}, text: {FILLER!r}}}\n" for n in range(4))
    text = SMALL.replace("    parts:\n", f"    parts:\n{parts}")
    return write_course(tmp_path_factory.mktemp("long") / "course", text)


def test_every_statement_of_a_long_course_says_what_it_is_about(
    platform: Platform, source: Path, tmp_path: Path
) -> None:
    package = build(tmp_path, target="xapi", course=source)
    assert len(list(package.glob("page-*.html"))) >= 2
    learner = Learner(platform.open_xapi(package), read_outline(source))
    learner.do_all()
    platform.leave()
    statements = platform.wait_for(("passed", "small"), ("terminated", "small"))
    assert [s["object"]["id"] for s in statements if "name" not in s["object"].get("definition", {})] == []
    assert {s["object"]["id"].rsplit("/", 1)[-1] for s in statements} == {
        "small", "p0", "p1", "p2", "p3", "intro", "quiz", "q1", "lab",
    }  # fmt: skip

"""What a build says about labs and the proxy that they get, and what of a lab stays out of a package."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from scormpack.build import BuildResult, build_course
from scormpack.contract import LabProxy
from tests.courses import SMALL, write_course

PROXY = LabProxy(url="https://labs.example.org/v1", model="m")
FINNISH = SMALL.replace("version: 1.0.0", "version: 1.0.0\nlanguage: fi")
WHOLE = "consent: {text: Kaikki lähetetään., agree: Kyllä, decline: Ei}\n"
SCRIPT = """\
        fallback: FALLBACK
        topics: [{id: sums, title: What a sum is, reached: SECRET-REACHED}]
        script: [{say: PREPARED, touches: [sums]}]
        reflection:
"""


def built(folder: Path, course: str, proxy: LabProxy | None = PROXY) -> BuildResult:
    return build_course(write_course(folder / "course", course), ("scorm12",), folder, proxy)


def said(result: BuildResult) -> list[tuple[str, str]]:
    return [(found.code, found.severity) for found in result.diagnostics]


@pytest.mark.parametrize("consent", ["", "consent: {text: Kaikki lähetetään.}\n", "consent: {agree: Kyllä}\n"])
def test_nobody_is_asked_for_consent_in_a_language_of_ours_instead_of_theirs(consent: str, tmp_path: Path) -> None:
    result = built(tmp_path, FINNISH + consent)
    assert said(result) == [("LAB006", "error")]
    assert "`fi`" in result.diagnostics[0].message
    assert result.packages == ()
    assert list(tmp_path.glob("*.zip")) == []


def test_with_the_authors_own_consent_any_language_builds_and_the_author_is_told_the_rest(tmp_path: Path) -> None:
    result = built(tmp_path, FINNISH + WHOLE)
    assert said(result) == [("LAB007", "note")]
    page = zipfile.ZipFile(result.packages[0].path).read("index.html").decode()
    assert "Kaikki lähetetään." in page
    assert ">Kyllä</button>" in page
    assert ">Ei</button>" in page
    assert "<b>labs.example.org</b>" in page


def test_where_nothing_is_sent_nobody_has_to_agree(tmp_path: Path) -> None:
    assert said(built(tmp_path, FINNISH, None)) == [("LAB001", "note")]


@pytest.mark.parametrize(("fallback", "there"), [("scripted", True), ("reflect", False), ("waive", False)])
def test_a_script_is_in_the_package_only_where_it_may_stand_in(fallback: str, there: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a column of the table
    course = SMALL.replace("        reflection:\n", SCRIPT.replace("FALLBACK", fallback))
    archive = zipfile.ZipFile(built(tmp_path, course).packages[0].path)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert (b"PREPARED" in everything) is there
    assert b"SECRET-REACHED" not in everything
    assert b"What a sum is" in everything


def test_a_script_cannot_end_the_element_that_holds_it(tmp_path: Path) -> None:
    course = SMALL.replace("        reflection:\n", SCRIPT.replace("FALLBACK", "scripted"))
    course = course.replace("PREPARED", json.dumps("</script><script>hit()</script><!--"))
    page = zipfile.ZipFile(built(tmp_path, course).packages[0].path).read("index.html").decode()
    assert "hit()</script>" not in page.replace("\\u003c", "")
    assert page.count("<script") == page.count("</script>")


@pytest.mark.parametrize(("language", "word"), [("en-GB", "Start the conversation"), ("xx", "Start the conversation")])
def test_a_lab_speaks_the_courses_language_or_english(language: str, word: str, tmp_path: Path) -> None:
    course = SMALL.replace("version: 1.0.0", f"version: 1.0.0\nlanguage: {language}")
    consent = "" if language != "xx" else WHOLE.replace("agree: Kyllä", f"agree: {word}")
    page = zipfile.ZipFile(built(tmp_path, course + consent).packages[0].path).read("index.html").decode()
    assert word in page
    assert "Guided reflection" in page

"""tincan.xml and what stands beside it in an xAPI package."""

from __future__ import annotations

import json
import zipfile
from html import unescape
from pathlib import Path

import pytest
from lxml import etree

from scormpack.build import build_course, check_course
from tests.courses import REFERENCE, ROOT, SMALL, write_course

NS = {"t": "http://projecttincan.com/tincan.xsd"}


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(ROOT / "tests" / "schemas" / "tincan.rng"))


def files_of(source: Path, out: Path, target: str = "xapi") -> dict[str, bytes]:
    (package,) = build_course(source, (target,), out).packages
    with zipfile.ZipFile(package.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def activities_in(script: bytes) -> dict[str, dict[str, object]]:
    text = script.decode().strip()
    head = "(self.scormpackActivities??=[]).push("
    assert text.startswith(head)
    found: dict[str, dict[str, object]] = json.loads(text.removeprefix(head).removesuffix(")"))["activities"]
    return found


def test_tincan_xml_is_valid_and_stands_first(schema: etree.RelaxNG, tmp_path: Path) -> None:
    files = files_of(REFERENCE, tmp_path)
    assert next(iter(files)) == "tincan.xml"
    assert schema.validate(etree.fromstring(files["tincan.xml"])), schema.error_log


def test_the_schema_refuses_an_activity_without_its_type(schema: etree.RelaxNG, tmp_path: Path) -> None:
    root = etree.fromstring(files_of(REFERENCE, tmp_path)["tincan.xml"])
    del root.find(".//t:activity", NS).attrib["type"]  # type: ignore[union-attr]  # it is there
    assert not schema.validate(root)


def test_only_the_course_has_a_launch_and_it_is_in_the_package(tmp_path: Path) -> None:
    files = files_of(write_course(tmp_path / "c"), tmp_path)
    launched = [
        a
        for a in etree.fromstring(files["tincan.xml"]).iterfind(".//t:activity", NS)
        if a.find("t:launch", NS) is not None
    ]
    assert [a.get("id") for a in launched] == ["https://courses.example.org/small"]
    assert launched[0].findtext("t:launch", namespaces=NS) in files


def test_modules_and_parts_are_listed_by_the_iris_of_their_statements(tmp_path: Path) -> None:
    root = etree.fromstring(files_of(write_course(tmp_path / "c"), tmp_path)["tincan.xml"])
    base = "https://courses.example.org/small"
    listed = [activity.get("id") for activity in root.iterfind(".//t:activity", NS)]
    assert listed == [base, f"{base}/m1", f"{base}/intro", f"{base}/quiz", f"{base}/lab"]


def test_text_with_markup_characters_comes_through(tmp_path: Path) -> None:
    source = write_course(tmp_path / "c", SMALL.replace("A small course", "Salt & <pepper>"))
    root = etree.fromstring(files_of(source, tmp_path)["tincan.xml"])
    assert root.findtext(".//t:name", namespaces=NS) == "Salt & <pepper>"


def test_definitions_of_every_activity_travel_with_the_package(tmp_path: Path) -> None:
    activities = activities_in(files_of(write_course(tmp_path / "c"), tmp_path)["activities.js"])
    base = "https://courses.example.org/small"
    assert list(activities) == [base, f"{base}/m1", f"{base}/intro", f"{base}/quiz", f"{base}/q1", f"{base}/lab"]


def test_a_long_course_spreads_definitions_over_its_pages(tmp_path: Path) -> None:
    filler = "Words that fill the page. " * 2500
    parts = "".join(f"      - {{id: p{n}, kind: page, title: Page {n}, text: {filler!r}}}\n" for n in range(4))
    source = write_course(tmp_path / "c", SMALL.replace("    parts:\n", f"    parts:\n{parts}"))
    files = files_of(source, tmp_path)
    pages = sorted(name for name in files if name.endswith(".html"))
    assert len(pages) > 1
    scripts = sorted(name for name in files if name.startswith("activities"))
    assert len(scripts) == len(pages)
    base = "https://courses.example.org/small"
    seen: dict[str, dict[str, object]] = {}
    for script in scripts:
        own = activities_in(files[script])
        assert base in own
        assert f"{base}/m1" in own
        seen |= own
    assert {f"{base}/p{n}" for n in range(4)} <= set(seen)


def test_the_page_may_ask_the_lrs_that_the_launch_will_name(tmp_path: Path) -> None:
    page = files_of(write_course(tmp_path / "c"), tmp_path)["index.html"].decode()
    assert "connect-src 'self' http: https:;" in unescape(page)


def test_a_scorm_package_may_ask_nobody(tmp_path: Path) -> None:
    page = files_of(write_course(tmp_path / "c"), tmp_path, "scorm12")["index.html"].decode()
    assert "connect-src 'self';" in unescape(page)


def test_a_course_too_long_for_scorm_builds_for_an_lrs_with_a_key_for_each_question(tmp_path: Path) -> None:
    choices = "".join(f"{{id: c{n}, text: Choice {n}{', correct: true' if n == 0 else ''}}}, " for n in range(26))
    questions = "".join(
        f"          - {{id: q{n}, type: multiple-choice, prompt: Number {n}?, choices: [{choices}]}}\n"
        for n in range(1000)
    )
    text = SMALL.replace("        questions:\n", f"        questions:\n{questions}").replace("id: q1\n", "id: q-last\n")
    source = write_course(tmp_path / "c", text)
    assert [d.code for d in build_course(source, ("scorm12",), tmp_path).diagnostics if d.severity == "error"] == [
        "RTE001"
    ]
    page = files_of(source, tmp_path)["index.html"].decode()
    assert '"granularity":"question"' in page


@pytest.mark.parametrize("target", ["xapi", "cmi5"])
def test_an_answer_with_a_delimiter_in_it_is_refused(target: str, tmp_path: Path) -> None:
    question = "- {id: q1, type: short-text, prompt: Which?, answers: ['a[,]b']}"
    text = SMALL.split("          - id: q1")[0] + f"          {question}\n"
    source = write_course(tmp_path, text)
    (found,) = check_course(source, [target]).diagnostics
    assert (found.code, found.severity) == ("XAP003", "error")
    assert "`[,]`" in found.message
    assert check_course(source, ["scorm12"]).diagnostics == ()

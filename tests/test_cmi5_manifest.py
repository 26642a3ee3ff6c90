"""cmi5.xml, against what section 13 of cmi5 (Quartz, 1st edition) says of a course structure."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from scormpack.build import build_course
from tests.courses import REFERENCE, ROOT, SMALL, write_course

NS = {"c": "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"}


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(ROOT / "tests" / "schemas" / "cmi5.rng"))


def structure_of(source: Path, out: Path) -> etree._Element:
    (package,) = build_course(source, ("cmi5",), out).packages
    with zipfile.ZipFile(package.path) as archive:
        assert archive.namelist()[0] == "cmi5.xml"
        return etree.fromstring(archive.read("cmi5.xml"))


def unit_of(text: str, folder: Path) -> etree._Element:
    unit = structure_of(write_course(folder / "course", text), folder).find("c:au", NS)
    assert unit is not None
    return unit


def test_13_1_the_reference_course_is_a_valid_course_structure(schema: etree.RelaxNG, tmp_path: Path) -> None:
    root = structure_of(REFERENCE, tmp_path)
    assert schema.validate(root), schema.error_log


def test_13_1_a_course_without_description_has_one_all_the_same(schema: etree.RelaxNG, tmp_path: Path) -> None:
    root = structure_of(write_course(tmp_path / "c"), tmp_path)
    assert schema.validate(root), schema.error_log
    assert root.findtext("c:course/c:description/c:langstring", namespaces=NS) == "A small course"


@pytest.mark.parametrize("wrong", ["moveOn", "masteryScore"])
def test_the_schema_refuses_a_wrong_attribute(schema: etree.RelaxNG, wrong: str, tmp_path: Path) -> None:
    root = structure_of(REFERENCE, tmp_path)
    root.find("c:au", NS).set(wrong, "0.12345")  # type: ignore[union-attr]  # it is there
    assert not schema.validate(root)


def test_13_1_1_course_and_assignable_unit_have_iris_of_their_own(tmp_path: Path) -> None:
    root = structure_of(write_course(tmp_path / "c"), tmp_path)
    ids = [root.find("c:course", NS).get("id"), root.find("c:au", NS).get("id")]  # type: ignore[union-attr]  # both are there
    assert ids == ["https://courses.example.org/small/xapi/cmi5/course", "https://courses.example.org/small"]


def test_13_1_4_the_url_is_relative_and_in_the_package(tmp_path: Path) -> None:
    (package,) = build_course(REFERENCE, ("cmi5",), tmp_path).packages
    with zipfile.ZipFile(package.path) as archive:
        url = etree.fromstring(archive.read("cmi5.xml")).findtext("c:au/c:url", namespaces=NS)
        assert url in archive.namelist()


def test_13_1_4_move_on_is_always_said_and_follows_the_authors_rule(tmp_path: Path) -> None:
    asks = unit_of(SMALL, tmp_path / "a")
    reads = unit_of(
        SMALL.replace("all: [{viewed: pages}, {passed: quiz}, {exchanges: labs}]", "viewed: pages"), tmp_path / "b"
    )
    either = unit_of(
        SMALL.replace(
            "all: [{viewed: pages}, {passed: quiz}, {exchanges: labs}]", "any: [{viewed: pages}, {passed: quiz}]"
        ),
        tmp_path / "c",
    )
    assert asks.get("moveOn") == "CompletedAndPassed"
    assert reads.get("moveOn") == "Completed"
    assert either.get("moveOn") == "Completed"


def test_13_1_4_passing_all_quizzes_asks_for_the_one_that_gives_the_score(tmp_path: Path) -> None:
    unit = unit_of(SMALL.replace("{passed: quiz}", "{passed: quizzes}"), tmp_path)
    assert unit.get("moveOn") == "CompletedAndPassed"


@pytest.mark.parametrize(("written", "said"), [("1", "1"), ("0.8", "0.8"), ("0.12344", "0.1234"), ("0", "0")])
def test_13_1_4_the_mastery_score_has_at_most_four_decimals(written: str, said: str, tmp_path: Path) -> None:
    unit = unit_of(SMALL.replace("mastery_score: 1", f"mastery_score: {written}"), tmp_path)
    assert unit.get("masteryScore") == said


def test_13_1_4_without_a_part_that_gives_the_score_there_is_no_mastery_score(tmp_path: Path) -> None:
    unit = unit_of(SMALL.replace("score: quiz\n", ""), tmp_path)
    assert unit.get("masteryScore") is None


def test_13_1_texts_carry_the_courses_language(tmp_path: Path) -> None:
    root = structure_of(write_course(tmp_path / "c", SMALL.replace("version:", "language: pt-BR\nversion:")), tmp_path)
    assert {text.get("lang") for text in root.iter(f"{{{NS['c']}}}langstring")} == {"pt-BR"}

"""Sources that mean harm, or were saved in the wrong way: a clear diagnostic, at once, and never a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scormpack.build import check_course
from tests.courses import write_course

HEAD = "id: small\niri: https://courses.example.org/small\ntitle: A\nversion: 1.0.0\n"
WITH_FILE = HEAD + "modules:\n  - {id: m, title: M, parts: [{id: a, kind: page, title: T, file: a.md}]}\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


def codes(source: Path) -> list[str]:
    return [diagnostic.code for diagnostic in check_course(source, ("scorm12",)).diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(BOMB, ["CRS004"], id="yaml-bomb"),
        pytest.param("[" * 100_000, ["CRS001"], id="nested-brackets"),
        pytest.param("- " * 5_000 + "x", ["CRS004"], id="nested-lists"),
        pytest.param("\n".join(" " * i + "a:" for i in range(2_000)), ["CRS004"], id="nested-mappings"),
        pytest.param("", ["CRS005"], id="empty"),
        pytest.param("# only a comment\n", ["CRS005"], id="comment"),
        pytest.param('id: "a\x07b"\n', ["CRS001"], id="control-character"),
        pytest.param('id: "\\ud800"\n', ["CRS001"], id="lone-surrogate"),
    ],
)
def test_broken_yaml_is_one_diagnostic(text: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(write_course(tmp_path, text)) == expected


def test_a_yaml_tag_builds_no_object(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    source = write_course(
        tmp_path / "c", HEAD.replace("title: A", f'title: !!python/object/apply:os.mkdir ["{marker}"]')
    )
    assert "CRS009" in codes(source)
    assert not marker.exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"\xff\xfeH\x00i\x00", ["CRS012"], id="utf-16"),
        pytest.param("café".encode("latin-1"), ["CRS012"], id="latin-1"),
        pytest.param(bytes(range(256)) * 9, ["CRS012"], id="binary"),
        pytest.param(b"word " * 2_000_000, ["CRS014"], id="ten-megabytes"),
        pytest.param(b"", ["CRS009"], id="empty"),
        pytest.param(b"---\ntitle: X\n\ntext\n", ["CRS001"], id="front-matter-without-end"),
    ],
)
def test_a_file_that_is_no_text_of_ours_is_named(content: bytes, expected: list[str], tmp_path: Path) -> None:
    assert codes(write_course(tmp_path, WITH_FILE, a_md=content)) == expected


def test_a_link_out_of_the_course_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("SECRET")
    source = write_course(tmp_path / "course", WITH_FILE)
    (source / "a.md").symlink_to(secret)
    result = check_course(source)
    assert [(d.code, d.span.line if d.span else 0) for d in result.diagnostics] == [("CRS011", 6)]
    assert result.loaded.course is None


def test_a_link_inside_the_course_is_followed(tmp_path: Path) -> None:
    source = write_course(tmp_path, WITH_FILE, b_md="Hello.")
    (source / "a.md").symlink_to("b.md")
    assert codes(source) == []


def test_a_link_to_itself_and_a_pipe_do_not_hang(tmp_path: Path) -> None:
    loop = write_course(tmp_path / "loop", WITH_FILE)
    (loop / "a.md").symlink_to("a.md")
    pipe = write_course(tmp_path / "pipe", WITH_FILE)
    os.mkfifo(pipe / "a.md")
    assert codes(loop) == ["CRS010"]
    assert codes(pipe) == ["CRS010"]


@pytest.mark.parametrize("markdown", ["> " * 3_000 + "x", "[" * 20_000, "*" * 20_000, "`" * 20_000, "|a" * 5_000])
def test_markdown_that_nests_or_repeats_wildly_ends(markdown: str, tmp_path: Path) -> None:
    assert codes(write_course(tmp_path, WITH_FILE, a_md=markdown)) in ([], ["CRS025"], ["CRS027"])


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src=https://example.org></iframe>",
        "<a href=javascript:alert(1)>x</a>",
        "<style>@import 'https://example.org'</style>",
        "<!-- a --> <b onclick=x()>b</b> <!-- c -->",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "![x](https://example.org/beacon.png)",
        "![x](//example.org/beacon.png)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "<https://example.org> <javascript:alert(1)>",
    ],
)
def test_markup_that_could_run_or_fetch_is_an_error(attack: str, tmp_path: Path) -> None:
    found = codes(write_course(tmp_path, WITH_FILE, a_md=attack))
    assert found
    assert set(found) <= {"CRS020", "CRS023", "CRS024"}


def test_what_markdown_takes_for_text_is_shown_as_text(tmp_path: Path) -> None:
    result = check_course(write_course(tmp_path, WITH_FILE, a_md="text <svg/onload=alert(1)> text"))
    assert result.diagnostics == ()
    assert "&lt;svg/onload=alert(1)&gt;" in str(result.loaded.course)


def test_all_mistakes_of_a_course_are_told_at_once(tmp_path: Path) -> None:
    text = (
        WITH_FILE.replace("version: 1.0.0", "version: 1.0.0\nauthor: me\nlanguage: '?'") + "completion: {viewed: b}\n"
    )
    result = check_course(write_course(tmp_path, text, a_md="# One\n\n<b>bold</b>\n\n::: nte\nx\n:::\n"))
    assert [(d.code, d.span.file.path if d.span else "", d.span.line if d.span else 0) for d in result.diagnostics] == [
        ("ACC002", "a.md", 1),
        ("CRS020", "a.md", 3),
        ("CRS022", "a.md", 5),
        ("CRS008", "course.yaml", 5),
        ("CRS009", "course.yaml", 6),
        ("RUL002", "course.yaml", 9),
    ]

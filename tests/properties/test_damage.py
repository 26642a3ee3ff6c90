"""Damage of any kind: a package is read or refused, a source is a course or has its mistakes told; nothing else."""

from __future__ import annotations

import io
import re
import tempfile
import time
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scormpack.build import BuildResult, build_course, check_course
from scormpack.diagnostics import Diagnostic
from scormpack.targets import TARGETS
from scormpack.verify.comparison import compare_progress
from scormpack.verify.comparison_effects import effects
from scormpack.verify.comparison_report import comparison_data, comparison_lines
from scormpack.verify.manifests import NotOursError
from scormpack.verify.package import inspect_package
from scormpack.verify.packed import Packed, read_packed
from scormpack.verify.saved_state import read_state
from scormpack.verify.state_report import state_data, state_lines
from scormpack.verify.whole_learner import whole_state
from tests.courses import SMALL, write_course

SETTINGS = settings(
    max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
LONGEST_TIME = 10
"""Seconds; what takes longer grows with the square of the text."""


# --- packages ----------------------------------------------------------------------------------------------------


@cache
def packages() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        built = build_course(write_course(Path(folder) / "course"), tuple(TARGETS), Path(folder)).packages
        return {one.target: one.path.read_bytes() for one in built}


def members(target: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packages()[target])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def whole(target: str) -> Packed:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(packages()[target])
        return read_packed(path)


def used(packed: Packed) -> None:
    """What `diff` and `decode` do with a package that was read."""
    good = whole(packed.target)
    for old, new in ((good, packed), (packed, good)):
        data = comparison_data(old, new, compare_progress(old, new), effects(old, new))
        assert list(comparison_lines(data))
    text = whole_state(good.contract)
    state = read_state(packed.contract, text, packed.former)
    assert list(state_lines(state_data(packed.contract, packed.keys, text, state)))


def read_or_refused(archive: bytes) -> bool:
    """True where it was read; what is raised other than a refusal, passes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(archive)
        inspected = inspect_package(path)
        assert (inspected.data is None) == ([diagnostic.code for diagnostic in inspected.diagnostics] == ["PKG010"])
        try:
            used(read_packed(path))
        except NotOursError:
            assert inspected.data is None
        return inspected.data is not None


PIECES = [
    b"\0",
    b"\xff",
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"<",
    b">",
    b'"',
    b"[" * 3000,
    b"]",
    b"{",
    b"1e999",
]
TOKENS = [
    b"NaN",
    b"null",
    b"-1",
    b"1000000000",
    b'"\\ud800"',
    b'"\\u001b"',
    b"<!DOCTYPE",
    b"&#1;",
    b'"lab"',
    b'"quiz"',
    b"{}",
]
Edit = tuple[float, str, int, bytes]
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["flip", "cut", "insert", "repeat", "replace"]),
        st.sampled_from([1, 1, 2, 4, 30, 500]),
        st.one_of(st.sampled_from(PIECES + TOKENS), st.binary(min_size=1, max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, edits: Sequence[Edit]) -> bytes:
    for place, kind, length, piece in edits:
        at = int(place * len(content))
        head, own, tail = content[:at], content[at : at + length], content[at + length :]
        if kind == "flip":
            own = bytes(byte ^ piece[0] for byte in own)
        elif kind == "cut":
            own = b""
        elif kind == "insert":
            own = piece + own
        elif kind == "repeat":
            own *= 20
        else:
            own = piece
        content = head + own + tail
    return content


@SETTINGS
@given(st.sampled_from(sorted(TARGETS)), EDITS)
def test_a_zip_that_was_damaged_anywhere_is_read_or_refused(target: str, edits: Sequence[Edit]) -> None:
    read_or_refused(damaged(packages()[target], edits))


@settings(SETTINGS, max_examples=400)
@given(st.sampled_from(sorted(TARGETS)), st.sampled_from(["manifest", "contract", "index.html", "answers.js"]), EDITS)
def test_a_file_that_was_damaged_inside_a_whole_zip_is_read_or_refused(
    target: str, which: str, edits: Sequence[Edit]
) -> None:
    files = members(target)
    if which == "contract":
        head, mark, rest = files["index.html"].partition(b'id="contract"')
        contract, end, rest = rest.partition(b"</script>")
        files["index.html"] = head + mark + damaged(contract, edits) + end + rest
    else:
        name = next(name for name in files if name.endswith(".xml")) if which == "manifest" else which
        files[name] = damaged(files[name], edits)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    read_or_refused(out.getvalue())


# --- sources -----------------------------------------------------------------------------------------------------


def checked(folder: str, text: bytes, **files: str) -> BuildResult:
    """What is found in a course; every finding has a place that is there."""
    source = write_course(Path(folder) / "c", "", **files)
    (source / "course.yaml").write_bytes(text)
    began = time.monotonic()
    result = check_course(source, ("scorm12",))
    assert time.monotonic() - began < LONGEST_TIME
    assert result.loaded.course is not None or result.diagnostics
    assert [diagnostic for diagnostic in result.diagnostics if not stands(diagnostic)] == []
    return result


UNUSUAL_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""YAML, Markdown and Python do not agree on which of them end a line."""


def stands(diagnostic: Diagnostic) -> bool:
    """True where the place is one in the file; the end of a line, and the end of the file, are too."""
    span = diagnostic.span
    if span is None:
        return False
    lines = f"{span.file.text}\n".splitlines()
    if not 1 <= span.line <= len(lines):
        return False
    return 1 <= span.column <= len(lines[span.line - 1]) + 1 or UNUSUAL_BREAKS.search(span.file.text) is not None


YAML_WRITTEN = (
    "&a ¦*a¦*b¦<<: ¦!!str ¦!!python/object:os.x ¦!<x> ¦!a!b ¦? ¦: ¦- ¦-\t¦--- ¦...\n¦|\n¦>-\n¦|9\n¦'¦\"¦#¦"
    "%YAML 1.1\n¦%TAG ! x\n¦{¦}¦[¦]¦,¦@¦`¦\n¦\n  ¦\n    - ¦\t¦\r¦\r\n¦\x85¦\u2028¦\ufeff¦\x00¦\x07¦\x0c¦\x1c¦"
    "\x7f¦\ud800¦\U0001f600¦~¦null¦yes¦0x10¦0o7¦1_000¦1e999¦-.inf¦.nan¦2001-01-01¦=¦- - - - - ¦id¦iri¦title¦"
    "version¦modules¦parts¦kind¦quiz¦page¦lab¦questions¦choices¦text¦id: a\n¦modules:\n¦- id: m\n¦completion: ¦"
    "{all: [¦viewed: ¦file: ¦../x¦a.md"
)
FRAGMENTS = st.sampled_from([*YAML_WRITTEN.split("¦"), "9" * 5000, "a" * 300])


@settings(SETTINGS, max_examples=300)
@given(st.one_of(st.binary(max_size=300), st.lists(FRAGMENTS, max_size=40).map("".join)))
def test_what_is_hardly_yaml_is_told_at_its_place(text: bytes | str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked(folder, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), a_md="Hello.")


@settings(SETTINGS, max_examples=300)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 30), FRAGMENTS), min_size=1, max_size=5))
def test_a_course_with_anything_put_into_it_is_told_at_its_place(edits: list[tuple[float, int, str]]) -> None:
    text = SMALL
    for place, cut, fragment in edits:
        at = int(place * len(text))
        text = text[:at] + fragment + text[at + cut :]
    with tempfile.TemporaryDirectory() as folder:
        checked(folder, text.encode("utf-8", "surrogatepass"), a_md="Hello.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- " * 1_000_000 + "x", ["CRS001"], id="lists-in-one-line"),
        pytest.param("? " * 1_000_000 + "x", ["CRS001"], id="keys-in-one-line"),
        pytest.param("{}", ["CRS005"], id="no-fields"),
        pytest.param("<<: ", ["CRS005"], id="nothing-merged"),
        pytest.param("--- ", ["CRS005"], id="end-behind-the-file"),
    ],
)
def test_sources_that_once_crashed_or_said_nothing_are_told(text: str, expected: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = checked(folder, text.encode())
    assert [diagnostic.code for diagnostic in result.diagnostics] == expected


def test_fields_that_stand_over_merged_ones_take_no_time() -> None:
    many = ", ".join(f"a{i}: 1" for i in range(19_000))
    with tempfile.TemporaryDirectory() as folder:
        result = checked(folder, f"a: &a {{{many}}}\nb: {{<<: *a, {many}}}\n".encode())
    assert "CRS003" not in [diagnostic.code for diagnostic in result.diagnostics]


HEAD = "id: a\niri: https://courses.example.org/a\ntitle: A\nversion: '1'\n"
LESSON = f"{HEAD}modules: [{{id: m, title: M, parts: [{{id: p, kind: lesson, title: P, file: a.md}}]}}]\n"
MARKDOWN_WRITTEN = (
    "- ¦  - ¦1. ¦> ¦> > ¦    ¦\t¦\n¦\n\n¦  \n¦\\\n¦# ¦## ¦##### ¦\n=\n¦\n---\n¦[¦]¦](¦](a.md)¦](#x)¦](<¦![¦"
    "![](x.png)¦[a]: /b\n¦[^1]¦\n[^1]: ¦^[¦<¦<b>¦</b>¦<!--¦-->¦<?¦<![CDATA[¦<script>¦<https://a.example>¦&¦&amp;¦"
    "&#0;¦&#xd800;¦\\¦http://[¦:::¦::: note\n¦::: cards\n¦::: nte\n¦\n:::\n¦:::: tip x\n¦a\n: b\n¦|a|b|\n|-|-|\n¦"
    "|¦|-|¦~~~\n¦`¦``¦```¦```python\n¦```nolang\n¦*¦**¦***¦_¦__¦*a **b¦a¦word ¦\xa0¦\x0c¦\x1c¦\u2028¦\x85¦\u202e¦"
    "\ufeff¦---\n¦---\ntitle: x\n---\n¦\x07"
)
MARKS = st.sampled_from([*MARKDOWN_WRITTEN.split("¦"), "[" * 300, "*" * 300, "`" * 300, "> " * 120])


@settings(SETTINGS, max_examples=400)
@given(st.lists(MARKS, max_size=25).map("".join))
def test_any_markdown_is_a_lesson_or_told_at_its_place(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked(folder, LESSON.encode(), a_md=text)


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 20_000, "![" * 20_000, "[a](" * 10_000, "[" * 3000 + "a" + "](b)" * 3000, "[a\n" * 5000, "[^1]" * 5000),
        *("*" * 20_000, "*a " * 20_000, "**a _b " * 10_000, "a**b" * 20_000, "`" * 20_000, "<" * 20_000, "<b>" * 3000),
        *(
            "> " * 5000,
            "- " * 5000,
            "1. " * 3000,
            "a\n: " * 3000,
            "::: note\n" * 2000,
            "|a" * 5000 + "\n" + "|-" * 5000,
        ),
        *(
            "```\n" * 5001,
            "<!--" * 10_000,
            "<?" * 10_000,
            "&a" * 20_000,
            "\\" * 20_001,
            " " * 100_000,
            "[1]: a\n" * 5000,
        ),
        "".join("`" * i + " " for i in range(1, 500)),
    ],
    ids=lambda text: f"{text[:12]!r}",
)
def test_markdown_that_repeats_ends_soon(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked(folder, LESSON.encode(), a_md=text)


def test_a_heading_that_is_underlined_is_told_in_its_own_line() -> None:
    """Thousands of them, each looked for in all of the text, took half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        result = checked(folder, LESSON.encode(), a_md="a\n=\n" * 3000)
    assert [d.span.line for d in result.diagnostics if d.span] == list(range(1, 6000, 2))

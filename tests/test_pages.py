"""Which parts of a long course share a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from scormpack.build import assemble_course
from tests.courses import write_course

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KIBIBYTE = "A line of 64 characters, of which sixteen are just one KiB here. " * 16


def packed(folder: Path, modules: Sequence[Sequence[int]], more: int = 0) -> Mapping[str, bytes]:
    """The package's files; each module is given by its parts' sizes in KiB, and the first part has ``more`` characters."""
    lines = ["id: long", "iri: https://example.org/long", "title: Long", "version: '1'", "language: en", "modules:"]
    for m, sizes in enumerate(modules):
        lines += [f"  - id: m{m}", f"    title: Module {m}", "    parts:"]
        for p, size in enumerate(sizes):
            text = KIBIBYTE * size + ("x" * more if (m, p) == (0, 0) else "")
            lines += [f"      - {{id: m{m}-p{p}, kind: page, title: Part, text: {text!r}}}"]
    result, bundles = assemble_course(write_course(folder / "course", "\n".join(lines)), ("scorm12",))
    assert "scorm12" in bundles, result.diagnostics
    return bundles["scorm12"].files


def pages(files: Mapping[str, bytes]) -> list[list[str]]:
    """The parts on each page."""
    names = ["index.html", *(f"page-{n}.html" for n in range(2, len(files)))]
    return [re.findall(r'data-part="([^"]+)"', files[name].decode()) for name in names if name in files]


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        pytest.param([[30, 30], [20]], ["m0-p0 m0-p1 m1-p0"], id="a short course is one page"),
        pytest.param(
            [[30, 30], [30, 30], [30, 30]],
            ["m0-p0 m0-p1", "m1-p0 m1-p1", "m2-p0 m2-p1"],
            id="a module that does not fit begins a page",
        ),
        pytest.param(
            [[10], [10], [60], [20, 10], [10]],
            ["m0-p0 m1-p0 m2-p0", "m3-p0 m3-p1 m4-p0"],
            id="small modules share one",
        ),
        pytest.param(
            [[40, 40, 40], [40], [60]],
            ["m0-p0 m0-p1", "m0-p2 m1-p0", "m2-p0"],
            id="a module of more than a page is cut between its parts, and the next one may join",
        ),
        pytest.param([[10], [120, 10], [90]], ["m0-p0", "m1-p0", "m1-p1", "m2-p0"], id="no part is ever cut"),
    ],
)
def test_parts_share_a_page_module_by_module(tmp_path: Path, modules: list[list[int]], expected: list[str]) -> None:
    assert [" ".join(page) for page in pages(packed(tmp_path, modules))] == expected


def test_a_part_that_grows_moves_nothing_after_its_module(tmp_path: Path) -> None:
    modules = [[30, 30]] * 5
    before = packed(tmp_path / "before", modules)
    after = packed(tmp_path / "after", modules, more=8000)
    assert [name for name in before if name.startswith("page-") and before[name] != after[name]] == []
    assert before["index.html"] != after["index.html"]
    assert len(pages(before)) == 5

"""What holds for any course, whatever is in it."""

from __future__ import annotations

import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scormpack.build import build_course, check_course
from scormpack.bundle import Bundle, to_zip
from scormpack.contract import STATE_LIMIT
from scormpack.load import load_course
from scormpack.state_layout import ALPHABET, state_bill, state_layout

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(
    lambda text: text.strip() != ""
)


@st.composite
def courses(draw: st.DrawFn) -> dict[str, Any]:
    """A course of quizzes, as data, with texts of any kind."""
    quizzes = []
    for i in range(draw(st.integers(1, 3))):
        questions = []
        for k in range(draw(st.integers(1, 4))):
            count = draw(st.integers(2, 6))
            texts = draw(st.lists(st.integers(0, 10**6), min_size=count, max_size=count, unique=True))
            right = draw(st.integers(0, count - 1))
            questions.append(
                {
                    "id": f"q-{i}-{k}",
                    "prompt": draw(st.sampled_from(["Why?", "*Which* one?", "What is `x`?"])),
                    "points": draw(st.integers(1, 9)),
                    "choices": [
                        {"id": f"c{n}", "text": f"Option {text}", "correct": n == right} for n, text in enumerate(texts)
                    ],
                }
            )
        quizzes.append({"id": f"quiz-{i}", "kind": "quiz", "title": f"Quiz {i}", "questions": questions})
    return {
        "id": "made",
        "iri": "https://courses.example.org/made",
        "title": "Made",
        "version": "1",
        "modules": [{"id": "m", "title": "M", "parts": quizzes}],
    }


def written(folder: str, data: object) -> Path:
    path = Path(folder)
    (path / "course.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def shuffled(data: Any, draw: st.DataObject) -> Any:
    """The same data with every mapping's fields in another order."""
    if isinstance(data, dict):
        names = draw.draw(st.permutations(list(data)))
        return {name: shuffled(data[name], draw) for name in names}
    if isinstance(data, list):
        return [shuffled(item, draw) for item in data]
    return data


@SETTINGS
@given(courses(), st.data())
def test_the_order_of_fields_changes_no_byte(data: dict[str, Any], draw: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        first = build_course(written(one, data), ("scorm12",), Path(one) / "out").packages[0].path.read_bytes()
        other = shuffled(data, draw)
        second = build_course(written(two, other), ("scorm12",), Path(two) / "out").packages[0].path.read_bytes()
    assert first == second


@SETTINGS
@given(courses())
def test_the_bill_adds_up_to_the_worst_case(data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        course = load_course(written(folder, data)).course
    assert course is not None
    layout = state_layout(course)
    header = len("1.") + 6 + len("..") + layout.bookmark
    assert layout.worst_case == header + sum(cost for _owner, cost in state_bill(course)) <= STATE_LIMIT
    assert all(re.fullmatch(f"[{re.escape(ALPHABET)}]{{5}}", run.key) for run in layout.runs)
    assert len({run.key for run in layout.runs}) == len(layout.runs)


class _Elements(HTMLParser):
    """Collects what could run."""

    def __init__(self) -> None:
        super().__init__()
        self.harmful: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        links = [value or "" for name, value in attrs if name in ("href", "src")]
        schemes = [link for link in links if link.strip().lower().startswith(("javascript:", "data:", "vbscript:"))]
        events = [name for name, _value in attrs if name.startswith("on")]
        if tag in ("script", "style", "iframe", "object", "form", "svg") or events or schemes:
            self.harmful.append(self.get_starttag_text() or tag)


@settings(SETTINGS, max_examples=300)
@given(
    st.lists(
        st.one_of(
            TEXT,
            st.sampled_from(
                ["<script>", "<img src=x onerror=y>", "[a](javascript:b)", "![a](data:b)", "`", "*", "\n\n"]
            ),
            st.sampled_from(["- ", "> ", "::: note ", ":::", "[^1]", "\n[^1]: ", "|a|\n|-|\n", "<", "&lt;", "]("]),
        ),
        min_size=1,
        max_size=12,
    ).map("".join)
)
def test_no_text_brings_anything_that_runs(markdown: str) -> None:
    data = {
        "id": "made",
        "iri": "https://courses.example.org/made",
        "title": "Made",
        "version": "1",
        "modules": [{"id": "m", "title": "M", "parts": [{"id": "a", "kind": "page", "title": "A", "text": markdown}]}],
    }
    with tempfile.TemporaryDirectory() as folder:
        result = check_course(written(folder, data), ("scorm12",))
    course = result.loaded.course
    if course is None:
        assert all(diagnostic.span is not None for diagnostic in result.diagnostics)
        return
    elements = _Elements()
    for part in course.parts():
        for block in getattr(part, "text", ()):
            elements.feed(getattr(block, "html", ""))
    assert elements.harmful == []


@SETTINGS
@given(st.text(max_size=400))
def test_no_source_text_ends_in_a_traceback(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "course.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        result = check_course(Path(folder), ("scorm12",))
    assert result.diagnostics


@SETTINGS
@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}\.(js|css|png)", fullmatch=True), st.binary(max_size=50), max_size=6))
def test_equal_bundles_are_equal_zips(files: dict[str, bytes]) -> None:
    assert to_zip(Bundle(files)) == to_zip(Bundle(dict(files)))

"""A course that is compiled after every save is the course that a fresh build would make, byte for byte and word for word."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scormpack.build import assemble_course
from scormpack.memory import Memory, remember
from scormpack.model import Assessment
from scormpack.questions.single_choice import SingleChoice
from scormpack.workbench import Workbench
from tests.courses import REFERENCE, ROOT, SMALL, write_course

SHOWCASE = ROOT / "course" / "showcase"
TARGETS = ("scorm12", "xapi", "cmi5")
NOTE = "\n\nWith a note.[^n]\n\n[^n]: The same note everywhere.\n"
Edit = Callable[[Path], object]


def files(root: Path, *ends: str) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.suffix in ends)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def replaced(path: Path, old: str, new: str, count: int = 1) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new, count), "utf-8")


def unseen(path: Path) -> None:
    """Other words of the same length, at the same time."""
    before = path.stat()
    path.write_text(path.read_text("utf-8").swapcase(), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(first: Path, second: Path) -> None:
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def mended(root: Path) -> None:
    for path in files(root, ".yaml"):
        replaced(path, "  : [\n", "")
        replaced(path, "\n}\n", "")


def moved(path: Path) -> None:
    path.rename(path.with_name(f"was-{path.name}"))


def back(root: Path) -> None:
    for path in root.rglob("was-*"):
        path.rename(path.with_name(path.name.removeprefix("was-")))


def pictures(root: Path) -> list[Path]:
    return files(root, ".svg", ".png", ".jpg", ".webp") or [root / "course.yaml"]


EDITS: dict[str, Edit] = {
    "a word": lambda root: replaced(files(root, ".md")[0], " the ", " that "),
    "another word": lambda root: replaced(files(root, ".md")[-1], " a ", " one "),
    "a paragraph": lambda root: append(files(root, ".md")[1], "\n\nOne more paragraph.\n"),
    "a heading": lambda root: append(files(root, ".md")[0], "\n\n## One more heading\n"),
    "a note": lambda root: append(files(root, ".md")[0], NOTE),
    "the same note elsewhere": lambda root: append(files(root, ".md")[-1], NOTE),
    "a comment": lambda root: append(files(root, ".yaml")[-1], "# a comment\n"),
    "a comment in course.yaml": lambda root: append(root / "course.yaml", "# a comment\n"),
    "the title": lambda root: replaced(root / "course.yaml", "title: ", "title: A "),
    "every title": lambda root: replaced(root / "course.yaml", "title: ", "title: The ", 99),
    "the version": lambda root: replaced(root / "course.yaml", "version: 1", "version: 2"),
    "a version that is a number": lambda root: replaced(root / "course.yaml", "version: 1.0.0", "version: 1.0"),
    "navigation": lambda root: append(root / "course.yaml", "navigation: sequential\n"),
    "a field twice": lambda root: append(root / "course.yaml", "title: Again\n"),
    "broken YAML": lambda root: append(root / "course.yaml", "  : [\n"),
    "broken part": lambda root: append(files(root, ".yaml")[-1], "\n}\n"),
    "mended": mended,
    "an unknown field": lambda root: replaced(files(root, ".yaml")[-1], "prompt:", "promt:"),
    "raw HTML": lambda root: append(files(root, ".md")[0], "\n<b>bold</b>\n"),
    "a dead link": lambda root: append(files(root, ".md")[0], "\n[there](#nowhere)\n"),
    "a picture of another size": lambda root: shutil.copy(ROOT / "docs" / "screenshot.png", pictures(root)[0]),
    "unseen": lambda root: unseen(files(root, ".md")[0]),
    "files swapped": lambda root: swap(files(root, ".md")[0], files(root, ".md")[1]),
    "a file that is gone": lambda root: moved(files(root, ".md")[0]),
    "a picture that is gone": lambda root: moved(pictures(root)[0]),
    "back again": back,
    "course.yaml gone": lambda root: moved(root / "course.yaml"),
    "nothing": lambda _root: None,
    "a secret": lambda root: append(files(root, ".md")[0], f"\nsk-{'ab1' * 16}\n"),
}


@pytest.mark.parametrize("source", [SHOWCASE, REFERENCE], ids=["showcase", "reference"])
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.sampled_from(TARGETS)), min_size=4, max_size=9))
@example(
    steps=[("a note", "cmi5"), ("the same note elsewhere", "cmi5"), ("a paragraph", "cmi5"), ("files swapped", "cmi5")]
)
@example(steps=[(name, "scorm12") for name in ("broken YAML", "a word", "mended", "unseen", "unseen")])
@example(
    steps=[(name, "xapi") for name in ("a picture of another size", "a word", "a picture that is gone", "back again")]
)
@example(steps=[(name, "xapi") for name in ("course.yaml gone", "back again", "the version", "every title")])
def test_after_any_edits_it_is_what_a_fresh_build_makes(source: Path, steps: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(source, Path(folder) / "course"))
        bench = Workbench(root)
        bench.update(("scorm12",))
        for name, target in steps:
            try:
                EDITS[name](root)
            except (OSError, IndexError):
                continue  # what it would edit is gone just now
            result, bundles = bench.update((target,))
            fresh, wanted = assemble_course(root, (target,))
            assert result.diagnostics == fresh.diagnostics
            assert {key: dict(bundle.files) for key, bundle in bundles.items()} == {
                key: dict(bundle.files) for key, bundle in wanted.items()
            }
            assert [list(bundle) for bundle in bundles.values()] == [list(bundle) for bundle in wanted.values()]
            assert result.loaded.course == fresh.loaded.course


def test_what_did_not_change_is_not_made_again() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(SHOWCASE, Path(folder) / "course"))
        bench = Workbench(root)
        before, _bundles = bench.update(("scorm12",))
        for _round in range(3):  # nothing is forgotten while it is of use, though nobody asks for its pieces
            bench.update(("scorm12",))
        append(files(root, ".md")[0], "\nMore.\n")
        after, _bundles = bench.update(("scorm12",))
        assert before.loaded.course is not None
        assert after.loaded.course is not None
        pairs = list(zip(before.loaded.course.parts(), after.loaded.course.parts(), strict=True))
        assert sum(one is not other for one, other in pairs) == 1


NUMBERS = (
    SMALL.replace("version: 1.0.0", "version: 1.0")
    .replace("title: One", "title: 1984")
    .replace("text: Four", "text: 4.0")
    .replace("kind: quiz\n        title: A quiz", "kind: quiz\n        title: 7")
    .replace(
        "        title: Hello\n        text: |\n          Welcome to **this** course.\n", "        file: intro.md\n"
    )
)


def test_numbers_where_text_belongs_are_no_reason_to_make_the_rest_again(tmp_path: Path) -> None:
    root = write_course(tmp_path / "course", NUMBERS, intro_md="---\ntitle: 2.50\n---\nWelcome.\n")
    bench = Workbench(root)
    bench.update(("scorm12",))
    before = bench.update(("scorm12",))[0].loaded.course
    append(root / "intro.md", "\nMore.\n")
    after = bench.update(("scorm12",))[0].loaded.course
    assert before is not None
    assert after is not None
    assert [one is other for one, other in zip(before.parts(), after.parts(), strict=True)] == [False, True, True]
    intro, quiz, _lab = after.parts()
    assert isinstance(quiz, Assessment)
    (question,) = quiz.questions
    assert isinstance(question, SingleChoice)
    assert [after.version, after.modules[0].title, intro.title, quiz.title] == ["1.0", "1984", "2.50", "7"]
    assert [choice.text.plain for choice in question.choices] == ["Three", "4.0"]

    replaced(root / "course.yaml", "text: 4.0", "text: 4.00")
    replaced(root / "course.yaml", "title: 1984", "title: 0x10")
    replaced(root / "intro.md", "2.50", "yes")
    again, _bundles = bench.update(("scorm12",))
    assert again.loaded.course == assemble_course(root, ("scorm12",))[0].loaded.course
    assert again.loaded.course is not None
    assert [again.loaded.course.modules[0].title, next(again.loaded.course.parts()).title] == ["0x10", "yes"]


def test_a_memory_keeps_what_the_last_round_needed_and_no_more() -> None:
    made: list[tuple[str, int]] = []

    def inner(number: int) -> int:
        made.append(("inner", number))
        return number

    def outer(number: int) -> int:
        made.append(("outer", number))
        return remember(inner, number) + 1

    memory = Memory()
    assert remember(outer, 1) == 2
    assert made == [("outer", 1), ("inner", 1)]
    made.clear()
    for _round in range(3):
        with memory.round():
            assert remember(outer, 1) == 2
    assert made == [("outer", 1), ("inner", 1)]
    with memory.round():
        assert remember(inner, 1) == 1
    with memory.round():
        remember(outer, 1)
    assert made == [("outer", 1), ("inner", 1), ("outer", 1)]


def test_a_memory_tells_values_apart_by_identity_and_plain_ones_by_type_and_worth() -> None:
    made: list[object] = []

    def note(value: object) -> object:
        made.append(value)
        return value

    memory = Memory()
    one, other = [1], [1]
    with memory.round():
        for value in (one, one, other, 1, 1, True, 1.0, "a", "a"):
            remember(note, value)
    assert made == [one, other, 1, True, 1.0, "a"]
    assert [type(value) for value in made[2:5]] == [int, bool, float]


def test_what_fails_is_not_remembered() -> None:
    tries: list[int] = []

    def fail(number: int) -> int:
        tries.append(number)
        if len(tries) == 1:
            raise ValueError(number)
        return number

    memory = Memory()
    with memory.round():
        with pytest.raises(ValueError, match="7"):
            remember(fail, 7)
        assert remember(fail, 7) == 7

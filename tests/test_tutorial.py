"""The tutorial is true: every file is written, every command typed, and after each step the course is in order."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from docs.site.fences import fences
from docs.site.pages import TUTORIAL
from docs.site.tutorial import Folder, TutorialError, Written, changed, matches
from scormpack.build import build_course, check_course
from scormpack.lrs_server import Credentials, serving
from scormpack.targets import TARGETS
from tests.tutorial_reader import Reader

pytestmark = pytest.mark.xdist_group("tutorial")

STEPS = sorted(TUTORIAL.glob("[0-9]*.md"))
ALL = tuple(TARGETS)


def statements() -> list[dict[str, Any]]:
    """What the LRS of the last step holds: the statement that the page shows, one before it and one after."""
    (shown,) = [json.loads(f.text) for f in fences(STEPS[-1].read_text("utf-8")) if f.language == "json"]
    course = shown["context"]["contextActivities"]["grouping"][0]["id"]

    def about(verb: str, thing: str, minute: int) -> dict[str, Any]:
        name = f"http://adlnet.gov/expapi/verbs/{verb}"
        context = {**shown["context"], "contextActivities": {"grouping": [{"id": course}]}}
        return {
            "id": str(uuid.UUID(int=minute)),
            "actor": shown["actor"],
            "verb": {"id": name},
            "object": {"id": thing},
            "context": context,
            "timestamp": f"2026-11-23T08:{minute}:00Z",
        }

    return [about("initialized", course, 29), shown, about("passed", f"{course}/final-test", 59)]


@pytest.fixture(scope="module")
def lrs() -> Iterator[str]:
    """An LRS in which one learner has begun and passed the tutorial's course."""
    known = base64.b64encode(b"key:secret").decode()
    headers = {"Authorization": f"Basic {known}", "X-Experience-API-Version": "1.0.3"}
    with serving(credentials=Credentials("key", "secret")) as running:
        answer = httpx.post(f"{running.endpoint}statements", json=statements(), headers=headers)
        assert answer.status_code == 200, answer.text
        yield running.endpoint


@pytest.fixture(scope="module")
def troubles(tmp_path_factory: pytest.TempPathFactory, lrs: str) -> dict[str, list[str]]:
    """Step to what came otherwise than it says; each is read in the folder that the steps before it have left."""
    reader = Reader(tmp_path_factory.mktemp("reader"), {"https://lrs.example.org/xapi/": lrs})
    found: dict[str, list[str]] = defaultdict(list)
    for step in STEPS:
        found[step.name] += reader.read(step.read_text("utf-8"))
        found[step.name] += (f"left in the course: {d}" for d in check_course(reader.place, ALL).diagnostics)
        built = build_course(reader.place, ALL, tmp_path_factory.mktemp("built"))
        found[step.name] += (f"built: {d}" for d in built.diagnostics if d.severity != "note")
        if len(built.packages) != len(ALL):
            found[step.name].append("it does not build for every target")
    return found


@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_a_step_says_what_happens_and_leaves_a_course_in_order(step: str, troubles: dict[str, list[str]]) -> None:
    assert "\n\n".join(troubles[step]) == ""


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_block_of_a_step_is_done_or_said_to_be_read(step: Path) -> None:
    text, folder = step.read_text("utf-8"), Folder()
    for earlier in STEPS[: STEPS.index(step)]:
        list(folder.acts(earlier.read_text("utf-8")))
    written = {act.fence for act in folder.acts(text) if isinstance(act, Written)}
    read = {fence for fence in fences(text) if fence.language == "json"}
    assert [f.text for f in fences(text) if f not in written | read and f.language != "console"] == []


def test_each_step_ends_with_something_to_see_and_leads_to_the_next_one() -> None:
    titles = [re.findall(r"^# \d+\. (.+)$", step.read_text("utf-8"), re.MULTILINE) for step in STEPS]
    for number, step in enumerate(STEPS):
        text = step.read_text("utf-8")
        assert step.name.startswith(f"{number + 1:02}-")
        assert re.search(r"^## What you (see|have seen)$", text, re.MULTILINE), step.name
        if number + 1 < len(STEPS):
            assert text.endswith(f"\nNext: [{titles[number + 1][0]}]({STEPS[number + 1].name})\n")
    rows = re.findall(r"^\| \d+\. \[(.+)\]\((.+)\) \|", (TUTORIAL / "index.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [(title[0], step.name) for title, step in zip(titles, STEPS, strict=True)]


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("one\ntwo\n", "one\ntwo\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one\ntwo\n", "two\none\n", False),
        ("…\ntwo\n", "one\nand a half\ntwo\n", True),
        ("one\n…\n", "one\n", True),
        ("a.zip  … KB, … files\n", "a.zip  61 KB, 12 files\n", True),
        ("a.zip  … KB\n", "a.zip  61\n", False),
        ("a.zip\n", "axzip\n", False),
        ("", "", True),
        ("", "a mistake\n", False),
        ("one\n\n", "one\n", True),
    ],
)
def test_an_answer_is_compared_word_for_word_but_for_the_dots(expected: str, printed: str, *, same: bool) -> None:
    assert matches(expected, printed) is same


def test_a_change_has_to_fit_the_file() -> None:
    assert changed("a: 1\nb: 2\n", "-a: 1\n+a: 3\n b: 2\n", "x.yaml") == "a: 3\nb: 2\n"
    assert changed("a: 1\n\nb: 2\n", " a: 1\n\n-b: 2\n+b: 3\n", "x.yaml") == "a: 1\n\nb: 3\n", "an empty line stays one"
    with pytest.raises(TutorialError, match="neither"):
        changed("a: 1\n", "a: 1\n", "x.yaml")
    for text in ("b: 2\n", "a: 1\na: 1\n", " a: 1\n"):
        with pytest.raises(TutorialError, match=r"x\.yaml"):
            changed(text, "-a: 1\n+a: 3\n", "x.yaml")
    with pytest.raises(TutorialError, match="was not written before"):
        list(Folder().acts("Add to the end of `x.yaml`:\n\n```yaml\na: 1\n```\n"))


def test_a_reader_notices_another_answer(tmp_path: Path) -> None:
    page = "`course.yaml`:\n\n```yaml\nid: x\n```\n\n```console\n$ scormpack check\n.: no mistakes in 1 part.\n```\n"
    (trouble,) = Reader(tmp_path, {}).read(page)
    assert "--- the page says\n.: no mistakes" in trouble
    assert "error CRS" in trouble
    (unknown,) = Reader(tmp_path, {}).read("```console\n$ rm -r course\n```\n")
    assert "types nothing but scormpack" in unknown

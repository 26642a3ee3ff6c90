"""What the page about the LRS shows of the terminal is what the terminal shows, typed from its top to its end."""

from __future__ import annotations

import base64
import json
import shutil
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from docs.site.fences import fences
from docs.site.pages import DOCS
from scormpack.lrs_server import Credentials, serving
from tests.courses import REFERENCE
from tests.tutorial_reader import Reader

pytestmark = pytest.mark.xdist_group("tutorial")

COURSE = "https://courses.example.org/synthetic-data"
COUNT = 1200


def statements() -> list[dict[str, Any]]:
    return [
        {
            "id": str(uuid.UUID(int=number)),
            "actor": {"account": {"homePage": "https://lms.example.org", "name": f"learner-{number}"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/initialized"},
            "object": {"id": COURSE},
            "timestamp": "2026-10-01T08:00:00Z",
        }
        for number in range(1, COUNT + 1)
    ]


def write_files(folder: Path) -> None:
    """The course, a file of statements, and one with two faults: at its third and at its seventh line."""
    shutil.copytree(REFERENCE, folder / "synthetic-data")
    lines = [json.dumps(statement) for statement in statements()]
    (folder / "course.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    lines[2] = lines[2].replace('"actor"', '"akteur"')
    lines[6] = '{"id": 1,}'
    (folder / "faulty.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def test_what_the_terminal_shows_on_the_page_is_what_it_shows(tmp_path: Path) -> None:
    write_files(tmp_path)
    text = (DOCS / "lrs.md").read_text("utf-8")
    shown = [fence.text for fence in fences(text) if fence.text.startswith("$ ")]
    assert len(shown) == text.count("\n$ ")
    known = base64.b64encode(b"key:secret").decode()
    headers = {"Authorization": f"Basic {known}", "X-Experience-API-Version": "1.0.3"}
    with serving(credentials=Credentials("key", "secret")) as lrs:
        sent = httpx.post(f"{lrs.endpoint}statements", json=statements(), headers=headers, timeout=60)
        assert sent.status_code == 200
        reader = Reader(tmp_path, {"http://127.0.0.1:8010/xapi/": lrs.endpoint})
        troubles = list(reader.read("\n".join(f"```console\n{block}```\n" for block in shown)))
    assert "\n\n".join(troubles) == ""

"""`scormpack preview` as a process: what it says, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.courses import SMALL, write_course

if TYPE_CHECKING:
    from pathlib import Path


def start(course: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scormpack", "preview", str(course), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().split()[-1]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_when_it_is_told(tmp_path: Path, how: signal.Signals) -> None:
    process = start(write_course(tmp_path / "course"))
    url = address(process)
    assert httpx.get(url).status_code == 200
    with httpx.stream("GET", f"{url}-/events?target=scorm12"):
        process.send_signal(how)
        out, err = process.communicate(timeout=15)
    assert (process.returncode, err) == (0, "")
    assert out.endswith("The preview has ended.\n")


def test_a_save_is_said_with_what_is_wrong_in_it(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    process = start(course, "--target", "cmi5")
    url = address(process)
    assert url.endswith("?target=cmi5")
    with httpx.stream("GET", f"{url.split('?')[0]}-/events?target=cmi5", timeout=20) as answer:
        lines = answer.iter_lines()
        next(lines)
        assert process.stdout is not None
        process.stdout.readline()
        (course / "course.yaml").write_text(SMALL.replace("title: A quiz", "titel: A quiz"), "utf-8")
        assert process.stdout.readline() == "course.yaml: does not build\n"
        assert process.stderr is not None
        said = process.stderr.readline()
    process.terminate()
    process.communicate(timeout=15)
    assert said.endswith("course.yaml:16:9: error CRS008: unknown field `titel`\n")
    assert process.returncode == 0


def test_a_folder_without_a_course_is_shown_as_what_it_is(tmp_path: Path) -> None:
    process = start(tmp_path)
    url = address(process)
    found = httpx.get(f"{url}-/status?target=scorm12").json()
    process.terminate()
    process.communicate(timeout=15)
    assert [one["code"] for one in found["diagnostics"]] == ["CRS010"]


def test_a_taken_port_ends_it_in_one_line(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    first = start(course)
    port = str(httpx.URL(address(first)).port)
    second = start(course, "--port", port)
    _out, err = second.communicate(timeout=15)
    first.terminate()
    first.communicate(timeout=15)
    assert second.returncode == 1
    assert err == (
        f"scormpack: cannot listen at 127.0.0.1, port {port}: address already in use. Choose another port or address\n"
    )

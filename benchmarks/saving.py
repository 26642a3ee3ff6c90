"""From a save to the changed page's bytes over HTTP, in a preview that runs as a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.multiplied import multiply
from benchmarks.processes import NotMeasuredError, scratch

WORDS = ("measured once", "measured twice")


def measure(course: Path, pairs: int) -> Iterator[Figure]:
    """One module, then a hundred: a lesson's text, a quiz, and course.yaml itself."""
    for times, wanted, modules in ((1, 100, ""), (100, 300, ", 100 modules")):
        with scratch() as folder:
            source = multiply(course, times, folder / "course")
            with previewed(source) as preview:
                for what, file in edited(source).items():
                    spent = [preview.save(file, number) for number in range(max(3, pairs))]
                    note = f"{wanted} ms are wanted"
                    yield Figure(f"save to new bytes, {what}{modules}", statistics.median(spent), "ms", note=note)


def edited(source: Path) -> dict[str, Path]:
    """A file of each kind, from the middle of the course."""
    texts, quizzes = sorted(source.rglob("*.md")), sorted(source.rglob("*quiz*.yaml"))
    found = {"a lesson": texts[len(texts) // 2], "course.yaml": source / "course.yaml"}
    return found | ({"a quiz": quizzes[len(quizzes) // 2]} if quizzes else {})


class Preview:
    """A running preview, and the stream of what it tells."""

    def __init__(self, port: int) -> None:
        self._asking, telling = HTTPConnection("127.0.0.1", port), HTTPConnection("127.0.0.1", port)
        telling.request("GET", "/-/events?target=scorm12")
        self._lines = telling.getresponse()
        self.get("/-/status?target=scorm12")
        time.sleep(3)  # what was written just now is not trusted to be settled

    def get(self, path: str) -> bytes:
        """The answer's body."""
        self._asking.request("GET", path)
        return self._asking.getresponse().read()

    def save(self, file: Path, number: int) -> float:
        """Milliseconds until the launch page is served as it is after the save."""
        text = file.read_text("utf-8")
        if file.name == "course.yaml":
            changed = text.replace("title: ", f"title: {'AB'[number % 2]}", 1)
        else:
            changed = f"{text}{'#' if file.suffix == '.yaml' else ''} {WORDS[number % 2]}\n"
        began = time.perf_counter()
        file.write_text(changed, "utf-8")
        news = self._next("edition")
        if not news["is_current"]:
            raise NotMeasuredError("the course does not build any more after the edit")
        self.get("/course/scorm12/index.html")
        return (time.perf_counter() - began) * 1000

    def _next(self, event: str) -> dict[str, object]:
        name = ""
        while True:
            line = self._lines.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name == event:
                news: dict[str, object] = json.loads(line.removeprefix("data: "))
                return news


@contextmanager
def previewed(source: Path) -> Iterator[Preview]:
    """The preview of a course, ended afterwards."""
    command = [sys.executable, "-m", "scormpack", "preview", str(source), "--port", "0", "--no-rehearsal"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            address = process.stdout.readline().split()[-1] if process.stdout else ""
            if not address.startswith("http"):
                raise NotMeasuredError("the preview did not start")
            yield Preview(int(address.rstrip("/").rsplit(":", 1)[1]))
        finally:
            process.terminate()

"""A reader of the tutorial: writes its files, types its commands, and notes where the answer is another one.

What differs from a reader at home: an address at `lrs.example.org` leads to an LRS of the test's own, the preview opens no
browser and takes any free port, and it ends with the page that began it.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from click.testing import CliRunner

from docs.site.tutorial import Folder, Typed, Written, matches
from scormpack.cli import main
from tests.courses import ROOT

LRS = "https://lrs.example.org/xapi/"
RUNNING = {"preview"}
"""Commands that run until they are ended."""


class Reader:
    """Works through pages in their order, in an empty folder."""

    def __init__(self, folder: Path, lrs: str) -> None:
        self.place = folder
        self._folder, self._lrs = Folder(), lrs

    def read(self, page: str) -> Iterator[str]:
        """Does what a page says. Yields what came otherwise than the page says."""
        with self._processes() as running:
            for act in self._folder.acts(page):
                if isinstance(act, Written):
                    file = self.place / act.path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(act.text, "utf-8")
                else:
                    yield from self._type(act, running)

    def _type(self, act: Typed, running: list[subprocess.Popen[str]]) -> Iterator[str]:
        command, *words = shlex.split(act.command)
        if command == "cd":
            self.place = self.place / words[0]
            printed, status = "", 0
        elif command != "scormpack":
            printed, status = f"the test types nothing but scormpack and cd, not {command}", 1
        elif words[0] in RUNNING:
            running.append(self._start([word for word in words if word != "--open"]))
            printed, status = _first_words(running[-1]), 0
        else:
            printed, status = self._run(words)
        if status not in {0, 1} or not matches(act.output, printed):
            yield f"$ {act.command}\n--- the page says\n{act.output}\n--- printed, with status {status}\n{printed}"

    def _run(self, words: list[str]) -> tuple[str, int]:
        with chdir(self.place):
            result = CliRunner().invoke(
                main,
                [word.replace(LRS, self._lrs) for word in words],
                env={"SCORMPACK_LRS_KEY": "key", "SCORMPACK_LRS_SECRET": "secret"},
                prog_name="scormpack",
                terminal_width=100,
            )
        if isinstance(result.exception, Exception) and result.exc_info is not None:
            return result.output + "".join(traceback.format_exception(*result.exc_info)), result.exit_code
        return result.output, result.exit_code

    def _start(self, words: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scormpack", *words, "--port", "0"],
            cwd=self.place,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def _processes(self) -> Iterator[list[subprocess.Popen[str]]]:
        running: list[subprocess.Popen[str]] = []
        try:
            yield running
        finally:
            for process in running:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(10)
                finally:
                    process.kill()
                    assert process.stdout is not None
                    process.stdout.close()


def _first_words(process: subprocess.Popen[str]) -> str:
    """What a command says until it names the address where it listens; its port is any."""
    assert process.stdout is not None
    said, until = "", time.monotonic() + 30
    while time.monotonic() < until and "http://" not in said and (line := process.stdout.readline()):
        said += line
    return re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1:8300", said)

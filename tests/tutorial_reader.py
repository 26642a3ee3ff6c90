"""A reader of a page: writes its files, types its commands, and notes where the answer is another one.

What differs from a reader at home: some addresses lead to servers of the test's own; what runs until it is ended takes any
free port, opens no browser, and ends with the page that began it.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path

from click.testing import CliRunner

from docs.site.tutorial import Folder, Typed, Written, matches
from scormpack.cli import main
from tests.courses import ROOT

RUNNING = re.compile(r"scormpack (preview|lrs serve)\b")
"""Commands that run until they are ended. What they say at first ends with how that is done."""


class Reader:
    """Works through pages in their order, in an empty folder."""

    def __init__(self, folder: Path, addresses: Mapping[str, str]) -> None:
        """`addresses` says where those that pages name are to be found."""
        self.place = folder
        self._folder, self._addresses = Folder(), addresses

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
        expected = act.output
        if command == "cd":
            self.place = self.place / words[0]
            printed, status = "", 0
        elif command != "scormpack":
            printed, status = f"the test types nothing but scormpack and cd, not {command}", 1
        elif RUNNING.match(act.command):
            running.append(self._start([word for word in words if word != "--open"]))
            printed, status = any_port(first_words(running[-1])), 0
            expected = any_port(expected)
        else:
            printed, status = self._run(words)
        if status not in {0, 1} or not matches(expected, printed):
            yield f"$ {act.command}\n--- the page says\n{expected}\n--- printed, with status {status}\n{printed}"

    def _run(self, words: list[str]) -> tuple[str, int]:
        with chdir(self.place):
            result = CliRunner().invoke(
                main,
                [self._addresses.get(word, word) for word in words],
                env={"SCORMPACK_LRS_KEY": "key", "SCORMPACK_LRS_SECRET": "secret"},
                prog_name="scormpack",
                terminal_width=100,
            )
        if isinstance(result.exception, Exception) and result.exc_info is not None:
            return result.output + "".join(traceback.format_exception(*result.exc_info)), result.exit_code
        said = result.output
        for ours, theirs in self._addresses.items():
            said = said.replace(theirs, ours)
        return said, result.exit_code

    def _start(self, words: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scormpack", *words, "--port", str(free_port())],
            cwd=self.place,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("SCORMPACK_LRS_")},
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": "1",
            },
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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def first_words(process: subprocess.Popen[str]) -> str:
    """What a command says until it tells how to end it."""
    assert process.stdout is not None
    said, until = "", time.monotonic() + 30
    while time.monotonic() < until and "Ctrl-C" not in said and (line := process.stdout.readline()):
        said += line
    return said


def any_port(text: str) -> str:
    """The text without the numbers of ports."""
    return re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1:PORT", text)

"""Every command that a page shows is one that can be typed, and every example in another language reads as that language."""

from __future__ import annotations

import ast
import json
import re
import shlex
import sqlite3
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from docs.site.fences import Fence, fences
from scormpack.cli import main
from tests.courses import write_course
from tests.test_docs import PAGES

FOLDERS = {"my-course", "synthetic-data", ".", "courses/one"}
"""Courses that pages speak of; whatever else is named like a file is one."""


def command_lines() -> Iterator[tuple[str, str]]:
    """Page and command: after `$` in a block, indented by four blanks, or what a workflow runs."""
    for page in PAGES:
        text = page.read_text("utf-8")
        shown = [fence.text for fence in fences(text) if fence.language in {"console", "text", "sh", "yaml"}]
        lines = "\n".join(
            [
                *shown,
                *re.findall(
                    r"^ {4}.+$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
                ),
            ]
        )
        for line in re.findall(r"^(?: {4}|\$ | +- run: )(scormpack .+)$", lines, re.MULTILINE):
            if not line.startswith("scormpack[") and "UNPACKED" not in line:
                yield page.name, line


def fill(folder: Path, words: list[str]) -> None:
    """Makes what the words name, so that only their form is judged."""
    for word in words:
        if word in FOLDERS:
            write_course(folder / word)
        elif re.fullmatch(r"[\w./-]+\.(zip|jsonl|toml|jsonld|sqlite)", word):
            (folder / word).parent.mkdir(parents=True, exist_ok=True)
            (folder / word).touch()


@pytest.mark.parametrize(("page", "line"), [pytest.param(*one, id=f"{one[0]}: {one[1]}") for one in command_lines()])
def test_a_command_that_a_page_shows_can_be_typed(
    page: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page
    words = shlex.split(re.split(r" [>|&] ", line)[0], comments=True)[1:]
    words = ["courses/one" if word == "courses/*" else word for word in words]
    monkeypatch.chdir(tmp_path)
    fill(tmp_path, words)
    write_course(tmp_path)
    command: click.Command = main
    context = click.Context(main, info_name="scormpack", **main.context_settings)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.commands[words[0]]
        context = click.Context(command, parent=context, info_name=words.pop(0))
    try:
        command.make_context(context.info_name, [word for word in words if word != "…"], parent=context.parent)
    except click.exceptions.Exit as end:
        assert end.exit_code == 0  # noqa: PT017  # --help and --version end the command


def test_there_are_commands_on_the_pages() -> None:
    assert len(list(command_lines())) > 50


def reads_as_sql(text: str) -> None:
    """Whether SQLite can read it; it need not find the tables."""
    for statement in filter(str.strip, text.split(";")):
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            sqlite3.connect(":memory:").execute(statement)


def reads_as_shell(text: str) -> None:
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def reads_as_yaml(text: str) -> None:
    yaml.load(text, Loader=yaml.CSafeLoader)


READERS: dict[str, Any] = {
    "json": json.loads,
    "python": ast.parse,
    "toml": tomllib.loads,
    "yaml": reads_as_yaml,
    "sh": reads_as_shell,
    "sql": reads_as_sql,
}
READ_BY_NOBODY = {"", "text", "console", "markdown", "diff", "xml", "lua", "nginx"}
"""What is no language, what tests of the tutorial and of the course language read, and what nothing here can read."""


def blocks() -> Iterator[tuple[str, Fence]]:
    for page in PAGES:
        for number, fence in enumerate(fences(page.read_text("utf-8"))):
            yield f"{page.stem}-{number}-{fence.language}", fence


def test_every_language_on_the_pages_is_known() -> None:
    assert {fence.language for _, fence in blocks()} <= set(READERS) | READ_BY_NOBODY


@pytest.mark.parametrize(
    "fence", [pytest.param(fence, id=name) for name, fence in blocks() if fence.language in READERS]
)
def test_an_example_reads_as_its_language(fence: Fence) -> None:
    READERS[fence.language](fence.text)

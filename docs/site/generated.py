"""Pages that are made from the program: every command's help, an index of diagnostics, the showcase's files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from docs.site.pages import DOCS, ROOT

SHOWCASE = ROOT / "course" / "showcase"
LANGUAGES = {".yaml": "yaml", ".md": "markdown", ".txt": "text"}


def commands_page() -> str:
    """Every command with what its `--help` says, 80 columns wide."""
    from scormpack.cli import main

    out = ["# Every command\n\nWhat `--help` says of each.\n"]
    # A command keeps the help option that it is first asked for: here too it has to be the one that it answers to.
    first = click.Context(main, info_name="scormpack", terminal_width=80, **main.context_settings)
    for name, command, context in every(main, first):
        out.append(f"## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(out)


def every(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """A command and those below it, each with the words that call it."""
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from every(inner, click.Context(inner, info_name=name, parent=context, terminal_width=80))


def codes_page() -> str:
    """A row for each code of docs/diagnostics.md: how grave it is, and an example of what it says."""
    text = (DOCS / "diagnostics.md").read_text("utf-8")
    rows = []
    for code, section in re.findall(r"^#{2,3} ([A-Z]{3}\d{3})$(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE):
        said = re.search(rf"(error|warning|note) {code}: (.+)$", section, re.MULTILINE)
        grave, message = (said[1], said[2]) if said else ("", "")
        rows.append(f"| [{code}](diagnostics.md#{code.lower()}) | {grave} | {literal(message)} |")
    head = "# Codes at a glance\n\nEach leads to what it means and what to do about it.\n\n"
    return head + "| code | | an example |\n|---|---|---|\n" + "\n".join(sorted(rows)) + "\n"


def literal(text: str) -> str:
    """A text in a cell of a table as it stands: what is between backticks as code, and no other markup."""
    parts = text.split("`")
    plain = [re.sub(r"([\\*_\[\]<>#])", r"\\\1", part) for part in parts[::2]]
    cells = [piece for pair in zip(plain, [f"`{code}`" for code in parts[1::2]] + [""], strict=True) for piece in pair]
    return "".join(cells).replace("|", r"\|")


def showcase_files() -> dict[str, str]:
    """The showcase's texts, each as a page with numbered lines, by the page's name. The search passes them over."""
    found = {}
    for file in sorted(SHOWCASE.rglob("*")):
        if file.suffix in LANGUAGES:
            path = file.relative_to(SHOWCASE).as_posix()
            found[page_of(file)] = (
                f"---\nnosearch: true\n---\n\n# {path}\n\nOf the [showcase](showcase.md).\n\n"
                f"``````{{code-block}} {LANGUAGES[file.suffix]}\n:linenos:\n\n{file.read_text('utf-8')}\n``````\n"
            )
    return found


def page_of(file: Path) -> str:
    """The name of the page that shows a file of the showcase."""
    return f"showcase-{file.relative_to(SHOWCASE).as_posix().replace('/', '-').replace('.', '-')}"

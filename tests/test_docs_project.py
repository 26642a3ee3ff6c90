"""What the pages say of the commands, the rooms and the dependencies is so."""

from __future__ import annotations

import json
import re
import tomllib

import click
import pytest

from scormpack.cli import main
from tests.courses import ROOT
from tests.test_docs import DOCS, PAGES, README, sections


def test_the_commands_and_options_are_those_of_the_readme() -> None:
    assert isinstance(main, click.Group)
    options = {"--help", "-h"} | {opt for one in main.params for opt in one.opts if opt != "-V"}
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            assert f"`scormpack {name}`" in README
            continue
        arguments = [one for one in command.params if isinstance(one, click.Argument)]
        shown = [str(one.metavar or one.name).upper().strip("[].") for one in arguments]
        assert " ".join(["scormpack", name, *shown]) in README.replace("[", "").replace("]", "")
        options.update(*(parameter.opts for parameter in command.params if isinstance(parameter, click.Option)))
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", sections(README)["The commands"])) == options


def test_the_commands_about_an_lrs_are_those_of_their_page() -> None:
    page = (DOCS / "lrs.md").read_text("utf-8")
    group = main.commands["lrs"]
    assert isinstance(group, click.Group)
    shared = {opt for one in main.params for opt in one.opts}
    for name, command in group.commands.items():
        assert f"scormpack lrs {name}" in page
        options = {opt for p in command.params if isinstance(p, click.Option) for opt in p.opts if opt.startswith("--")}
        assert [option for option in sorted(options - shared) if option not in page] == []


def paths() -> list[str]:
    """What stands in backticks and begins with a folder of the project; `x` and `CODE` stand for a name to come."""
    everything = "\n".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"`((?:scormpack|templates|tests|course|benchmarks)/[^`*…]*)`", everything))
    return sorted(path for path in named if not re.search(r"/x\.|/CODE/", path))


@pytest.mark.parametrize("path", paths())
def test_every_path_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_architecture_has_every_room_and_every_layer() -> None:
    text = sections((DOCS / "architecture.md").read_text("utf-8"))
    for room in (ROOT / "scormpack").iterdir():
        if room.suffix == ".py" and not room.stem.startswith("_"):
            assert f"`scormpack/{room.name}`" in text["The rooms"], room.name
        elif (room / "__init__.py").is_file():
            assert f"`scormpack/{room.name}/`" in text["The rooms"], room.name
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    shown = re.findall(r"^    (.+)$", text["Who may import whom"], re.MULTILINE)
    assert shown == [layer.replace("scormpack.", "").replace(" | ", ", ") for layer in layers]


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [
        *project["project"]["dependencies"],
        *(name for group in project["dependency-groups"].values() for name in group),
        *(name for group in project["project"]["optional-dependencies"].values() for name in group),
    ]
    wanted = [re.split(r"[<>=\[]", name)[0] for name in names]
    for package in (ROOT / "templates" / "player" / "package.json", ROOT / "tests" / "package.json"):
        data = json.loads(package.read_text("utf-8"))
        wanted += [*data.get("dependencies", {}), *data.get("devDependencies", {})]
    text = sections(README)["What it depends on, and why"]
    assert [name for name in wanted if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)] == []

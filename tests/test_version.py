"""`scormpack --version` in one line, at once; `scormpack version` with what a bug report needs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest
from click.testing import CliRunner
from lxml import etree

from scormpack import __version__
from scormpack.cli import main
from scormpack.contract import CONTRACT_FORMAT
from tests.courses import ROOT
from tests.test_docs import README


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_one_line(flag: str) -> None:
    assert CliRunner().invoke(main, [flag]).stdout == f"scormpack {__version__}\n"


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "scormpack/__init__.py"


@pytest.mark.parametrize(
    "arguments", [["--version"], ["version", "--help"], ["--help"], ["help", "build"], ["build", "-h"]]
)
def test_version_and_help_import_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom scormpack.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "heavy = ('yaml', 'lxml', 'jinja2', 'pydantic', 'markdown_it', 'pygments', 'starlette', 'importlib.metadata')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_a_bug_report_has_the_versions_that_are_in_use() -> None:
    data = json.loads(CliRunner().invoke(main, ["version", "--format", "json"]).stdout)
    assert data["format"] == 1
    assert data["scormpack"] == __version__
    assert data["python"].endswith(".".join(map(str, sys.version_info[:3])))
    for name in ("click", "pydantic", "lxml", "pyyaml", "markdown-it-py"):
        assert data[name] == version(name)
    assert data["libxml2"] == ".".join(map(str, etree.LIBXML_VERSION))
    assert data["libyaml"] is True
    assert data["format of packages"] == CONTRACT_FORMAT
    assert data["httpx (proxy)"] == version("httpx")


@pytest.mark.parametrize("arguments", [["version"], ["--version", "--verbose"], ["-v", "--version"], ["-Vv"]])
def test_people_read_the_same_in_lines(arguments: list[str]) -> None:
    shown = CliRunner().invoke(main, arguments).stdout
    assert re.search(rf"^scormpack +{re.escape(__version__)}$", shown, re.MULTILINE)
    assert re.search(r"^libyaml +in use$", shown, re.MULTILINE)
    assert re.search(rf"^format of packages +{CONTRACT_FORMAT}$", shown, re.MULTILINE)


def test_what_is_not_installed_or_broken_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    monkeypatch.setitem(sys.modules, "scormpack.load.yaml_source", None)
    shown = CliRunner().invoke(main, ["version"])
    assert shown.exit_code == 0
    assert re.search(r"^redis \(proxy\) +not installed$", shown.stdout, re.MULTILINE)
    assert re.search(r"^libyaml +cannot be loaded: ModuleNotFoundError", shown.stdout, re.MULTILINE)


def test_the_readme_tells_of_both() -> None:
    assert "`scormpack version`" in README
    assert "`--version`" in README

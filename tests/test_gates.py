"""The quality gates, each a test, so that one command holds them all."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hatch_build import run_npm
from tests.courses import ROOT

PLAYER = ROOT / "templates" / "player"
BIN = Path(sys.executable).parent
LONGEST = 400


def run(command: list[str], folder: Path = ROOT) -> None:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}\n{result.stderr}"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="ruff"),
        pytest.param(["ruff", "format", "--check", "."], id="format"),
        pytest.param(["mypy"], id="mypy"),
        pytest.param(["lint-imports"], id="layers"),
    ],
)
def test_the_python_side_is_clean(command: list[str]) -> None:
    run([str(BIN / command[0]), *command[1:]])


def test_the_player_is_typed_throughout() -> None:
    run_npm(PLAYER, "run", "check")


def test_the_player_passes_its_own_tests() -> None:
    run_npm(PLAYER, "run", "test")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_module_is_longer_than_one_can_hold_in_mind() -> None:
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in tracked("*.py", "*.ts", "*.css", "*.j2")
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}


def test_no_file_names_a_package_registry() -> None:
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    found = [str(path) for path in tracked() for host in hosts if host.encode() in path.read_bytes()]
    assert found == []


def test_html_comes_into_the_page_by_one_door() -> None:
    """What the compiler rendered and checked; a model's replies are built of text nodes."""
    users = [
        path.name
        for path in (PLAYER / "src").rglob("*.ts")
        if "HTML" in re.sub("HTML[A-Za-z]*Element", "", without_comments(path.read_text("utf-8")))
    ]
    assert users == ["dom.ts"]


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)


def test_the_player_has_no_unsafe_corner() -> None:
    for path in sorted((PLAYER / "src").rglob("*.ts")):
        text = path.read_text("utf-8")
        code = without_comments(text)
        for forbidden in (r"(?<!\")\bany\b(?!\")", r"\beval\(", r"\bconsole\.", r"\bdocument\.write\b"):
            assert not re.search(forbidden, code), f"{path.name}: {forbidden}"

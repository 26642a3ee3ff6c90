"""What the tabulator key gives: asked of bash itself, with the script that `scormpack completion bash` prints."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scormpack.cli import TARGET_NAMES, main
from tests.courses import ROOT, write_course

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None, reason="no bash here")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with courses in it, and `scormpack` on the way to be found."""
    place = tmp_path_factory.mktemp("place")
    write_course(place / "rain")
    write_course(place / "courses" / "snow")
    write_course(place / "courses" / "My Course")
    (place / "reports").mkdir()
    (place / "rain.zip").write_bytes(b"")
    (place / "bin").mkdir()
    program = place / "bin" / "scormpack"
    start = (
        f'import sys; sys.path.insert(0, "{ROOT}"); sys.argv[0] = "scormpack"; from scormpack.entry import run; run()'
    )
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(start)} "$@"\n')
    program.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", "bash"]).stdout
    (place / "bin" / "completion.bash").write_text(script)
    return place


def completed(place: Path, *words: str) -> list[str]:
    """COMPREPLY after the last of the words and the tabulator key."""
    program = f"""
        . bin/completion.bash
        COMP_WORDS=({shlex.join(["scormpack", *words])})
        COMP_CWORD={len(words)}
        compopt() {{ printf 'compopt %s %s\\n' "$@"; }}
        _scormpack_completion scormpack
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    shown = subprocess.run(
        [str(BASH), "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=place,
        env={**os.environ, "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"},
    )
    assert shown.stderr == ""
    return shown.stdout.split("\n")[:-1]


@needs_bash
@pytest.mark.parametrize(
    ("words", "replies"),
    [
        (["bui"], ["build"]),
        (["lrs", "pu"], ["pull", "push"]),
        (["help", "lrs", "pu"], ["pull", "push"]),
        (["check", ""], ["rain", "courses/My\\ Course", "courses/snow"]),
        (["build", "cou"], ["courses/My\\ Course", "courses/snow"]),
        (["build", "courses/s"], ["courses/snow"]),
        (["inspect", "ra"], ["rain", "rain.zip"]),
        (["decode", "ra"], ["rain.zip"]),
        (["check", "rep"], ["compopt -o dirnames", ""]),
        (["build", "rain", "--target", ""], [*TARGET_NAMES, "all"]),
        (["preview", "rain", "--target", "s"], ["scorm12"]),
        (["build", "rain", "--tar"], ["--target"]),
        (["check", "--format", "g"], ["github"]),
        (["explain", "qst00"], [f"QST00{number}" for number in range(1, 10)]),
        (["proxy", "check", "https://labs.example.org", "--source", "rain", "--lab", ""], ["lab"]),
        (["proxy", "check", "https://labs.example.org", "--source", "reports", "--lab", ""], [""]),
        (["new", "x", "--ci", "g"], ["github", "gitlab"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bash_completes(words: list[str], replies: list[str], place: Path) -> None:
    assert completed(place, *words) == replies


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell_asks_the_command(shell: str) -> None:
    shown = CliRunner().invoke(main, ["completion", shell])
    assert shown.exit_code == 0
    assert f"_SCORMPACK_COMPLETE={shell}_complete" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_the_one_in_use(shell: str) -> None:
    shown = CliRunner().invoke(main, ["completion"], env={"SHELL": f"/usr/bin/{shell}"})
    assert f"{shell}_complete" in shown.stdout


@pytest.mark.parametrize("shell", ["", "/bin/tcsh"])
def test_another_shell_is_answered_with_those_there_are(shell: str) -> None:
    shown = CliRunner().invoke(main, ["completion"], env={"SHELL": shell})
    assert shown.exit_code == 2
    assert "scormpack completion zsh" in " ".join(shown.stderr.split())

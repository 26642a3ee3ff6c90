"""What the tests of builds share: a course with a picture, the command as a process, a program that stays the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scormpack import build_stamp, program
from tests.courses import SMALL

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
COURSE = SMALL.replace("Welcome to **this** course.", "Welcome.\n\n          ![A dot](dot.png)")


def is_this(monkeypatch: pytest.MonkeyPatch, one: program.Program) -> None:
    """Whatever is being edited in this checkout while the tests run."""
    monkeypatch.setattr(build_stamp, "this_program", lambda: one)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scormpack", *map(str, arguments)], capture_output=True, text=True, check=False
    )

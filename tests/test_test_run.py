"""What the test run itself relies on."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GROUPED = """
import os, pathlib, time, pytest
@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("n", range(6))
def test_it(n):
    pathlib.Path(f"{n}.ran").write_text(os.environ["PYTEST_XDIST_WORKER"])
    time.sleep(0.1)
"""


def test_the_tests_of_a_group_run_on_one_worker(tmp_path: Path) -> None:
    """What such tests share is made once; a pytest that pytest-xdist does not know would spread them without a word."""
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    options = ["--quiet", "--numprocesses", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"]
    subprocess.run([sys.executable, "-m", "pytest", *options], cwd=tmp_path, check=True, capture_output=True)
    ran = [file.read_text() for file in tmp_path.glob("*.ran")]
    assert len(ran) == 6
    assert len(set(ran)) == 1

"""What a small course is made into, file by file, so that a change of it is seen and wanted.

    pytest tests/test_golden.py --rewrite-golden

writes it anew; read the difference before you commit it.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from scormpack.build import build_course
from scormpack.contract import LabProxy
from tests.courses import ROOT, write_course

GOLDEN = ROOT / "tests" / "golden" / "scorm12"
NAMES = ("imsmanifest.xml", "index.html", "answers.js")


@pytest.mark.parametrize("name", NAMES)
def test_the_small_course_is_made_into_what_was_agreed(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    proxy = LabProxy(url="https://labs.example.org/v1", model="lab-assistant")
    (package,) = build_course(write_course(tmp_path / "course"), ("scorm12",), tmp_path, proxy).packages
    with zipfile.ZipFile(package.path) as archive:
        made = archive.read(name)
    if pytestconfig.getoption("--rewrite-golden"):
        (GOLDEN / name).write_bytes(made)
    assert made.decode() == (GOLDEN / name).read_text("utf-8")

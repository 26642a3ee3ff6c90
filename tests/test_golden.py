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

GOLDEN = ROOT / "tests" / "golden"
FILES = (
    *(("scorm12", name) for name in ("imsmanifest.xml", "index.html", "answers.js")),
    *(("xapi", name) for name in ("tincan.xml", "activities.js")),
    ("cmi5", "cmi5.xml"),
)


@pytest.mark.parametrize(("target", "name"), FILES)
def test_the_small_course_is_made_into_what_was_agreed(
    target: str, name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    proxy = LabProxy(url="https://labs.example.org/v1", model="lab-assistant")
    (package,) = build_course(write_course(tmp_path / "course"), (target,), tmp_path, proxy).packages
    with zipfile.ZipFile(package.path) as archive:
        made = archive.read(name)
    if pytestconfig.getoption("--rewrite-golden"):
        (GOLDEN / target).mkdir(exist_ok=True)
        (GOLDEN / target / name).write_bytes(made)
    assert made.decode() == (GOLDEN / target / name).read_text("utf-8")

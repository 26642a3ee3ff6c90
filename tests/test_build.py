"""From a folder to a zip: the same bytes everywhere, and nothing half done."""

from __future__ import annotations

import hashlib
import html
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scormpack.build import build_course, write_whole
from scormpack.contract import LabProxy
from scormpack.diagnostics import ScormpackError
from tests.courses import REFERENCE, SMALL, write_course


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_build(source: Path, out: Path, *, umask: int = 0o022, **environment: str) -> Path:
    """A build in a process of its own, as an author runs it."""
    command = [sys.executable, "-m", "scormpack", "build", str(source), "--out", str(out)]
    program = f"import os, runpy, sys; os.umask({umask}); sys.argv = {command[2:]!r}; runpy.run_module('scormpack', run_name='__main__')"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env={**os.environ, **environment})
    (archive,) = out.glob("*.zip")
    return archive


def test_the_reference_course_builds_without_an_error(tmp_path: Path) -> None:
    result = build_course(REFERENCE, ("scorm12",), tmp_path)

    assert [d for d in result.diagnostics if d.severity == "error"] == []
    (package,) = result.packages
    assert package.path.name == "synthetic-data-1.0.0.scorm12.zip"
    assert package.path.stat().st_size == package.size


def test_two_machines_get_the_same_bytes(tmp_path: Path) -> None:
    here = run_build(REFERENCE, tmp_path / "a", TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1", HOME=str(tmp_path))
    elsewhere = tmp_path / "another folder" / "copy"
    shutil.copytree(REFERENCE, elsewhere)
    for path in sorted(elsewhere.rglob("*"), reverse=True):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    there = run_build(
        elsewhere,
        tmp_path / "b",
        umask=0o077,
        TZ="Asia/Kathmandu",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="2",
        USER="somebody",
    )

    assert sha256(here) == sha256(there)


def test_windows_line_ends_and_a_byte_order_mark_change_no_byte(tmp_path: Path) -> None:
    unix = write_course(tmp_path / "unix")
    windows = write_course(tmp_path / "windows")
    (windows / "course.yaml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    first = build_course(unix, ("scorm12",), tmp_path / "1").packages[0]
    second = build_course(windows, ("scorm12",), tmp_path / "2").packages[0]

    assert sha256(first.path) == sha256(second.path)


def test_a_failed_build_leaves_the_package_of_the_one_before(tmp_path: Path) -> None:
    source = write_course(tmp_path / "course")
    (good,) = build_course(source, ("scorm12",), tmp_path / "dist").packages
    before = sha256(good.path)

    write_course(source, SMALL.replace("title: A quiz", "titel: A quiz"))
    result = build_course(source, ("scorm12",), tmp_path / "dist")

    assert result.packages == ()
    assert [d.code for d in result.diagnostics] == ["CRS008"]
    assert sha256(good.path) == before
    assert [path.name for path in (tmp_path / "dist").iterdir()] == [good.path.name]


def test_an_interrupted_write_leaves_the_old_file_and_no_scraps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "package.zip"
    target.write_bytes(b"old")

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ScormpackError, match="No space left on device"):
        write_whole(target, b"new")

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_package_is_readable_as_far_as_the_umask_says(tmp_path: Path) -> None:
    archive = run_build(write_course(tmp_path / "course"), tmp_path / "dist", umask=0o027)
    assert archive.stat().st_mode & 0o777 == 0o640


def test_steering_never_enters_a_package(tmp_path: Path) -> None:
    (package,) = build_course(
        write_course(tmp_path / "course"), ("scorm12",), tmp_path, LabProxy(url="https://labs.example.org", model="m")
    ).packages
    with zipfile.ZipFile(package.path) as archive:
        for name in archive.namelist():
            assert b"SECRET-STEERING" not in archive.read(name), name


def test_right_answers_and_feedback_stand_in_the_answer_key_alone(tmp_path: Path) -> None:
    (package,) = build_course(write_course(tmp_path / "course"), ("scorm12",), tmp_path).packages
    with zipfile.ZipFile(package.path) as archive:
        holders = [name for name in archive.namelist() if b"Indeed." in archive.read(name)]
        page = archive.read("index.html").decode()
    assert holders == ["answers.js"]
    assert "What is two and two?" in page


def test_a_build_without_a_proxy_says_so_and_builds(tmp_path: Path) -> None:
    source = write_course(tmp_path / "course")
    without = build_course(source, ("scorm12",), tmp_path / "a")
    with_proxy = build_course(
        source, ("scorm12",), tmp_path / "b", LabProxy(url="https://labs.example.org/v1", model="m")
    )

    assert [(d.code, d.severity) for d in without.diagnostics] == [("LAB001", "note")]
    assert with_proxy.diagnostics == ()
    assert len(without.packages) == len(with_proxy.packages) == 1


def test_the_page_may_ask_for_nothing_but_its_own_files_and_the_proxy(tmp_path: Path) -> None:
    source = write_course(tmp_path / "course")
    (package,) = build_course(
        source, ("scorm12",), tmp_path, LabProxy(url="https://labs.example.org/v1", model="m")
    ).packages
    with zipfile.ZipFile(package.path) as archive:
        page = html.unescape(archive.read("index.html").decode())
    assert "connect-src 'self' https://labs.example.org;" in page
    assert "default-src 'none'" in page

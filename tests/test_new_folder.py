"""`scormpack new` writes all of a course into a folder that was empty, or nothing, whatever happens on the way."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from scormpack.build import check_course
from scormpack.cli import TARGET_NAMES
from scormpack.diagnostics import ScormpackError
from scormpack.starter import Answers, fresh_folder, starter_files, write_fresh
from tests.test_new import all_files, new


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = new(tmp_path, "--yes")
    assert result.exit_code == 2
    assert "is not empty: notes.txt" in " ".join(result.stderr.split())
    assert all_files(tmp_path) == {"notes.txt": b"mine"}


def test_a_file_or_a_dangling_link_in_its_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link", "file/c", "link/c"):
        assert new(tmp_path / name, "--yes").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_an_empty_repository_and_this_very_folder_take_a_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    result = new(".", "--yes", "--title", "Here")
    assert result.exit_code == 0, result.output
    assert tmp_path.stat().st_ino == before, "whoever stands in the folder still does"
    assert check_course(Path()).diagnostics == ()
    assert "  scormpack check   " in result.stdout
    assert not list(tmp_path.glob(".scormpack-new-*"))


def test_folders_above_are_made_and_rights_are_those_of_any_folder(tmp_path: Path) -> None:
    os.umask(0o022)
    assert new(tmp_path / "a" / "b" / "c", "--yes").exit_code == 0
    assert stat.S_IMODE((tmp_path / "a" / "b" / "c").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "a" / "b" / "c" / "course.yaml").stat().st_mode) == 0o644


@pytest.mark.parametrize("is_there", ["new", "empty"])
@pytest.mark.parametrize("failing", [1, 7, 15])
def test_a_disk_that_fills_up_leaves_nothing_half_written(
    failing: int, is_there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "above" / "c"
    if is_there == "empty":
        folder.mkdir(parents=True)
    count = 0
    write = Path.write_bytes

    def fails(path: Path, content: bytes) -> int:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    result = new(folder, "--yes")
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "No space left on device" in result.stderr
    assert list(folder.iterdir() if is_there == "empty" else tmp_path.iterdir()) == []


def test_a_move_that_fails_in_a_folder_that_is_there_takes_back_what_was_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if target == tmp_path / "course.yaml":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ScormpackError, match="Input/output error"):
        write_fresh(tmp_path, starter_files(Answers("c", "C")))
    assert list(tmp_path.iterdir()) == []


def test_whoever_comes_second_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh_folder, "obstacle", lambda _folder: "")
    monkeypatch.setattr(os.path, "isdir", lambda _path: False)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "course.yaml").write_text("the other's")
    with pytest.raises(ScormpackError, match="not empty"):
        write_fresh(tmp_path / "c", starter_files(Answers("c", "C")))
    assert all_files(tmp_path) == {"c/course.yaml": b"the other's"}


def test_a_name_that_is_too_long_is_one_line_on_standard_error(tmp_path: Path) -> None:
    result = new(tmp_path / ("x" * 300), "--yes")
    assert result.exit_code == 1
    assert result.stderr.endswith("File name too long. Nothing was written.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", " "])
def test_a_variable_of_the_shell_that_is_not_set_is_no_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert new(name, "--yes").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_utf_8_gives_a_course_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    result = new(folder, "--yes")
    assert result.exit_code == 0, result.output
    assert check_course(folder, TARGET_NAMES).diagnostics == ()
    assert new(folder, "--yes").exit_code == 2

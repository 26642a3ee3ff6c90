"""A build that has nothing to do does nothing, and every change, however small, is something to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from scormpack import program
from scormpack.diagnostic_text import report_lines
from scormpack.rebuild import Asked, rebuild
from tests.building import COURSE, PIXEL, command, is_this
from tests.courses import write_course

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    is_this(monkeypatch, program.Program("this one", is_as_started=True))


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(write_course(tmp_path / "course", COURSE, dot_png=PIXEL), ("scorm12",), tmp_path / "dist")


def settle(asked: Asked) -> None:
    """All that is there becomes an hour old, as far as its times can be set."""
    past = time.time() - 3600
    for path in [*asked.source.rglob("*"), *asked.out.rglob("*")]:
        os.utime(path, (past, past))


def test_the_second_build_touches_nothing_and_tells_the_same(asked: Asked) -> None:
    first = rebuild(asked)
    (package,) = first.packages
    before = package.path.stat().st_mtime_ns
    second = rebuild(asked)
    assert (first.status, second.status) == ("built", "unchanged")
    assert package.path.stat().st_mtime_ns == before
    assert second.packages == first.packages
    assert second.retold == tuple(report_lines(first.diagnostics, asked.source)) != ()


EDITS: dict[str, Callable[[Path], object]] = {
    "a letter of the source": lambda root: (root / "course.yaml").write_text(COURSE.replace("Welcome.", "Welcome!")),
    "a comment": lambda root: (root / "course.yaml").write_text(COURSE + "# more\n"),
    "a byte of a picture": lambda root: (root / "dot.png").write_bytes(PIXEL[:-1] + b"\x83"),
    "a picture that is gone": lambda root: (root / "dot.png").unlink(),
    "a file that appears": lambda root: (root / "notes.md").write_text("x"),
    "a file that appears in a folder": lambda root: write_course(root, COURSE, sub__pic_png=PIXEL),
    "a name in another case": lambda root: (root / "dot.png").rename(root / "Dot.png"),
    "a file that becomes a link": lambda root: _relink(root / "dot.png"),
    "a folder in a file's place": lambda root: _replace_by_folder(root / "dot.png"),
}


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _relink(path: Path) -> None:
    path.rename(path.with_name("real.png"))
    path.symlink_to("real.png")


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("is_old", [False, True])
def test_every_change_of_a_source_is_built(asked: Asked, edit: str, is_old: bool) -> None:  # noqa: FBT001
    rebuild(asked)
    if is_old:
        settle(asked)
        rebuild(asked)
    EDITS[edit](asked.source)
    assert rebuild(asked).status != "unchanged"


def test_an_edit_that_keeps_size_and_time_is_seen(asked: Asked) -> None:
    rebuild(asked)
    file = asked.source / "course.yaml"
    before = file.stat()
    file.write_text(COURSE.replace("Welcome.", "Welcom3."), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert rebuild(asked).status == "built"


def test_a_file_that_is_saved_as_it_was_has_not_changed(asked: Asked) -> None:
    rebuild(asked)
    settle(asked)
    (asked.source / "course.yaml").write_text(COURSE, "utf-8")
    os.utime(asked.source / "dot.png")
    assert rebuild(asked).status == "unchanged"


@pytest.mark.parametrize("folder", [".git", "node_modules", "__pycache__"])
def test_what_version_control_and_caches_keep_is_no_source(asked: Asked, folder: str) -> None:
    rebuild(asked)
    (asked.source / folder).mkdir()
    (asked.source / folder / "index").write_text("x")
    assert rebuild(asked).status == "unchanged"


DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": lambda path: path.unlink(),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "replaced": lambda path: path.write_bytes(b"x" * path.stat().st_size),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_package_that_is_not_as_it_was_written_is_built_again(asked: Asked, damage: str) -> None:
    (package,) = rebuild(asked).packages
    whole = package.path.read_bytes()
    DAMAGES[damage](package.path)
    assert rebuild(asked).status == "built"
    assert package.path.read_bytes() == whole


def test_other_options_are_another_build(asked: Asked, tmp_path: Path) -> None:
    rebuild(asked)
    for other in (
        asked._replace(targets=("scorm12", "xapi")),
        asked._replace(out=tmp_path / "elsewhere"),
        asked._replace(epoch="1767225600"),
        asked._replace(lab_proxy="https://labs.example.org/v1"),
        asked._replace(lab_proxy="https://labs.example.org/v1", lab_model="other"),
    ):
        assert rebuild(other).status == "built"
        assert rebuild(other).status == "unchanged"
    assert rebuild(asked).status == "built", "a package of the same name was written with other options since"


def test_force_builds_in_any_case(asked: Asked) -> None:
    rebuild(asked)
    assert rebuild(asked._replace(force=True)).status == "built"
    assert rebuild(asked).status == "unchanged"


def test_the_vocabulary_is_one_of_the_things_written(asked: Asked) -> None:
    dated = asked._replace(epoch="")
    rebuild(dated)
    other = next(path for path in asked.out.iterdir() if path.suffix != ".zip")
    assert rebuild(dated).status == "unchanged"
    other.unlink()
    assert rebuild(dated).status == "built"


def test_a_course_with_a_mistake_is_compiled_every_time(asked: Asked) -> None:
    rebuild(asked)
    (asked.source / "course.yaml").write_text(COURSE.replace("title: A quiz", "titel: A quiz"), "utf-8")
    for _time in range(2):
        outcome = rebuild(asked)
        assert (outcome.status, outcome.packages) == ("failed", ())
    (asked.source / "course.yaml").write_text(COURSE, "utf-8")
    assert rebuild(asked).status == "unchanged", "it is as it was when it was built"


def test_packages_may_lie_in_the_courses_own_folder(asked: Asked) -> None:
    inside = asked._replace(out=asked.source / "dist")
    assert rebuild(inside).status == "built"
    assert rebuild(inside).status == "unchanged"
    beside = asked._replace(out=asked.source)
    assert [rebuild(beside).status for _time in range(2)] == ["built", "built"], (
        "sources among packages are not told apart"
    )


def test_a_picture_from_the_folder_of_packages_is_still_a_source(asked: Asked) -> None:
    write_course(asked.source, COURSE.replace("dot.png", "dist/dot.png"), dist__dot_png=PIXEL)
    inside = asked._replace(out=asked.source / "dist")
    rebuild(inside)
    (asked.source / "dist" / "dot.png").write_bytes(PIXEL + b"\0")
    assert rebuild(inside).status == "built"


def test_a_course_that_moved_is_another_course(asked: Asked, tmp_path: Path) -> None:
    rebuild(asked)
    shutil.copytree(asked.source, tmp_path / "copy")
    assert rebuild(asked._replace(source=tmp_path / "copy")).status == "built"


def test_the_command_says_that_nothing_has_changed(asked: Asked) -> None:
    arguments = ("build", asked.source, "--out", asked.out)
    first, second, third = command(*arguments), command(*arguments), command(*arguments, "--force")
    assert [one.returncode for one in (first, second, third)] == [0, 0, 0]
    assert second.stdout == first.stdout + "Nothing has changed since it was built.\n"
    assert second.stderr == first.stderr != ""
    assert third.stdout == first.stdout


@pytest.mark.parametrize("options", [[], ["--lab-proxy", "https://labs.example.org/v1", "--vocabulary"]])
def test_a_build_without_anything_to_do_loads_no_compiler(asked: Asked, options: list[str]) -> None:
    arguments = ["build", str(asked.source), "--out", str(asked.out), *options]
    command(*arguments)
    program = (
        "import sys\nfrom scormpack.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "heavy = ('pydantic', 'yaml', 'lxml', 'jinja2', 'markdown_it', 'pygments', 'scormpack.diagnostics')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-2:] == ["Nothing has changed since it was built.", "[]"]


def test_a_file_that_no_build_reads_may_change(asked: Asked) -> None:
    (asked.source / "notes.md").write_text("first thoughts")
    rebuild(asked)
    (asked.source / "notes.md").write_text("second thoughts")
    assert rebuild(asked).status == "unchanged"


def test_a_text_of_a_part_is_read_and_counts(asked: Asked) -> None:
    own = COURSE.replace(
        "        text: |\n          Welcome.\n\n          ![A dot](dot.png)\n",
        "        file: ./parts/../parts/intro.md\n",
    )
    write_course(asked.source, own, parts__intro_md="\ufeffWelcome.\r\n")
    assert [rebuild(asked).status for _time in range(2)] == ["built", "unchanged"]
    (asked.source / "parts" / "intro.md").write_text("\ufeffWelcome!\r\n")
    assert [rebuild(asked).status for _time in range(2)] == ["built", "unchanged"]


@pytest.mark.parametrize("is_old", [False, True])
def test_a_link_that_leads_elsewhere_is_another_source(asked: Asked, tmp_path: Path, is_old: bool) -> None:  # noqa: FBT001
    dot = asked.source / "dot.png"
    dot.rename(asked.source / "real.png")
    dot.symlink_to("real.png")
    (tmp_path / "same.png").write_bytes(PIXEL)
    write_course(asked.source, COURSE, other_png=PIXEL[:-1] + b"\x83")
    assert [rebuild(asked).status for _time in range(2)] == ["built", "unchanged"]
    if is_old:
        settle(asked)
        rebuild(asked)
    dot.unlink()
    dot.symlink_to("other.png")
    assert rebuild(asked).status == "built"
    dot.unlink()
    dot.symlink_to(tmp_path / "same.png")
    assert rebuild(asked).status == "failed", "it leads out of the course, whatever is there"


def test_a_folder_that_is_a_link_leads_to_sources(asked: Asked) -> None:
    write_course(
        asked.source, COURSE.replace("dot.png", "media/dot.png"), real__dot_png=PIXEL, more__dot_png=PIXEL + b"\0"
    )
    media = asked.source / "media"
    media.symlink_to("real")
    assert [rebuild(asked).status for _time in range(2)] == ["built", "unchanged"]
    (asked.source / "real" / "dot.png").write_bytes(PIXEL[:-1] + b"\x83")
    assert [rebuild(asked).status for _time in range(2)] == ["built", "unchanged"]
    media.unlink()
    media.symlink_to("more")
    assert rebuild(asked).status == "built"


def test_what_is_told_again_names_the_folder_as_it_is_typed_now(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    (asked.source / "course.yaml").write_text(COURSE.replace("text: Three,", "text: All of the above,"), "utf-8")
    monkeypatch.chdir(asked.source)
    first = rebuild(asked._replace(source=Path()))
    assert any(line.startswith("course.yaml:") for line in map(click.unstyle, report_lines(first.diagnostics, Path())))
    for source in (Path(), asked.source, Path("..") / "course", Path("course.yaml")):
        again = rebuild(asked._replace(source=source))
        folder = source.parent if source.is_file() else source
        assert again.retold == tuple(report_lines(first.diagnostics, folder)), source

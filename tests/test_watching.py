"""Every save is noticed, once and at once, in whatever way an editor writes; and packages follow."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from scormpack.watching import changes, is_source
from tests.courses import SMALL, write_course

Saves = Callable[..., frozenset[Path]]
"""What was noticed next; empty where nothing is for half a second, or as long as is said."""


@contextmanager
def listening(folders: Callable[[], list[Path]] | Path) -> Iterator[Saves]:
    """Notices changes from its first moment on, in a thread as the commands have one."""
    found: queue.SimpleQueue[frozenset[Path]] = queue.SimpleQueue()
    stop = threading.Event()

    def listen() -> None:
        for paths in changes(folders, stop):
            found.put(paths)

    def after(seconds: float = 0.5) -> frozenset[Path]:
        try:
            return found.get(timeout=seconds)
        except queue.Empty:
            return frozenset()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    probe = next(iter([folders] if isinstance(folders, Path) else folders())) / "begin.md"
    while not after(0.05):
        probe.write_text("x")
    while after(0.1):
        pass
    try:
        yield after
    finally:
        stop.set()
        thread.join(2)
        assert not thread.is_alive(), "it ends when it is told to"


def replaced(path: Path) -> None:
    """As most editors save: written beside, then renamed."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text("new")
    beside.replace(path)


def as_vim(path: Path) -> None:
    """With 'backup': a probe, the old file renamed, the new one written."""
    probe = path.with_name("4913")
    probe.write_text("")
    probe.unlink()
    swap = path.with_name(f".{path.name}.swp")
    swap.write_text("")
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text("new")
    backup.unlink()
    swap.unlink()


SAVES: dict[str, Callable[[Path], object]] = {
    "over the old file": lambda path: path.write_text("new"),
    "beside it, then renamed": replaced,
    "with a backup, a probe and a swap file": as_vim,
    "the same again": os.utime,
    "taken away": Path.unlink,
    "moved elsewhere": lambda path: path.rename(path.parent.parent / "elsewhere.md"),
}


@pytest.mark.parametrize("save", SAVES)
def test_a_save_is_one_set_of_the_file_alone(tmp_path: Path, save: str) -> None:
    file = write_course(tmp_path / "course", lessons__one_md="old") / "lessons" / "one.md"
    with listening(tmp_path / "course") as after:
        SAVES[save](file)
        assert after() - {file.parent.parent / "elsewhere.md"} == {file}
        assert after(0.2) == frozenset()


def test_a_save_is_noticed_within_30_milliseconds(tmp_path: Path) -> None:
    file = write_course(tmp_path / "course") / "course.yaml"
    taken = []
    with listening(tmp_path / "course") as after:
        for number in range(9):
            start = time.perf_counter()
            file.write_text(f"{number}")
            assert after()
            taken.append(time.perf_counter() - start)
    assert sorted(taken)[2] < 0.03, "on a machine that has other things to do as well"


def test_a_new_folder_and_what_is_written_into_it_later_are_noticed(tmp_path: Path) -> None:
    root = write_course(tmp_path / "course")
    with listening(root) as after:
        (root / "media" / "deep").mkdir(parents=True)
        after()
        after(0.1)
        (root / "media" / "deep" / "pic.svg").write_text("<svg/>")
        assert root / "media" / "deep" / "pic.svg" in after()


@pytest.mark.parametrize("pause", [0, 0.3])
def test_a_folder_that_is_deleted_and_made_again_is_watched_on(tmp_path: Path, pause: float) -> None:
    root = write_course(tmp_path / "course")
    with listening(root) as after:
        shutil.rmtree(root)
        time.sleep(pause)
        write_course(root)
        seen: set[Path] = set()
        while found := after():
            seen |= found
        assert root in seen, "what happened in it meanwhile is not known"
        (root / "later.md").write_text("x")
        assert root / "later.md" in after()


def test_a_folder_that_comes_only_later_is_waited_for(tmp_path: Path) -> None:
    first, second = write_course(tmp_path / "a"), tmp_path / "b"
    with listening(lambda: [first, second]) as after:
        write_course(second)
        assert second in after(2.5)
        (second / "x.md").write_text("x")
        assert second / "x.md" in after()
        (first / "y.md").write_text("y")
        assert first / "y.md" in after()


def test_other_folders_are_watched_when_others_are_asked_for(tmp_path: Path) -> None:
    first, second = write_course(tmp_path / "a"), write_course(tmp_path / "b")
    wanted = [first]
    with listening(lambda: wanted) as after:
        wanted.append(second)
        assert second in after(2.5)
        (second / "x.md").write_text("x")
        assert second / "x.md" in after()


def test_nothing_to_watch_ends_when_it_is_told_to(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    start = time.monotonic()
    assert list(changes(tmp_path / "nowhere", stop)) == []
    assert time.monotonic() - start < 2


def test_where_the_system_can_watch_no_more_files_they_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_course(tmp_path / "course")

    def exhausted(*folders: Path, **options: Any) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        if not options["force_polling"]:
            raise OSError('OS file watch limit reached. about ["/x"]')
        return watchfiles.watch(*folders, **options)

    monkeypatch.setattr("scormpack.watching.watch", exhausted)
    monkeypatch.setenv("WATCHFILES_POLL_DELAY_MS", "30")
    with listening(root) as after:
        (root / "x.md").write_text("x")
        assert root / "x.md" in after(2)


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("course.yaml", True),
        ("lessons/one.md", True),
        ("media/A picture.png", True),
        ("dist.md", True),
        ("one.md~", False),
        (".one.md.swp", False),
        ("4913", False),
        ("#one.md#", False),
        (".#one.md", False),
        ("._one.md", False),
        (".DS_Store", False),
        ("one.md___jb_tmp___", False),
        (".4711-abc.part", False),
        (".git/index", False),
        ("dist/small-1.0.0.scorm12.zip", False),
        ("lessons/.git/index", False),
    ],
)
def test_what_editors_and_builds_leave_is_no_source(path: str, *, counts: bool) -> None:
    root = Path("/home/dist/.git/course")
    assert is_source(root / path, [root]) is counts


def test_a_file_of_no_folder_that_is_watched_is_no_source() -> None:
    assert not is_source(Path("/elsewhere/course.yaml"), [Path("/home/course")])


@contextmanager
def watched_build(*words: object, cache: Path) -> Iterator[tuple[subprocess.Popen[str], Callable[[str], str]]]:
    """The command as a process, and what waits until it has said a line with these words."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scormpack", "build", *map(str, words), "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        start_new_session=True,
    )
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert process.stdout is not None
    output = process.stdout

    def read() -> None:
        for line in output:
            lines.put(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()

    def said(words: str) -> str:
        end, seen = time.monotonic() + 20, ""
        while words not in seen:
            try:
                seen += lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{words!r} was not said, but {seen!r}") from None
        return seen

    try:
        yield process, said
    finally:
        process.kill()
        process.wait()
        reader.join()
        output.close()


def title(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        return archive.read("imsmanifest.xml").decode()


def test_packages_follow_their_sources_until_ctrl_c(tmp_path: Path) -> None:
    source, out = write_course(tmp_path / "dist" / "course"), tmp_path / "out"
    package, file = out / "small-1.0.0.scorm12.zip", source / "course.yaml"
    with watched_build(source, "--out", out, cache=tmp_path / "cache") as (process, said):
        said("Waiting for changes; Ctrl-C ends it.")
        file.write_text(SMALL.replace("A small course", "A smaller course"))
        assert "course.yaml:\n" in said("Built in ")
        assert "A smaller course" in title(package)

        file.write_text(SMALL.replace("title: A quiz", "titel: A quiz"))
        assert "CRS008" in said("The packages of the last build stay as they are.")
        assert "A smaller course" in title(package)

        shutil.rmtree(source)
        said("The packages of the last build stay as they are.")
        write_course(source, SMALL.replace("A small course", "A new course"))
        said("Built in ")
        assert "A new course" in title(package)

        os.killpg(process.pid, signal.SIGINT)
        assert said("Stopped.").endswith("Stopped.\n")
        assert process.wait(5) == 0


def test_a_save_during_the_first_build_is_not_missed(tmp_path: Path) -> None:
    source, out = write_course(tmp_path / "course"), tmp_path / "out"
    with watched_build(source, "--out", out, cache=tmp_path / "cache") as (_process, said):
        while not out.exists():
            time.sleep(0.002)
        (source / "course.yaml").write_text(SMALL.replace("A small course", "A late course"))
        said("Waiting for changes")
        end = time.monotonic() + 10
        while "A late course" not in title(out / "small-1.0.0.scorm12.zip"):
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.mark.parametrize("inside", [".", "packages"])
def test_packages_in_the_courses_own_folder_are_no_reason_to_build_again(tmp_path: Path, inside: str) -> None:
    source = write_course(tmp_path / "course")
    with watched_build(source, "--out", source / inside, "--vocabulary", cache=tmp_path / "cache") as (_process, said):
        said("Waiting for changes")
        (source / "course.yaml").write_text(SMALL.replace("A small course", "Another course"))
        said("Built in ")
        package = source / inside / "small-1.0.0.scorm12.zip"
        written = package.stat().st_mtime_ns
        time.sleep(0.6)
        assert package.stat().st_mtime_ns == written


def test_only_the_course_that_was_saved_is_built_again(tmp_path: Path) -> None:
    rain = write_course(tmp_path / "rain", SMALL.replace("id: small", "id: rain"))
    snow = write_course(tmp_path / "snow", SMALL.replace("id: small", "id: snow"))
    with watched_build(rain, snow, "--out", tmp_path / "out", cache=tmp_path / "cache") as (_process, said):
        said("Waiting for changes")
        before = (tmp_path / "out" / "rain-1.0.0.scorm12.zip").stat().st_mtime_ns
        (snow / "course.yaml").write_text(SMALL.replace("id: small", "id: snow").replace("A quiz", "Snow's quiz"))
        told = said("Built in ")
        assert "snow-1.0.0.scorm12.zip" in told
        assert "rain-1.0.0" not in told
        assert (tmp_path / "out" / "rain-1.0.0.scorm12.zip").stat().st_mtime_ns == before

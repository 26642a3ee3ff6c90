"""A stamp is believed where it can only tell the truth: nothing wrong, foreign, half done or overtaken is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from scormpack import build, build_cache, build_stamp, program
from scormpack.cli import TARGET_NAMES
from scormpack.rebuild import Asked, rebuild
from tests.building import COURSE, PIXEL, command, is_this
from tests.courses import ROOT, write_course


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    is_this(monkeypatch, program.Program("this one", is_as_started=True))


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(write_course(tmp_path / "course", COURSE, dot_png=PIXEL), ("scorm12",), tmp_path / "dist")


def stamp() -> Path:
    folder = build_cache.cache_folder()
    assert folder is not None
    (file,) = folder.glob("*.json")
    return file


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"null", b"1", b'{"format": 1}', b"\xff\xfe", b"[" * 100_000, b'{"format": 1, "order": 3}'],
)
def test_a_stamp_that_is_none_of_ours_is_passed_over(asked: Asked, text: bytes) -> None:
    rebuild(asked)
    stamp().write_bytes(text)
    assert rebuild(asked).status == "built"
    assert rebuild(asked).status == "unchanged"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("files", {}), ("files", {"course.yaml": []}), ("outputs", 3), ("outputs", {}), ("told", []), ("told", {})),
        *(("program", ""), ("order", "x"), ("format", 2), ("at", "soon")),
        ("told", {"packages": [[1]], "said": []}),
    ],
)
def test_a_stamp_with_other_values_is_not_believed(asked: Asked, field: str, value: object) -> None:
    rebuild(asked)
    file = stamp()
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {field: value}))
    assert rebuild(asked).status == "built"


def test_without_a_place_for_stamps_everything_is_built(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder belongs")
    assert [rebuild(asked).status for _time in range(2)] == ["built", "built"]


def test_another_version_of_the_program_builds_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild(asked)
    is_this(monkeypatch, program.Program("another", is_as_started=True))
    assert rebuild(asked).status == "built"


def test_a_program_that_was_changed_after_it_began_leaves_no_stamp(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_this(monkeypatch, program.Program("this one", is_as_started=False))
    assert [rebuild(asked).status for _time in range(2)] == ["built", "built"]


def test_a_source_that_changes_while_it_is_compiled_leaves_no_stamp(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scormpack import build

    compile_course = build.assemble_course

    def compile_slowly(*arguments: object) -> object:
        result = compile_course(*arguments)  # type: ignore[arg-type]
        (asked.source / "course.yaml").write_text(COURSE.replace("Welcome.", "Hello."), "utf-8")
        return result

    monkeypatch.setattr(build, "assemble_course", compile_slowly)
    rebuild(asked)
    monkeypatch.undo()
    assert rebuild(asked).status == "built"


def test_what_says_which_program_this_is_covers_what_a_build_imports(asked: Asked) -> None:
    program_text = (
        "import sys\nfrom pathlib import Path\nfrom scormpack.rebuild import Asked, rebuild\n"
        f"asked = Asked(Path({str(ROOT / 'course' / 'showcase')!r}), {TARGET_NAMES!r}, Path({str(asked.out)!r}), epoch='')\n"
        "assert rebuild(asked).status == 'built'\nprint(*sys.modules)"
    )
    modules = subprocess.run([sys.executable, "-c", program_text], capture_output=True, text=True, check=True)
    imported = set(modules.stdout.split())
    assert not [name for name in imported if name.startswith("scormpack.") and program.NOT_READ & {*name.split(".")}]
    installed = packages_distributions()
    used = {one.lower().replace("-", "_") for name in imported for one in installed.get(name, ())}
    assert used - {"setuptools", "scormpack"} == program.DEPENDENCIES


def test_a_package_that_another_build_put_there_is_not_taken_for_ours(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = asked._replace(lab_proxy="https://labs.example.org/v1")
    keep = build_stamp.keep

    def keep_late(*arguments: Any) -> None:
        """After another process has written a package of the same name, and left its own stamp."""
        monkeypatch.undo()
        rebuild(other)
        keep(*arguments)

    is_this(monkeypatch, program.Program("this one", is_as_started=True))
    monkeypatch.setattr("scormpack.rebuild.keep", keep_late)
    ours = rebuild(asked)
    assert ours.packages
    assert rebuild(asked).status == "built"


def test_a_build_that_was_killed_between_two_packages_is_done_again(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = asked._replace(targets=("scorm12", "xapi"))
    rebuild(both)
    (asked.source / "course.yaml").write_text(COURSE.replace("Welcome.", "Hello."), "utf-8")
    write = build.write_whole

    def killed(path: Path, content: bytes) -> None:
        if ".xapi." in path.name:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(build, "write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        rebuild(both)
    monkeypatch.setattr(build, "write_whole", write)
    assert rebuild(both).status == "built"
    (asked.source / "course.yaml").write_text(COURSE, "utf-8")
    assert rebuild(both).status == "built"


@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_stamp_that_others_may_write_is_not_believed(asked: Asked, mode: int) -> None:
    rebuild(asked)
    stamp().chmod(mode)
    assert [rebuild(asked).status for _time in range(2)] == ["built", "unchanged"]


def test_a_cache_that_others_may_write_is_not_used(asked: Asked) -> None:
    rebuild(asked)
    stamp().parent.chmod(0o777)
    assert [rebuild(asked).status for _time in range(2)] == ["built", "built"]


def test_a_stamp_may_name_no_pipe_to_be_waited_for(asked: Asked, tmp_path: Path) -> None:
    rebuild(asked)
    os.mkfifo(tmp_path / "pipe")
    data = json.loads(stamp().read_bytes())
    data["outputs"][str(tmp_path / "pipe")] = [0, 0, 0, "0" * 64]
    stamp().write_text(json.dumps(data))
    assert rebuild(asked).status == "built"


def test_many_builds_at_once_leave_a_package_and_a_stamp_that_belong_together(asked: Asked) -> None:
    proxies = ["https://a.example.org/v1", "https://b.example.org/v1"]
    for _round in range(3):
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "scormpack", "build", asked.source, "--out", asked.out, "--lab-proxy", proxy],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for proxy in proxies
        ]
        assert [one.wait() for one in started] == [0, 0]
        for proxy in proxies:
            command("build", asked.source, "--out", asked.out, "--lab-proxy", proxy)
            (package,) = asked.out.glob("*.zip")
            with zipfile.ZipFile(package) as archive:
                assert proxy in archive.read("index.html").decode()


@pytest.mark.parametrize(
    ("mtime", "ctime", "age", "settled"),
    [
        (1_700_000_000_527_936_543, 1_700_000_000_527_936_543, 49_000_000, False),
        (1_700_000_000_527_936_543, 1_700_000_000_527_936_543, 51_000_000, True),
        # Copied with its time: that is fine, since the other comes from a fine clock.
        (1_600_000_000_000_000_000, 1_700_000_000_527_936_543, 49_000_000, False),
        (1_600_000_000_000_000_000, 1_700_000_000_527_936_543, 51_000_000, True),
        # A file system that counts in seconds, or in hundredths of them.
        (1_700_000_000_000_000_000, 1_700_000_000_000_000_000, 1_900_000_000, False),
        (1_700_000_000_000_000_000, 1_700_000_000_000_000_000, 2_100_000_000, True),
        (1_700_000_000_120_000_000, 1_700_000_000_120_000_000, 1_900_000_000, False),
        # The date lies ahead.
        (1_900_000_000_000_000_001, 1_700_000_000_000_000_001, 3_000_000_000, False),
    ],
)
def test_times_are_believed_once_the_clock_that_they_are_from_has_moved(
    mtime: int, ctime: int, age: int, *, settled: bool
) -> None:
    assert build_stamp.is_settled((1, mtime, ctime), ctime + age) is settled

"""Many courses at once: in order, whatever becomes of one of them, and nothing half done."""

from __future__ import annotations

import multiprocessing
import os
import pty
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scormpack.bulk import clashes, rebuild_all
from scormpack.rebuild import Asked
from tests.courses import SMALL, write_course

BROKEN = SMALL.replace("title: A quiz", "titel: A quiz")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def course(name: str, text: str = SMALL) -> Path:
    return write_course(Path("courses") / name, text.replace("id: small", f"id: {name}", 1))


def arguments(*words: object) -> list[str]:
    return [sys.executable, "-m", "scormpack", "build", *map(str, words)]


def build(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments(*words), capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def packages() -> list[str]:
    return sorted(path.name for path in Path("dist").iterdir())


def injected(tmp_path: Path, code: str) -> dict[str, str]:
    """An environment in which every process of Python runs this first; ``assemble_course`` is the one of scormpack."""
    (tmp_path / "inject").mkdir(exist_ok=True)
    (tmp_path / "inject" / "sitecustomize.py").write_text(
        "import sys\n"
        "from importlib.abc import MetaPathFinder\n"
        "class Finder(MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name != 'scormpack.build': return None\n"
        "        sys.meta_path.remove(self)\n"
        "        import importlib.util\n"
        "        spec = importlib.util.find_spec(name)\n"
        "        run = spec.loader.exec_module\n"
        "        def exec_module(module):\n"
        "            run(module)\n"
        "            real = module.assemble_course\n"
        "            def assemble_course(source, *rest):\n"
        "                meddle(source)\n"
        "                return real(source, *rest)\n"
        "            module.assemble_course = assemble_course\n"
        "        spec.loader.exec_module = exec_module\n"
        "        return spec\n"
        "sys.meta_path.insert(0, Finder())\n"
        f"def meddle(source):\n    import os, signal, time\n    {code}\n"
    )
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path / "inject"), *sys.path])}


def test_courses_are_told_in_the_order_in_which_they_were_asked_for(tmp_path: Path) -> None:
    names = ["snow", "rain", "hail", "wind"]
    slow_first = injected(tmp_path, "time.sleep(0.5 if source.name == 'snow' else 0)")
    done = build(*[course(name) for name in names], "-j", "2", **slow_first)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        f"dist/{name}-1.0.0.scorm12.zip" for name in names
    ]
    assert [line for line in done.stderr.splitlines() if line.startswith("courses/")] == [
        line for name in names for line in done.stderr.splitlines() if line.startswith(f"courses/{name}")
    ]
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr


def test_a_course_with_a_mistake_does_not_stop_the_others() -> None:
    sources = [course("rain"), course("hail", BROKEN), course("snow")]
    done = build(*sources)
    assert done.returncode == 1
    assert packages() == ["rain-1.0.0.scorm12.zip", "snow-1.0.0.scorm12.zip"]
    assert "courses/hail/course.yaml:16:9: error CRS008" in done.stderr
    assert re.search(r"^3 courses: 2 built, 1 failed, in \d+\.\d s\.$", done.stderr, re.MULTILINE)
    again = build(*sources, "--quiet")
    assert again.returncode == 1
    assert [line.rpartition(", ")[2] for line in again.stdout.splitlines()] == ["unchanged", "unchanged"]
    assert "CRS008" in again.stderr


@pytest.mark.parametrize(
    ("code", "told", "jobs"),
    [
        ("if source.name == 'hail': os.kill(os.getpid(), signal.SIGKILL)", "was ended by SIGKILL", 1),
        ("if source.name == 'hail': os._exit(7)", "ended with status 7", 2),
        (
            "if source.name == 'hail': raise ValueError('of ours')",
            "a mistake of scormpack's own: ValueError: of ours",
            2,
        ),
        ("if source.name == 'hail': raise MemoryError", "MemoryError", 1),
    ],
)
def test_a_course_at_which_a_process_dies_does_not_stop_the_others(
    tmp_path: Path, code: str, told: str, jobs: int
) -> None:
    sources = [course("hail"), course("rain"), course("snow")]
    done = build(*sources, "-j", jobs, "--junit", "report.xml", **injected(tmp_path, code))
    assert done.returncode == 1
    assert packages() == ["rain-1.0.0.scorm12.zip", "snow-1.0.0.scorm12.zip"]
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    report = ET.parse("report.xml").getroot()  # noqa: S314  # we wrote it
    assert {suite.get("name"): suite.get("errors") for suite in report} == {
        "courses/hail": "1",
        "courses/rain": "0",
        "courses/snow": "0",
    }


def descendants(process: int) -> list[int]:
    """Processes that are alive and were begun by this one."""
    children = Path(f"/proc/{process}/task/{process}/children")
    found = [int(word) for word in children.read_text().split()] if children.exists() else []
    return found + [one for child in found for one in descendants(child)]


def wait_for(condition: object, seconds: float = 20) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


HANGS = "open(f'begun-{source.name}', 'w').close(); open('dist/.%d-x.part' % os.getpid(), 'w').close(); time.sleep(60)"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_no_process_and_no_half_file(tmp_path: Path, sent: signal.Signals) -> None:
    Path("dist").mkdir()
    sources = [course(name) for name in ("rain", "hail", "snow")]
    process = subprocess.Popen(
        arguments(*sources, "-j", "2"),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **injected(tmp_path, HANGS)},
    )
    wait_for(lambda: len(list(Path().glob("begun-*"))) == 2)
    workers = descendants(process.pid)
    assert len(workers) == 2
    began = time.monotonic()
    os.killpg(process.pid, sent) if sent == signal.SIGINT else process.send_signal(sent)
    _out, said = process.communicate(timeout=10)
    assert time.monotonic() - began < 3
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Stopped: 0 of 3 courses were done."
    assert not [one for one in workers if is_alive(one)]
    assert packages() == []


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    Path("dist").mkdir()
    sources = [course(name) for name in ("rain", "hail", "snow")]
    slow = injected(tmp_path, "open(f'begun-{source.name}', 'w').close(); time.sleep(1)")
    process = subprocess.Popen(arguments(*sources, "-j", "2"), env={**os.environ, **slow})
    wait_for(lambda: len(list(Path().glob("begun-*"))) == 2)
    workers = descendants(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not any(is_alive(one) for one in workers))
    assert sorted(path.name for path in Path().glob("begun-*")) != [
        f"begun-{name}" for name in ("hail", "rain", "snow")
    ]


def test_two_courses_that_would_be_one_file_are_not_built() -> None:
    sources = [
        course("rain"),
        write_course(Path("courses/copy"), SMALL.replace("id: small", "id: rain")),
        course("snow"),
    ]
    done = build(*sources)
    assert done.returncode == 1
    assert packages() == ["snow-1.0.0.scorm12.zip"]
    for one, other in (("rain", "copy"), ("copy", "rain")):
        assert f"courses/{one}: failed: it has the id and version of courses/{other}" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        SMALL,
        SMALL.replace("id: small", "id: 'small'  # as before"),
        SMALL.replace("id: small", '"id": "sm\\x61ll"'),
        SMALL.replace("id: small\n", "").replace("version: 1.0.0", "version: &v '1.0.0'\nid: >-\n  small"),
        SMALL.replace("version: 1.0.0", "version:   1.0.0 # the first"),
        "\ufeff" + SMALL.replace("\n", "\r\n"),
    ],
)
def test_a_course_is_known_by_its_id_however_that_is_written(tmp_path: Path, text: str) -> None:
    asked = [
        Asked(write_course(tmp_path / "one", SMALL), ("scorm12",), tmp_path),
        Asked(write_course(tmp_path / "two", text), ("scorm12",), tmp_path),
        Asked(write_course(tmp_path / "three", SMALL.replace("1.0.0", "1.0.1")), ("scorm12",), tmp_path),
        Asked(write_course(tmp_path / "four", "id: small\n# version: 1.0.0\n"), ("scorm12",), tmp_path),
        Asked(write_course(tmp_path / "five", "- no\n- course\n"), ("scorm12",), tmp_path),
    ]
    assert clashes(asked) == {0: 1, 1: 0}


def test_the_same_course_named_twice_is_built_once() -> None:
    rain, snow = course("rain"), course("snow")
    done = build(rain, f"{rain}/", rain / "course.yaml", snow, rain.resolve())
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


def test_files_beside_the_courses_are_left_out() -> None:
    sources = [course("rain"), course("snow")]
    notes = Path("courses/README.md")
    notes.write_text("x")
    done = build(notes, *sources)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
    assert "courses/README.md is no course, and is left out." in done.stderr
    assert build(notes, notes).returncode == 2


def test_a_folder_of_courses_is_answered_with_what_to_type() -> None:
    course("rain")
    assert build("courses").stderr.endswith(
        "Error: courses has no course.yaml, but 1 course does below it. To build: scormpack build courses/rain\n"
    )
    course("snow")
    done = build("courses/")
    assert done.returncode == 2
    assert done.stderr.endswith("but 2 courses do below it. To build: scormpack build courses/*\n")
    assert not Path("dist").exists()


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5"])
def test_no_number_of_jobs_is_misuse(jobs: str) -> None:
    assert build(course("rain"), course("snow"), "-j", jobs).returncode == 2


def test_a_report_has_a_suite_a_course_and_a_case_a_target() -> None:
    hostile = BROKEN.replace("title: One", 'title: "]]>\\x1b[31m<b>&\\ud800 \\uffff"').replace(
        "titel", '"ti\\u0007tel"'
    )
    sources = [course("rain"), course("hail", hostile), course("snow")]
    build(sources[0], "-t", "scorm12,xapi")
    done = build(*sources, "-t", "scorm12,xapi", "--junit", "out/report.xml")
    assert done.returncode == 1
    text = Path("out/report.xml").read_bytes()
    root = ET.fromstring(text)  # noqa: S314  # we wrote it
    assert (root.tag, root.get("tests"), root.get("failures"), root.get("errors")) == ("testsuites", "6", "2", "0")
    cases = [(suite.get("name"), case.get("name"), [child.tag for child in case]) for suite in root for case in suite]
    assert cases == [
        ("courses/rain", "scorm12", ["system-out"]),
        ("courses/rain", "xapi", ["system-out"]),
        ("courses/hail", "scorm12", ["failure"]),
        ("courses/hail", "xapi", ["failure"]),
        ("courses/snow", "scorm12", ["system-out"]),
        ("courses/snow", "xapi", ["system-out"]),
    ]
    for case in root.iter("testcase"):
        assert float(case.get("time", "")) >= 0
        assert case.get("classname") in {"courses/rain", "courses/hail", "courses/snow"}
    for failure in root.iter("failure"):
        assert re.fullmatch(r"[A-Z]{3}\d{3}", failure.get("type", ""))
        assert "courses/hail/course.yaml:" in (failure.text or "")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)


def test_a_report_of_one_course_is_written_too_and_told_where_it_cannot_be() -> None:
    rain = course("rain")
    assert build(rain, "--junit", "report.xml").returncode == 0
    assert len(list(ET.parse("report.xml").getroot().iter("testcase"))) == 1  # noqa: S314  # we wrote it
    Path("blocked").write_text("")
    done = build(rain, "--junit", "blocked/report.xml")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("scormpack: blocked/report.xml cannot be written: ")


def at_a_terminal(*words: object) -> str:
    """What a person would see."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.executable, arguments(*words))  # noqa: S606  # our own command
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so at the end
            piece = b""
        if not piece:
            break
        seen += piece
    os.waitpid(process, 0)
    return seen.decode()


def test_a_terminal_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    sources = [course("rain"), course("hail"), course("snow")]
    seen = at_a_terminal(*sources)
    assert "\r0 of 3 courses" in seen
    drawn_over = re.sub(r"[^\n]*\r +\r", "", seen.replace("\r\n", "\n"))
    assert "of 3 courses" not in drawn_over, "the line is taken away before another is written"
    assert "of 3 courses" not in at_a_terminal(*sources, "--quiet", "--force")
    monkeypatch.setenv("TERM", "dumb")
    assert "of 3 courses" not in at_a_terminal(*sources, "--force")


def test_one_course_that_is_left_needs_no_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("a worker was begun")

    monkeypatch.setattr("scormpack.bulk._Worker", refuse)
    asked = [Asked(course("rain"), ("scorm12",), tmp_path / "out")]
    assert [outcome.status for _number, outcome in rebuild_all(asked, 8)] == ["built"]
    asked.append(Asked(course("snow"), ("scorm12",), tmp_path / "out"))
    assert {number: outcome.status for number, outcome in rebuild_all(asked, 8)}[1] == "built"


def test_a_worker_that_died_after_its_course_is_not_held_against_the_next(tmp_path: Path) -> None:
    sources = [course(name) for name in ("rain", "hail", "snow", "wind")]
    told_off = injected(tmp_path, "__import__('gc').collect = lambda: os._exit(0)")
    done = build(*sources, "-j", "1", **told_off)
    assert (done.returncode, len(packages())) == (0, 4), done.stderr


def test_workers_that_begin_from_nothing_build_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scormpack.bulk._context", lambda: multiprocessing.get_context("spawn"))
    asked = [Asked(course(name), ("scorm12",), tmp_path / "out") for name in ("rain", "snow")]
    assert sorted(outcome.status for _number, outcome in rebuild_all(asked, 2)) == ["built", "built"]

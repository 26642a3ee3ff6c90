"""`scormpack proxy serve`: what it says, what it refuses, and that it ends when it is told to."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from scormpack.cli.proxy_serve import serve
from tests.courses import write_course
from tests.lab_server.conftest import Visit
from tests.lab_server.learner import COURSE, ORIGIN, SESSION
from tests.lab_server.test_load import answers, free_port
from tests.lab_server.test_redis import redis
from tests.lab_server.upstream import REPLY, StubUpstream, wait_until

RUN = "from scormpack.cli.proxy_serve import serve; serve()"
SECRET = "command-secret-" + "s" * 32


@pytest.fixture
def course(tmp_path: Path) -> str:
    return str(write_course(tmp_path / "course", COURSE))


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments, "--port", str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: answers(port) or process.poll() is not None, 30)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def refused(*arguments: str, status: int = 1) -> str:
    result: Result = CliRunner().invoke(serve, [*arguments])
    assert result.exit_code == status, result.output
    return result.output


def test_a_rehearsal_is_one_command_away(course: str, visit: Visit) -> None:
    with running(course, "--rehearsal", "--origin", ORIGIN) as (process, port):
        assert visit(f"http://127.0.0.1:{port}/v1").ask("What is a sum?").text == "A sum is what you get by adding."
        process.send_signal(signal.SIGTERM)
        said, complained = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.splitlines() == [
        f"The lab proxy at http://127.0.0.1:{port}/v1, for 2 labs.",
        f"Pages of {ORIGIN} may ask.",
        "Ctrl-C ends it.",
        "The lab proxy has stopped.",
    ]
    told = complained.splitlines()
    assert told[0] == "scormpack: rehearsal: no model answers, the labs' scripts do"
    assert told[1] == "scormpack: SCORMPACK_PROXY_SECRET is not set: session tokens end with this run"
    lines = [line for line in told if " POST " in line]
    assert [line.split()[1:5] for line in lines] == [
        ["info", "POST", way, code] for way, code in (("sessions", "201"), ("chat", "200"))
    ]
    assert "sum" not in complained
    assert SESSION not in complained


def test_an_upstream_is_named_by_flags_and_its_key_by_the_environment(
    course: str, visit: Visit, upstream: StubUpstream
) -> None:
    options = ["--upstream", upstream.url, "--model", "small-1", "--origin", ORIGIN]
    with running(course, *options, SCORMPACK_UPSTREAM_KEY="sk-top", SCORMPACK_PROXY_SECRET=SECRET) as (process, port):
        assert visit(f"http://127.0.0.1:{port}/v1").ask("Hello").text == REPLY
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=20)
    assert (upstream.requests[0].body["model"], upstream.requests[0].headers["authorization"]) == (
        "small-1",
        "Bearer sk-top",
    )
    assert "sk-top" not in said + complained
    assert SECRET not in said + complained
    assert "spending.per_day is not set" in complained


def test_two_workers_share_their_limits(course: str, visit: Visit, tmp_path: Path) -> None:
    settings = tmp_path / "proxy.toml"
    settings.write_text(f"server.origins = ['{ORIGIN}']\nserver.workers = 2\nlimits.turns_per_session = 5\n", "utf-8")
    with redis() as (_server, url):
        options = [course, "--settings", str(settings), "--rehearsal"]
        with running(*options, SCORMPACK_PROXY_SECRET=SECRET, SCORMPACK_PROXY_REDIS=url) as (process, port):
            statuses = []
            token = ""
            for _ in range(8):
                # A connection of its own each time: the two take them by turns.
                learner = visit(f"http://127.0.0.1:{port}/v1")
                learner.token = token = token or learner.open()
                statuses.append(learner.post(learner.body("Hello")).status_code)
                learner.client.close()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
    assert statuses == [200] * 5 + [403] * 3


def test_several_workers_without_a_secret_are_refused(course: str) -> None:
    said = refused(course, "--rehearsal", "--origin", ORIGIN, "--workers", "2")
    assert said == (
        "scormpack: several workers share their limits: set SCORMPACK_PROXY_SECRET and SCORMPACK_PROXY_REDIS\n"
    )


def test_a_course_with_a_mistake_does_not_start_and_shows_it(tmp_path: Path) -> None:
    # LAB005 is found by a check of the whole course, not by reading it.
    course = write_course(tmp_path / "course", COURSE.replace("touches: [what]", "touches: [whot]"))
    said = refused(str(course), "--rehearsal", "--origin", ORIGIN)
    assert "LAB005" in said
    assert "whot" in said
    assert said.endswith("The proxy was not started.\n")


def test_two_courses_may_not_be_the_same(course: str) -> None:
    said = refused(course, course, "--rehearsal", "--origin", ORIGIN)
    assert said == "scormpack: course `sums` has a lab `lab-plain` twice; give each course once\n"


def test_a_port_that_is_taken_is_one_line(course: str) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(course, "--rehearsal", "--origin", ORIGIN, "--port", str(port))
    assert said == (
        f"scormpack: cannot listen at 127.0.0.1, port {port}: address already in use. Choose another port or address\n"
    )


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--rehearsal"], "scormpack: no origin is allowed"),
        (["--origin", "*", "--rehearsal"], "scormpack: the command's options: server.origins.0: `*` would let every"),
        (["--origin", ORIGIN], "scormpack: no upstream: give --upstream URL, or --rehearsal"),
        (
            ["--origin", ORIGIN, "--upstream", "http://api.example.org"],
            "scormpack: the command's options: upstream.url",
        ),
        (["--origin", ORIGIN, "--upstream", "https://api.example.org"], "scormpack: no model: give --model NAME"),
        (["--settings", "nowhere.toml"], "scormpack: nowhere.toml cannot be read"),
    ],
)
def test_what_is_missing_is_said_in_one_line(course: str, options: list[str], line: str) -> None:
    said = refused(course, *options)
    assert said.startswith(line)
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("missing", "variable", "line"),
    [
        ("httpx", "", "scormpack: the proxy takes more packages: pip install 'scormpack[proxy]'\n"),
        ("limits", "", "scormpack: the proxy takes more packages: pip install 'scormpack[proxy]'\n"),
        ("prometheus_client", "", "scormpack: the proxy takes more packages: pip install 'scormpack[proxy]'\n"),
        (
            "redis",
            "redis://127.0.0.1",
            "scormpack: limits in Redis take one more package: pip install 'scormpack[proxy-redis]'\n",
        ),
    ],
)
def test_what_is_not_installed_is_said_in_one_line(
    course: str, monkeypatch: pytest.MonkeyPatch, missing: str, variable: str, line: str
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else found(name))
    if variable:
        monkeypatch.setenv("SCORMPACK_PROXY_REDIS", variable)
    assert refused(course, "--rehearsal", "--origin", ORIGIN) == line


def test_text_in_the_log_is_announced(course: str, tmp_path: Path) -> None:
    settings = tmp_path / "proxy.toml"
    settings.write_text(f"server.origins = ['{ORIGIN}']\nserver.log_text = true\n", "utf-8")
    with running(course, "--settings", str(settings), "--rehearsal") as (process, _port):
        process.send_signal(signal.SIGTERM)
        _said, complained = process.communicate(timeout=20)
    assert "server.log_text is on: what learners and the assistant write goes into the log" in complained


def test_the_command_imports_nothing_heavy_before_it_runs() -> None:
    told = "import sys, scormpack.cli.proxy_serve; print(sorted({'httpx', 'starlette', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_without_its_packages_settings_and_prompts_can_still_be_imported() -> None:
    blocked = "import sys; sys.modules.update({n: None for n in ('httpx', 'limits', 'prometheus_client', 'redis')}); "
    done = subprocess.run([sys.executable, "-c", blocked + "import scormpack.lab_server"], check=False)
    assert done.returncode == 0


def test_health_is_there_for_a_container(course: str) -> None:
    with running(course, "--rehearsal", "--origin", ORIGIN) as (_process, port):
        response = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
    assert response.json()["status"] == "ok"

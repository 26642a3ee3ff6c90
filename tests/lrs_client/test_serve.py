"""`scormpack lrs serve` as a process of its own."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.lrs_client.command import invoked, started
from tests.lrs_client.unruly_lrs import KEY, SECRET, statements

NONE = {"SCORMPACK_LRS_KEY": "", "SCORMPACK_LRS_SECRET": ""}
ENOUGH_SECONDS = 20


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def wait_until_it_answers(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + ENOUGH_SECONDS
    while running.poll() is None and time.monotonic() < until:
        try:
            httpx.get(f"http://127.0.0.1:{port}/xapi/about")
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nothing answers; the process: {running.poll()}")


def status(port: int, key: str, secret: str) -> int:
    headers = {"X-Experience-API-Version": "1.0.3"}
    return httpx.get(f"http://127.0.0.1:{port}/xapi/statements", auth=(key, secret), headers=headers).status_code


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM])
def test_it_makes_a_secret_shows_it_once_and_ends_quietly(signalled: signal.Signals) -> None:
    port = free_port()
    with started("serve", "--port", port, environment=NONE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        wait_until_it_answers(port, running)
        assert status(port, KEY, SECRET) == 401
        running.send_signal(signalled)
        output, errors = (stream.decode() for stream in running.communicate())
    assert running.returncode == 0
    assert errors == ""
    assert f"An LRS at http://127.0.0.1:{port}/xapi/, kept in memory." in output
    assert output.endswith("The LRS has stopped.\n")
    made = re.search(r"SCORMPACK_LRS_KEY=(\S+)\n +SCORMPACK_LRS_SECRET=(\S+)\n", output)
    assert made
    assert len(made[2]) >= 32
    assert output.count(made[2]) == 1


def test_the_secret_of_the_environment_opens_it_and_is_not_shown(tmp_path: Path) -> None:
    port, database = free_port(), tmp_path / "s.sqlite"
    endpoint = f"http://127.0.0.1:{port}/xapi/"
    for run in (1, 2):
        with started("serve", "--port", port, "--database", database, stdout=subprocess.PIPE) as running:
            wait_until_it_answers(port, running)
            assert status(port, KEY, SECRET) == 200
            if run == 1:
                text = "".join(f"{line}\n" for line in map(json.dumps, statements(3)))
                assert invoked("push", endpoint, "-", stdin=text).exit_code == 0
            else:
                told = invoked("pull", endpoint, "https://courses.example.org/rain/q1", "-o", tmp_path / "pulled")
                assert told.stdout.endswith("3 statements.\n")
            running.send_signal(signal.SIGINT)
            output, _errors = running.communicate()
        assert running.returncode == 0
        assert SECRET not in output.decode()
        assert str(database) in output.decode()


def test_port_0_takes_a_free_one_and_says_which() -> None:
    with started("serve", "--port", 0, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        said = re.match(rb"An LRS at http://127\.0\.0\.1:(\d+)/xapi/, ", running.stdout.readline())
        assert said
        port = int(said[1])
        wait_until_it_answers(port, running)
        assert status(port, KEY, SECRET) == 200
        running.send_signal(signal.SIGINT)
        running.communicate()
    assert running.returncode == 0


def test_a_busy_port_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = invoked("serve", "--port", port)
    assert result.exit_code == 1
    assert result.stderr == (
        f"scormpack: cannot listen at 127.0.0.1, port {port}: address already in use. Choose another port or address\n"
    )


@pytest.mark.parametrize("given", [{"SCORMPACK_LRS_KEY": KEY}, {"SCORMPACK_LRS_SECRET": SECRET}])
def test_half_of_the_credentials_is_misuse(given: dict[str, str]) -> None:
    result = invoked("serve", environment={**NONE, **given})
    assert result.exit_code == 2
    assert "or neither" in result.stderr
    assert SECRET not in result.output


def test_listening_to_the_network_is_warned_of() -> None:
    port = free_port()
    everywhere = "0.0.0.0"  # noqa: S104 - this is what is warned of
    with started(
        "serve", "--host", everywhere, "--port", port, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as it:
        wait_until_it_answers(port, it)
        it.send_signal(signal.SIGINT)
        _output, errors = it.communicate()
    assert it.returncode == 0
    assert "warning: whoever reaches this machine at 0.0.0.0" in errors.decode()

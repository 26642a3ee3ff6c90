"""A pull in a process of its own: killed, interrupted, out of disk, at a terminal."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.lrs_client.command import started
from tests.lrs_client.unruly_lrs import SECRET, UnrulyLrs, statements

RAIN = "https://courses.example.org/rain"
ENOUGH_SECONDS = 20


def lines_in(out: Path) -> int:
    return out.read_bytes().count(b"\n") if out.exists() else 0


def wait_for_lines(running: subprocess.Popen[bytes], out: Path, wanted: int) -> None:
    until = time.monotonic() + ENOUGH_SECONDS
    while lines_in(out) < wanted:
        assert running.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.002)


@pytest.mark.parametrize("at_a_time", [1, 130])
def test_kill_9_in_the_middle_loses_nothing_and_doubles_nothing(at_a_time: int, lrs: UnrulyLrs, tmp_path: Path) -> None:
    lrs.statements, lrs.seconds = statements(2500, at_a_time=at_a_time), 0.2
    out = tmp_path / "rain.jsonl"
    for wanted in (40, 730, 1650):
        with started("pull", lrs.endpoint, RAIN, "-o", out, stderr=subprocess.DEVNULL) as running:
            wait_for_lines(running, out, wanted)
            running.kill()
        assert running.returncode == -signal.SIGKILL
        kept = lines_in(out)
        assert wanted <= kept < 2500
        for line in out.read_bytes().splitlines():
            json.loads(line)
    lrs.seconds = 0
    with started("pull", lrs.endpoint, RAIN, "-o", out, stdout=subprocess.PIPE) as running:
        told, _errors = running.communicate()
    assert running.returncode == 0
    assert told.decode().endswith("2,500 statements in all.\n")
    assert [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]] == lrs.statements


def test_ctrl_c_ends_with_what_is_kept_and_no_traceback(lrs: UnrulyLrs, tmp_path: Path) -> None:
    lrs.statements, lrs.seconds = statements(1500), 1.0
    out = tmp_path / "rain.jsonl"
    with started("pull", lrs.endpoint, RAIN, "-o", out, stderr=subprocess.PIPE) as running:
        wait_for_lines(running, out, 100)
        running.send_signal(signal.SIGINT)
        _output, told = running.communicate()
    assert running.returncode == 1
    why, kept = told.decode().splitlines()
    assert why == "scormpack: stopped"
    assert kept.startswith(f"{out} has ")


def test_a_full_disk_leaves_whole_lines_and_a_reason(lrs: UnrulyLrs, tmp_path: Path) -> None:
    lrs.statements = statements(300)
    out = tmp_path / "rain.jsonl"

    def no_file_over_20_000_bytes() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    with started(
        "pull", lrs.endpoint, RAIN, "-o", out, stderr=subprocess.PIPE, preexec_fn=no_file_over_20_000_bytes
    ) as running:
        _output, told = running.communicate()
    assert running.returncode == 1
    assert "cannot be written further" in told.decode()
    assert "Traceback" not in told.decode()
    text = out.read_bytes()
    assert 0 < len(text) <= 20_000
    assert text.endswith(b"\n")
    with started("pull", lrs.endpoint, RAIN, "-o", out, stdout=subprocess.DEVNULL) as running:
        pass
    assert [json.loads(line) for line in out.read_text("utf-8").split("\n")[:-1]] == lrs.statements


def test_at_a_terminal_the_secret_is_asked_for_unseen_and_a_bar_is_shown(lrs: UnrulyLrs, tmp_path: Path) -> None:
    lrs.statements = statements(250)
    ours, theirs = os.openpty()
    with started(
        "pull",
        lrs.endpoint,
        RAIN,
        "-o",
        tmp_path / "rain.jsonl",
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        environment={"SCORMPACK_LRS_SECRET": ""},
    ) as running:
        os.close(theirs)
        shown = read_until(ours, "Secret of analyst: ")
        os.write(ours, f"{SECRET}\n".encode())
        shown += read_until(ours, "250 statements.")
    os.close(ours)
    assert running.returncode == 0
    assert SECRET not in shown
    assert "Pulling  [" in shown
    assert "250 statements, up to 2026-11-01 09:23" in shown
    assert lrs.requests[0].headers["Authorization"] == "Basic YW5hbHlzdDpzZXNhbWUtc3RyZWV0LTQ3MTE="


def read_until(terminal: int, words: str) -> str:
    shown, until = "", time.monotonic() + ENOUGH_SECONDS
    while words not in shown:
        assert time.monotonic() < until, shown
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 4096).decode()
            except OSError:
                break
    assert words in shown, shown
    return shown

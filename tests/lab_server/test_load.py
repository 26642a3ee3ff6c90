"""Five hundred conversations at once on one worker: all whole, nothing left of them, no memory kept."""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from scormpack.lab_server.tokens import Bound, Tokens
from tests.courses import write_course
from tests.lab_server.learner import COURSE, ORIGIN, told
from tests.lab_server.upstream import REPLY, Answer, StubUpstream, wait_until

STREAMS = 500
SECRET = "s" * 32
RUN = "from scormpack.cli.proxy_serve import serve; serve()"
SETTINGS = f"""\
server.origins = ["{ORIGIN}"]
upstream.total_seconds = 60
[limits]
streams = {STREAMS}
requests_per_minute = 1000
turns_per_session = 1000
tokens_per_session = 1_000_000_000
tokens_per_day = 1_000_000_000
"""


@contextmanager
def many_files() -> Iterator[None]:
    """Enough for both ends of a thousand connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4096 and hard != resource.RLIM_INFINITY:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4096), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def served(tmp_path: Path, upstream: StubUpstream) -> Iterator[tuple[int, int]]:
    """The command in a process of its own: its id and its port."""
    settings = tmp_path / "proxy.toml"
    settings.write_text(SETTINGS, "utf-8")
    course = write_course(tmp_path / "course", COURSE)
    port = free_port()
    options = ["--settings", str(settings), "--upstream", upstream.url, "--model", "real", "--port", str(port)]
    environment = {**os.environ, "SCORMPACK_PROXY_SECRET": SECRET}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(course), *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port), 20)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def free_port() -> int:
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def gauges(port: int) -> tuple[str, str]:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    found = [re.search(rf"^scormpack_lab_{n} (\S+)", text, re.MULTILINE) for n in ("open_streams", "reservations")]
    return found[0][1] if found[0] else "", found[1][1] if found[1] else ""


def resident_megabytes(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def open_files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208  # names alone


async def converse(port: int, number: int, opened: asyncio.Semaphore) -> str:
    """One conversation on a bare connection; ``opened`` is released with the first word."""
    session = f"{number:024x}"
    token = Tokens(SECRET, 900, time.time).mint(Bound("sums", "lab-plain", session, ORIGIN))
    body = {
        "model": "lab-assistant",
        "stream": True,
        "messages": [{"role": "user", "content": "Hello"}],
        "metadata": {"course": "sums", "lab": "lab-plain", "session": session},
    }
    content = json.dumps(body).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + content)
        first = await reader.readuntil(b'"content":"one ')
        opened.release()
        return (first + await reader.read()).decode()
    finally:
        writer.close()


async def a_round(port: int, upstream: StubUpstream) -> list[str]:
    opened = asyncio.Semaphore(0)
    talks = [asyncio.create_task(converse(port, number, opened)) for number in range(STREAMS)]
    for _ in range(STREAMS):
        await opened.acquire()
    # All of them are open now, on both sides.
    assert upstream.open == STREAMS
    upstream.release()
    return await asyncio.gather(*talks)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads a process's memory where Linux shows it")
def test_five_hundred_streams_at_once_are_whole_and_leave_nothing(tmp_path: Path, upstream: StubUpstream) -> None:
    upstream.always(Answer(hold=1))
    with many_files(), served(tmp_path, upstream) as (pid, port), ThreadPoolExecutor(1) as worker:
        gauges(port)
        files, megabytes = open_files(pid), []
        for _ in range(3):
            upstream.hold_again()
            # On a thread of its own: where browser tests ran before, this one has a loop already.
            raws = worker.submit(lambda: asyncio.run(a_round(port, upstream))).result()
            replies = [told(raw.partition("\r\n\r\n")[2]) for raw in raws]
            assert {(reply.text, tuple(reply.reasons), reply.done) for reply in replies} == {(REPLY, ("stop",), True)}
            wait_until(lambda: upstream.open == 0 and gauges(port) == ("0.0", "0.0"))
            wait_until(lambda: open_files(pid) <= files)
            megabytes.append(resident_megabytes(pid))
        assert len(upstream.requests) == 3 * STREAMS
        assert megabytes[2] - megabytes[0] < 6, megabytes

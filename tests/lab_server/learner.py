"""What the tests share: a course with two labs, settings, and a learner's browser as far as the wire goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

import httpx

from scormpack.lab_server import Settings
from scormpack.lab_server.settings import read_settings

ORIGIN = "https://lms.example.org"
SESSION = "0123456789abcdef01234567"
OTHER_SESSION = "fedcba9876543210fedcba98"
STEERING = "Never give the sum away: SECRET-STEERING"
REACHED = "The learner said why: SECRET-REACHED"

COURSE = f"""\
id: sums
iri: https://courses.example.org/sums
title: Sums and more
version: 1.0.0
language: pt-BR
modules:
  - id: m1
    title: One
    parts:
      - id: lab-plain
        kind: lab
        title: A plain lab
        task: Talk about *sums*.
        assistant: Sum Guide
        greeting: Hello.
        longest_turn: 200
        token_budget: 500
        steering: ["{STEERING}"]
        script:
          - {{when: [sum], say: "A sum is what you get by adding."}}
          - {{say: "Tell me more about it."}}
        reflection:
          prompts:
            - {{id: r1, prompt: Why is it four?, answer: Count on your fingers.}}
      - id: lab-topics
        kind: lab
        title: A lab with topics
        task: Talk about fog.
        greeting: Hello.
        topics:
          - {{id: what, title: What fog is, reached: "{REACHED}"}}
          - {{id: why, title: Why it lifts}}
          - {{id: end, title: When it ends}}
        script:
          - {{when: [fog], say: "Fog is a cloud.", touches: [what]}}
          - {{say: "Go on.", touches: [end]}}
        reflection:
          prompts:
            - {{id: r2, prompt: Why?, answer: Because.}}
completion: {{exchanges: labs}}
"""

PATIENT: dict[str, Any] = {"requests_per_minute": 10_000, "sessions_per_hour": 10_000}
"""Limits that are in no test's way."""


def settings_for(url: str | None, **tables: dict[str, Any]) -> Settings:
    """Settings with quick clocks; ``tables`` go on top."""
    given: dict[str, dict[str, Any]] = {
        "server": {"origins": [ORIGIN]},
        "upstream": {"url": url, "models": {"lab-assistant": "real-model"}},
        "limits": dict(PATIENT),
        "rehearsal": {"word_seconds": 0.0, "slow_seconds": 0.05},
    }
    for name, table in tables.items():
        given[name] = {**given.get(name, {}), **table}
    if url is None:
        given["upstream"].pop("url")
    return read_settings(None, given)


class Told(NamedTuple):
    """A stream as a client reads it: events that are JSON, comments, and the bytes of all of it."""

    events: list[dict[str, Any]]
    comments: list[str]
    done: bool
    raw: str

    @property
    def text(self) -> str:
        return "".join(choice["delta"].get("content", "") for e in self.events for choice in e.get("choices", ()))

    @property
    def reasons(self) -> list[str]:
        return [c["finish_reason"] for e in self.events for c in e.get("choices", ()) if c["finish_reason"]]

    @property
    def topics(self) -> list[str] | None:
        found = [e["scormpack"]["topics"] for e in self.events if "scormpack" in e]
        return found[0] if found else None

    @property
    def error(self) -> dict[str, Any] | None:
        found = [e["error"] for e in self.events if "error" in e]
        return found[0] if found else None


def told(raw: str) -> Told:
    lines = raw.split("\n")
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    comments = [line for line in lines if line.startswith(":")]
    return Told([json.loads(d) for d in data if d != "[DONE]"], comments, "[DONE]" in data, raw)


class Learner:
    """One visit of one lab. ``token`` None: it has asked for none yet."""

    def __init__(self, url: str, lab: str = "lab-plain", session: str = SESSION, origin: str | None = ORIGIN) -> None:
        headers = {"Origin": origin} if origin else {}
        self.client = httpx.Client(base_url=url, headers=headers, timeout=20, trust_env=False)
        self.place = {"course": "sums", "lab": lab, "session": session}
        self.token: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.client.close()

    def open(self) -> str:
        """Asks for a token."""
        response = self.client.post("/sessions", json=self.place)
        assert response.status_code == 201, response.text
        token: str = response.json()["token"]
        self.token = token
        return token

    def body(self, *turns: str, **more: Any) -> dict[str, Any]:
        """A question: turns by the learner and the assistant in turn, the last the learner's."""
        roles = ("user", "assistant")
        messages = [{"role": roles[(len(turns) - 1 - n) % 2], "content": turn} for n, turn in enumerate(turns)]
        return {"model": "lab-assistant", "stream": True, "messages": messages, "metadata": self.place, **more}

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token or self.open()}"}

    def post(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        """The response with all of its body."""
        return self.client.post("/chat/completions", json=body, headers=self.headers() | headers)

    def ask(self, *turns: str, **more: Any) -> Told:
        """A question that is answered by a whole stream."""
        response = self.post(self.body(*(turns or ("Hello",)), **more))
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        return told(response.text)

    def refused(self, *turns: str, **more: Any) -> tuple[int, str]:
        """A question that is turned down: status and code."""
        response = self.post(self.body(*(turns or ("Hello",)), **more))
        return response.status_code, response.json()["error"]["code"]

    @contextmanager
    def asking(self, *turns: str, **more: Any) -> Iterator[Iterator[str]]:
        """A question under way: the lines of its stream. Leaving closes the connection."""
        body = self.body(*(turns or ("Hello",)), **more)
        with self.client.stream("POST", "/chat/completions", json=body, headers=self.headers()) as response:
            assert response.status_code == 200
            yield response.iter_lines()

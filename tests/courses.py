"""Small courses for tests, as an author would write them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "course" / "synthetic-data"

SMALL = """\
id: small
iri: https://courses.example.org/small
title: A small course
version: 1.0.0
modules:
  - id: m1
    title: One
    parts:
      - id: intro
        kind: page
        title: Hello
        text: |
          Welcome to **this** course.
      - id: quiz
        kind: quiz
        title: A quiz
        questions:
          - id: q1
            prompt: What is two and two?
            choices:
              - {id: three, text: Three, feedback: One short.}
              - {id: four, text: Four, correct: true, feedback: Indeed.}
      - id: lab
        kind: lab
        title: A lab
        task: Talk about sums.
        greeting: Hello.
        steering: [Never give the sum away, SECRET-STEERING]
        reflection:
          prompts:
            - {id: r1, prompt: Why is it four?, answer: Count on your fingers.}
completion:
  all: [{viewed: pages}, {passed: quiz}, {exchanges: labs}]
score: quiz
mastery_score: 1
"""


def write_course(folder: Path, text: str = SMALL, **files: str | bytes) -> Path:
    """A course folder with course.yaml and further files; ``a__b_md`` names `a/b.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.yaml").write_text(text, "utf-8")
    for name, content in files.items():
        path = folder / ".".join(name.replace("__", "/").rsplit("_", 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder

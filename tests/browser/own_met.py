"""A small course to meet LMSs with: a page, a quiz of five questions, a test of three with one attempt."""

from __future__ import annotations

QUESTION = "          - {id: %s, prompt: Is it so?, choices: [{id: yes, text: It is, correct: true}, {id: no, text: It is not}]}\n"
COURSE = """\
id: met
iri: https://courses.example.org/met
title: Met
version: 1.0.0
modules:
  - id: m1
    title: One
    parts:
      - {id: intro, kind: page, title: Hello, text: Welcome.}
      - id: quiz
        kind: quiz
        title: Quiz
        questions:
%s      - id: exam
        kind: test
        title: Exam
        attempts: 1
        questions:
%scompletion: {passed: exam}
score: exam
mastery_score: 0.6
"""
QUIZ = ("q1", "q2", "q3", "q4", "q5")
EXAM = ("e1", "e2", "e3")


def source(quiz: tuple[str, ...] = QUIZ, exam: tuple[str, ...] = EXAM) -> str:
    return COURSE % ("".join(QUESTION % name for name in quiz), "".join(QUESTION % name for name in exam))


LETTERS = {"yes": "a", "no": "b"}


def records(*answers: tuple[str, str]) -> list[str]:
    return [f"quiz_{question} {LETTERS[choice]}" for question, choice in answers]


FIRST = (("q1", "yes"), ("q2", "no"))
NEXT = ("q3", "yes")
LAST = (("q4", "no"), ("q5", "yes"))

"""What some learner can reach: which parts can ever open, and which rules can ever be met.

A learner is taken to do whatever helps: every answer right, every lab talked through, as long as it takes. What such a
learner cannot reach, nobody can. The player is held to the same answers by enumeration (tests/test_reachable.py).
"""

from __future__ import annotations

from collections.abc import Collection

from scormpack.contract import All, AnyOf, AtLeast, Parts, Rule, TimeSpent
from scormpack.model import Assessment, Course, Lab, Lesson, Page, Quiz, Test

AnyPart = Page | Lesson | Quiz | Test | Lab


def openable(course: Course) -> frozenset[str]:
    """The ids of the parts that open for some learner."""
    parts = tuple(course.parts())
    opened: set[str] = set()
    while True:
        more = set(opened)
        for part in parts:
            if course.navigation == "sequential" and part.id not in more:
                before = parts[: parts.index(part)]
                if any(other.id not in more for other in before):
                    break
            if part.requires is None or can_be_met(course, part.requires, more):
                more.add(part.id)
        if more == opened:
            return frozenset(opened)
        opened = more


def can_be_met(course: Course, rule: Rule, opened: Collection[str]) -> bool:
    """True when a learner to whom these parts are open can meet the rule."""
    if isinstance(rule, All):
        return all(can_be_met(course, inner, opened) for inner in rule.rules)
    if isinstance(rule, AnyOf):
        return any(can_be_met(course, inner, opened) for inner in rule.rules)
    if isinstance(rule, AtLeast):
        return sum(can_be_met(course, inner, opened) for inner in rule.rules) >= rule.count
    if isinstance(rule, TimeSpent):
        return True
    return all(part.id in opened and can_be_done(part, rule.op) for part in selected(course, rule.of))


def can_be_done(part: AnyPart, op: str) -> bool:
    """True when a part that is open can meet a rule of this kind."""
    if op == "viewed":
        return True
    return isinstance(part, Lab if op == "exchanges" else Assessment)


def selected(course: Course, of: Parts) -> list[AnyPart]:
    """The parts a rule speaks of, in the course's order."""
    return [part for part in course.parts() if (part.kind == of if isinstance(of, str) else part.id in of)]

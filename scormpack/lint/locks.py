"""RUL009 to RUL011: no lock, no rule and no pass mark is out of every learner's reach."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scormpack.contract import All, AnyOf, AtLeast, Passed, Rule, ScoreAtLeast, TimeSpent
from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.model import Assessment, Course
from scormpack.reachable import can_be_met, openable, selected

DataPath = tuple[str | int, ...]


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Parts that never open, what counts on them, and points that are asked for where there are none."""
    opened = openable(course)
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            if part.requires is None:
                continue
            path: DataPath = ("modules", i, "parts", j, "requires")
            yield from _pointless(course, loaded, part.requires, path)
            if not can_be_met(course, part.requires, opened):
                yield Diagnostic(
                    "RUL010",
                    "error",
                    f"`{part.id}` opens for nobody: {_waits(course, part.requires, opened, part.id)}",
                    loaded.where(path),
                    "a part can wait only for what can be done before it",
                )
    rules: list[tuple[Rule, tuple[str | int, ...]]] = [(course.completion, ("completion",))]
    if course.success is not None:
        rules.append((course.success, ("success",)))
    closed = [part.id for part in course.parts() if part.id not in opened]
    for rule, path in rules:
        yield from _pointless(course, loaded, rule, path)
        if closed and not can_be_met(course, rule, opened):
            yield _unreachable(loaded, path, f"no learner can meet this rule: `{closed[0]}` opens for nobody")
    for name in course.score:
        if name in closed:
            yield _unreachable(loaded, ("score",), f"there can be no score: `{name}` opens for nobody")


def _unreachable(loaded: Loaded, path: DataPath, message: str) -> Diagnostic:
    return Diagnostic("RUL011", "error", message, loaded.where(path), "see what the parts before it wait for")


def _waits(course: Course, rule: Rule, opened: Collection[str], own: str) -> str:
    """The first part that the rule waits for in vain."""
    for part in _parts_of(course, rule):
        if part == own:
            return "it waits for itself"
        if part not in opened:
            return f"it waits for `{part}`, which does not open before it"
    return "it waits for more than there is"


def _parts_of(course: Course, rule: Rule) -> Iterator[str]:
    if isinstance(rule, All | AnyOf | AtLeast):
        for inner in rule.rules:
            yield from _parts_of(course, inner)
    elif not isinstance(rule, TimeSpent):
        yield from (part.id for part in selected(course, rule.of))


def _pointless(course: Course, loaded: Loaded, rule: Rule, path: DataPath) -> Iterator[Diagnostic]:
    """A score that is asked of what earns no points."""
    if isinstance(rule, All | AnyOf | AtLeast):
        inside: DataPath = (*path, rule.op, "of") if isinstance(rule, AtLeast) else (*path, rule.op)
        for place, inner in enumerate(rule.rules):
            yield from _pointless(course, loaded, inner, (*inside, place))
    elif isinstance(rule, Passed | ScoreAtLeast):
        for part in selected(course, rule.of):
            if isinstance(part, Assessment) and part.points == 0:
                yield Diagnostic(
                    "RUL009",
                    "error",
                    f"nothing in `{part.id}` earns points, so no score can be asked of it",
                    loaded.where((*path, rule.op)),
                    f"`answered: {part.id}`",
                )

"""RUL004, RUL005: every completion rule can be satisfied by some learner."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.contract import All, AnyOf, AtLeast, Rule, ScoreAtLeast, TimeSpent, Viewed
from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.model import Assessment, Course, Lab
from scormpack.reachable import selected
from scormpack.state_layout import AnyPart

DataPath = tuple[str | int, ...]


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Rules over nothing, and rules that the parts they name can never meet."""
    for rule, path in rules_of(course):
        yield from _check_rule(course, loaded, rule, path)


def rules_of(course: Course) -> Iterator[tuple[Rule, DataPath]]:
    """Every rule of the course with its place: completion, success, what opens parts."""
    yield course.completion, ("completion",)
    if course.success is not None:
        yield course.success, ("success",)
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            if part.requires is not None:
                yield part.requires, ("modules", i, "parts", j, "requires")


def _check_rule(course: Course, loaded: Loaded, rule: Rule, path: DataPath) -> Iterator[Diagnostic]:
    if isinstance(rule, All | AnyOf | AtLeast):
        # A rule over several parts, under `at_least`, has become one for each: they share its place.
        inside: DataPath = (*path, rule.op, "of") if isinstance(rule, AtLeast) else (*path, rule.op)
        for place, inner in enumerate(rule.rules):
            yield from _check_rule(course, loaded, inner, (*inside, place))
        return
    if isinstance(rule, TimeSpent):
        return
    parts = selected(course, rule.of)
    if not parts:
        group = f"{rule.of}" if isinstance(rule.of, str) else "such"
        yield Diagnostic(
            "RUL004",
            "error",
            f"`{rule.op}` can never be met: the course has no {group}",
            loaded.where((*path, rule.op)),
            "take the rule out, or add the part",
        )
        return
    for part in parts:
        reason = _never(part, rule)
        if reason:
            where = loaded.where((*path, rule.op))
            yield Diagnostic("RUL005", "error", f"no learner can meet this rule: {reason}", where, _fitting(part))


def _never(part: AnyPart, rule: Rule) -> str:
    """Why this part can never meet the rule, "" where it can."""
    if isinstance(rule, Viewed):
        return ""
    if rule.op == "exchanges":
        return "" if isinstance(part, Lab) else f"`{part.id}` is a {part.kind} and has no exchanges"
    if not isinstance(part, Assessment):
        return f"`{part.id}` is a {part.kind} and cannot be {'passed' if rule.op != 'answered' else 'answered'}"
    if isinstance(rule, ScoreAtLeast) and rule.score > 1:
        return "a score is at most 1"
    return ""


def _fitting(part: AnyPart) -> str:
    if isinstance(part, Lab):
        return f"`exchanges: {part.id}` or `viewed: {part.id}`"
    if isinstance(part, Assessment):
        return f"`answered: {part.id}`, `passed: {part.id}` or `viewed: {part.id}`"
    return f"`viewed: {part.id}`"

"""The completion rule as the author writes it, into the rule as data.

completion:
all: [{viewed: lessons}, {passed: module-test}, {score_at_least: {of: quizzes, score: 0.5}}]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from scormpack.contract import (
    All,
    Answered,
    AnyOf,
    AtLeast,
    Exchanges,
    Kind,
    Parts,
    Passed,
    Rule,
    ScoreAtLeast,
    TimeSpent,
    Viewed,
)
from scormpack.diagnostics import did_you_mean
from scormpack.duration import LONGEST, seconds_in
from scormpack.load.values import Wrong, wrong_length, wrong_share
from scormpack.questions.question import IDENTIFIER_PATTERN

DataPath = tuple[str | int, ...]


Report = Callable[[str, DataPath, Wrong], None]
"""(code, path inside the rule, what is wrong there)"""

_IS_ID = re.compile(IDENTIFIER_PATTERN)

GROUPS: dict[str, Kind] = {"pages": "page", "lessons": "lesson", "quizzes": "quiz", "labs": "lab", "tests": "test"}

_OVER_PARTS: dict[str, type[Viewed | Answered | Exchanges | Passed]] = {
    "viewed": Viewed,
    "answered": Answered,
    "exchanges": Exchanges,
    "passed": Passed,
}
OPERATORS = ("all", "any", "at_least", *_OVER_PARTS, "score_at_least", "time_spent")


class RuleReader:
    """Reads one rule; ``parts`` are the course's (id, kind) in order."""

    def __init__(self, parts: Sequence[tuple[str, str]], report: Report) -> None:
        self.parts = parts
        self.report = report

    def rule(self, value: object, path: DataPath = ()) -> Rule | None:
        """The rule, or None where it was reported as wrong."""
        if isinstance(value, list):
            return self.group("all", value, path)
        if not isinstance(value, dict):
            self.report(
                "RUL001",
                path,
                Wrong("a rule is a field such as `viewed: lessons`", f"known rules: {', '.join(OPERATORS)}"),
            )
            return None
        if len(value) != 1:
            self.report(
                "RUL001",
                path,
                Wrong(
                    "a rule has exactly one field" if value else "this rule is empty",
                    "join several with `all: [...]`, `any: [...]` or `at_least`",
                ),
            )
            return None
        ((operator, inner),) = value.items()
        if operator in ("all", "any"):
            return self.group("all" if operator == "all" else "any", inner, (*path, operator))
        if operator == "at_least":
            return self.at_least(inner, (*path, operator))
        if operator in _OVER_PARTS:
            of = self.selection(inner, (*path, operator))
            return None if of is None else _OVER_PARTS[operator](of=of)
        if operator == "score_at_least":
            return self.score_at_least(inner, (*path, operator))
        if operator == "time_spent":
            return self.time_spent(inner, (*path, operator))
        hint = did_you_mean(str(operator), OPERATORS)
        self.report("RUL001", (*path, operator), Wrong(f"unknown rule `{operator}`", hint, OPERATORS))
        return None

    def group(self, operator: Literal["all", "any"], value: object, path: DataPath) -> All | AnyOf | None:
        """`all` or `any` over a list of rules."""
        if not isinstance(value, list) or not value:
            self.report(
                "RUL001",
                path,
                Wrong(f"`{operator}` takes a list of rules", f"for example `{operator}: [{{viewed: lessons}}]`"),
            )
            return None
        rules = [self.rule(item, (*path, place)) for place, item in enumerate(value)]
        known = tuple(rule for rule in rules if rule is not None)
        if len(known) < len(rules):
            return None
        return All(rules=known) if operator == "all" else AnyOf(rules=known)

    def at_least(self, value: object, path: DataPath) -> AtLeast | None:
        """`at_least` with its two fields; a rule over several parts is one rule for each of them."""
        if not isinstance(value, dict) or set(value) != {"count", "of"}:
            self.two_fields("at_least", value, path, ("count", "of"), "`at_least: {count: 2, of: {viewed: lessons}}`")
            return None
        count, of = value["count"], value["of"]
        rule = self.group("all", of, (*path, "of")) if isinstance(of, list) else self.rule(of, (*path, "of"))
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            self.report("RUL007", (*path, "count"), Wrong(f"`count` is a whole number from 1 on, not `{count}`", ""))
            return None
        if rule is None:
            return None
        rules = rule.rules if isinstance(of, list) and isinstance(rule, All) else self.for_each(rule)
        if count > len(rules):
            self.report(
                "RUL007",
                (*path, "count"),
                Wrong(f"no learner can meet {count} of {len(rules)}", f"at most `count: {len(rules)}`, or name more"),
            )
            return None
        return AtLeast(count=count, rules=rules)

    def two_fields(self, rule: str, value: object, path: DataPath, fields: tuple[str, str], example: str) -> None:
        """Says what is wrong with a rule that has other fields than its two, at the first of those."""
        given = [str(name) for name in value] if isinstance(value, dict) else []
        strange = [name for name in given if name not in fields]
        for name in strange[:1]:
            near = did_you_mean(name, [field for field in fields if field not in given])
            hint = near if near.startswith("did") else example
            self.report("RUL001", (*path, name), Wrong(f"`{rule}` has no field `{name}`", hint, fields))
        if not strange:
            self.report("RUL001", path, Wrong(f"`{rule}` takes `{fields[0]}` and `{fields[1]}`", example))

    def for_each(self, rule: Rule) -> tuple[Rule, ...]:
        """A rule over parts as one rule for each part; any other as it is."""
        if isinstance(rule, All | AnyOf | AtLeast | TimeSpent):
            return (rule,)
        ids = [part for part, kind in self.parts if (kind == rule.of if isinstance(rule.of, str) else part in rule.of)]
        return tuple(rule.model_copy(update={"of": (part,)}) for part in ids)

    def time_spent(self, value: object, path: DataPath) -> TimeSpent | None:
        """`time_spent` with its length of time."""
        seconds = seconds_in(value) if isinstance(value, str) else None
        if seconds is None or not 0 < seconds <= LONGEST:
            wrong = wrong_length(value)
            self.report("RUL008", path, wrong)
            return None
        return TimeSpent(seconds=seconds)

    def score_at_least(self, value: object, path: DataPath) -> ScoreAtLeast | None:
        """`score_at_least` with its two fields."""
        if not isinstance(value, dict) or set(value) != {"of", "score"}:
            example = "`score_at_least: {of: quizzes, score: 0.5}`"
            self.two_fields("score_at_least", value, path, ("of", "score"), example)
            return None
        score = value["score"]
        of = self.selection(value["of"], (*path, "of"))
        if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
            wrong = wrong_share(score)
            message = f"a score is a number from 0 to 1, not `{score}`"
            self.report("RUL003", (*path, "score"), Wrong(message, wrong.hint, (), wrong.instead))
            return None
        return None if of is None else ScoreAtLeast(of=of, score=float(score))

    def selection(self, value: object, path: DataPath) -> Parts | None:
        """`lessons` stays a kind; ids, and lists of both, become ids."""
        if isinstance(value, str) and value in GROUPS:
            return GROUPS[value]
        names = value if isinstance(value, list) else [value]
        ids: list[str] = []
        wrong = False
        for place, name in enumerate(names):
            where = (*path, place) if isinstance(value, list) else path
            if name == "parts":
                ids.extend(part for part, _kind in self.parts)
            elif isinstance(name, str) and name in GROUPS:
                ids.extend(part for part, kind in self.parts if kind == GROUPS[name])
            elif any(part == name for part, _kind in self.parts):
                ids.append(str(name))
            else:
                wrong = True
                known = [*GROUPS, "parts", *(part for part, _kind in self.parts if _IS_ID.match(part))]
                hint = did_you_mean(str(name), known)
                self.report("RUL002", where, Wrong(f"no part or group is called `{name}`", hint, known))
        if not names:
            self.report("RUL002", path, Wrong("this rule names no part", "name a part, or a group such as `lessons`"))
            return None
        return None if wrong else tuple(dict.fromkeys(ids))

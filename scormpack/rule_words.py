"""A rule in words, on one line."""

from __future__ import annotations

from scormpack.contract import All, AnyOf, AtLeast, Rule, ScoreAtLeast, TimeSpent


def rule_in_words(rule: Rule) -> str:
    """A rule on one line: ``viewed lessons, answered quizzes and passed module-test``."""
    if isinstance(rule, All | AnyOf | AtLeast):
        words = [rule_in_words(inner) for inner in rule.rules]
        inner = [
            f"({w})" if isinstance(r, All | AnyOf | AtLeast) else w for w, r in zip(words, rule.rules, strict=True)
        ]
        if isinstance(rule, AtLeast):
            return f"at least {rule.count} of: {'; '.join(inner)}"
        join = " and " if isinstance(rule, All) else " or "
        return join.join(inner) or "nothing"
    if isinstance(rule, TimeSpent):
        return f"studied for {rule.seconds // 60:g} min" if rule.seconds % 60 == 0 else f"studied for {rule.seconds} s"
    plural = {"quiz": "quizzes"}
    of = plural.get(rule.of, f"{rule.of}s") if isinstance(rule.of, str) else ", ".join(rule.of)
    if isinstance(rule, ScoreAtLeast):
        return f"score at least {rule.score:g} in {of}"
    return f"{rule.op} {of}"

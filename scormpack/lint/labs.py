"""LAB002 to LAB005: a lab can be worked through, whatever stands in for its assistant."""

from __future__ import annotations

from collections.abc import Iterator

from scormpack.diagnostics import Diagnostic, did_you_mean, respelt
from scormpack.load import Loaded
from scormpack.model import Course, Lab

DataPath = tuple[str | int, ...]


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """What makes a lab's settings contradict one another."""
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            if isinstance(part, Lab):
                yield from _turns(part, loaded, ("modules", i, "parts", j))
                yield from _script(part, loaded, ("modules", i, "parts", j))


def _turns(lab: Lab, loaded: Loaded, path: DataPath) -> Iterator[Diagnostic]:
    if lab.shortest_turn > lab.longest_turn:
        yield Diagnostic(
            "LAB002",
            "error",
            f"no turn can count: `shortest_turn` is {lab.shortest_turn}, `longest_turn` {lab.longest_turn}",
            loaded.where((*path, "shortest_turn")),
            "both are in characters; let the shortest be well below the longest",
        )
        return
    for k, example in enumerate(lab.examples):
        if len(example) < lab.shortest_turn or len(example) > lab.longest_turn:
            limit = "shortest_turn" if len(example) < lab.shortest_turn else "longest_turn"
            yield Diagnostic(
                "LAB003",
                "warning",
                f"this example has {len(example)} characters and would not count: `{limit}` is {getattr(lab, limit)}",
                loaded.where((*path, "examples", k)),
                "learners send examples as they are; let each of them be a turn that counts",
            )


def _script(lab: Lab, loaded: Loaded, path: DataPath) -> Iterator[Diagnostic]:
    if lab.fallback == "scripted" and not lab.script:
        yield Diagnostic(
            "LAB004",
            "error",
            "`fallback: scripted` has nothing to say: the lab has no `script`",
            loaded.where((*path, "fallback")),
            "write a `script`, or choose `reflect`, `waive` or `block`",
        )
    elif lab.script and all(reply.when for reply in lab.script):
        yield Diagnostic(
            "LAB004",
            "error",
            "every reply of this script waits for certain words, so most turns have none",
            loaded.where((*path, "script")),
            "end the script with a reply without `when`, which answers all other turns",
        )
    known = {topic.id for topic in lab.topics}
    for k, reply in enumerate(lab.script):
        for m, touched in enumerate(reply.touches):
            if touched not in known:
                where = loaded.where((*path, "script", k, "touches", m))
                hint = did_you_mean(touched, known) or "name the topic in `topics` first"
                message = f"the lab has no topic `{touched}`"
                yield Diagnostic("LAB005", "error", message, where, hint, respelt(where, touched, known))

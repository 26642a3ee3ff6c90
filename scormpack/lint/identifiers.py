"""CRS031: ids are unique over the whole course, for progress is kept under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.model import Assessment, Course, Lab
from scormpack.state_layout import StateLayout, state_layout

DataPath = tuple[str | int, ...]


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Every id that is used a second time, and two that the saved state could not tell apart."""
    first: dict[str, DataPath] = {}
    twice = False
    for name, path in _identifiers(course):
        if name not in first:
            first[name] = path
            continue
        twice = True
        before = loaded.where(first[name])
        yield Diagnostic(
            "CRS031",
            "error",
            f"the id `{name}` is taken: {before.file.path}, line {before.line}, has it already",
            loaded.where(path),
            f"such as `{name}-2`; but keep the id that learners have progress under",
        )
    if twice:
        return
    layouts = {layout.granularity: layout for layout in (state_layout(course), state_layout(course, None))}
    for layout in layouts.values():
        yield from _key_clashes(layout, first, loaded)


def _key_clashes(layout: StateLayout, places: Mapping[str, DataPath], loaded: Loaded) -> Iterator[Diagnostic]:
    keys: dict[str, str] = {}
    for run in layout.runs:
        if run.key in keys:
            yield Diagnostic(
                "CRS032",
                "error",
                f"the ids `{keys[run.key]}` and `{run.owner}` get the same key in the learner's state",
                loaded.where(places[run.owner]),
                "rename one of the two; a key is short, so two may meet by chance",
            )
        keys[run.key] = run.owner


def _identifiers(course: Course) -> Iterator[tuple[str, DataPath]]:
    for i, module in enumerate(course.modules):
        yield module.id, ("modules", i, "id")
        for j, part in enumerate(module.parts):
            path: DataPath = ("modules", i, "parts", j)
            yield part.id, (*path, "id")
            if isinstance(part, Assessment):
                for k, question in enumerate(part.questions):
                    yield question.id, (*path, "questions", k, "id")
            elif isinstance(part, Lab):
                for k, prompt in enumerate(part.reflection.prompts):
                    yield prompt.id, (*path, "reflection", "prompts", k, "id")
                for k, topic in enumerate(part.topics):
                    yield topic.id, (*path, "topics", k, "id")

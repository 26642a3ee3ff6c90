"""CRS031: ids are unique over the whole course, for progress is kept under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.memory import remember
from scormpack.model import Course, DataPath, Module
from scormpack.state_layout import StateLayout, state_layout


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Every id that is used a second time, and two that the saved state could not tell apart."""
    names = [name for module in course.modules for name in remember(_names, module)]
    if len({name for name, _known_as in names}) == len({known_as for _name, known_as in names}) == len(names):
        layouts = {layout.granularity: layout for layout in (state_layout(course), state_layout(course, None))}
        for layout in layouts.values():
            if len({run.key for run in layout.runs}) < len(layout.runs):
                yield from _key_clashes(layout, {one.id: (*place, "id") for place, one in course.named()}, loaded)
        return
    # Two things that were called the same are CRS033's.
    first: dict[str, DataPath] = {}
    for place, one in course.named():
        name, path = one.id, (*place, "id")
        if name not in first:
            first[name] = path
            continue
        before = loaded.where(first[name])
        yield Diagnostic(
            "CRS031",
            "error",
            f"the id `{name}` is taken: {before.file.path}, line {before.line}, has it already",
            loaded.where(path),
            f"such as `{name}-2`; but keep the id that learners have progress under",
        )


def _names(module: Module) -> tuple[tuple[str, str], ...]:
    """The id of everything in the module, and the name that its progress stands under."""
    return tuple((one.id, one.known_as) for _path, one in module.named())


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

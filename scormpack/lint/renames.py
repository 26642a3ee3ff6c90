"""CRS033: a former id belongs to one thing, for learners' progress stands under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scormpack.diagnostics import Diagnostic
from scormpack.load import Loaded
from scormpack.memory import remember
from scormpack.model import Assessment, Course, DataPath, Module
from scormpack.questions import Named


def check(course: Course, loaded: Loaded) -> Iterator[Diagnostic]:
    """Every `renamed_from` that names what something else is, or was, called."""
    if any(remember(_was_renamed, module) for module in course.modules):
        yield from _taken(course.named(), loaded)
    for i, module in enumerate(course.modules):
        if not remember(_has_inner_names, module):
            continue
        for j, part in enumerate(module.parts):
            if not isinstance(part, Assessment) or not _has_further_names(part):
                continue
            for k, question in enumerate(part.questions):
                for name, value in question:
                    path: DataPath = ("modules", i, "parts", j, "questions", k, name)
                    inner = enumerate(value) if isinstance(value, tuple) else ()
                    yield from _taken([((*path, n), one) for n, one in inner if isinstance(one, Named)], loaded)


def _was_renamed(module: Module) -> bool:
    return any(one.renamed_from for _path, one in module.named())


def _has_inner_names(module: Module) -> bool:
    return any(_has_further_names(part) for part in module.parts if isinstance(part, Assessment))


def _has_further_names(part: Assessment) -> bool:
    """True when an option or another inner thing of a question was renamed."""
    values = (value for question in part.questions for _name, value in question if isinstance(value, tuple))
    return any(isinstance(one, Named) and one.renamed_from for value in values for one in value)


def _taken(things: Iterable[tuple[DataPath, Named]], loaded: Loaded) -> Iterator[Diagnostic]:
    things = list(things)
    owners = {one.id: path for path, one in things}
    for path, one in things:
        for name in one.renamed_from:
            other = owners.get(name)
            owners.setdefault(name, path)
            if other is None:
                continue
            if other == path:
                message = f"`{name}` is what it is called now" if name == one.id else f"`{name}` is here twice"
            else:
                line = loaded.where((*other, "id")).line
                message = f"`{name}` belongs to something else: see line {line}"
            yield Diagnostic(
                "CRS033",
                "error",
                message,
                loaded.where((*path, "renamed_from")),
                "one of the two would be given the other's progress; an id that was used before is not used again",
            )

"""A course built, unless nothing has changed since it was: one order carried out, and what came of it.

Imports what compiles only when something has to be compiled.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scormpack.build_stamp import Order, keep, read_inputs, unchanged

if TYPE_CHECKING:
    from scormpack.contract import LabProxy
    from scormpack.diagnostics import Diagnostic

Status = Literal["built", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One course and what is wanted of it. ``dated`` asks for the vocabulary, made at this time (ISO 8601)."""

    source: Path
    targets: tuple[str, ...]
    out: Path
    lab_proxy: LabProxy | None = None
    dated: str | None = None
    force: bool = False

    def order(self) -> Order:
        """The same, as a stamp knows it."""
        proxy = self.lab_proxy.model_dump() if self.lab_proxy else None
        options = {"targets": self.targets, "lab_proxy": proxy, "dated": self.dated}
        return Order(os.path.realpath(self.source), os.path.realpath(self.out), options)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is there; ``size`` in bytes, ``files`` with the manifest."""

    target: str
    path: Path
    size: int
    files: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one course. ``failure`` is one line where the machine failed, and not the author."""

    asked: Asked
    status: Status
    packages: tuple[Package, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    failure: str = ""
    seconds: float = 0.0


def rebuild(asked: Asked) -> Outcome:
    """Packages that are as a build of the sources as they are now would make them."""
    return already_built(asked) or _built(asked)


def already_built(asked: Asked) -> Outcome | None:
    """What the last build told, where this one would do the same; else None. Compiles nothing."""
    began = time.perf_counter()
    told = None if asked.force else unchanged(asked.order())
    return None if told is None else _retold(asked, told, time.perf_counter() - began)


def _built(asked: Asked) -> Outcome:
    from scormpack.build import build_course
    from scormpack.diagnostics import ScormpackError

    began = time.perf_counter()
    order = asked.order()
    before = read_inputs(order)
    try:
        result = build_course(asked.source, asked.targets, asked.out, asked.lab_proxy, asked.dated)
    except ScormpackError as error:
        return Outcome(asked, "failed", failure=str(error), seconds=time.perf_counter() - began)
    packages = tuple(Package(one.target, one.path, one.size, one.files) for one in result.packages)
    if packages and before is not None:
        root = result.loaded.documents.root
        read = [*(root / file.path for file in result.loaded.files()), *result.loaded.assets.values()]
        keep(order, before, read, result.written, _told(asked, packages, result.diagnostics))
    status: Status = "built" if packages else "failed"
    return Outcome(asked, status, packages, result.diagnostics, seconds=time.perf_counter() - began)


def _told(asked: Asked, packages: Sequence[Package], diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    return {
        "packages": [[one.target, os.path.relpath(one.path, asked.out), one.size, one.files] for one in packages],
        "diagnostics": [
            [one.code, one.severity, one.message, one.hint]
            + ([one.span.file.path, one.span.line, one.span.column, one.span.width] if one.span else [])
            for one in diagnostics
        ],
    }


def _retold(asked: Asked, told: Mapping[str, Any], seconds: float) -> Outcome | None:
    """None where the stamp's words are not those of `_told`."""
    try:
        packages = tuple(
            Package(str(target), asked.out / str(name), int(size), int(files))
            for target, name, size, files in told["packages"]
        )
        diagnostics = tuple(_diagnostics(asked.source, told["diagnostics"])) if told["diagnostics"] else ()
    except (KeyError, TypeError, ValueError, OSError):
        return None
    return Outcome(asked, "unchanged", packages, diagnostics, seconds=seconds) if packages else None


def _diagnostics(source: Path, told: Sequence[Sequence[Any]]) -> Iterator[Diagnostic]:
    """The same again: their files are as they were."""
    from scormpack.diagnostics import Diagnostic
    from scormpack.source import SourceFile, Span

    root = source if source.is_dir() else source.parent
    files: dict[str, SourceFile] = {}
    for code, severity, message, hint, *place in told:
        span = None
        if place:
            path, line, column, width = place
            if path not in files:
                files[path] = SourceFile(path, (root / path).read_text("utf-8-sig"))
            span = Span(files[path], line, column, width)
        yield Diagnostic(code, severity, message, span, hint)

"""A course built, unless nothing has changed since it was: one order carried out, and what came of it.

Imports what compiles only when something has to be compiled.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scormpack.build_stamp import Order, keep, read_inputs, unchanged

if TYPE_CHECKING:
    from scormpack.contract import LabProxy
    from scormpack.diagnostics import Diagnostic
    from scormpack.workbench import Workbench

THE_FOLDER = "\0"
"""Stands in a stamp for the course's folder, which may be typed otherwise each time."""

Status = Literal["built", "unchanged", "failed"]


class Asked(NamedTuple):
    """One course and what is wanted of it, as it was typed.

    ``lab_proxy`` is an address that `proxy_url.checked_address` takes. ``epoch`` asks for the vocabulary, and is what
    SOURCE_DATE_EPOCH says, perhaps nothing.
    """

    source: Path
    targets: tuple[str, ...]
    out: Path
    lab_proxy: str | None = None
    lab_model: str | None = None
    epoch: str | None = None
    force: bool = False

    def proxy(self) -> LabProxy | None:
        """The proxy at that address."""
        if self.lab_proxy is None:
            return None
        from scormpack.proxy_url import DEFAULT_MODEL, parse_lab_proxy

        return parse_lab_proxy(self.lab_proxy, self.lab_model or DEFAULT_MODEL)

    def order(self) -> Order:
        """The same, as a stamp knows it."""
        proxy = [self.lab_proxy, self.lab_model]
        options = {"targets": self.targets, "lab_proxy": proxy, "vocabulary": self.epoch}
        folder = self.source if self.source.is_dir() else self.source.parent
        return Order(os.path.realpath(folder), os.path.realpath(self.out), options)


class Package(NamedTuple):
    """A package that is there; ``size`` in bytes, ``files`` with the manifest."""

    target: str
    path: Path
    size: int
    files: int


class Outcome(NamedTuple):
    """What came of one course. ``failure`` is one line where the machine failed, and not the author.

    ``written`` names all files that were. Where it is unchanged, what the last build said stands in ``retold``, as lines for
    a terminal, and not in ``diagnostics``.
    """

    asked: Asked
    status: Status
    packages: tuple[Package, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    failure: str = ""
    seconds: float = 0.0
    retold: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()


def rebuild(asked: Asked) -> Outcome:
    """Packages that are as a build of the sources as they are now would make them."""
    return already_built(asked) or build_anew(asked)


def already_built(asked: Asked) -> Outcome | None:
    """What the last build told, where this one would do the same; else None. Compiles nothing."""
    began = time.perf_counter()
    told = None if asked.force else unchanged(asked.order())
    return None if told is None else _retold(asked, told, time.perf_counter() - began)


def build_anew(asked: Asked, workbench: Workbench | None = None) -> Outcome:
    """The outcome of a build, whatever there is already; with a workbench of this course at the cost of what changed."""
    from scormpack.build import assemble_course, write_packages
    from scormpack.diagnostics import ScormpackError

    began = time.perf_counter()
    order = asked.order()
    before = read_inputs(order)
    try:
        dated = _dated(asked)
        if workbench is None:
            result, bundles = assemble_course(asked.source, asked.targets, asked.proxy())
        else:
            result, bundles = workbench.update(asked.targets)
        result = write_packages(result, bundles, asked.out, dated)
    except ScormpackError as error:
        return Outcome(asked, "failed", failure=str(error), seconds=time.perf_counter() - began)
    packages = tuple(Package(one.target, one.path, one.size, one.files) for one in result.packages)
    if packages and before is not None:
        root = result.loaded.documents.root
        read = [*(root / file.path for file in result.loaded.files()), *result.loaded.assets.values()]
        keep(order, before, read, result.written, _told(asked, packages, result.diagnostics))
    status: Status = "built" if packages else "failed"
    written = frozenset(path.name for path in result.written)
    seconds = time.perf_counter() - began
    return Outcome(asked, status, packages, result.diagnostics, seconds=seconds, written=written)


def _dated(asked: Asked) -> str | None:
    if asked.epoch is None:
        return None
    from scormpack.xapi.vocabulary import SOURCE_DATE_EPOCH, generated_at_time

    return generated_at_time({SOURCE_DATE_EPOCH: asked.epoch})


def _told(asked: Asked, packages: Sequence[Package], diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    from scormpack.diagnostic_text import report_lines

    return {
        "packages": [[one.target, os.path.relpath(one.path, asked.out), one.size, one.files] for one in packages],
        "said": list(report_lines(diagnostics, Path(THE_FOLDER))),
    }


def _retold(asked: Asked, told: Mapping[str, Any], seconds: float) -> Outcome | None:
    """None where the stamp's words are not those of `_told`."""
    folder = asked.source if asked.source.is_dir() else asked.source.parent
    before = "" if folder == Path() else f"{folder.as_posix()}/"
    try:
        packages = tuple(
            Package(str(target), asked.out / str(name), int(size), int(files))
            for target, name, size, files in told["packages"]
        )
        said = tuple(line.replace(f"{THE_FOLDER}/", before) for line in told["said"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Outcome(asked, "unchanged", packages, seconds=seconds, retold=said) if packages else None

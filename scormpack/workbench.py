"""A course that is being worked on: each update gives what a build would, at the cost of what changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scormpack.build import BuildResult, assemble_course
from scormpack.bundle import Bundle
from scormpack.contract import LabProxy
from scormpack.memory import Memory


class Workbench:
    """One course under one lab proxy. One thread at a time."""

    def __init__(self, source: Path, lab_proxy: LabProxy | None = None) -> None:
        self._source, self._lab_proxy = source, lab_proxy
        self._memory = Memory()

    def update(self, targets: Sequence[str]) -> tuple[BuildResult, dict[str, Bundle]]:
        """What `assemble_course` gives for the sources as they are now."""
        with self._memory.round():
            return assemble_course(self._source, targets, self._lab_proxy)

    def watched(self) -> frozenset[Path]:
        """The folders whose changes matter: the course's, and those of its files that are links to elsewhere."""
        root = self._source if self._source.is_dir() else self._source.parent
        elsewhere = {path.resolve().parent for path in root.rglob("*") if path.is_symlink()} if root.is_dir() else set()
        return frozenset({root.resolve(), *elsewhere})

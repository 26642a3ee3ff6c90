"""The targets, by the name that an author types. A new one is a module and a line here."""

from __future__ import annotations

from scormpack.targets import scorm12
from scormpack.targets.target import Target

TARGETS: dict[str, Target] = {scorm12.TARGET.name: scorm12.TARGET}

__all__ = ["TARGETS", "Target"]

"""The targets, by the name that an author types. A new one is a module and a line here."""

from __future__ import annotations

from scormpack.targets import cmi5, scorm12, xapi
from scormpack.targets.target import Target

TARGETS: dict[str, Target] = {target.name: target for target in (scorm12.TARGET, xapi.TARGET, cmi5.TARGET)}

__all__ = ["TARGETS", "Target"]

"""Small JSON files beside somebody's data, in which a run leaves word to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scormpack.diagnostics import ScormpackError

FORMAT = 1
"""Raised when a note of before would be misread."""


def read_note(path: Path) -> dict[str, Any] | None:
    """What was noted; None when nothing was, or nothing that this version understands."""
    try:
        noted = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return noted if isinstance(noted, dict) and noted.get("format") == FORMAT else None


def write_note(path: Path, noted: dict[str, Any]) -> None:
    """Written beside its place and then renamed. ScormpackError when the disk does not take it."""
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.write_text(json.dumps({"format": FORMAT, **noted}, ensure_ascii=False, indent=2) + "\n", "utf-8")
        beside.replace(path)
    except OSError as error:
        raise ScormpackError(f"{path} cannot be written: {error.strerror}") from None

"""What a check of a lab proxy comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "problem", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``name`` keeps its meaning over versions, and comes once in a check."""

    name: str
    status: Status
    found: str
    meaning: str = ""
    """What it means for learners; empty where all is well."""
    advice: str = ""
    """What to do about it; empty where all is well."""

"""What a check of an LRS comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``name`` keeps its meaning over versions."""

    name: str
    status: Status
    found: str
    meaning: str = ""
    """What it means for a learner; empty where all is well."""
    advice: str = ""
    """What to do about it; empty where all is well."""

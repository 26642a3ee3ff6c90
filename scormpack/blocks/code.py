"""A fenced block of code, highlighted at build time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scormpack.text import Block


@dataclass(frozen=True, slots=True)
class Code(Block):
    """``html`` is the highlighted lines (spans with Pygments' short classes); ``language`` may be empty."""

    language: str
    html: str
    type: Literal["code"] = "code"

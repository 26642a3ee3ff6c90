"""A passage set apart: ``::: key Title`` … ``:::``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scormpack.text import Block

CALLOUT_KINDS = ("note", "key", "warning", "example")


@dataclass(frozen=True, slots=True)
class Callout(Block):
    """``kind`` is one of `CALLOUT_KINDS`; ``title`` is plain text and may be empty."""

    kind: str
    title: str
    blocks: tuple[Block, ...]
    type: Literal["callout"] = "callout"

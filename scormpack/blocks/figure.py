"""An image that stands alone in its paragraph; its title is the caption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scormpack.text import Block


@dataclass(frozen=True, slots=True)
class Figure(Block):
    """``src`` is relative to the course folder and the package; ``caption`` is HTML and may be empty.

    ``width`` and ``height`` are in CSS pixels, 0 where the file does not tell, so that a page keeps its place
    for the picture before it arrives.
    """

    src: str
    alt: str
    caption: str
    width: int = 0
    height: int = 0
    type: Literal["figure"] = "figure"

"""What a page or lesson is made of. A new block type is a module, a template and a line here."""

from __future__ import annotations

from scormpack.blocks.callout import Callout
from scormpack.blocks.cards import Cards
from scormpack.blocks.code import Code
from scormpack.blocks.figure import Figure
from scormpack.blocks.prose import Prose

BLOCK_TYPES = ("prose", "callout", "cards", "figure", "code")

__all__ = ["BLOCK_TYPES", "Callout", "Cards", "Code", "Figure", "Prose"]

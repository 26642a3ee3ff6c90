"""How good a quiz is, as far as a program can tell: warnings that an author can silence in place, with a reason."""

from __future__ import annotations

from scormpack.quality.silence import judge_course

__all__ = ["judge_course"]

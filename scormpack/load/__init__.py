"""Reads a course: YAML and Markdown to `scormpack.model.Course`, with every mistake at its place."""

from __future__ import annotations

from scormpack.load.course import Loaded, Where, default_completion
from scormpack.load.reuse import load_course

__all__ = ["Loaded", "Where", "default_completion", "load_course"]

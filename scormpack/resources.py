"""Where the files lie that a learner's browser receives."""

from __future__ import annotations

from pathlib import Path


def template_folder() -> Path:
    """The templates: inside the wheel, or beside the package in a checkout."""
    inside = Path(__file__).parent / "templates"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "templates"

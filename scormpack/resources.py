"""Where the files lie that come with the compiler."""

from __future__ import annotations

from pathlib import Path


def template_folder() -> Path:
    """The templates: inside the wheel, or beside the package in a checkout."""
    inside = Path(__file__).parent / "templates"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "templates"


def documentation(name: str) -> Path:
    """A page of the documentation that the command itself shows."""
    inside = Path(__file__).parent / "docs" / name
    return inside if inside.is_file() else Path(__file__).parent.parent / "docs" / name

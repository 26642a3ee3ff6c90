"""The JSON Schema of the course language, for editors: what a course.yaml may hold, and what a part's own file may.

Draft-07, which is the newest that yaml-language-server (VS Code, Neovim, Helix), the JetBrains editors and the validators of
build pipelines all have in full, and nothing here needs a later one. Its patterns are such as JavaScript, Java and Python read alike.

The schemas are files, written by `python -m scormpack.json_schema.generate` from the models and from the texts in `words/`, so
that nothing but a file is read when one is asked for. A test holds them to what would be written, and to what the loader
takes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

Which = Literal["course", "part"]
"""A course.yaml, or the YAML file of one part that course.yaml names with ``file``."""


def schema_file(which: Which) -> Path:
    """Where the schema lies."""
    return Path(__file__).parent / f"{which}.schema.json"


def schema_text(which: Which) -> str:
    """The schema as JSON, with a line end behind it."""
    return schema_file(which).read_text("utf-8")


def course_schema() -> dict[str, object]:
    """The schema of a course.yaml."""
    return _schema("course")


def part_schema() -> dict[str, object]:
    """The schema of a part's own YAML file, and of the front matter of a part's Markdown file."""
    return _schema("part")


def _schema(which: Which) -> dict[str, object]:
    import json

    return cast("dict[str, object]", json.loads(schema_text(which)))

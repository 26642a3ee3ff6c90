"""The least that any compiler of these files does: reads them, parses YAML in C, renders Markdown, deflates the sum.

python benchmarks/floor.py COURSE
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import yaml
from markdown_it import MarkdownIt


def main(course: Path) -> None:
    """Parses everything in the folder, and keeps nothing."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    markdown = MarkdownIt("commonmark").enable("table")
    written = []
    for file in sorted(course.rglob("*")):
        if file.suffix == ".yaml":
            yaml.load(file.read_text("utf-8"), Loader=loader)  # noqa: S506  # a safe loader, in C
            written.append(file.read_bytes())
        elif file.suffix == ".md":
            _empty, head, body = file.read_text("utf-8").split("---\n", 2)
            yaml.load(head, Loader=loader)  # noqa: S506  # as above
            written.append(markdown.render(body).encode())
    zlib.compress(b"".join(written), 9)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

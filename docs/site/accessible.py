"""What the theme's HTML lacks for those who do not see it, added to the finished pages."""

from __future__ import annotations

from pathlib import Path

AMENDED = {
    # A heading has a level.
    'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
    # Two landmarks of one kind are told apart by their names.
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    # A heading of a column that says nothing is no heading.
    '<th class="head"><p></p></th>': "<td></td>",
}


def amend(html: Path) -> None:
    """Changes the pages in place."""
    for page in html.rglob("*.html"):
        text = page.read_text("utf-8")
        for theirs, ours in AMENDED.items():
            text = text.replace(theirs, ours)
        page.write_text(text, "utf-8")

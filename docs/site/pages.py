"""Which pages the site has, and in which order its contents list them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial"

GROUPS: dict[str, tuple[str, ...]] = {
    "Begin": ("tutorial/index", "readme"),
    "Write": ("course-language", "questions", "labs", "showcase", "editors"),
    "Check and build": ("preview", "checks", "diagnostics", "codes", "building", "diff"),
    "Results": ("tracking", "statements", "statement-examples", "vocabulary", "lrs", "decode"),
    "The labs' proxy": ("proxy", "gateways"),
    "Look up": ("commands", "command-line", "inspect", "automation", "changes", "architecture"),
}
"""Heading to names of pages. A page that is not here yet is left out; one that nobody has listed comes last, under "More"."""

TITLES = {"readme": "Set up, upload, commands"}
"""What the contents say in place of a page's own title."""


def pages() -> list[Path]:
    """The pages as they are written, without those that the site makes itself."""
    return sorted([*DOCS.glob("*.md"), *TUTORIAL.glob("*.md")])


def contents(names: set[str]) -> dict[str, list[str]]:
    """Heading to the pages below it, of these names; every name stands in it once, apart from `index` and the tutorial's steps."""
    listed = {heading: [name for name in group if name in names] for heading, group in GROUPS.items()}
    known = {name for group in listed.values() for name in group} | {"index"}
    more = sorted(name for name in names - known if "/" not in name)
    return {heading: group for heading, group in (listed | {"More": more}).items() if group}

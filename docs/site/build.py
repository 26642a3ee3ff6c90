"""The site, built by Sphinx from pages that are prepared first. Whatever Sphinx warns of is an error."""

from __future__ import annotations

import shutil
from pathlib import Path

from docs.site.accessible import amend
from docs.site.stage import stage

CONFIGURATION = Path(__file__).parent


def build(folder: Path) -> int:
    """Builds `folder`/html anew, and says where its first page is. Returns the exit status."""
    source, html = folder / "source", folder / "html"
    for old in (source, html):
        shutil.rmtree(old, ignore_errors=True)
    stage(source)
    status = make_html(source, html, folder / "doctrees")
    if status == 0:
        amend(html)
        print(html / "index.html")  # noqa: T201  # a command
    return status


def make_html(source: Path, html: Path, doctrees: Path) -> int:
    """Runs Sphinx over the pages in `source`. Returns the exit status, which is not 0 when there was a warning."""
    from sphinx.cmd.build import main

    options = ["--quiet", "--fail-on-warning", "--keep-going", "--fresh-env", "--conf-dir", str(CONFIGURATION)]
    return main([*options, "--doctree-dir", str(doctrees), str(source), str(html)])

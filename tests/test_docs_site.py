"""The documentation as a site: complete, without a dead link, and usable by everybody, in real Chromium."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urldefrag

import click
import pytest
from playwright.sync_api import BrowserContext, Page

from docs.site.generated import commands_page
from docs.site.pages import DOCS, contents, pages
from docs.site.stage import LinkError, relinked
from scormpack.cli import main
from tests.browser.chromium import chromium
from tests.browser.website import Site
from tests.courses import ROOT
from tests.test_docs import CODES

pytestmark = pytest.mark.xdist_group("docs site")

AXE = (ROOT / "tests/node_modules/axe-core/axe.min.js").read_text("utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async (rules) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}"""
VIEWS: list[tuple[Literal["light", "dark"], int]] = [("light", 390), ("light", 1280), ("dark", 1280)]
LOOKED_AT = [
    "index.html",
    "tutorial/04-mistakes.html",
    "tutorial/09-rules.html",
    "checks.html",
    "codes.html",
    "showcase-quiz-ratios-yaml.html",
    "search.html?q=quiz",
]
"""A page of each look: prose, code with marked lines, changes, tables, numbered lines, results of a search."""


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it. It says nothing but where it is."""
    folder = tmp_path_factory.mktemp("docs")
    done = subprocess.run(
        [sys.executable, "-m", "docs.site", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{folder / 'html' / 'index.html'}\n", "")
    return folder / "html"


class Links(HTMLParser):
    """What a page leads to, what it fetches, and what can be led to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.fetches: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.leads.append(given["href"])
        elif tag == "link" and given.get("rel") not in {"next", "prev", "index", "search"}:
            self.fetches.append(given["href"])
        elif "src" in given:
            self.fetches.append(given["src"])


@cache
def links_of(page: Path) -> Links:
    return Links(page)


def test_every_link_of_the_site_leads_to_a_page_and_a_place_in_it(html: Path) -> None:
    dead = []
    for page in html.rglob("*.html"):
        for lead in links_of(page).leads:
            address, place = urldefrag(lead)
            if re.match(r"\w+:", address):
                continue
            to = (page.parent / unquote(address)).resolve() if address else page
            if not to.is_file() or (place and place not in links_of(to).ids):
                dead.append(f"{page.name}: {lead}")
    assert dead == []


def test_no_page_fetches_anything_from_elsewhere(html: Path) -> None:
    fetched = {fetch.partition("?")[0] for page in html.rglob("*.html") for fetch in links_of(page).fetches}
    assert [one for one in fetched if re.match(r"\w*:|//", one)] == []
    sheets = "\n".join(sheet.read_text("utf-8") for sheet in html.rglob("*.css"))
    assert re.findall(r"@import|url\(['\"]?(?:\w+:)?//[^)]*", sheets) == []


def test_every_page_stands_in_the_contents(html: Path) -> None:
    there = set(links_of(html / "index.html").leads)
    for page in pages():
        name = page.relative_to(DOCS).with_suffix(".html").as_posix()
        assert name in there or name == "index.html", name
    assert {"readme.html", "changes.html", "commands.html", "codes.html"} <= there


def test_a_page_that_nobody_has_listed_stands_under_more() -> None:
    listed = contents({"index", "labs", "tutorial/index", "tutorial/01-begin", "new-page"})
    assert listed == {"Begin": ["tutorial/index"], "Write": ["labs"], "More": ["new-page"]}


def test_every_command_is_on_the_page_of_commands(html: Path) -> None:
    ids = links_of(html / "commands.html").ids

    def visit(command: click.Command, path: str) -> None:
        assert path.replace(" ", "-") in ids
        for name, inner in getattr(command, "commands", {}).items():
            if not inner.hidden:
                visit(inner, f"{path} {name}")

    visit(main, "scormpack")
    page = commands_page()
    assert max(map(len, page.splitlines())) <= 80
    sections = page.split("\n## ")[1:]
    assert [section.splitlines()[0] for section in sections if "-h, --help" not in section] == []


def test_every_code_is_in_the_index_of_codes(html: Path) -> None:
    leads = links_of(html / "codes.html").leads
    assert [code for code in CODES if f"diagnostics.html#{code.lower()}" not in leads] == []


def test_a_link_to_a_file_that_is_no_page_stops_the_build() -> None:
    page = DOCS / "labs.md"
    assert relinked(page).startswith("# Labs\n")
    outside = DOCS / "tutorial" / "index.md"
    assert "](../showcase.md)" in relinked(outside)
    assert "](../readme.md#set-up)" in relinked(DOCS / "tutorial" / "01-begin.md")


def test_a_dead_link_is_told_with_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("`[code](is-no-link.md)` and [a link](gone.md).\n", "utf-8")
    monkeypatch.setattr("docs.site.stage.DOCS", tmp_path)
    monkeypatch.setattr("docs.site.stage.ROOT", tmp_path.parent)
    with pytest.raises(LinkError, match=r"page\.md: gone\.md is no page of the site"):
        relinked(page)


def test_links_and_anchors_that_lead_nowhere_are_errors(tmp_path: Path) -> None:
    dead = ["[x](#nowhere)", "[x](index.md#none)", "[x](gone.md)", "![x](missing.png)"]
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "index.md").write_text("# Title\n\n[here](#title)\n\n" + "\n".join(dead), "utf-8")
    run = "import sys, pathlib, docs.site.build as b; sys.exit(b.make_html(*map(pathlib.Path, sys.argv[1:])))"
    folders = [str(tmp_path / name) for name in ("source", "html", "doctrees")]
    done = subprocess.run([sys.executable, "-c", run, *folders], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    warnings = "\n".join(sorted(line for line in done.stderr.splitlines() if "WARNING" in line))
    assert warnings.count("WARNING") == len(dead)
    assert [word for word in ("nowhere", "none", "gone", "missing") if word not in warnings] == []


@pytest.fixture(scope="module")
def address(html: Path) -> Iterator[str]:
    with Site().serving() as site:
        yield site.mount("docs", html)


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    context = chromium().new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_the_pages_are_accessible_and_ask_nobody_else(
    address: str, scheme: Literal["light", "dark"], width: int
) -> None:
    context = chromium().new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page, asked, failed = context.new_page(), set[str](), list[str]()
    page.on("request", lambda request: asked.add(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    for name in LOOKED_AT:
        page.goto(f"{address}/{name}")
        if "search" in name:
            page.locator("#search-results li").first.wait_for()
        page.evaluate(f"() => {{ {AXE} }}")
        assert page.evaluate(RUN, COLOURS if scheme == "dark" else None) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the window"
    context.close()
    assert [url for url in asked if not url.startswith(address.removesuffix("/docs"))] == []
    assert failed == []


def found(page: Page) -> list[str]:
    page.locator("#search-results li").first.wait_for()
    return page.locator("#search-results li > a").all_inner_texts()


def test_the_search_finds_a_field_also_without_a_server(html: Path, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto((html / "index.html").as_uri())
    page.get_by_role("textbox", name="Search").fill("cool_down")
    page.keyboard.press("Enter")
    assert "The course language" in found(page)


def test_the_colours_can_be_changed_by_hand(address: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{address}/index.html")
    seen = set()
    for _ in range(3):
        page.get_by_role("button", name=re.compile("theme", re.IGNORECASE)).locator("visible=true").first.click()
        seen.add(page.evaluate("document.body.dataset.theme"))
    assert seen == {"auto", "light", "dark"}


def test_what_is_copied_of_a_terminal_is_what_one_types(address: str, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/tutorial/01-begin.html")
    page.locator(".highlight-console", has_text="scormpack new").get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "scormpack new bread-at-home --yes"


def test_what_is_new_in_a_file_of_the_tutorial_is_marked(html: Path) -> None:
    text = (html / "tutorial" / "05-quiz.html").read_text("utf-8")
    marked = [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r'<span class="hll">(.*)', text)]
    assert marked == ["- id: quiz-dough", "kind: quiz", "file: quiz-dough.yaml"]

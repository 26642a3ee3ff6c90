"""What a language model writes is hostile: nothing of it runs, nothing is fetched, nothing leaks."""

from __future__ import annotations

import json
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from hatch_build import node_environment, npm_command
from tests.browser.learner import Learner
from tests.browser.own_labs import OUTLINE, OwnLabs
from tests.courses import ROOT
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Page

    from tests.browser.harness import Lms
    from tests.browser.website import Site
    from tests.stub_proxy import StubProxy

PLAYER = ROOT / "templates" / "player"
CORPUS: list[dict[str, str]] = json.loads((ROOT / "tests" / "hostile_replies.json").read_text("utf-8"))
LAB = "lab-fog"

ELEMENTS = {"p", "ul", "ol", "li", "pre", "code", "strong", "em", "br"}
"""All that a reply can become."""

DRAW = """
(attacks) => attacks.map(({name, text}) => {
  const target = document.getElementById("target");
  // As it streams, then whole.
  for (let cut = 1; cut < 8; cut++) renderReply(target, text.slice(0, Math.floor(text.length * cut / 8)));
  renderReply(target, text);
  const all = [...target.querySelectorAll("*")];
  for (const element of all) {
    for (const type of ["pointerenter", "mouseover", "mousedown", "focus", "click", "keydown"])
      element.dispatchEvent(new MouseEvent(type, {bubbles: true, cancelable: true}));
    element.focus?.();
    element.click?.();
  }
  return {
    name,
    elements: all.map((element) => element.localName),
    foreign: all.filter((element) => element.namespaceURI !== "http://www.w3.org/1999/xhtml").length,
    attributes: all.flatMap((element) => [...element.attributes].map((one) => `${one.name}=${one.value}`)),
    shown: target.textContent,
    hits: self.hits,
  };
})
"""


class Counting(SimpleHTTPRequestHandler):
    """Serves a folder and notes what was asked for."""

    asked: list[str]

    def __init__(self, *arguments: Any, asked: list[str], **named: Any) -> None:
        self.asked = asked
        super().__init__(*arguments, **named)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class's name
        """Says nothing: `asked` is read."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()


class Watched:
    """A page without any Content-Security-Policy that has the renderer alone, and all that it did."""

    def __init__(self, browser: Browser, address: str, asked: list[str]) -> None:
        self.asked = asked
        self.events: list[str] = []
        self.context = browser.new_context()
        self.context.on("request", lambda request: self.events.append(f"request {request.url}"))
        self.page: Page = self.context.new_page()
        self.context.on("page", lambda page: self.events.append(f"popup {page.url}"))
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.events.append(f"error {error}"))
        self.page.on("console", lambda message: self.events.append(f"console {message.text}"))
        self.page.on("framenavigated", lambda frame: self.events.append(f"navigated {frame.url}"))
        self.page.on("frameattached", lambda _frame: self.events.append("frame"))
        self.page.goto(address)
        self.page.wait_for_function("() => self.renderReply")
        self.events.clear()
        self.asked.clear()

    def _dialog(self, dialog: Dialog) -> None:
        self.events.append(f"dialog {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="module")
def watched(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("renderer")
    entry = folder / "entry.ts"
    entry.write_text(
        f"import {{ renderReply }} from {json.dumps(str(PLAYER / 'src/lab/reply.ts'))};\n"
        "Object.assign(self, { renderReply });\n"
    )
    bundler = PLAYER / "node_modules/esbuild/bin/esbuild"
    subprocess.run(
        [npm_command()[0], str(bundler), str(entry), "--bundle", f"--outfile={folder / 'renderer.js'}"],
        env=node_environment(),
        check=True,
        capture_output=True,
    )
    (folder / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><div id=target></div>"
        "<script>self.hits = 0; self.hit = () => { self.hits += 1; };</script><script src=renderer.js></script>"
    )
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, asked=asked, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    watched = Watched(browser, f"http://127.0.0.1:{server.server_address[1]}/index.html", asked)
    yield watched
    watched.context.close()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def drawn(watched: Watched) -> list[dict[str, Any]]:
    """What became of each attack, in the corpus's order."""
    found: list[dict[str, Any]] = watched.page.evaluate(DRAW, CORPUS)
    watched.page.wait_for_timeout(500)  # For what would load, fire or move later.
    return found


def letters(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalpha())


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len(CORPUS) >= 200
    assert len({attack["text"] for attack in CORPUS}) == len({attack["name"] for attack in CORPUS}) == len(CORPUS)


def test_the_page_would_notice(watched: Watched) -> None:
    """A test that cannot fail proves nothing: put in as markup, the attacks do run and fetch here."""
    page = watched.context.new_page()
    noticed: list[str] = []
    page.on("request", lambda request: noticed.append(request.url))
    page.goto(watched.page.url)
    hits = page.evaluate(
        """async (attacks) => {
          const target = document.getElementById("target");
          for (const {text} of attacks.filter(({name}) => /^(handler|image|frame)/.test(name))) target.innerHTML += text;
          await new Promise((done) => setTimeout(done, 500));
          return self.hits;
        }""",
        CORPUS,
    )
    page.close()
    watched.events.clear()
    watched.asked.clear()
    assert hits > 5
    assert len(noticed) > 5


def test_nothing_of_a_reply_runs(drawn: list[dict[str, Any]], watched: Watched) -> None:
    assert [one["name"] for one in drawn if one["hits"]] == []
    assert watched.page.evaluate("self.hits") == 0


def test_nothing_is_fetched_and_nobody_is_led_away(drawn: list[dict[str, Any]], watched: Watched) -> None:
    assert len(drawn) == len(CORPUS)
    assert watched.events == []
    assert watched.asked == []


def test_a_reply_becomes_elements_of_the_list_and_no_other(drawn: list[dict[str, Any]]) -> None:
    assert {one["name"]: one["elements"] for one in drawn if set(one["elements"]) - ELEMENTS} == {}
    assert [one["name"] for one in drawn if one["foreign"]] == []


def test_no_element_has_an_attribute_but_a_number_and_a_place_in_the_tab_order(drawn: list[dict[str, Any]]) -> None:
    allowed = {f"start={number}" for number in range(100)} | {"tabindex=0"}
    assert {one["name"]: one["attributes"] for one in drawn if set(one["attributes"]) - allowed} == {}


def test_the_learner_sees_every_letter_of_it(drawn: list[dict[str, Any]]) -> None:
    """Marks go, words stay; of code, the language after the fence goes too."""
    lost = {}
    for attack, one in zip(CORPUS, drawn, strict=True):
        whole = letters(attack["text"]) == letters(one["shown"])
        if not whole and not (attack["name"].startswith("code") and letters(one["shown"]) in letters(attack["text"])):
            lost[attack["name"]] = one["shown"]
    assert lost == {}


def test_in_a_real_lab_they_do_as_little(
    lms: Lms, proxy: StubProxy, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    worst = [attack["text"] for attack in CORPUS if attack["name"] in WORST]
    assert len(worst) == len(WORST)
    learner = Learner(
        lms.open(OwnLabs(tmp_path_factory, proxy).package("topics: [{id: sun, title: The sun}]\n")), OUTLINE
    )
    learner.goto(LAB)
    learner.consent(LAB)
    root = learner.lab(LAB)
    buttons = root.locator("[data-action]").count()
    lms.requests.clear()
    proxy.play(*[Behaviour("json", text=text, topics=()) for text in worst])
    for number, text in enumerate(worst):
        learner.write(LAB, f"And what of number {number}?")
        expect(root.locator('[data-turn="assistant"]')).to_have_count(number + 2)
        expect(root).to_have_attribute("data-status", "ready")
        assert letters(text) in letters(root.locator('[data-turn="assistant"]').last.inner_text())
    assert root.locator("[data-action]").count() == buttons
    assert root.locator("[data-touched]").count() == 0
    assert {url.split("/v1/")[0] for url in lms.requests if not url.startswith(site.url)} == {
        proxy.url.removesuffix("/v1")
    }
    assert learner.frame.evaluate("self.hits") is None


WORST = (
    "script 1",
    "handler 1",
    "handler 11",
    "frame 2",
    "page 2",
    "mutation 1",
    "mutation 2",
    "link 1",
    "link 41",
    "image 1",
    "image 6",
    "clobber 10",
    "imitation 1",
    "imitation 13",
)

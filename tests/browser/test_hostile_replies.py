"""What a language model writes is hostile: nothing of it runs, nothing is fetched, nothing leaks.

An attack of the corpus has a name and a text. Where it has `repeat`, a part of its text and a number, that part stands
so many times where it first stands.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
from contextlib import ExitStack, closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from playwright.sync_api import expect

from hatch_build import node_environment, npm_command
from tests.browser.learner import Learner
from tests.browser.own_labs import OUTLINE, OwnLabs
from tests.courses import ROOT
from tests.stub_proxy import Behaviour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

    from tests.browser.harness import Lms
    from tests.stub_proxy import StubProxy

PLAYER = ROOT / "templates" / "player"
CORPUS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "hostile_replies.json").read_text("utf-8"))
LAB = "lab-fog"

pytestmark = pytest.mark.xdist_group("hostile replies")

FOREIGN = """
(root) => {
  const wrong = new Set();
  for (const element of root.querySelectorAll("*")) {
    const html = element.namespaceURI === "http://www.w3.org/1999/xhtml";
    if (!html || !/^(p|ul|ol|li|pre|code|strong|em|br)$/.test(element.localName)) wrong.add(element.localName);
    for (const {name, value} of element.attributes)
      if (!/^(start=\\d+|tabindex=0)$/.test(`${name}=${value}`)) wrong.add(`${name}=${value}`);
  }
  return [...wrong];
}
"""
"""Of an element's inside, what is not among the elements and attributes that a reply can become."""

DRAW = f"""
(attack) => {{
  const foreign = {FOREIGN};
  const {{text, repeat: [part, times] = ["", 0]}} = JSON.parse(attack);
  const whole = text.replace(part, () => part.repeat(times || 1));
  const target = document.getElementById("target");
  target.replaceChildren(); // What an earlier attack left, a frame above all, is not of the page around this one.
  const around = () => JSON.stringify([
    document.querySelectorAll("*").length - target.querySelectorAll("*").length, document.title, document.forms.length,
    Object.keys(self), Object.getOwnPropertyNames(Object.prototype), [...target.attributes].length, typeof hit,
  ]);
  const before = around();
  const wrong = new Set();
  // As it streams, then whole.
  for (let cut = 1; cut <= 8; cut++) {{
    renderReply(target, whole.slice(0, Math.ceil(whole.length * cut / 8)));
    for (const one of foreign(target)) wrong.add(one);
  }}
  const all = [...target.querySelectorAll("*")];
  getSelection().removeAllRanges(); // Chromium would carry a caret through thousands of elements.
  for (const element of all.slice(0, 200)) {{
    for (const type of ["pointerenter", "mouseover", "mousedown", "focus", "dblclick", "keydown", "toggle"])
      element.dispatchEvent(new MouseEvent(type, {{bubbles: true, cancelable: true}}));
    element.focus?.();
    element.click?.();
  }}
  if (around() !== before) wrong.add("the page around it");
  const near = whole.length < 2000 ? all.slice(0, 6) : []; // A real pointer is slow on a line of 50,000 characters.
  const boxes = near.map((element) => element.getBoundingClientRect()).filter(({{width}}) => width > 0);
  const points = boxes.map(({{left, top, width, height}}) => [left + Math.min(width, 60) / 2, top + Math.min(height, 20) / 2]);
  return {{wrong: [...wrong], shown: JSON.stringify(target.textContent), points}};
}}
"""
"""Draws one attack (JSON in ASCII, for a half of a surrogate pair passes no other way) and touches what it became."""

MARKS = re.compile(r"[\s\\`*_~#>+\-\ufeff]+")
UNSHOWN = re.compile(r"^[ ]{0,3}>?[^\S\n]*(?:\d{1,9}[.)](?!\S)|`{3,}[^`\n]*$|~{3,}.*$)", re.MULTILINE)
"""What Markdown does not show beside its marks: an item's number, and the line that opens a fence."""


def whole(attack: dict[str, Any]) -> str:
    part, times = attack.get("repeat", ("", 0))
    text: str = attack["text"]
    return text.replace(part, part * times, 1) if times else text


def is_within(some: str, more: str) -> bool:
    """True when ``more`` holds the characters of ``some`` in their order, a surrogate pair being two."""
    units, rest = (iter(memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")) for text in (some, more))
    return all(unit in rest for unit in units)


def is_all_there(text: str, shown: str) -> bool:
    """What is no mark is shown to the letter, and nothing is shown that was not written."""
    text = re.sub("\r\n?", "\n", text)
    written, needed, seen = MARKS.sub("", text), MARKS.sub("", UNSHOWN.sub("", text)), MARKS.sub("", shown)
    return is_within(needed, seen) and is_within(seen, written)


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


class Events:
    """What happens from now on that drawing text does not bring about, and during which attack."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.all: list[tuple[str, str]] = []
        self.during = ""
        context.expose_function("hit", lambda *_: self._note("hit"))
        context.on("request", lambda request: self._note(f"request {request.url}"))
        context.on("page", lambda page: self._note(f"popup {page.url}"))
        context.on("weberror", lambda error: self._note(f"error {error.error}"))
        context.on("console", lambda message: self._note(f"console {message.text}"))
        context.on("dialog", self._dialog)
        page.on("framenavigated", lambda frame: self._note(f"navigated {frame.url}"))
        page.on("frameattached", lambda _frame: self._note("frame"))
        page.on("download", lambda download: self._note(f"download {download.url}"))

    def _note(self, what: str) -> None:
        self.all.append((self.during, what))

    def _dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog {dialog.message}")
        dialog.dismiss()


class Drawn(NamedTuple):
    """One attack, and what became of it; ``wrong`` is what should not be there."""

    name: str
    text: str
    shown: str
    wrong: list[str]


class Watched:
    """A page without any Content-Security-Policy that has the renderer alone, and all that it did and asked for."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.asked: list[str] = []
        handler = partial(Counting, asked=self.asked, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.context = browser.new_context()
        self.page: Page = self.context.new_page()
        self.page.goto(f"http://127.0.0.1:{self.server.server_address[1]}/index.html")
        self.events = Events(self.context, self.page)
        self.asked.clear()

    def draw(self, attack: dict[str, Any]) -> Drawn:
        """Draws it, then points at and clicks what stands there."""
        self.events.during = attack["name"]
        result = self.page.evaluate(DRAW, json.dumps(attack))
        for x, y in result["points"]:
            self.page.mouse.click(x, y)
        return Drawn(attack["name"], whole(attack), json.loads(result["shown"]), result["wrong"])

    def close(self) -> None:
        self.context.close()
        self.server.shutdown()
        self.server.server_close()


def bundle_renderer(folder: Path) -> None:
    """A page and its script, which is the renderer alone."""
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
        "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>Lab</title><div id=target></div>"
        "<button data-action=consent>Start</button><script src=renderer.js></script>"
    )


@pytest.fixture(scope="module")
def make_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Watched]]:
    folder = tmp_path_factory.mktemp("renderer")
    bundle_renderer(folder)
    with ExitStack() as pages:
        yield lambda: pages.enter_context(closing(Watched(browser, folder)))


@pytest.fixture(scope="module")
def careless(make_page: Callable[[], Watched]) -> Watched:
    """A renderer that takes a reply for markup."""
    careless = make_page()
    careless.page.evaluate("() => { self.renderReply = (target, text) => { target.innerHTML = text; }; }")
    return careless


@pytest.fixture(scope="module")
def watched(make_page: Callable[[], Watched]) -> Watched:
    return make_page()


@pytest.fixture(scope="module")
def drawn(watched: Watched) -> list[Drawn]:
    """What became of each attack, in the corpus's order."""
    found = [watched.draw(attack) for attack in CORPUS]
    watched.events.during = "later"
    watched.page.wait_for_timeout(500)
    return found


def test_the_corpus_is_large_and_says_nothing_twice() -> None:
    assert len(CORPUS) >= 500
    assert len({whole(attack) for attack in CORPUS}) == len({attack["name"] for attack in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        pytest.param("<img src=data:, onerror=hit()>", "hit", id="handler"),
        pytest.param("<p onmousemove=hit()>rest here</p>", "hit", id="pointer"),
        pytest.param("<a href=javascript:hit()>here</a>", "hit", id="click"),
        pytest.param("<iframe srcdoc='<script>parent.hit()</script>'></iframe>", "hit", id="frame"),
        pytest.param("<img src=https://192.0.2.1/a.png>", "request https://192.0.2.1/a.png", id="request"),
        pytest.param("<a href=#elsewhere>here</a>", "navigated ", id="navigation"),
        pytest.param("<a href=about:blank target=_blank>here</a>", "popup ", id="popup"),
        pytest.param("<img src=data:, onerror=alert(1)>", "dialog 1", id="dialog"),
        pytest.param("<img src=data:, onerror=missing()>", "error ", id="error"),
    ],
)
def test_the_page_would_notice(careless: Watched, text: str, noticed: str) -> None:
    """A test that cannot fail proves nothing: put in as markup, attacks do run and fetch here."""
    before = len(careless.events.all)
    careless.draw({"name": noticed, "text": text})
    for _ in range(100):
        if any(what.startswith(noticed) for _, what in careless.events.all[before:]):
            return
        careless.page.wait_for_timeout(50)
    pytest.fail(f"{noticed!r} is not among {careless.events.all[before:]}")


@pytest.mark.parametrize(
    ("text", "wrong", "all_there"),
    [
        ("<b>x</b>", ["b"], False),
        ("<p class=c id=d>x</p>", ["class=c", "id=d"], False),
        ("<ol start=x><li tabindex=1>x</ol>", ["start=x", "tabindex=1"], False),
        ("<svg></svg>", ["svg"], False),
        ("&lt;b&gt;", [], False),
        ("<title>x</title>", ["title"], False),
        ("a (b) c", [], True),
        ("<iframe></iframe>", ["iframe", "the page around it"], False),
        ("a", [], True),
    ],
)
def test_the_page_would_tell(careless: Watched, text: str, wrong: list[str], *, all_there: bool) -> None:
    drawn = careless.draw({"name": "careless", "text": text})
    assert set(drawn.wrong) == set(wrong)
    assert is_all_there(drawn.text, drawn.shown) is all_there


def test_nothing_runs_nothing_is_fetched_and_nobody_is_led_away(drawn: list[Drawn], watched: Watched) -> None:
    assert len(drawn) == len(CORPUS)
    assert watched.events.all == []
    assert watched.asked == []


def test_a_reply_becomes_elements_of_the_list_with_a_number_or_a_place_in_the_tab_order(drawn: list[Drawn]) -> None:
    assert {one.name: one.wrong for one in drawn if one.wrong} == {}


def test_the_learner_sees_every_character_that_is_no_mark(drawn: list[Drawn]) -> None:
    assert {one.name: one.shown[:200] for one in drawn if not is_all_there(one.text, one.shown)} == {}


WORST = re.compile(
    r"(script|image|link) 1|handler (1|11)|frame 2|page 2|mutation [12]|link 41|image 6|clobber 10|imitation (1|13|18|25)"
)
"""The names of those that are tried in a real package."""

PASTE = """
<!doctype html><title>Elsewhere</title><div contenteditable></div><script>
addEventListener("paste", ({clipboardData: data}) =>
  self.pasted = {types: [...data.types], text: data.getData("text/plain"), html: data.getData("text/html")});
</script>
"""


class Talked:
    """A lab of a real package in which the worst attacks were the replies; ``events`` begin with the learner's consent."""

    def __init__(self, lms: Lms, package: Path, proxy: StubProxy) -> None:
        self.lms, self.proxy = lms, proxy
        self.learner = Learner(lms.open(package), OUTLINE)
        self.learner.goto(LAB)
        self.learner.consent(LAB)
        self.root = self.learner.lab(LAB)
        self.replies = self.root.locator('[data-turn="assistant"]')
        self.texts = [whole(attack) for attack in CORPUS if WORST.fullmatch(attack["name"])]
        self.events = Events(lms.page.context, lms.page)
        self.before = len(proxy.requests)
        self.buttons = self.actions()
        self.talk()

    def actions(self) -> Any:
        """Each button that an event handler may look for, with its words."""
        return self.learner.frame.evaluate(
            "[...document.querySelectorAll('[data-action]')].map(({dataset, textContent}) => [dataset.action, textContent])"
        )

    def talk(self) -> None:
        kinds = ("stream", "json") * len(self.texts)
        played = [Behaviour(kind, text=text, topics=()) for kind, text in zip(kinds, self.texts, strict=False)]  # type: ignore[arg-type]
        self.proxy.play(*played)
        for number, text in enumerate(self.texts):
            self.learner.write(LAB, f"And what of number {number}?")
            expect(self.replies).to_have_count(number + 2)
            expect(self.root).to_have_attribute("data-status", "ready")
            said = self.replies.last.locator("[data-said]")
            assert said.evaluate(FOREIGN) == []
            assert is_all_there(text, said.evaluate("(element) => element.textContent"))
            for element in said.locator("*").all():
                if element.bounding_box():
                    element.hover()
                    element.click()
            self.learner.expect_exchanges(LAB, min(number + 1, OUTLINE.part(LAB).exchanges))

    def paste(self) -> dict[str, Any]:
        """What another page is given of the clipboard; it takes that for markup, as carelessly as can be."""
        page = self.lms.page.context.new_page()
        page.goto("about:blank")
        page.set_content(PASTE)
        page.locator("[contenteditable]").click()
        page.keyboard.press("Control+V")
        page.wait_for_function("() => self.pasted")
        pasted: dict[str, Any] = page.evaluate("self.pasted")
        page.evaluate("document.body.innerHTML += self.pasted.html")
        page.wait_for_timeout(300)
        pasted["pictures and links"] = page.locator("[src], [href], [background], [srcset]").count()
        page.close()
        return pasted


def test_in_a_real_lab_they_do_as_little(lms: Lms, proxy: StubProxy, tmp_path_factory: pytest.TempPathFactory) -> None:
    talked = Talked(lms, OwnLabs(tmp_path_factory, proxy).package("topics: [{id: sun, title: The sun}]\n"), proxy)
    assert len(talked.texts) == 16
    assert {what for _, what in talked.events.all} == {f"request {proxy.url}/chat/completions"}
    asked = proxy.requests[talked.before :]
    assert [request.path for request in asked] == ["/v1/chat/completions"] * len(talked.texts)
    assert {message["role"] for request in asked for message in request.body["messages"]} == {"user", "assistant"}
    assert talked.actions() == talked.buttons
    assert talked.root.locator("[data-consent]:visible, [data-touched]").count() == 0
    assert talked.root.locator('[data-turn="learner"]').count() == len(talked.texts)

    talked.root.locator('[data-action="copy"]').click()
    expect(talked.root.locator("[data-lab-status]")).to_have_text("The conversation is copied.")
    copied = talked.paste()
    assert copied["types"] == ["text/plain"]
    assert "<script>hit()</script>" in copied["text"]

    talked.learner.frame.evaluate("getSelection().selectAllChildren(document.querySelector('[data-log]'))")
    talked.lms.page.keyboard.press("Control+C")
    selected = talked.paste()
    assert "&lt;script&gt;hit()&lt;/script&gt;" in selected["html"]
    assert selected["pictures and links"] == 0
    assert not re.search(r"<[^>]*(?:\bon\w+=|url\()|<(?:script|img|svg|iframe|style|a)\b", selected["html"])
    assert {what for _, what in talked.events.all if what.startswith(("hit", "dialog", "error"))} == set()

"""An LMS in real Chromium: it shows a package in its frame, and says what it received."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

from tests.browser.received import ASKING, Call, Commit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, BrowserContext, Frame, Page, Request

    from tests.browser.received import Failure
    from tests.browser.website import Site

TESTS = Path(__file__).parents[1]
LMS_PAGES = Path(__file__).parent / "lms"
SCORM_AGAIN = TESTS / "node_modules/scorm-again/dist/scorm12.min.js"

MORTAL = """
for (const name of ["pagehide", "visibilitychange", "beforeunload", "unload"])
  addEventListener(name, (event) => globalThis.dying && event.stopImmediatePropagation(), true);
"""
"""Runs before the package's own scripts, so that `lms.kill` can keep a dying document from saying farewell."""

Values = Mapping[str, str]


def launch_file(package: Path) -> str:
    """The href of the manifest's resource that is a SCO."""
    manifest = etree.parse(package / "imsmanifest.xml")
    hrefs = [
        resource.get("href")
        for resource in manifest.iter("{http://www.imsproject.org/xsd/imscp_rootv1p1p2}resource")
        if resource.get("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype") == "sco"
    ]
    assert len(hrefs) == 1, f"one SCO is expected, not {hrefs}"
    assert hrefs[0], "the SCO has no href"
    return hrefs[0]


class Lms:
    """One learner's attempt. ``open`` starts the first session, ``relaunch`` each further one."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        *,
        api: Literal["parent", "opener", "none"] = "parent",
        runtime: Literal["strict", "scorm-again"] = "strict",
        width: int = 650,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        clock: bool = False,
    ) -> None:
        self._browser, self._site = browser, site
        self._address = f"{site.url}/lms/index.html?api={api}&runtime={runtime}"
        self._api, self._size, self._clock = api, (width, height), clock
        self.scheme: Literal["light", "dark"] = scheme
        self._context: BrowserContext | None = None
        self._page: Page | None = None
        self._window: Page | None = None
        self._last: dict[str, Any] = {}
        self._package = Path()
        self._options: dict[str, Any] = {}
        self.requests: list[str] = []
        self.page_errors: list[str] = []

    def open(
        self,
        package: Path,
        learner: str = "learner-1",
        initial: Values | None = None,
        fail: Sequence[Failure] = (),
        *,
        saved: Values | None = None,
        elsewhere: bool = False,
        **options: Any,
    ) -> Frame:
        """Launches the package; ``elsewhere``: in a browser that has never seen it. Other options are the run-time's."""
        self.close_page()
        self._package = package
        self._options = {**options, "initial": {"cmi.core.student_id": learner, **(initial or {})}}
        config = {
            **self._options,
            "fail": [failure.option() for failure in fail],
            "saved": dict(saved) if saved else None,
        }
        page = self._new_page(elsewhere=elsewhere)
        page.goto(self._address)
        url = f"{self._site.mount(package.name, package)}/{launch_file(package)}"
        page.wait_for_function("() => globalThis.lms")
        launch = "([url, config, width, height]) => lms.launch(url, config, width, height)"
        if self._api == "opener":
            with page.context.expect_page() as opened:
                page.evaluate(launch, [url, config, *self._size])
            self._window = opened.value
        else:
            page.evaluate(launch, [url, config, *self._size])
        self.frame.wait_for_url(url + "**", wait_until="load")
        return self.frame

    def relaunch(self, *, elsewhere: bool = False, saved: Values | None = None, **options: Any) -> Frame:
        """The same attempt again, with what was committed (or ``saved``): the LMS is well unless ``options`` say otherwise."""
        kept = {name: value for name, value in self._options.items() if name in ("initial", "unsupported")}
        saved = self.committed() if saved is None else saved
        initial = kept.pop("initial")
        return self.open(
            self._package,
            initial["cmi.core.student_id"],
            initial,
            saved=saved,
            elsewhere=elsewhere,
            **{**kept, **options},
        )

    def _new_page(self, *, elsewhere: bool) -> Page:
        if self._context and elsewhere:
            self._context.close()
            self._context = None
        if self._context is None:
            width, height = self._size
            self._context = self._browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=self.scheme,
                reduced_motion="reduce",
                service_workers="block",
            )
            self._context.add_init_script(MORTAL)
            if self._clock:
                self._context.clock.install()
            self._context.on("request", self._requested)
            self._context.on("weberror", lambda error: self.page_errors.append(str(error.error)))
        self._page = self._context.new_page()
        return self._page

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    @property
    def page(self) -> Page:
        """The LMS's own page."""
        assert self._page is not None, "the LMS shows nothing"
        return self._page

    @property
    def frame(self) -> Frame:
        """Where the package runs."""
        if self._window:
            return self._window.main_frame
        element = self.page.wait_for_selector("iframe")
        frame = element.content_frame() if element else None
        assert frame is not None, "the LMS shows no package"
        return frame

    def pass_time(self, seconds: float) -> None:
        """Timers that are due within so many seconds fire now; needs ``clock``."""
        assert self._context is not None, "the LMS shows nothing"
        self._context.clock.fast_forward(int(seconds * 1000))

    def settle(self) -> None:
        """Returns when the content has had its turn: a frame, and the tasks that wait for it."""
        self.frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def wait_for_commit(self, after: int) -> None:
        """Returns when this session has more than ``after`` commits."""
        self.page.wait_for_function("(after) => lms.state().history.length > after", arg=after)

    @property
    def origin(self) -> str:
        return self._site.url

    def state(self) -> dict[str, Any]:
        """The run-time's state now, or as it was when the session ended."""
        if self._page is not None:
            self._last = json.loads(self._page.evaluate("() => JSON.stringify(lms.state())"))
        return self._last

    def calls(self) -> list[Call]:
        """This session's calls, in order."""
        return [Call(*call) for call in self.state()["calls"]]

    def traffic(self) -> list[Call]:
        """This session's calls that ask or tell the LMS something: not those that read an error code."""
        return [call for call in self.calls() if call.method not in ASKING]

    def sets(self, element: str | None = None) -> list[Call]:
        """This session's LMSSetValue calls, of one element or of all."""
        return [call for call in self.calls() if call.method == "LMSSetValue" and element in (None, call.element)]

    def committed(self) -> dict[str, str]:
        """What the LMS keeps: element to value."""
        return dict(self.state()["committed"])

    def commits(self) -> list[Commit]:
        return [Commit(entry["calls"], entry["committed"]) for entry in self.state()["history"]]

    def control(self, **options: Any) -> None:
        """Changes the run-time from its next call on: ``gone``, ``delay``, ``fail``."""
        if "fail" in options:
            options["fail"] = [failure.option() for failure in options["fail"]]
        self.page.evaluate("(options) => lms.control(options)", options)

    def kill(self) -> None:
        """The content's process dies between two calls: nothing more arrives, no event runs for the LMS to hear."""
        self.page.evaluate("() => lms.kill()")
        self.close_page()

    def leave(self) -> None:
        """The learner goes elsewhere in the LMS; the content hears it."""
        self.page.evaluate("() => lms.leave()")
        self.frame.wait_for_url("about:blank")
        self.close_page()

    def close_page(self) -> None:
        """Ends the session as it is; the state stays readable."""
        if self._page is not None:
            self.state()
            self._page.close()
        if self._window is not None:
            self._window.close()
        self._page = self._window = None

    def close(self) -> None:
        self.close_page()
        if self._context:
            self._context.close()

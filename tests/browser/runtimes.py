"""An LMS of one of the kinds in lms/runtimes.js: its pages in real Chromium, and what its server keeps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser.harness import MORTAL, launch_file
from tests.browser.received import interactions

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Frame, Page

    from tests.browser.website import Site


class Window:
    """One window of the LMS with the course in it."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self.page, self.frame = page, frame

    def answer(self, question: str, choice: str) -> None:
        """One answer of a quiz with feedback at once."""
        field = self.frame.locator(f'[data-question="{question}"]')
        field.locator(f'input[value="{choice}"]').check()
        field.locator('[data-action="answer"]').click()
        expect(field.locator("input:enabled")).to_have_count(0)

    def choose(self, question: str, choice: str) -> None:
        """One answer of a test."""
        self.frame.locator(f'[data-question="{question}"] input[value="{choice}"]').check()

    def goto(self, part: str) -> None:
        links = self.frame.locator(f'[data-goto="{part}"]:visible')
        if links.count() == 0:
            self.frame.locator('[data-action="menu"]').click()
        links.first.click()
        expect(self.frame.locator(f'[data-part="{part}"]')).to_be_visible()
        if part != "intro":
            expect(self.frame.locator(f'[data-part="{part}"] [data-answered]')).to_be_attached()

    def chosen(self) -> dict[str, str]:
        """Question to choice, of those that are marked."""
        marked = self.frame.locator("[data-question] input:checked").all()
        return {field.get_attribute("name") or "": field.input_value() for field in marked}

    def notices(self) -> str:
        return re.sub(r"\s+", " ", self.frame.locator("[data-notices]").inner_text()).strip()

    def settle(self) -> None:
        self.frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def world(self, **switches: bool) -> None:
        """Switches the LMS's trouble on or off."""
        self.page.evaluate("(switches) => Object.assign(lms.world, switches)", switches)


class Runtime:
    """A learner's browser and an LMS of one kind."""

    def __init__(self, browser: Browser, site: Site, kind: str, place: str = "parent") -> None:
        self._site, self._kind, self._place = site, kind, place
        # What is at 127.0.0.1 can be reached without a network, and the player knows it.
        self._host = site.url.replace("127.0.0.1", "lms.localhost")
        self._context = browser.new_context(viewport={"width": 700, "height": 950}, reduced_motion="reduce")
        self._context.add_init_script(MORTAL)
        self.page_errors: list[str] = []
        self._kept: dict[str, str] | None = None
        self._context.on("weberror", lambda error: self.page_errors.append(str(error.error)))

    def open(self, package: Path, learner: str = "learner-1", *, kind: str | None = None) -> Window:
        """Launches the package as the server's data has it."""
        self._site.mount(package.name, package)
        url = f"{self._host}/{package.name}/{launch_file(package)}"
        initial = {"cmi.core.student_id": learner, "cmi.core.student_name": "Learner, Example"}
        self._kept = None
        asked = {"kind": kind or self._kind, "place": self._place, "url": url, "initial": json.dumps(initial)}
        address = f"{self._host}/lms/runtimes.html?{urlencode(asked)}"
        page = self._context.new_page()
        if self._place == "opener":
            with self._context.expect_page() as opened:
                page.goto(address)
            frame = opened.value.main_frame
        else:
            page.goto(address)
            element = page.wait_for_selector("iframe")
            found = element.content_frame() if element else None
            assert found is not None
            frame = found
        frame.wait_for_url(url + "**", wait_until="load")
        expect(frame.locator("html")).not_to_have_attribute("data-completion", "unknown")
        here = frame.locator("[data-part]:visible")
        if here.get_attribute("data-kind") in ("quiz", "test"):
            expect(here.locator("[data-answered]")).to_be_attached()
        return Window(page, frame)

    def server(self) -> dict[str, str]:
        """What the LMS keeps."""
        if self._kept is not None:
            return self._kept
        page = self._context.new_page()
        page.goto(f"{self._host}/lms/runtimes.html?kind=well+behaved&place=late&url=about:blank")
        kept: dict[str, str] = page.evaluate("() => lms.server() || {}")
        page.close()
        return kept

    def results(self) -> list[str]:
        """The answers that the LMS keeps, in their order: question and response."""
        kept = interactions(self.server())
        return [f"{one['id']} {one.get('student_response', '')}" for one in kept]

    def leave(self, window: Window, how: str = "elsewhere") -> None:
        """The ways in which learners, and browsers, end a visit."""
        window.settle()
        page = window.page
        if how == "elsewhere":
            window.frame.evaluate("() => void setTimeout(() => location.replace('about:blank'))")
            window.frame.wait_for_url("about:blank")
        elif how == "close":
            page.close(run_before_unload=True)
            return
        elif how == "navigate":
            page.goto("about:blank")
        elif how == "back":
            page.goto(f"{self._host}/lms/index.html?api=none")
            page.go_back()
            page.wait_for_timeout(150)
        elif how == "remove":
            page.evaluate("() => lms.frame().remove()")
        elif how == "crash":
            window.frame.evaluate("() => { globalThis.dying = true }")
        else:
            raise ValueError(how)
        if how in ("elsewhere", "crash", "remove"):
            self._kept = page.evaluate("() => lms.server() || {}")
        page.close()

    def close(self) -> None:
        self._context.close()

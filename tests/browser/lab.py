"""The first lab of a course on the screen, with what its proxy was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.learner import TURNS, Learner
from tests.browser.received import objectives

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.course_outline import Outline
    from tests.browser.harness import Lms
    from tests.stub_proxy import Request, StubProxy

LEARNER = "secret-learner-7"


class Lab:
    """The first lab, open, with the learner's consent; ``asked`` are the requests since then."""

    def __init__(self, lms: Lms, package: Path, outline: Outline, proxy: StubProxy) -> None:
        self.lms, self.proxy = lms, proxy
        self.part = outline.of_kind("lab")[0]
        self.id = self.part.id
        self.learner = Learner(lms.open(package, LEARNER), outline)
        self.learner.goto(self.id)
        self.learner.consent(self.id)
        self.root = self.learner.lab(self.id)
        self.trouble = self.root.locator("[data-trouble]")
        self.field = self.root.locator("[data-composer] textarea")
        self.replies = self.root.locator('[data-turn="assistant"]')
        self._before = len(proxy.requests)

    def write(self, text: str = TURNS[0]) -> None:
        self.learner.write(self.id, text)

    def asked(self) -> list[Request]:
        return self.proxy.requests[self._before :]

    def expect_exchanges(self, number: int) -> None:
        self.learner.expect_exchanges(self.id, number)

    def expect_trouble(self, requests: int, *, retry: bool) -> None:
        """The learner is told, nothing counted, the text is kept, and the reflection is offered."""
        expect(self.trouble).to_be_visible()
        assert self.trouble.inner_text().strip() != ""
        self.expect_exchanges(0)
        assert len(self.asked()) == requests
        expect(self.trouble.locator('[data-action="retry-send"]')).to_be_visible(visible=retry)
        expect(self.trouble.locator('[data-action="reflect"]')).to_be_visible()

    def expect_recovery(self) -> None:
        """Trying again works, and then it counts."""
        self.trouble.locator('[data-action="retry-send"]').click()
        self.expect_exchanges(1)
        expect(self.trouble).to_be_hidden()

    def expect_done(self) -> None:
        """The LMS holds the lab as done."""
        self.lms.settle()
        assert objectives(self.lms.committed())[self.id]["status"] == "completed"

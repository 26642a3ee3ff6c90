"""A learning platform with an LRS: it launches xAPI and cmi5 packages in real Chromium, and says what arrived."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from lxml import etree

from scormpack.lrs_server import Cmi5Launch

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Frame, Page

    from scormpack.lrs_server import RunningLrs
    from tests.browser.website import Site

Statement = dict[str, Any]

VERBS = "http://adlnet.gov/expapi/verbs/"
TINCAN = "{http://projecttincan.com/tincan.xsd}"
CMI5 = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


def verb(statement: Statement) -> str:
    """The last segment of a statement's verb."""
    iri: str = statement["verb"]["id"]
    assert iri.startswith(VERBS)
    return iri.removeprefix(VERBS)


def told(statement: Statement) -> tuple[str, str]:
    """Verb, and the last segment of the object's IRI."""
    return verb(statement), statement["object"]["id"].rsplit("/", 1)[-1]


class Platform:
    """One learner in one browser; every launch is in the same registration unless another is named."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        lrs: RunningLrs,
        learner: str = "",
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1280,
    ) -> None:
        self._browser, self._site, self.lrs = browser, site, lrs
        self.learner = learner or f"learner-{uuid.uuid4()}"
        self.registration = str(uuid.uuid4())
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        self.page: Page | None = None
        self.page_errors: list[str] = []
        self.requests: list[str] = []

    @property
    def actor(self) -> Statement:
        return {
            "objectType": "Agent",
            "account": {"homePage": "https://lms.example.org", "name": self.learner},
        }

    def open_xapi(self, package: Path, *, own_page: bool = True, **more: str) -> Frame:
        """Launches an xAPI package; further launch parameters as ``more``, an empty one leaves its own out."""
        launch = etree.parse(package / "tincan.xml").findtext(f".//{TINCAN}launch")
        query = {
            "endpoint": self.lrs.endpoint,
            "auth": self.lrs.authorization,
            "actor": json.dumps(self.actor),
            "registration": self.registration,
            "activity_id": etree.parse(package / "tincan.xml").find(f".//{TINCAN}activity").get("id") or "",  # type: ignore[union-attr]
            **more,
        }
        query = {name: value for name, value in query.items() if value}
        return self._show(f"{self._site.mount(package.name, package)}/{launch}?{urlencode(query)}", own_page=own_page)

    def launch_of(self, package: Path, **more: Any) -> Cmi5Launch:
        """What the platform says at a cmi5 launch of the package, each time a new session."""
        unit = etree.parse(package / "cmi5.xml").find(f".//{CMI5}au")
        assert unit is not None
        mastery = unit.get("masteryScore")
        values: dict[str, Any] = {
            "activity_id": f"https://lms.example.org/activities/{self.registration}",
            "actor": self.actor,
            "registration": self.registration,
            "au_id": unit.get("id"),
            "launch_mode": "Normal",
            "move_on": unit.get("moveOn"),
            "mastery_score": float(mastery) if mastery else None,
            "return_url": None,
            "session_id": str(uuid.uuid4()),
        }
        return Cmi5Launch(**(values | more))

    def open_cmi5(self, package: Path, launch: Cmi5Launch | None = None, *, own_page: bool = True) -> Frame:
        """Launches a cmi5 package's assignable unit."""
        url = etree.parse(package / "cmi5.xml").findtext(f".//{CMI5}au/{CMI5}url")
        query = self.lrs.launch_cmi5(launch or self.launch_of(package))
        return self._show(f"{self._site.mount(package.name, package)}/{url}?{query}", own_page=own_page)

    def _show(self, url: str, *, own_page: bool) -> Frame:
        if own_page or self.page is None:
            self.page = self.context.new_page()
            self.page.on("pageerror", lambda error: self.page_errors.append(str(error)))
            self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(url)
        return self.page.main_frame

    def leave(self) -> None:
        """The learner goes elsewhere; the package hears it, and what it sends is on its way."""
        assert self.page is not None
        self.page.goto("about:blank")
        self.page.close()
        self.page = None

    def statements(self) -> list[Statement]:
        """What the LRS holds of this learner, in the order in which it stored them."""
        return [s for s in self.lrs.statements() if s["actor"].get("account", {}).get("name") == self.learner]

    def wait_for(self, *wanted: tuple[str, str], seconds: float = 15) -> list[Statement]:
        """The learner's statements, once those wanted (verb and object) are among them."""
        import time

        end = time.monotonic() + seconds
        while True:
            held = self.statements()
            missing = set(wanted) - {told(statement) for statement in held}
            if not missing:
                return held
            assert time.monotonic() < end, f"{missing} did not arrive; there are {[told(s) for s in held]}"
            if self.page is not None:
                self.page.wait_for_timeout(50)
            else:
                time.sleep(0.05)

    def close(self) -> None:
        self.context.close()

"""Where Chromium is found, and how it is started: a missing one is a failure that says what to run."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

NAMES = (
    # The same browser without a user interface of its own, as Playwright's own one is: it takes two thirds of the time.
    "chromium-headless-shell",
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A browser without a screen needs no user interface of its own: it costs processes for every window. Of two such flags
    # the last one counts, so what Playwright turns off is repeated.
    (
        "--disable-features=PreloadTopChromeWebUI,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
        "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
        "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
        "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch,Translate"
    ),
)
MISSING = """no Chromium: the browser tests need one.
  run     python -m playwright install chromium
  or      apt-get install chromium-headless-shell
  or set  SCORMPACK_CHROMIUM=/path/to/chromium"""


class ChromiumMissingError(Exception):
    """No browser can be started; the text says which command brings one."""


def found_browsers() -> Iterator[Path | None]:
    """The browser that SCORMPACK_CHROMIUM names, else those on PATH in the order of NAMES, and last (None) Playwright's own."""
    named = os.environ.get("SCORMPACK_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise ChromiumMissingError(f"SCORMPACK_CHROMIUM={named} is no file\n{MISSING}")
        yield Path(named)
        return
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield None


@cache
def chromium() -> Browser:
    """The one headless Chromium of this process, until it ends: the first that starts. Raises ChromiumMissingError."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    failures = []
    for path in found_browsers():
        try:
            return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except PlaywrightError as error:
            failures.append(f"{path or 'the browser of Playwright'} does not start: {error}")
    raise ChromiumMissingError("\n".join([*failures, MISSING]))


if __name__ == "__main__":
    chromium().close()

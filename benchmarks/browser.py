"""The package in real Chromium, under the strict SCORM 1.2 run-time of the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError

from benchmarks.processes import NotMeasuredError
from tests.browser.chromium import ChromiumMissingError, chromium
from tests.browser.harness import LMS_PAGES, Lms
from tests.browser.received import Call
from tests.browser.website import Site


@contextmanager
def lms_maker() -> Iterator[Callable[[], Lms]]:
    """Makes LMSs, each with a browser that has seen nothing. What goes wrong within raises NotMeasuredError."""
    site = Site()
    site.mount("lms", LMS_PAGES)
    with site.serving():
        try:
            yield lambda: Lms(chromium(), site)
        except (PlaywrightError, ChromiumMissingError, AssertionError) as error:
            raise NotMeasuredError(str(error).strip().splitlines()[0]) from error


def quiet(lms: Lms) -> None:
    """Returns when the package has nothing left to fetch or to tell."""
    lms.page.wait_for_load_state("networkidle")
    for _turn in range(2):
        lms.settle()


def count(calls: Sequence[Call], method: str) -> int:
    """How many calls are of one method."""
    return sum(call.method == method for call in calls)

"""The first page as a learner meets it, against a plain HTML page of the same text in the same frame of the same LMS."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import html

from benchmarks.browser import lms_maker, quiet
from benchmarks.figures import Figure
from benchmarks.multiplied import multiply
from benchmarks.processes import scratch, unpacked_build

if TYPE_CHECKING:
    from tests.browser.harness import Lms

KB = 1000
OBSERVE = """async () => {
  const seen = (type) => new Promise((done) => {
    const entries = [];
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({ type, buffered: true });
    setTimeout(() => done([...entries, ...observer.takeRecords()]), 100);
  });
  const [paints, tasks] = await Promise.all([seen("largest-contentful-paint"), seen("longtask")]);
  const files = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const fetched = files.filter((file) => file.name.startsWith("http"));
  return {
    lcp: Math.max(0, ...paints.map((entry) => entry.startTime)),
    long_tasks: tasks.filter((entry) => entry.name !== "same-origin-ancestor").length,
    requests: fetched.length,
    size: fetched.reduce((sum, file) => sum + file.decodedBodySize, 0),
  };
}"""
"""The browser keeps these entries from the start of the navigation on. The LMS's own tasks are the ancestor's."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening in an empty browser: milliseconds to the largest paint, tasks over 50 ms, requests, bytes undeflated."""

    lcp: float
    long_tasks: int
    requests: int
    size: int


def measure(course: Path, pairs: int) -> Iterator[Figure]:
    """One module, then a hundred."""
    for times, modules in ((1, ""), (100, ", 100 modules")):
        with scratch() as folder, lms_maker() as new_lms:
            package, _size = unpacked_build(multiply(course, times, folder / "course"), folder / "package")
            twin = plain_twin(package, folder / "twin")
            # The first pair warms the browser and is not counted.
            opened = [(_opening(new_lms, twin), _opening(new_lms, package)) for _pair in range(pairs + 1)][1:]
        pages = [page for _plain, page in opened]
        ratio = statistics.median(page.lcp / plain.lcp for plain, page in opened)
        yield Figure(f"LCP, plain page{modules}", statistics.median(plain.lcp for plain, _page in opened), "ms")
        yield Figure(f"LCP{modules}", statistics.median(page.lcp for page in pages), "ms")
        yield Figure(f"LCP, against the plain page{modules}", ratio, "times", 1.3)
        yield Figure(f"long tasks{modules}", statistics.median(page.long_tasks for page in pages), "", 0)
        yield Figure(f"requests{modules}", max(page.requests for page in pages), "", 6)
        yield Figure(f"bytes, undeflated{modules}", max(page.size for page in pages) / KB, "KB", 160)


def _opening(new_lms: Callable[[], Lms], package: Path) -> Opening:
    lms = new_lms()
    frame = lms.open(package)
    quiet(lms)
    opening = Opening(**frame.evaluate(OBSERVE))
    lms.close()
    return opening


def plain_twin(package: Path, twin: Path) -> Path:
    """A package whose launch page holds the text of the first part alone: no style, no script, no contract."""
    twin.mkdir()
    (twin / "imsmanifest.xml").write_bytes((package / "imsmanifest.xml").read_bytes())
    page = html.document_fromstring((package / "index.html").read_text("utf-8"))
    section = next(element for element in page.iter("section") if element.get("data-part"))
    for element in section.iter():
        element.attrib.clear()
    title = page.findtext(".//title")
    text = html.tostring(section, encoding="unicode")
    (twin / "index.html").write_text(
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{text}\n</body>\n</html>\n",
        "utf-8",
    )
    return twin

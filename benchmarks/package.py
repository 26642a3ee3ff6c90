"""How large a package is, and how long a learner's state can get."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.figures import Figure
from benchmarks.multiplied import multiply
from benchmarks.processes import scormpack, scratch, unpacked_build

KB = 1000
MANIFEST = "imsmanifest.xml"
LAUNCH = "index.html"


def measure(course: Path, _pairs: int) -> Iterator[Figure]:
    """The package of the course and of a hundred times the course, and the state of both."""
    with scratch() as folder:
        package, size = unpacked_build(course, folder / "once")
        files = _files(package)
        unlisted = sorted(set(files) - {MANIFEST} - _listed(files[MANIFEST]))
        yield Figure("package", size / KB, "KB", 90)
        yield Figure("files", len(files), "", 20)
        yield Figure("files that the manifest does not list", len(unlisted), "", 0, " ".join(unlisted[:3]))
        player = [name for name in files if name.endswith(".js") and not name.startswith("answers")]
        gzipped = sum(len(gzip.compress(files[name], 9)) for name in player)
        yield Figure("player, gzipped", gzipped / KB, "KB", 24, " ".join(sorted(player)))
        yield Figure("theme, gzipped", len(gzip.compress(files["theme.css"], 9)) / KB, "KB")
        yield Figure("launch page", len(files[LAUNCH]) / KB, "KB")
        yield _state(course, "worst-case state", 1024)
        many = multiply(course, 100, folder / "times-100")
        yield _state(many, "worst-case state, 100 modules", 4096)
        package, size = unpacked_build(many, folder / "many")
        files = _files(package)
        yield Figure("package, 100 modules", size / KB, "KB")
        yield Figure("files, 100 modules", len(files))
        yield Figure("launch page, 100 modules", len(files[LAUNCH]) / KB, "KB")


def _files(package: Path) -> dict[str, bytes]:
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*") if path.is_file()}


def _listed(manifest: bytes) -> set[str]:
    return {str(element.get("href")) for element in etree.fromstring(manifest).iter("{*}file")}


def _state(course: Path, what: str, target: int) -> Figure:
    """In characters of cmi.suspend_data, as `scormpack inspect` tells it."""
    state: dict[str, Any] = json.loads(scormpack("inspect", course, "--format", "json").output)["state"]
    return Figure(what, state["worst_case"], "characters", target, f"by {state['granularity']}")

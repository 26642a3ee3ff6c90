"""What the manifest of a package says: which kind it is, what is launched, under which identifiers.

SCORM 1.2 Content Aggregation Model, 2.3.4; tincan.xml of the Tin Can launch guide; cmi5, section 13.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

IMSCP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
TINCAN = "{http://projecttincan.com/tincan.xsd}"
CMI5 = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


MAX_XML = 8 * 1024 * 1024
LONGEST_REASON = 400


def libxml2_version() -> str:
    """That of the library in use, which need not be the one that lxml was built with."""
    return ".".join(map(str, etree.LIBXML_VERSION))


class NotOursError(Exception):
    """The zip is no package of ours; the text says why. What a terminal would obey is written as an escape."""

    def __init__(self, text: str) -> None:
        plain = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: LONGEST_REASON + 1]
        )
        super().__init__(plain if len(text) <= LONGEST_REASON else f"{plain[:LONGEST_REASON]}…")


@dataclass(frozen=True, slots=True)
class Manifest:
    """``identifiers`` has the shape that docs/inspect.md gives them for this target.

    ``state_limit`` is how many characters of a learner's state the target keeps, None for no limit. ``move_on`` and
    ``mastery_score`` are what a cmi5 unit asks its LMS to do and to hand over (cmi5, 13.1.4); 0 to 1, None without.
    """

    target: str
    launch: str
    title: str
    identifiers: dict[str, Any]
    state_limit: int | None
    move_on: str = ""
    mastery_score: float | None = None


def read_manifest(files: Mapping[str, bytes]) -> Manifest:
    """The manifest at the root of a package. Raises `NotOursError`."""
    found = [name for name in READERS if name in files]
    if not found:
        raise NotOursError(f"it has no {', '.join(tuple(READERS)[:-1])} or {tuple(READERS)[-1]} at its root")
    if len(found) > 1:
        raise NotOursError(f"it has both {found[0]} and {found[1]}")
    name = found[0]
    return READERS[name](_parsed(name, files[name]))


def _parsed(name: str, content: bytes) -> etree._Element:
    """The root, of UTF-8 alone: in another encoding a DOCTYPE could hide from the search for one."""
    if len(content) > MAX_XML:
        raise NotOursError(f"its {name} is longer than a course's")
    if b"<!DOCTYPE" in content:
        raise NotOursError(f"its {name} has a DOCTYPE, which could define entities; a package of ours has none")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise NotOursError(f"its {name} is no valid XML ({error.msg})") from error


def _scorm12(root: etree._Element) -> Manifest:
    item, resource = root.find(f".//{IMSCP}item"), root.find(f".//{IMSCP}resource")
    if item is None or resource is None:
        raise NotOursError("its imsmanifest.xml has no item or no resource")
    identifiers = {"item": item.get("identifier") or ""}
    return Manifest(
        "scorm12", resource.get("href") or "", item.findtext(f"{IMSCP}title") or "", identifiers, state_limit=4096
    )


def _xapi(root: etree._Element) -> Manifest:
    for activity in root.iterfind(f".//{TINCAN}activity"):
        launch = activity.findtext(f"{TINCAN}launch")
        if launch:
            identifiers = {"course": activity.get("id") or ""}
            return Manifest("xapi", launch, activity.findtext(f"{TINCAN}name") or "", identifiers, state_limit=None)
    raise NotOursError("its tincan.xml has no activity with a launch")


def _cmi5(root: etree._Element) -> Manifest:
    course, unit = root.find(f"{CMI5}course"), root.find(f".//{CMI5}au")
    if course is None or unit is None:
        raise NotOursError("its cmi5.xml has no course or no au")
    title = course.findtext(f"{CMI5}title/{CMI5}langstring") or ""
    identifiers = {"course": course.get("id") or "", "au": unit.get("id") or ""}
    mastery = unit.get("masteryScore")
    return Manifest(
        "cmi5",
        unit.findtext(f"{CMI5}url") or "",
        title,
        identifiers,
        state_limit=None,
        move_on=unit.get("moveOn") or "NotApplicable",
        mastery_score=float(mastery) if mastery and SCALED.fullmatch(mastery) else None,
    )


SCALED = re.compile(r"[01](\.[0-9]{1,4})?", re.ASCII)
"""A score of 0 to 1 (cmi5, 13.1.4 masteryScore)."""

READERS = {"imsmanifest.xml": _scorm12, "tincan.xml": _xapi, "cmi5.xml": _cmi5}
"""By the manifest's name."""

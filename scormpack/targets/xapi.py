"""xAPI: a package with tincan.xml, launched as the "Tin Can" launch guide of Rustici Software says.

The file lists one activity with a launch, the course, and below it modules and parts as a flat list. Their IRIs
are those of the statements.
"""

from __future__ import annotations

from lxml import etree

from scormpack.bundle import Bundle
from scormpack.render import Rendered
from scormpack.targets.lrs_package import check_patterns, lrs_bundle, lrs_host
from scormpack.targets.target import Target
from scormpack.xapi.terms import ACTIVITY_TYPES, activity_iri

TINCAN = "http://projecttincan.com/tincan.xsd"
MANIFEST = "tincan.xml"


def manifest(rendered: Rendered) -> bytes:
    """tincan.xml: the course with its launch file, then modules and parts."""
    course = rendered.course
    root = etree.Element(f"{{{TINCAN}}}tincan", nsmap={None: TINCAN})  # type: ignore[dict-item]  # as in scorm12.py
    activities = etree.SubElement(root, f"{{{TINCAN}}}activities")
    own = _activity(activities, course.iri, ACTIVITY_TYPES["course"], course.title)
    _text(own, "description", course.description or course.title, course.language)
    _text(own, "launch", rendered.launch, course.language)
    for module in course.modules:
        below: list[tuple[str, str, str, str]] = [(module.id, "module", module.title, "")]
        below += [(part.id, part.kind, part.title, part.subtitle) for part in module.parts]
        for own_id, kind, title, subtitle in below:
            activity = _activity(activities, activity_iri(course.iri, own_id), ACTIVITY_TYPES[kind], title)
            # Some LMSs read the description without asking whether there is one.
            _text(activity, "description", subtitle or title, course.language)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _activity(parent: etree._Element, iri: str, kind: str, name: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{TINCAN}}}activity", {"id": iri, "type": kind})
    etree.SubElement(element, f"{{{TINCAN}}}name").text = name
    return element


def _text(parent: etree._Element, name: str, text: str, language: str) -> None:
    element = etree.SubElement(parent, f"{{{TINCAN}}}{name}", {"lang": language})
    element.text = text


def assemble(rendered: Rendered) -> Bundle:
    """The package: manifest, pages, definitions."""
    return lrs_bundle(rendered, MANIFEST, manifest(rendered))


TARGET = Target(
    name="xapi",
    title="xAPI",
    host=lrs_host("xapi"),
    check=check_patterns,
    assemble=assemble,
)

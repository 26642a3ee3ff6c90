"""cmi5: a course package with cmi5.xml and one assignable unit (cmi5, Quartz 1st edition, sections 13 and 14).

The assignable unit carries the course's own IRI, which an LMS repeats in every statement's grouping (9.6.2.3), so
that one question to an LRS finds the statements of all targets. The course around it has an IRI of its own.
"""

from __future__ import annotations

from lxml import etree

from scormpack.bundle import Bundle
from scormpack.contract import All, Passed, Rule
from scormpack.model import Assessment, Course
from scormpack.render import Rendered
from scormpack.targets.lrs_package import check_patterns, lrs_bundle, lrs_host
from scormpack.targets.target import Target
from scormpack.xapi.terms import ACTIVITY_TYPES, term_iri

CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
MANIFEST = "cmi5.xml"


def course_structure_iri(course: Course) -> str:
    """The IRI of the course structure around the assignable unit."""
    return term_iri(course.iri, "cmi5", "course")


def move_on(course: Course) -> str:
    """When an LMS lets a learner move on (13.1.4): completed, and passed too where the author's rule asks for that."""
    return "CompletedAndPassed" if _asks_pass(course.completion, course) else "Completed"


def _asks_pass(rule: Rule, course: Course) -> bool:
    if isinstance(rule, All):
        return any(_asks_pass(inner, course) for inner in rule.rules)
    if not isinstance(rule, Passed) or course.score_part is None or course.success is not None:
        return False
    kinds = {part.kind for part in course.parts() if part.id == course.score_part}
    return rule.of in kinds if isinstance(rule.of, str) else course.score_part in rule.of


def mastery_score(course: Course) -> str | None:
    """What the course's score has to reach, at most four decimals; None where a score alone does not decide.

    With a rule of the author's for success, a course can be passed below any mark, and 9.3.4 would forbid to say so.
    """
    if not course.score or course.success is not None:
        return None
    score = course.mastery_score
    for part in course.parts():
        if part.id == course.score_part and isinstance(part, Assessment) and part.mastery_score is not None:
            score = part.mastery_score
    return f"{score:.4f}".rstrip("0").rstrip(".")


def manifest(rendered: Rendered) -> bytes:
    """cmi5.xml: the course and its one assignable unit."""
    course = rendered.course
    root = etree.Element(f"{{{CMI5}}}courseStructure", nsmap={None: CMI5})  # type: ignore[dict-item]  # as in scorm12.py
    head = etree.SubElement(root, f"{{{CMI5}}}course", {"id": course_structure_iri(course)})
    _described(head, course)
    unit = etree.SubElement(
        root,
        f"{{{CMI5}}}au",
        {
            "id": course.iri,
            "moveOn": move_on(course),
            "launchMethod": "AnyWindow",
            "activityType": ACTIVITY_TYPES["course"],
        },
    )
    mastery = mastery_score(course)
    if mastery is not None:
        unit.set("masteryScore", mastery)
    _described(unit, course)
    etree.SubElement(unit, f"{{{CMI5}}}url").text = rendered.launch
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _described(parent: etree._Element, course: Course) -> None:
    """Title and description, which the schema asks for both."""
    for name, text in (("title", course.title), ("description", course.description or course.title)):
        element = etree.SubElement(parent, f"{{{CMI5}}}{name}")
        etree.SubElement(element, f"{{{CMI5}}}langstring", {"lang": course.language}).text = text


def assemble(rendered: Rendered) -> Bundle:
    """The package: manifest, pages, definitions."""
    return lrs_bundle(rendered, MANIFEST, manifest(rendered))


TARGET = Target(
    name="cmi5",
    title="cmi5",
    host=lrs_host("cmi5"),
    check=check_patterns,
    assemble=assemble,
)

"""SCORM 1.2: a content package with one SCO.

After "SCORM 1.2 Content Aggregation Model" (ADL, 2001), section 2.3, and what Moodle 4.5 reads of it. The
item's identifier is made of the course's id alone, because Moodle files every learner's tracks under it: a
package with another one deletes all attempts.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from lxml import etree

from scormpack.bundle import Bundle
from scormpack.contract import STATE_LIMIT
from scormpack.diagnostics import Diagnostic
from scormpack.load import Where
from scormpack.model import Assessment, Course, Lab
from scormpack.questions import AnyQuestion, FillIn, LongText, ShortText
from scormpack.render import Host, Rendered
from scormpack.state_layout import state_bill, state_layout
from scormpack.targets.target import Target

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MANIFEST = "imsmanifest.xml"
RESPONSE_LIMIT = 255


def item_identifier(course: Course) -> str:
    """The key of every learner's tracks in Moodle; ids have at most 64 characters, so 255 are never met."""
    return f"item-{course.id}"


def manifest(rendered: Rendered) -> bytes:
    """imsmanifest.xml: one organization, one item, one SCO, every file of the package.

    ``adlcp:masteryscore`` is left out: with it, Moodle's LMSFinish decides passed or failed by itself whenever a
    score is set, even when the learner only left midway. The player decides.
    """
    course = rendered.course
    root = etree.Element(
        f"{{{IMSCP}}}manifest",
        {"identifier": f"manifest-{course.id}", "version": "1.1"},
        nsmap={None: IMSCP, "adlcp": ADLCP, "xsi": XSI},  # type: ignore[dict-item]  # the stubs know no default namespace
    )
    root.set(
        f"{{{XSI}}}schemaLocation",
        f"{IMSCP} imscp_rootv1p1p2.xsd {ADLCP} adlcp_rootv1p2.xsd",
    )
    metadata = _element(root, "metadata")
    _element(metadata, "schema", "ADL SCORM")
    _element(metadata, "schemaversion", "1.2")
    organizations = _element(root, "organizations", default=f"organization-{course.id}")
    organization = _element(organizations, "organization", identifier=f"organization-{course.id}")
    _element(organization, "title", course.title)
    item = _element(
        organization,
        "item",
        identifier=item_identifier(course),
        identifierref=f"resource-{course.id}",
        isvisible="true",
    )
    _element(item, "title", course.title)
    resources = _element(root, "resources")
    resource = _element(
        resources, "resource", identifier=f"resource-{course.id}", type="webcontent", href=rendered.launch
    )
    # Lower-case t, as adlcp_rootv1p2.xsd has it; SCORM 2004 writes scormType.
    resource.set(f"{{{ADLCP}}}scormtype", "sco")
    for path in rendered.files:
        _element(resource, "file", href=quote(path))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _element(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{IMSCP}}}{name}", attributes)
    element.text = text
    return element


def assemble(rendered: Rendered) -> Bundle:
    """The manifest at the root, then everything that was rendered."""
    return Bundle({MANIFEST: manifest(rendered), **rendered.files})


def check(course: Course, where: Where) -> Iterator[Diagnostic]:
    """The learner's state must fit cmi.suspend_data in the worst case (CMIString4096); a transcript has no place."""
    for i, module in enumerate(course.modules):
        for j, part in enumerate(module.parts):
            if isinstance(part, Lab) and part.transcript:
                yield Diagnostic(
                    "RTE002",
                    "note",
                    f"the text of `{part.id}` has no place in SCORM 1.2: there, only its exchanges are counted",
                    where(("modules", i, "parts", j, "transcript")),
                    "build for `xapi` or `cmi5` to record the text, or leave it at the count",
                )
            if isinstance(part, Assessment):
                yield from _check_responses(part, where, ("modules", i, "parts", j))
    layout = state_layout(course)
    if layout.worst_case <= STATE_LIMIT:
        return
    bill = state_bill(course)
    dearest = ", ".join(f"{owner} {cost}" for owner, cost in bill[:8])
    more = f" and {len(bill) - 8} more" if len(bill) > 8 else ""
    yield Diagnostic(
        "RTE001",
        "error",
        f"a learner's state can reach {layout.worst_case:,} characters; SCORM 1.2 holds {STATE_LIMIT:,}. "
        f"What costs most: {dearest}{more}",
        where(("modules",)),
        "split the course into several packages, or ask fewer questions",
    )


def _check_responses(part: Assessment, where: Where, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """A response is a CMIFeedback, 255 characters at most (RTE 1.2, 3.4.4): the player cuts what is longer."""
    for k, question in enumerate(part.questions):
        longest = longest_response(question)
        if longest > RESPONSE_LIMIT:
            yield Diagnostic(
                "RTE003",
                "note",
                f"an answer to `{question.id}` can have {longest:,} characters; SCORM 1.2 records the first "
                f"{RESPONSE_LIMIT} of them",
                where((*path, "questions", k, "id")),
                "the score is not touched; `xapi` and `cmi5` record all of it",
            )


def longest_response(question: AnyQuestion) -> int:
    """The longest response as SCORM 1.2 writes it, in characters; 0 where it is made of letters."""
    match question:
        case ShortText():
            return question.longest
        case FillIn():
            return sum(blank.units for blank in question.blanks) + len(question.blanks) - 1
        case LongText():
            return question.longest
        case _:
            return 0


TARGET = Target(
    name="scorm12",
    title="SCORM 1.2",
    host=Host(transport="scorm12", connect=(), state_limit=STATE_LIMIT),
    check=check,
    assemble=assemble,
)

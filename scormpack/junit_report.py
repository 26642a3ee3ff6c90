"""Outcomes of builds as a JUnit file: a test suite a course, a test case a target.

Nobody owns this format; what is written here is what Jenkins, GitLab and GitHub's reporters read alike: `testsuites`,
`testsuite` with its counts, `testcase` with `classname`, and `failure` or `system-out`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from scormpack.diagnostic_text import plain, report_lines
from scormpack.rebuild import Outcome

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0, 2.2: what no document may hold, escaped or not."""


def junit(outcomes: Sequence[Outcome]) -> bytes:
    """The document, in UTF-8."""
    root = ET.Element("testsuites", name="scormpack build")
    for outcome in outcomes:
        root.append(_suite(outcome))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("time", _seconds(sum(outcome.seconds for outcome in outcomes)))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n".encode()


def _suite(outcome: Outcome) -> ET.Element:
    """``failures`` are an author's mistakes, ``errors`` what the machine did not do."""
    targets = outcome.asked.targets
    suite = ET.Element("testsuite", name=_safe(outcome.asked.source.as_posix()), tests=str(len(targets)))
    kind = "error" if outcome.failure else "failure"
    for one in ("failure", "error"):
        suite.set(f"{one}s", str(len(targets)) if outcome.status == "failed" and one == kind else "0")
    suite.set("skipped", "0")
    suite.set("time", _seconds(outcome.seconds))
    said = [*report_lines(outcome.diagnostics, _folder(outcome)), *outcome.retold]
    told = _safe(plain("\n".join(said)))
    for target in targets:
        case = ET.SubElement(suite, "testcase", name=target, classname=_safe(outcome.asked.source.as_posix()))
        case.set("time", _seconds(outcome.seconds / len(targets)))
        if outcome.status == "failed":
            errors = [one for one in outcome.diagnostics if one.severity == "error"]
            first = outcome.failure or (f"{errors[0].code}: {errors[0].message}" if errors else "nothing was written")
            ET.SubElement(case, kind, message=_safe(first), type=errors[0].code if errors else kind).text = (
                told or _safe(first)
            )
        elif told:
            ET.SubElement(case, "system-out").text = told
    return suite


def _folder(outcome: Outcome) -> Path:
    source = outcome.asked.source
    return source if source.is_dir() else source.parent


def _safe(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"

"""The proxy of our own passes the check of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scormpack.lab_check import Lab
from scormpack.lab_server.prompts import read_labs
from scormpack.lab_server.serve import serving
from tests.courses import write_course
from tests.lab_check.checking import findings_at
from tests.lab_server.learner import COURSE, settings_for

if TYPE_CHECKING:
    from pathlib import Path

HERE = "http://127.0.0.1:8000"
PLAIN = Lab("lab-assistant", "sums", "lab-plain", is_named=True)


def test_the_reference_proxy_has_nothing_to_mend_but_that_it_is_on_this_machine(tmp_path: Path) -> None:
    labs = read_labs([write_course(tmp_path, COURSE)])
    settings = settings_for(None, server={"origins": [HERE]})
    with serving(labs=labs, settings=settings, rehearsal=True) as running:
        found = findings_at(running.url, PLAIN, HERE)
    assert {name: f.found for name, f in found.items() if f.status == "problem"} == {}
    assert {name for name, f in found.items() if f.status == "note"} <= {"name", "tls", "streaming"}
    assert found["session"].status == found["preflight"].status == found["leaks"].status == "ok"


def test_the_reference_proxy_lets_no_other_origin_in(tmp_path: Path) -> None:
    labs = read_labs([write_course(tmp_path, COURSE)])
    with serving(labs=labs, settings=settings_for(None), rehearsal=True) as running:
        found = findings_at(running.url, PLAIN, HERE)
    assert found["preflight"].status == "problem"

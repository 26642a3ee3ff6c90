"""The test LMS itself, with a small hand-written SCO: what it gives content, keeps, loses and gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.harness import Lms
from tests.browser.received import Call, Failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANIFEST = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="start.html"/></resources>
</manifest>
"""
SCO = """<!doctype html>
<title>One counter</title>
<script>
  const find = (win) => win.API || (win.parent !== win ? find(win.parent) : win.opener && find(win.opener));
  const api = find(window);
  if (api) {
    api.LMSInitialize("");
    document.title = [api.LMSGetValue("cmi.core.entry"), api.LMSGetValue("cmi.suspend_data"), innerWidth].join();
    api.LMSSetValue("cmi.core.exit", "suspend");
    api.LMSSetValue("cmi.core.lesson_status", "incomplete");
    api.LMSCommit("");
    api.LMSSetValue("cmi.suspend_data", "uncommitted");
    addEventListener("pagehide", () => {
      api.LMSSetValue("cmi.suspend_data", "left");
      api.LMSFinish("");
    });
  }
</script>
"""


@pytest.fixture
def sco(tmp_path: Path) -> Path:
    folder = tmp_path / "one-counter"
    folder.mkdir()
    (folder / "imsmanifest.xml").write_text(MANIFEST, encoding="utf-8")
    (folder / "start.html").write_text(SCO, encoding="utf-8")
    return folder


def test_content_finds_the_api_in_its_parent(lms: Lms, sco: Path) -> None:
    frame = lms.open(sco)
    assert frame.title() == "ab-initio,,650"
    assert lms.calls()[:2] == [
        Call("LMSInitialize", "", "", "true", "0"),
        Call("LMSGetValue", "cmi.core.entry", "", "ab-initio", "0"),
    ]


def test_content_finds_the_api_in_its_opener(make_lms: Callable[..., Lms], sco: Path) -> None:
    lms = make_lms(api="opener")
    assert lms.open(sco).title().startswith("ab-initio,")
    lms.leave()
    assert lms.committed()["cmi.suspend_data"] == "left"


def test_there_may_be_no_api(make_lms: Callable[..., Lms], sco: Path) -> None:
    lms = make_lms(api="none")
    lms.open(sco)
    assert lms.calls() == []


def test_leaving_lets_the_content_finish(lms: Lms, sco: Path) -> None:
    lms.open(sco)
    lms.leave()
    assert lms.calls()[-1] == Call("LMSFinish", "", "", "true", "0")
    assert lms.committed()["cmi.suspend_data"] == "left"
    assert lms.relaunch().title() == "resume,left,650"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_killing_loses_what_was_not_committed(lms: Lms, sco: Path, *, elsewhere: bool) -> None:
    lms.open(sco)
    lms.kill()
    assert "LMSFinish" not in [call.method for call in lms.calls()]
    assert lms.committed()["cmi.suspend_data"] == ""
    assert lms.relaunch(elsewhere=elsewhere).title() == "resume,,650"


def test_each_commit_is_kept_with_its_place_among_the_calls(lms: Lms, sco: Path) -> None:
    lms.open(sco)
    (commit,) = lms.commits()
    assert lms.calls()[commit.calls - 1].method == "LMSCommit"
    assert commit.data["cmi.core.lesson_status"] == "incomplete"


def test_calls_can_fail(lms: Lms, sco: Path) -> None:
    lms.open(sco, fail=[Failure("LMSCommit", "101")])
    assert [call for call in lms.calls() if call.method == "LMSCommit"] == [Call("LMSCommit", "", "", "false", "101")]
    assert lms.commits() == []


def test_the_lms_can_go_away_midway(lms: Lms, sco: Path) -> None:
    lms.open(sco)
    lms.control(gone=True)
    lms.leave()
    assert lms.committed()["cmi.suspend_data"] == ""
    assert lms.page_errors == ["the LMS cannot be reached"]
    lms.page_errors.clear()


def test_scorm_again_stands_beside_the_strict_runtime(make_lms: Callable[..., Lms], sco: Path) -> None:
    lms = make_lms(runtime="scorm-again")
    lms.open(sco)
    lms.leave()
    assert lms.committed()["cmi.suspend_data"] == "left"
    assert lms.committed()["cmi.core.lesson_status"] == "incomplete"


def test_every_request_is_seen(lms: Lms, sco: Path) -> None:
    lms.open(sco)
    assert f"{lms.origin}/one-counter/start.html" in lms.requests

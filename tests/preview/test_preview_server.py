"""The preview over real HTTP: the package's own bytes, a save that is told, and nobody else's say."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scormpack.build import build_course
from scormpack.diagnostics import ScormpackError
from scormpack.preview import run, serving
from scormpack.proxy_url import parse_lab_proxy
from scormpack.targets import TARGETS
from scormpack.verify.archive import read_archive
from scormpack.verify.packed import packed_from
from scormpack.verify.saved_state import read_state
from tests.courses import SMALL, write_course
from tests.test_package_secrets import MIXED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scormpack.preview import Preview


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course", SMALL + "    # the end\n")


@pytest.fixture
def preview(course: Path) -> Iterator[Preview]:
    with following(course) as running:
        yield running


@contextmanager
def following(course: Path) -> Iterator[Preview]:
    """A preview whose watcher runs."""
    stop = threading.Event()
    with serving(course, port=0) as running:

        def follow() -> None:
            for _save in run(running, stop):
                pass

        thread = threading.Thread(target=follow)
        thread.start()
        try:
            yield running
        finally:
            stop.set()
            thread.join()


def status(preview: Preview, target: str = "scorm12") -> dict[str, Any]:
    answer = httpx.get(f"{preview.url}-/status", params={"target": target})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def launched(preview: Preview, **order: object) -> dict[str, Any]:
    answer = httpx.post(f"{preview.url}-/launch", json={"learner": 1, **order})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@contextmanager
def events(preview: Preview, target: str = "scorm12") -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
    """What a page that looks at the target is told, after it has been greeted."""

    def told(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        name = ""
        for line in lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))

    with httpx.stream("GET", f"{preview.url}-/events", params={"target": target}, timeout=20) as answer:
        found = told(answer.iter_lines())
        assert next(found)[0] == "hello"
        time.sleep(0.3)  # the watcher is a thread of its own, and must have begun
        yield found


def edit(course: Path, old: str, new: str) -> None:
    file = course / "course.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("target", TARGETS)
def test_every_file_is_that_of_the_package_which_build_writes(
    preview: Preview, course: Path, tmp_path: Path, target: str
) -> None:
    proxy = preview.labs.proxy
    assert proxy is not None
    (built,) = build_course(course, [target], tmp_path / "out", proxy).packages
    for name, content in read_archive(built.path).items():
        assert httpx.get(f"{preview.url}course/{target}/{name}").content == content
    assert httpx.get(f"{preview.url}-/package", params={"target": target}).content == built.path.read_bytes()


def test_a_save_is_told_and_served(preview: Preview, course: Path) -> None:
    page = f"{preview.url}course/scorm12/index.html"
    assert "Welcome to" in httpx.get(page).text
    with events(preview) as told:
        edit(course, "Welcome to", "Good day to")
        name, news = next(told)
    assert (name, news["number"], news["is_current"], news["saved"]) == ("edition", 2, True, ["course.yaml"])
    assert "Good day to" in httpx.get(page).text


def test_a_save_that_changes_no_byte_gives_no_new_edition(preview: Preview, course: Path) -> None:
    assert status(preview)["number"] == 1
    with events(preview) as told:
        edit(course, "# the end", "# the very end")
        assert next(told)[1]["number"] == 1


def test_a_broken_source_keeps_the_last_package_and_says_why(preview: Preview, course: Path) -> None:
    page = f"{preview.url}course/scorm12/index.html"
    before = httpx.get(page).content
    with events(preview) as told:
        edit(course, "title: A quiz", "titel: A quiz")
        news = next(told)[1]
        assert (news["is_current"], news["has_package"], news["number"]) == (False, True, 1)
        unknown = next(one for one in news["diagnostics"] if one["code"] == "CRS008")
        assert (unknown["file"], unknown["line"], unknown["column"]) == ("course.yaml", 16, 9)
        assert unknown["text"] == "        titel: A quiz"
        assert unknown["hint"] == "did you mean `title`?"
        assert httpx.get(page).content == before
        edit(course, "titel: A quiz", "title: A better quiz")
        news = next(told)[1]
    assert (news["is_current"], news["number"], news["diagnostics"]) == (True, 2, [])
    assert b"A better quiz" in httpx.get(page).content


def test_a_course_that_was_never_whole_is_shown_by_its_mistakes(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", SMALL.replace("score: quiz", "score: quizz"))
    with serving(course, port=0) as preview:
        found = status(preview)
        assert (found["has_package"], found["is_current"], found["number"]) == (False, False, 0)
        assert [one["code"] for one in found["diagnostics"] if one["severity"] == "error"] != []
        for path in ("course/scorm12/index.html", "-/package?target=scorm12"):
            answer = httpx.get(f"{preview.url}{path}")
            assert answer.status_code == 409
            assert answer.json()["error"].startswith("the course has mistakes")


def test_a_course_that_vanishes_is_a_diagnostic_and_comes_back(preview: Preview, course: Path) -> None:
    status(preview)
    with events(preview) as told:
        (course / "course.yaml").rename(course / "elsewhere.yaml")
        assert next(told)[1]["is_current"] is False
        (course / "elsewhere.yaml").rename(course / "course.yaml")
        assert next(told)[1]["is_current"] is True


@pytest.mark.parametrize(
    "path",
    [
        "course/scorm2004/index.html",
        "course/scorm12/absent.html",
        "course/scorm12/../../course.yaml",
        "course/scorm12/%2e%2e/%2e%2e/course.yaml",
        "-/preview.html",
        "-/..%2f..%2fpyproject.toml",
        "-/status?target=",
        "etc/passwd",
    ],
)
def test_what_is_no_file_of_the_package_is_not_there(preview: Preview, path: str) -> None:
    assert httpx.get(preview.url + path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8300", "127.0.0.1.evil.example", "", "[::2]:80"])
@pytest.mark.parametrize("path", ["", "course/scorm12/index.html", "xapi/statements", "-/status?target=scorm12"])
def test_another_name_that_points_to_this_machine_is_refused(preview: Preview, host: str, path: str) -> None:
    assert httpx.get(preview.url + path, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("path", ["-/launch", "-/trouble"])
def test_another_sites_page_has_no_say(preview: Preview, path: str) -> None:
    body = {"target": "scorm12", "learner": 1, "lrs": True, "lab": True}
    answer = httpx.post(preview.url + path, json=body, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert status(preview)["trouble"] == {"lrs": False, "lab": False}


def test_another_sites_page_reads_nothing(preview: Preview) -> None:
    for path in ("-/status?target=scorm12", "course/scorm12/index.html", "xapi/about"):
        answer = httpx.get(preview.url + path, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"{}", b"\xff"),
        *(b'{"target": "scorm12"}', b'{"target": "scorm12", "learner": "x"}'),
        b'{"target": "cmi5", "learner": 1, "mode": "godly"}',
    ],
)
def test_an_order_of_the_wrong_form_is_refused_in_words(preview: Preview, body: bytes) -> None:
    answer = httpx.post(f"{preview.url}-/launch", content=body)
    assert answer.status_code == 400
    assert answer.json() == {"error": "this request has not the form that is expected"}


def test_a_body_without_end_is_refused(preview: Preview) -> None:
    assert httpx.post(f"{preview.url}-/launch", content=b" " * 20_000).status_code == 413


@pytest.mark.parametrize("target", TARGETS)
def test_all_but_the_test_leaves_the_test_alone(course: Path, target: str) -> None:
    edit(course, "kind: quiz", "kind: test")
    with serving(course, port=0) as preview:
        state = launched(preview, target=target, jump=True)["state"]
        archive = {"index.html": httpx.get(f"{preview.url}course/{target}/index.html").content}
        names = ("answers.js", "former.js", *("imsmanifest.xml", "tincan.xml", "cmi5.xml"))
        found = ((name, httpx.get(f"{preview.url}course/{target}/{name}")) for name in names)
        packed = packed_from(archive | {name: answer.content for name, answer in found if answer.status_code == 200})
        read = read_state(packed.contract, state)
    assert (read.completed, read.passed, read.best, read.bookmark) == (False, False, None, "quiz")
    intro, quiz, lab = (read.parts[name] for name in ("intro", "quiz", "lab"))
    assert intro["viewed"] is True
    assert (quiz["viewed"], quiz["attempt"]) == (False, 0)
    assert lab["result"] != "none"


def test_the_lrs_shows_what_it_is_asked_and_can_be_made_to_fail(preview: Preview) -> None:
    url = launched(preview, target="xapi")["url"]
    given = httpx.URL(preview.url).join(url).params
    statement = {
        "actor": json.loads(given["actor"]),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": "https://courses.example.org/small"},
    }
    headers = {"Authorization": given["auth"], "X-Experience-API-Version": "1.0.3"}
    with events(preview, "xapi") as told:
        answer = httpx.post(f"{given['endpoint']}statements", json=statement, headers=headers)
        assert answer.status_code == 200
        name, heard = next(told)
        assert (name, heard["resource"], heard["status"]) == ("lrs", "/xapi/statements", 200)
        assert heard["body"] == statement
        httpx.post(f"{preview.url}-/trouble", json={"lrs": True, "lab": False})
        assert httpx.post(f"{given['endpoint']}statements", json=statement, headers=headers).status_code == 503
        assert next(told)[1]["status"] == 503
    httpx.post(f"{preview.url}-/trouble", json={"lrs": False, "lab": False})
    assert httpx.post(f"{given['endpoint']}statements", json=statement, headers=headers).status_code == 200


def test_the_same_learner_finds_the_same_registration(preview: Preview) -> None:
    def registration(learner: int) -> str:
        return (
            httpx.URL(preview.url).join(launched(preview, target="xapi", learner=learner)["url"]).params["registration"]
        )

    assert registration(1) == registration(1) != registration(2)


def test_a_proxy_of_ones_own_is_the_one_in_the_package(course: Path) -> None:
    proxy = parse_lab_proxy("https://labs.example.org/v1")
    with serving(course, port=0, lab_proxy=proxy) as preview:
        assert b"https://labs.example.org/v1" in httpx.get(f"{preview.url}course/scorm12/index.html").content
        assert status(preview)["labs"] is False
        assert httpx.post(f"{preview.url}v1/sessions", json={}).status_code == 404


def test_without_a_rehearsal_the_package_has_no_proxy(course: Path, tmp_path: Path) -> None:
    with serving(course, port=0, rehearse=False) as preview:
        (built,) = build_course(course, ["scorm12"], tmp_path / "out").packages
        assert httpx.get(f"{preview.url}-/package?target=scorm12").content == built.path.read_bytes()


def test_a_port_that_is_taken_is_said_in_one_line(preview: Preview, course: Path) -> None:
    port = httpx.URL(preview.url).port
    with (
        pytest.raises(
            ScormpackError, match=rf"^cannot listen at 127\.0\.0\.1, port {port}: address already in use\. "
        ) as caught,
        serving(course, port=port),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_without_a_port_the_next_free_one_is_taken(course: Path) -> None:
    with serving(course) as one, serving(course) as other:
        assert one.url != other.url
        assert status(one)["number"] == status(other)["number"] == 1


def test_a_secret_in_the_course_is_never_shown(preview: Preview, course: Path) -> None:
    with events(preview) as told:
        edit(course, "Welcome to", f"The key is {'sk-' + 'proj-' + MIXED[:120]}, and welcome to")
        news = next(told)[1]
    assert news["is_current"] is False
    assert "sk-proj" not in httpx.get(f"{preview.url}course/scorm12/index.html").text

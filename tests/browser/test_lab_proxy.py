"""A learner in real Chromium, the reference proxy, and a stub for the model behind it: the whole way, and each way it fails."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from scormpack.lab_server.prompts import read_labs
from scormpack.lab_server.serve import serving
from tests.browser.conftest import build
from tests.browser.learner import TURNS, Learner
from tests.browser.own_labs import COURSE, OUTLINE
from tests.courses import write_course
from tests.lab_server.learner import settings_for
from tests.lab_server.upstream import Answer, StubUpstream, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator

    from scormpack.lab_server.serve import RunningProxy
    from tests.browser.harness import Lms
    from tests.browser.website import Site

LAB = "lab-fog"
SECRETS = """\
        steering: [SECRET-STEERING]
        topics:
          - {id: sun, title: What the sun does, reached: SECRET-REACHED}
"""
VERDICT = json.dumps({"topics": ["sun"]})


class Chain:
    """A lab that is open, with the learner's consent; ``lms`` is the page, ``upstream`` the far end."""

    def __init__(self, lms: Lms, package: Path, running: RunningProxy, upstream: StubUpstream) -> None:
        self.lms, self.running, self.upstream = lms, running, upstream
        self.learner = Learner(lms.open(package), OUTLINE)
        self.learner.goto(LAB)
        self.learner.consent(LAB)
        self.root = self.learner.lab(LAB)
        self.trouble = self.at("[data-trouble]")

    def at(self, hook: str) -> Locator:
        return self.root.locator(hook)

    def write(self, turn: str = TURNS[0]) -> None:
        self.learner.write(LAB, turn)

    def expect_exchanges(self, number: int) -> None:
        self.learner.expect_exchanges(LAB, number)

    def expect_fallback(self, *, retry: bool = True) -> None:
        """The learner is told, nothing counted, and the reflection is there."""
        expect(self.trouble).to_be_visible()
        expect(self.at("[data-reflection]")).to_be_visible()
        expect(self.trouble.locator('[data-action="retry-send"]')).to_be_visible(visible=retry)
        self.expect_exchanges(0)

    def expect_nothing_left(self) -> None:
        """No connection to the upstream is open any more."""
        wait_until(lambda: self.upstream.open == 0)


@pytest.fixture
def upstream() -> Iterator[StubUpstream]:
    with StubUpstream() as stub:
        yield stub


@pytest.fixture
def chain(lms: Lms, site: Site, upstream: StubUpstream, tmp_path: Path) -> Iterator[Callable[..., Chain]]:
    """Opens a lab; ``lab`` is further YAML of it, tables are the proxy's settings."""
    with ExitStack() as stack:

        def opened(lab: str = "", *, origin: str = site.url, url: str = upstream.url, **tables: Any) -> Chain:
            source = write_course(tmp_path / "course", COURSE.format(lab=lab, fields=""))
            settings = settings_for(url, server={"origins": [origin]}, **tables)
            running = stack.enter_context(serving(labs=read_labs([source]), settings=settings))
            return Chain(lms, build(tmp_path, "--lab-proxy", running.url, course=source), running, upstream)

        yield opened


def test_a_whole_lab_with_topics_and_nothing_of_the_prompt_in_the_page(
    chain: Callable[..., Chain], upstream: StubUpstream
) -> None:
    upstream.judge(Answer("json", json.dumps({"topics": []})), Answer("json", VERDICT))
    lab = chain(SECRETS)
    lab.write()
    lab.expect_exchanges(1)
    expect(lab.at('[data-turn="assistant"]').last).to_contain_text("one two three four")
    expect(lab.at("[data-touched]")).to_have_count(0)
    lab.write(TURNS[1])
    lab.expect_exchanges(2)
    expect(lab.at("[data-touched]")).to_have_count(1)
    expect(lab.root).to_have_attribute("data-result", "assistant")
    asked = json.dumps([request.body for request in upstream.requests])
    assert "SECRET-STEERING" in asked
    assert "SECRET-REACHED" in asked
    assert "SECRET" not in lab.learner.frame.content()
    paths = [url.rpartition("/v1/")[2] for url in lab.lms.requests if url.startswith(lab.running.url)]
    # The first turn finds out that the proxy wants a token.
    assert paths == ["chat/completions", "sessions", "chat/completions", "chat/completions"]
    lab.expect_nothing_left()


def test_a_busy_upstream_is_waited_for_as_long_as_it_says(chain: Callable[..., Chain], upstream: StubUpstream) -> None:
    upstream.play(Answer("status", status=429, headers=(("Retry-After", "2"),)))
    lab = chain()
    lab.write()
    # Only a header that the proxy exposes can be read here.
    expect(lab.at("[data-lab-status]")).to_contain_text("in 2 s")
    lab.expect_exchanges(1)


@pytest.mark.parametrize("status", [500, 502, 503, 401, 403, 404, 400])
def test_an_upstream_that_fails_leads_to_the_reflection(
    status: int, chain: Callable[..., Chain], upstream: StubUpstream
) -> None:
    upstream.always(Answer("status", status=status))
    lab = chain()
    lab.write()
    lab.expect_fallback()
    expect(lab.at("[data-composer] textarea")).to_have_value(TURNS[0])
    upstream.always(Answer())
    lab.trouble.locator('[data-action="retry-send"]').click()
    lab.expect_exchanges(1)
    lab.expect_nothing_left()


def test_an_upstream_that_is_down_leads_to_the_reflection(chain: Callable[..., Chain]) -> None:
    lab = chain(url="http://127.0.0.1:9/v1")
    lab.write()
    lab.expect_fallback()


@pytest.mark.parametrize("kind", ["silent", "stall"])
def test_an_upstream_that_falls_silent_is_given_up_by_the_proxy(
    kind: str, chain: Callable[..., Chain], upstream: StubUpstream
) -> None:
    upstream.always(Answer(kind, hold=None))  # type: ignore[arg-type]
    lab = chain(upstream={"head_seconds": 0.2, "comment_seconds": 0.2, "silence_seconds": 1})
    lab.write()
    lab.expect_fallback()
    assert lab.at('[data-mark="broken"]').count() == (1 if kind == "stall" else 0)
    lab.expect_nothing_left()


@pytest.mark.parametrize("kind", ["break", "cut", "error"])
def test_a_reply_that_breaks_off_stays_marked_and_counts_for_nothing(
    kind: str, chain: Callable[..., Chain], upstream: StubUpstream
) -> None:
    upstream.play(Answer(kind, "Half of an answer"))  # type: ignore[arg-type]
    lab = chain()
    lab.write()
    expect(lab.at('[data-mark="broken"]')).to_contain_text("Half")
    lab.expect_fallback()
    lab.trouble.locator('[data-action="retry-send"]').click()
    lab.expect_exchanges(1)
    lab.expect_nothing_left()


def test_garbage_from_the_upstream_is_no_reply(chain: Callable[..., Chain], upstream: StubUpstream) -> None:
    upstream.always(Answer("garbage"))
    lab = chain()
    lab.write()
    lab.expect_fallback()
    assert "upstream-internal-words" not in lab.learner.frame.content()


def test_a_page_from_elsewhere_is_refused_and_the_learner_is_not_trapped(chain: Callable[..., Chain]) -> None:
    lab = chain(origin="https://lms.example.org")
    lab.write()
    expect(lab.trouble).to_be_visible()
    lab.learner.reflect(LAB)
    expect(lab.root).to_have_attribute("data-result", "reflection")
    assert lab.upstream.requests == []


def test_a_session_that_has_used_up_its_turns_goes_on_with_the_reflection(chain: Callable[..., Chain]) -> None:
    lab = chain(limits={"turns_per_session": 1})
    lab.write()
    lab.expect_exchanges(1)
    lab.write(TURNS[1])
    expect(lab.trouble).to_be_visible()
    expect(lab.trouble.locator('[data-action="retry-send"]')).to_be_hidden()
    lab.learner.reflect(LAB)
    expect(lab.root).to_have_attribute("data-result", "reflection")
    assert len(lab.upstream.requests) == 1


def test_stopping_a_reply_stops_the_model(chain: Callable[..., Chain], upstream: StubUpstream) -> None:
    upstream.play(Answer(hold=2))
    lab = chain()
    lab.write()
    expect(lab.at('[data-turn="assistant"]').last).to_contain_text("one two")
    lab.at('[data-action="stop"]').click()
    expect(lab.at('[data-mark="stopped"]')).to_have_count(1)
    lab.expect_nothing_left()
    lab.write(TURNS[1])
    lab.expect_exchanges(1)


def test_leaving_the_page_stops_the_model(chain: Callable[..., Chain], upstream: StubUpstream) -> None:
    upstream.play(Answer(hold=2))
    lab = chain()
    lab.write()
    expect(lab.at('[data-turn="assistant"]').last).to_contain_text("one two")
    lab.lms.leave()
    lab.expect_nothing_left()


def test_a_conversation_with_the_rehearsal_assistant(lms: Lms, site: Site, tmp_path: Path) -> None:
    script = '        script: [{when: [sunrise], say: "Before sunrise."}, {say: Tell me more.}]\n'
    source = write_course(tmp_path / "course", COURSE.format(lab=script, fields=""))
    settings = settings_for(None, server={"origins": [site.url]})
    with serving(labs=read_labs([source]), settings=settings, rehearsal=True) as running, StubUpstream() as nobody:
        lab = Chain(lms, build(tmp_path, "--lab-proxy", running.url, course=source), running, nobody)
        lab.at("[data-log]").wait_for()
        lab.learner.section(LAB).locator('[data-action="example"]').first.click()
        lab.at('[data-action="send"]').click()
        lab.expect_exchanges(1)
        expect(lab.at('[data-turn="assistant"]').last).to_contain_text("Before sunrise.")
        lab.write("And then?")
        lab.expect_exchanges(2)
        expect(lab.at('[data-turn="assistant"]').last).to_contain_text("Tell me more.")
        expect(lab.root).to_have_attribute("data-result", "assistant")

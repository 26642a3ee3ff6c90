"""What every story needs: a browser, a web site, the built package and an LMS."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from scormpack.lrs_server import Credentials, serving
from tests.browser import chromium
from tests.browser.course_outline import COURSE, Outline, read_outline, scormpack
from tests.browser.harness import LMS_PAGES, SCORM_AGAIN, Lms
from tests.browser.lab import Lab
from tests.browser.learner import Learner
from tests.browser.lrs_launch import Platform
from tests.browser.own_met import source
from tests.browser.received import Run
from tests.browser.runtimes import Runtime
from tests.browser.website import Site
from tests.courses import write_course
from tests.stub_proxy import StubProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from scormpack.lrs_server import RunningLrs

    NewLms = Callable[..., Lms]
    NewRuntime = Callable[..., Runtime]


expect.set_options(timeout=15_000)
"""Milliseconds: a busy machine is no reason to fail."""


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Real Chromium, started once."""
    return chromium.chromium()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    site = Site()
    site.mount("lms", LMS_PAGES)
    site.mount("scorm-again.js", SCORM_AGAIN)
    with site.serving():
        yield site


@pytest.fixture(scope="session")
def outline() -> Outline:
    """The reference course's parts and right answers."""
    return read_outline()


def build(folder: Path, *options: str, target: str = "scorm12", course: Path = COURSE) -> Path:
    """A course's package, the reference course's unless another is named, unpacked."""
    scormpack("build", str(course), "--target", target, "--out", str(folder), *options)
    (archive,) = folder.glob(f"*.{target}.zip")
    unpacked = folder / folder.name
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(unpacked)
    return unpacked


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a lab proxy: labs use their guided reflection."""
    return build(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def xapi_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for an LRS."""
    return build(tmp_path_factory.mktemp("xapi"), target="xapi")


@pytest.fixture(scope="session")
def cmi5_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for a cmi5 launch."""
    return build(tmp_path_factory.mktemp("cmi5"), target="cmi5")


@pytest.fixture(scope="session")
def lrs() -> Iterator[RunningLrs]:
    """An LRS over real HTTP."""
    with serving(credentials=Credentials("key", "secret")) as running:
        yield running


@pytest.fixture
def platform(browser: Browser, site: Site, lrs: RunningLrs) -> Iterator[Platform]:
    """A learner of their own in a browser of their own. No script of the package may fail uncaught."""
    platform = Platform(browser, site, lrs)
    yield platform
    platform.close()
    assert platform.page_errors == []


@pytest.fixture
def make_lms(browser: Browser, site: Site) -> Iterator[NewLms]:
    """Makes LMSs with options of their own, and closes them."""
    made: list[Lms] = []

    def make(**options: Any) -> Lms:
        made.append(Lms(browser, site, **options))
        return made[-1]

    yield make
    for lms in made:
        lms.close()


@pytest.fixture
def lms(browser: Browser, site: Site) -> Iterator[Lms]:
    """The strict run-time, the package in a frame 650 pixels wide. No script of the package may fail uncaught."""
    lms = Lms(browser, site)
    yield lms
    lms.close()
    assert lms.page_errors == []


@pytest.fixture(scope="session")
def proxy() -> Iterator[StubProxy]:
    """The assistant's stand-in; it streams a reply unless a test plays something else."""
    with StubProxy() as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def proxy_as_new(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever becomes of the proxy in a test, also in one that fails, the next one finds it up and willing."""
    proxy: StubProxy | None = request.getfixturevalue("proxy") if "proxy" in request.fixturenames else None
    yield
    if proxy is not None:
        proxy.come_back()
        proxy.forget()


@pytest.fixture(scope="session")
def talking_package(tmp_path_factory: pytest.TempPathFactory, proxy: StubProxy) -> Path:
    """Built with the stub as its lab proxy: labs are conversations."""
    return build(tmp_path_factory.mktemp("talking"), "--lab-proxy", proxy.url)


@pytest.fixture(scope="session")
def passed_run(browser: Browser, site: Site, package: Path, outline: Outline) -> Run:
    """The whole course, worked through once in its order without a mistake, and left."""
    lms = Lms(browser, site)
    learner = Learner(lms.open(package), outline)
    learner.do_all(but=outline.test.id)
    lms.settle()
    almost = lms.commits()[-1]
    learner.do(outline.test)
    learner.expect_shown("completed", "passed", "1")
    lms.leave()
    lms.close()
    return Run(tuple(lms.calls()), tuple(lms.commits()), almost, tuple(lms.requests), tuple(lms.page_errors))


@pytest.fixture(scope="session")
def almost(passed_run: Run) -> dict[str, str]:
    """What the LMS held when all was done but the test, which had not been opened."""
    return passed_run.almost.data


@pytest.fixture
def lab(lms: Lms, talking_package: Path, outline: Outline, proxy: StubProxy) -> Lab:
    """The first lab, open, with the learner's consent."""
    return Lab(lms, talking_package, outline, proxy)


@pytest.fixture
def timed_lab(make_lms: NewLms, talking_package: Path, outline: Outline, proxy: StubProxy) -> Lab:
    """The same with a clock that can be put forward."""
    return Lab(make_lms(clock=True), talking_package, outline, proxy)


@pytest.fixture(scope="session")
def met(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("met")
    return build(folder, course=write_course(folder / "course", source()))


@pytest.fixture
def runtime(browser: Browser, site: Site) -> Iterator[NewRuntime]:
    """Makes LMSs; no script of the package may fail uncaught in any of them."""
    made: list[Runtime] = []

    def make(kind: str, place: str = "parent") -> Runtime:
        made.append(Runtime(browser, site, kind, place))
        return made[-1]

    yield make
    for one in made:
        one.close()
        assert one.page_errors == []

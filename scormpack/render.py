"""Course -> HTML, style, script and contract; the only door to Jinja2.

Most courses are one HTML page. A long one is split at part boundaries, so that the launch page stays small: it
holds what the first screen needs, and the player fetches a further page when the learner goes there. Each page
reads and prints by itself without JavaScript.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup, escape

from scormpack.contract import CourseContract, FormerLayouts, LabProxy, PageContract
from scormpack.course_contract import answer_key, contract_json, course_contract, script_json
from scormpack.diagnostics import ScormpackError
from scormpack.lab_words import PageWords, lab_words
from scormpack.memory import is_kept, remember, remember_as
from scormpack.model import Assessment, Course, Lab, Module
from scormpack.page_layout import Atlas, PageView, navigation, page_sections, split_pages, told_of
from scormpack.questions import LAUNCH_TYPES
from scormpack.resources import template_folder
from scormpack.state_layout import AnyPart, former_layouts

FORMER_FILE = "former.js"

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "ur", "yi"})
"""Languages whose usual script runs from right to left."""


@dataclass(frozen=True, slots=True)
class Host:
    """Where a package runs.

    ``transport`` is the player's module that speaks to this LMS, ``connect`` the sources of the
    Content-Security-Policy that it is reached under, ``state_limit`` how many characters of a learner's state it
    keeps, None for no limit.
    """

    transport: str
    connect: tuple[str, ...]
    state_limit: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages have in common, or the launch page alone (``contract``, as JSON)."""

    contract: str
    lab_proxy: LabProxy | None
    further_styles: bool
    csp: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """All that a target puts into its package besides its manifest. ``files`` are in the package's order."""

    course: Course
    contract: CourseContract
    launch: str
    files: Mapping[str, bytes]


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Undefined names are a programmer's mistake, so they raise."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_bytecode_cache(),
    )
    made.filters["fill"] = _fill
    return made


def _fill(words: str, **values: object) -> Markup:
    """Words as HTML, with each name in braces replaced; a value is escaped unless it is markup."""
    text = str(escape(words))
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(escape(value)))
    return Markup(text)  # noqa: S704  # its pieces are escaped above


def _bytecode_cache() -> jinja2.BytecodeCache | None:
    """Compiled templates, kept for the next build and checked against their source; none where nothing can be kept.

    Compiling them costs a third of a small build.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scormpack" / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return jinja2.FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def render_parts(course: Course, lab_proxy: LabProxy | None = None) -> dict[str, str]:
    """The inside of every part by its id: the same for all targets."""
    proxy = lab_proxy.model_dump_json() if lab_proxy else None
    return {part.id: remember(_render_part, part, course.language, proxy) for part in course.parts()}


def render_course(
    course: Course,
    sections: Mapping[str, str],
    assets: Mapping[str, Path],
    host: Host,
    lab_proxy: LabProxy | None = None,
) -> Rendered:
    """The rendered course for one host, made of what `render_parts` gave.

    Raises `ScormpackError` where the player was never built, or an asset vanished while reading.
    """
    pages = split_pages(course, {part: len(html) for part, html in sections.items()})
    page_contracts = [
        PageContract(file=page.file, first=page.parts[0].id, answers=_answers_file(page)) for page in pages
    ]
    former = former_layouts(course, host.state_limit)
    contract = course_contract(course, page_contracts, lab_proxy, host.state_limit, FORMER_FILE if former else None)
    atlas = Atlas(course, pages)
    frame = Frame(
        contract=contract_json(contract),
        lab_proxy=contract.lab_proxy,
        further_styles=has_further_styles(course),
        csp=content_security_policy(host, contract.lab_proxy),
    )
    files: dict[str, bytes] = {}
    for page in pages:
        files[page.file] = _render_page(atlas, page, sections, frame)
    for page in pages:
        answers = remember(_answers, page.number, *page.parts)
        if answers:
            files[_answers_file(page) or ""] = answers
    if former:
        layouts = contract_json(FormerLayouts(layouts=former))
        files[FORMER_FILE] = f"self.scormpackFormer={layouts}\n".encode()
    has_lab = any(isinstance(part, Lab) for part in course.parts())
    files["theme.css"] = _player_file("theme.css")
    files["player.js"] = _player_file(f"player-{host.transport}.js")
    files["help.js"] = _player_file("help.js")
    if any(isinstance(part, Assessment) for part in course.parts()):
        files["quiz.js"] = _player_file("quiz.js")
    if has_further_questions(course):
        files["questions.js"] = _player_file("questions.js")
    if frame.further_styles:
        files["questions.css"] = _player_file("questions.css")
    if has_lab:
        files["lab.js"] = _lab_script(course.language)
    for name, path in sorted(assets.items()):
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            raise ScormpackError(f"{path}: {error.strerror}") from error
    return Rendered(course, contract, pages[0].file, files)


def has_further_questions(course: Course) -> bool:
    """True when a question of the course is of a type that the player fetches a script for."""
    return any(remember(_has_further_questions, module) for module in course.modules)


def _has_further_questions(module: Module) -> bool:
    quizzes = [part for part in module.parts if isinstance(part, Assessment)]
    return any(question.type not in LAUNCH_TYPES for part in quizzes for question in part.questions)


def has_further_styles(course: Course) -> bool:
    """True when a question, its hints or a quiz's clock look like nothing that the theme itself knows."""
    own = any(remember(_has_hints_or_clock, module) for module in course.modules)
    return own or has_further_questions(course)


def _has_hints_or_clock(module: Module) -> bool:
    quizzes = [part for part in module.parts if isinstance(part, Assessment)]
    return any(part.time_limit or any(question.hints for question in part.questions) for part in quizzes)


def _answers(page: int, *parts: AnyPart) -> bytes:
    """The script of a page's answer keys; empty where nothing is asked."""
    key = answer_key(page, parts)
    return b"" if key is None else f"(self.scormpackAnswers??=[]).push({contract_json(key)})\n".encode()


def _answers_file(page: PageView) -> str | None:
    if not any(isinstance(part, Assessment) for part in page.parts):
        return None
    return "answers.js" if page.number == 0 else f"answers-{page.number + 1}.js"


def _render_part(part: AnyPart, language: str, proxy: str | None) -> str:
    template = environment().get_template(f"parts/{part.kind}.html.j2")
    if not isinstance(part, Lab):
        return template.render(part=part)
    # An author's script is for an assistant that is away; where it never stands in, it stays out of the package.
    script = script_json([reply.model_dump(mode="json") for reply in part.script])
    words = lab_words(language).page
    lab_proxy = LabProxy.model_validate_json(proxy) if proxy else None
    return template.render(part=part, lab_proxy=lab_proxy, words=words, script=script)


def _render_page(atlas: Atlas, page: PageView, sections: Mapping[str, str], frame: Frame) -> bytes:
    course = atlas.course
    nav, shown = navigation(atlas, page), page_sections(atlas, page, sections)
    first = page.number == 0

    def render() -> bytes:
        return (
            environment()
            .get_template("course.html.j2")
            .render(
                course=course,
                page=page,
                sections=shown,
                nav=nav,
                rtl=course.language.split("-")[0].lower() in RIGHT_TO_LEFT,
                contract=frame.contract if first else "",
                lab_proxy=frame.lab_proxy,
                further_styles=frame.further_styles,
                words=_talk_words(course, frame.lab_proxy) if first else None,
                csp=frame.csp,
            )
            .encode()
        )

    if not is_kept():
        return render()
    around = [
        (course.title, course.description, course.language, frame.csp, frame.further_styles, page.file),
        (frame.contract, course.consent.model_dump_json(), _talks(course, frame.lab_proxy)) if first else (),
        [
            (item.module.id, item.module.title, item.href, item.module.parts[0].id, told_of(item.entries))
            for item in nav
        ],
        [told_of(one) for section in shown for one in ((section.entry,), (section.before,), (section.after,))],
    ]
    return remember_as("page", (repr(around), *page.parts, *(section.html for section in shown)), render)


def _talk_words(course: Course, lab_proxy: LabProxy | None) -> PageWords | None:
    """What conversations say; None where no lab of the course can have one."""
    return lab_words(course.language).page if _talks(course, lab_proxy) else None


def _talks(course: Course, lab_proxy: LabProxy | None) -> bool:
    labs = [part for part in course.parts() if isinstance(part, Lab)]
    return bool(labs) and (lab_proxy is not None or any(lab.fallback == "scripted" for lab in labs))


def content_security_policy(host: Host, lab_proxy: LabProxy | None) -> str:
    """What the page may ask for: the package's own files, the declared proxy and the host, nothing else.

    Where an LRS is, only the launch says: the player then narrows the policy to it.
    """
    asked = " ".join(("'self'", *host.connect, *([_origin(lab_proxy.url)] if lab_proxy else [])))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        f"connect-src {asked}; base-uri 'none'; form-action 'none'"
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _lab_script(language: str) -> bytes:
    """The labs' script, which finds its words before it."""
    words = contract_json(lab_words(language).script)
    return f"self.scormpackLabWords={words};\n".encode() + _player_file("lab.js")


@lru_cache(maxsize=4)
def _player_file(name: str) -> bytes:
    path = template_folder() / "player" / "dist" / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScormpackError(
            f"{path} is missing: the player was not built (in a checkout, run `make build`)"
        ) from error

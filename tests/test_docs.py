"""What README.md and docs/ say is true: held against the source, the command and the templates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import click
import pytest

from docs.site.fences import fences
from docs.site.pages import pages
from scormpack import model as courses
from scormpack.build import build_course, check_course
from scormpack.diagnostic_text import diagnostic_lines
from scormpack.inspection import inspect_course
from scormpack.load import load_course
from scormpack.questions import (
    Categorise,
    FillIn,
    Likert,
    LongText,
    Matching,
    MultipleChoice,
    Named,
    Numeric,
    Ordering,
    Question,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from scormpack.questions.categorise import Category, Item
from scormpack.questions.choices import Choice, ChoiceQuestion
from scormpack.questions.fill_in import Blank
from scormpack.questions.likert import Step
from scormpack.questions.long_text import Criterion
from scormpack.questions.matching import Extra, Pair
from scormpack.questions.ordering import OrderedItem
from scormpack.questions.placed import PlacingQuestion
from scormpack.questions.question import Feedback
from scormpack.text import Authored
from scormpack.verify.package import inspect_package
from tests.courses import ROOT, write_course

DOCS = ROOT / "docs"
LANGUAGE = (DOCS / "course-language.md").read_text("utf-8")
QUESTIONS = (DOCS / "questions.md").read_text("utf-8")
DIAGNOSTICS = (DOCS / "diagnostics.md").read_text("utf-8")
AUTOMATION = (DOCS / "automation.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *pages()])
CORPUS = ROOT / "tests" / "lint"
FOLDERS = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())
CODE = re.compile(r"[A-Z]{3}[0-9]{3}")


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """Heading to the text below it, up to the next heading of whatever level."""
    parts = re.split(r"^#{2,3} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def codes_in_the_source() -> set[str]:
    files = (ROOT / "scormpack").rglob("*.py")
    return {code for file in files for code in re.findall(rf'"({CODE.pattern})"', file.read_text("utf-8"))}


CODES = sorted(codes_in_the_source())
SECTIONS = {name: text for name, text in sections(DIAGNOSTICS).items() if CODE.fullmatch(name)}

HEAD = "id: small\niri: https://courses.example.org/small\ntitle: A small course\nversion: 1.0.0\n"
PARTS = HEAD + "modules:\n  - id: m1\n    title: One\n    parts:\n"
PAGE = "      - {{id: {}, kind: page, title: Hello, text: {}}}\n"
WITH_FILE = PARTS + "      - {id: intro, kind: page, title: Hello, file: intro.md}\n"


SEVERAL_FILES: dict[str, tuple[str, dict[str, str | bytes]]] = {
    "CRS006": (WITH_FILE, {"intro_md": "---\ntitle: Welcome\n---\n\nText.\n"}),
    "CRS012": (WITH_FILE, {"intro_md": "A café.\n".encode("latin-1")}),
    "CRS014": (WITH_FILE, {"intro_md": b"word " * 2_000_000}),
    # Found by trying: the hashes of these two ids begin with the same 30 bits.
    "CRS032": (PARTS + PAGE.format("p16824", "One.") + PAGE.format("p41799", "Two."), {}),
    "PKG001": (PARTS + PAGE.format("intro", "'[Notes](<my notes.pdf>)'"), {"my notes_pdf": "x"}),
}
"""Mistakes that one file of tests/lint/ cannot show."""


def in_several_files(code: str, folder: Path) -> Path:
    text, files = SEVERAL_FILES[code]
    return write_course(folder, text, **files)


def told(code: str, folder: Path) -> set[str]:
    """All that is said of this code by the courses that have the mistake: message and fix, without the place."""
    sources = [in_several_files(code, folder / code)] if code in SEVERAL_FILES else []
    for case in sorted((CORPUS / code).glob("*.yaml")):
        sources.append(write_course(folder / case.stem, case.read_text("utf-8")))
    found = [d for source in sources for d in check_course(source, ("scorm12",)).diagnostics if d.code == code]
    return {saying(click.unstyle("\n".join(diagnostic_lines(d, folder)))) for d in found}


def saying(printed: str) -> str:
    lines = printed.splitlines()
    first = re.sub(r"^.*?(?=(error|warning|note) [A-Z]{3}[0-9]{3}:)", "", lines[0])
    return "\n".join([first, *(line.strip() for line in lines[1:] if line.strip().startswith("fix: "))])


def test_every_code_of_the_source_is_documented_and_the_other_way_round() -> None:
    assert sorted(SECTIONS) == CODES
    assert set(FOLDERS) <= set(SECTIONS)


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_meaning_an_example_and_a_fix(code: str) -> None:
    text = SECTIONS[code]
    assert f" {code}: " in text, "an example as it is printed"
    assert re.search(r"^Fix: \S", text, re.MULTILINE)
    assert len(text.split("```")[0].strip()) > 30, "what it means"


@pytest.mark.parametrize("code", [*FOLDERS, *SEVERAL_FILES])
def test_the_example_of_a_code_is_what_check_says(code: str, tmp_path: Path) -> None:
    (example,) = [fence.text for fence in fences(SECTIONS[code]) if fence.info == "text"]
    assert saying(example) in told(code, tmp_path)


@pytest.mark.parametrize("code", SEVERAL_FILES)
def test_a_mistake_over_several_files_is_the_only_one_reported(code: str, tmp_path: Path) -> None:
    result = check_course(in_several_files(code, tmp_path), ("scorm12",))
    assert [diagnostic.code for diagnostic in result.diagnostics] == [code]
    assert result.diagnostics[0].span is not None


@pytest.mark.parametrize("code", sorted(SECTIONS))
def test_every_documented_code_is_caused_by_a_test(code: str) -> None:
    tests = [file.read_text("utf-8") for file in (ROOT / "tests").glob("*.py") if file != Path(__file__)]
    assert code in FOLDERS or code in SEVERAL_FILES or any(f'"{code}"' in text for text in tests)


FIELDS_OF: dict[type[Authored], str] = {
    courses.Course: "The course",
    courses.Module: "A module",
    courses.Part: "A part",
    courses.Page: "A page",
    courses.Lesson: "A lesson",
    courses.Quiz: "A quiz",
    courses.Test: "A test",
    courses.Lab: "A lab",
    courses.Topic: "Topics",
    courses.ScriptedReply: "The script",
    courses.Consent: "The consent",
    courses.Reflection: "The reflection",
    courses.ReflectionPrompt: "The reflection",
    courses.Draw: "Draws",
    SingleChoice: "Single choice",
    MultipleChoice: "Multiple choice",
    Choice: "A choice",
    Feedback: "Feedback",
    TrueFalse: "True or false",
    Likert: "Scale",
    Step: "Scale",
    ShortText: "Short text",
    Numeric: "Number",
    FillIn: "Fill in",
    Blank: "Fill in",
    LongText: "Long text",
    Criterion: "Long text",
    Matching: "Matching",
    Pair: "Matching",
    Extra: "Matching",
    Categorise: "Categories",
    Category: "Categories",
    Item: "Categories",
    Ordering: "Order",
    OrderedItem: "Order",
}
IN_WORDS = {"attempts": "unlimited", "completion": "see there", "type": "single-choice"}
"""Defaults that the loader gives, or that stand in other words than in the model."""


def models(base: type[Authored] = Authored) -> Iterator[type[Authored]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def field_rows(heading: str) -> dict[str, list[str]]:
    """Field to its further columns, from all tables of fields in a section."""
    tables = [
        table
        for table in sections(LANGUAGE + QUESTIONS)[heading].split("\n\n")
        if table.lstrip().startswith("| field |")
    ]
    rows = re.findall(r"^\| `([a-z_]+)` \|(.+)\|$", "\n".join(tables), re.MULTILINE)
    return {name: [column.strip() for column in re.split(r"(?<!\\)\|", rest)] for name, rest in rows}


def test_every_model_has_its_section() -> None:
    abstract = {Named, courses.Assessment, courses.Reading, Question, ChoiceQuestion, PlacingQuestion}
    assert set(models()) - abstract == set(FIELDS_OF)


@pytest.mark.parametrize("model", FIELDS_OF, ids=lambda model: model.__name__)
def test_every_field_is_documented_with_its_default(model: type[Authored]) -> None:
    rows = field_rows(FIELDS_OF[model])
    shared = field_rows("A part") if issubclass(model, courses.Part) else {}
    if issubclass(model, Question):
        shared = field_rows("What all questions have")
    if issubclass(model, Named):
        shared |= field_rows("Renaming")
    for name, field in model.model_fields.items():
        assert name in rows or name in shared, name
        default = (rows.get(name) or shared[name])[1]
        if name in IN_WORDS:
            assert IN_WORDS[name] in default, name
        elif field.is_required():
            assert default == "required", name
        else:
            assert default != "required", name
            if isinstance(field.default, str | int | float) and field.default:
                assert default == f"`{field.default}`", name


@pytest.mark.parametrize("heading", sorted(set(FIELDS_OF.values())))
def test_no_field_is_documented_that_is_not_there(heading: str) -> None:
    known = {name for model, its in FIELDS_OF.items() if its == heading for name in model.model_fields}
    assert set(field_rows(heading)) <= known | ({"file"} if heading == "A part" else set())


(RAIN,) = [fence.text for fence in fences(LANGUAGE) if fence.info == "yaml"]
"""The whole course of the course language: fragments are tried in it."""

OWN_FILES: dict[str, str | bytes] = {
    "lesson-2_md": "---\ntitle: Hail\n---\n\nText.\n",
    "quizzes__quiz-2_yaml": "title: Q\nquestions:\n"
    "  - {id: q2, prompt: P, choices: [{id: a, text: A, correct: true}, {id: b, text: B}]}\n",
    "images__loop_svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>',
    "notes_pdf": "%PDF",
}


def in_its_place(kind: str, fragment: str) -> str:
    """The whole course with further `parts`, further `questions` in its test, or other `fields`."""
    if kind == "fields":
        text = RAIN
        for name in re.findall(r"^([a-z_]+):", fragment, re.MULTILINE):
            text = re.sub(rf"^{name}:.*?(?=^\S|\Z)", "", text, flags=re.DOTALL | re.MULTILINE)
        return text + fragment
    before, completion, after = RAIN.partition("completion:")
    return before + indent(fragment, " " * {"parts": 6, "questions": 10}[kind]) + completion + after


def complete_examples() -> Iterator[tuple[str, str, dict[str, str]]]:
    """First line, course.yaml, further files: each file stands in a fence below its path."""
    for blocks in (list(fences(README)), list(fences(LANGUAGE))):
        for fence in (block for block in blocks if block.info == "yaml"):
            folder = fence.before.removesuffix("course.yaml`:")
            beside = [block for block in blocks if folder.endswith("/") and block.before.startswith(folder)]
            files = {block.before.removeprefix(folder).removesuffix("`:"): block.text for block in beside}
            yield fence.text.split("\n", 1)[0], fence.text, files


@pytest.mark.parametrize(("name", "course", "files"), [pytest.param(*e, id=e[0]) for e in complete_examples()])
def test_a_complete_example_checks_clean_and_builds(
    name: str, course: str, files: dict[str, str], tmp_path: Path
) -> None:
    assert name.startswith("id: "), "a fence `yaml` is a whole course; a fragment says so behind `yaml`"
    source = write_course(tmp_path / "course", course)
    for path, text in files.items():
        (source / path).write_text(text, "utf-8")
    assert check_course(source, ("scorm12",)).diagnostics == ()
    assert build_course(source, ("scorm12",), tmp_path / "dist").packages


def fragments() -> Iterator[tuple[str, str]]:
    for fence in fences(LANGUAGE + QUESTIONS):
        if fence.info.startswith("yaml "):
            yield fence.info.removeprefix("yaml "), fence.text


@pytest.mark.parametrize(("kind", "text"), list(fragments()), ids=lambda value: value.split("\n")[0])
def test_a_fragment_checks_clean_in_its_place(kind: str, text: str, tmp_path: Path) -> None:
    source = write_course(tmp_path, in_its_place(kind, text), **OWN_FILES)
    assert [d.message for d in check_course(source, ("scorm12",)).diagnostics] == []


@pytest.mark.parametrize(
    "text", [f.text for f in fences(LANGUAGE) if f.info == "markdown"], ids=lambda t: t.split("\n")[0]
)
def test_a_markdown_example_checks_clean(text: str, tmp_path: Path) -> None:
    body = text if text.startswith("---") else f"---\ntitle: Example\n---\n{text}"
    part = "- {id: example, kind: lesson, file: example.md}\n"
    source = write_course(tmp_path, in_its_place("parts", part), **OWN_FILES, example_md=body)
    assert [d.message for d in check_course(source, ("scorm12",)).diagnostics] == []


def test_the_lab_example_is_a_lab(tmp_path: Path) -> None:
    (lab,) = [f.text for f in fences((DOCS / "labs.md").read_text("utf-8")) if f.info == "yaml"]
    part = "- {id: lab-fog, kind: lab, file: lab.yaml}\n"
    source = write_course(tmp_path, in_its_place("parts", part), **OWN_FILES, lab_yaml=lab)
    assert [d.message for d in check_course(source, ("scorm12",)).diagnostics] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_json_examples_are_json(page: Path) -> None:
    for fence in fences(page.read_text("utf-8")):
        if fence.info == "json":
            json.loads(fence.text)


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_field_of_the_inspection_is_documented_and_what_a_zip_lacks(tmp_path: Path) -> None:
    source = write_course(tmp_path / "course")
    course = load_course(source).course
    assert course is not None
    (built,) = build_course(source, ("scorm12",), tmp_path).packages
    full, packed = set(keys(inspect_course(course))), set(keys(inspect_package(built.path).data))
    text = (DOCS / "inspect.md").read_text("utf-8")
    quoted = " ".join(re.findall(r"`([^`\n]+)`", prose(text)))
    assert full | packed <= set(re.findall(r"[a-z_0-9]+", quoted))
    absent = {name.split(".")[-1] for name in re.findall(r"^\| `([a-z_.]+)` \|.*\| no \|$", text, re.MULTILINE)}
    of_other_targets = {"xapi", "cmi5", "course", "au"}
    assert absent == full - packed - {"characters", "answer"} - of_other_targets


TEMPLATES = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "templates").rglob("*.j2")))
PLAYER = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "templates" / "player" / "src").rglob("*.ts")))


@pytest.mark.parametrize("hook", sorted(set(re.findall(r"data-[a-z]+(?:-[a-z]+)*", AUTOMATION))))
def test_every_hook_is_in_a_template_or_the_player(hook: str) -> None:
    name = re.sub("-([a-z])", lambda match: match[1].upper(), hook.removeprefix("data-"))
    assert re.search(rf"{hook}(?![a-z-])", TEMPLATES) or f'"{hook}"' in PLAYER or f'dataset["{name}"] =' in PLAYER


def test_the_actions_are_those_of_the_templates_and_the_player() -> None:
    in_player = (r'button\("([a-z-]+)"', r'"data-action": "([a-z-]+)"')
    actions = {
        *(name for way in in_player for name in re.findall(way, PLAYER)),
        *re.findall(r'data-action="([a-z-]+)"', TEMPLATES),
    }
    assert set(re.findall(r'data-action="([a-z-]+)"', prose(AUTOMATION))) == actions


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        text = re.sub(r"`[^`\n]*`", "", prose(page.read_text("utf-8")))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" not in target:
                yield page, target


@pytest.mark.parametrize(("page", "target"), list(links()), ids=lambda value: str(getattr(value, "name", value)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path, target: str) -> None:
    path, _, anchor = target.partition("#")
    to = (page.parent / path).resolve() if path else page
    assert to.is_file()
    if anchor:
        assert anchor in anchors(to)


def test_every_page_can_be_reached_from_the_readme() -> None:
    leads: dict[Path, set[Path]] = {}
    for page, target in links():
        leads.setdefault(page, set()).add((page.parent / target.partition("#")[0]).resolve())
    reached, further = set[Path](), {ROOT / "README.md"}
    while further:
        reached |= further
        further = set().union(*(leads.get(page, set()) for page in further)) - reached
    assert set(PAGES) <= reached

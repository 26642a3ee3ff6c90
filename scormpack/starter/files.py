"""The files of a new course, by path, with the answers in place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from scormpack import __version__
from scormpack.json_schema import schema_text
from scormpack.lab_words import lab_languages, speaks
from scormpack.starter.names import course_iri

CI_SERVICES = ("github", "gitlab", "none")

_FOLDER = Path(__file__).parent / "files"

_PLACES = {
    ".editorconfig": "editorconfig",
    ".gitignore": "gitignore",
    ".vscode/extensions.json": "vscode/extensions.json",
    ".vscode/settings.json": "vscode/settings.json",
    "README.md": "README.md",
    "course.yaml": "course.yaml",
    "images/recall.svg": "images/recall.svg",
    "lab-question.yaml": "lab-question.yaml",
    "lesson-recall.md": "lesson-recall.md",
    "quiz-recall.yaml": "quiz-recall.yaml",
    "test-final.yaml": "test-final.yaml",
    "welcome.md": "welcome.md",
}
"""Path in the course to the file here. Names with a dot stand here without it, so that nothing obeys them here."""

_CI_PLACES = {
    "github": {".github/workflows/course.yml": "github-workflow.yml"},
    "gitlab": {".gitlab-ci.yml": "gitlab-ci.yml"},
    "none": {},
}

_VALUES = ("null", "true", "false")
"""What YAML takes for something else than text."""

_CONSENT = """
# What learners agree to before a lab's first message. Labs have no words in this language, so these are yours to write;
# until then they are English.
consent:
  text: >-
    What you write goes to a language model that a service of ours reaches. Your name and your results are not sent. Leave out
    what is private.
  agree: Start the conversation
  decline: Use the guided reflection instead
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What differs between new courses. ``in_repository`` is the course's folder seen from the top of its repository."""

    identifier: str
    title: str
    language: str = "en"
    domain: str = "courses.example.org"
    ci: str = "github"
    in_repository: str = "."


def starter_files(answers: Answers) -> dict[str, bytes]:
    """Path to content, in order of paths; always the same for the same answers."""
    words = _words(answers)
    files = {
        path: _filled((_FOLDER / name).read_text("utf-8"), words)
        for path, name in (_PLACES | _CI_PLACES[answers.ci]).items()
    }
    files[".schema/course.schema.json"] = schema_text("course")
    files[".schema/part.schema.json"] = schema_text("part")
    return {path: files[path].encode() for path in sorted(files)}


def _words(answers: Answers) -> dict[str, str]:
    """Name to what stands in its place."""
    rows = {
        "github": "| `.github/workflows/course.yml` | checks and builds the course with every push |\n",
        "gitlab": "| `.gitlab-ci.yml` | checks and builds the course with every push |\n",
        "none": "",
    }
    return {
        "ID": _quoted(answers.identifier) if answers.identifier in _VALUES else answers.identifier,
        "IRI": course_iri(answers.domain, answers.identifier),
        "TITLE": _quoted(answers.title),
        "HEADING": re.sub(r"([\\`*_\[\]<>#])", r"\\\1", answers.title),
        "LANGUAGE": _language(answers.language),
        "CONSENT": "" if speaks(answers.language) else _CONSENT,
        "CI_ROW": rows[answers.ci],
        "COURSE": _quoted(answers.in_repository),
        "VERSION": __version__,
    }


def _filled(text: str, words: dict[str, str]) -> str:
    """Each ``@NAME@`` replaced; what was put in is not looked at again. A line that becomes empty at the end goes."""
    filled = re.sub(r"@([A-Z_]+)@", lambda name: words[name[1]], text)
    return filled.rstrip("\n") + "\n"


def _quoted(text: str) -> str:
    """As YAML in quotation marks, which every text survives: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)


def _language(language: str) -> str:
    """The field, with a comment on what it does where the course is not English."""
    if speaks(language) and language.lower().split("-")[0] == "en":
        return "# The language of your text; screen readers go by it.\nlanguage: " + language
    told = [
        "# The language of your text; screen readers go by it. The texts of this new course are English: replace them."
    ]
    if not speaks(language):
        known = ", ".join(lab_languages())
        told.append(
            f"# Labs have no words of their own in it, and speak English around your text. They speak: {known}."
        )
    return "\n".join([*told, f"language: {_quoted(language)}"])

"""`scormpack new`: a course to begin with."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import voice

if TYPE_CHECKING:
    from scormpack.starter import Answers

CI_NAMES = ("github", "gitlab", "none")
"""Repeated from `scormpack.starter`, so that help imports nothing else; a test compares."""

EXAMPLE_DOMAIN = "courses.example.org"


def _named(_ctx: click.Context, _param: click.Parameter, value: str) -> Path:
    """The folder; an empty word, such as a shell's variable that is not set, does not mean this one."""
    if not value.strip():
        raise click.BadParameter("name a folder, or `.` for this one")
    return Path(value)


@click.command(cls=Command, short_help="Begin a course: a small whole one, to be replaced by yours.")
@click.argument("folder", metavar="DIR", type=click.Path(), callback=_named)
@click.option("--title", metavar="TEXT", help="The course's title.  [default: from DIR]")
@click.option("--language", metavar="TAG", help="The language of its text, such as de or pt-BR.  [default: en]")
@click.option(
    "--domain",
    metavar="DOMAIN",
    help=f"A domain of yours, which the course's IRI begins with.  [default: {EXAMPLE_DOMAIN}]",
)
@click.option("--id", "identifier", metavar="ID", help="The course's id, which never changes.  [default: from DIR]")
@click.option(
    "--ci",
    type=click.Choice(CI_NAMES),
    default="github",
    show_default=True,
    help="Whose pipeline is to check and build the course with every push.",
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing, and take the defaults.")
def new(  # noqa: PLR0913  # one parameter an option
    *,
    folder: Path,
    title: str | None,
    language: str | None,
    domain: str | None,
    identifier: str | None,
    ci: str,
    yes: bool,
) -> None:
    """Begin a course in DIR: a small whole one, to be replaced by yours.

    DIR is made, or is empty; nothing is ever overwritten. What is not given is asked for, and nothing is asked
    with --yes or where nobody sits at a terminal. The course has a page, a lesson, a quiz, a lab and a test, builds
    without a message, and comes with settings for your editor and a pipeline.

    \b
    scormpack new my-course
    scormpack new my-course --yes
    scormpack new . --title "First Aid" --domain courses.example.com
    scormpack new kurs --language de --ci gitlab --yes
    """
    from scormpack.starter import Answers, course_id, course_iri, obstacle, starter_files, title_of_folder

    if trouble := obstacle(folder):
        raise click.BadParameter(f"{_shown(trouble)} A new course takes a folder of its own.", param_hint="DIR")
    name = folder.resolve().name
    asks = not yes and sys.stdin.isatty()
    taken: list[str] = []

    def answer(given: str | None, what: str, default: str, trouble_of: Callable[[str], str]) -> str:
        """What was given, else what is typed in, else the default."""
        if given is None and not asks:
            taken.append(f"{what.lower()} {default!r}")
            return default
        return _valid(given, trouble_of, what) if given is not None else _asked(what, default, trouble_of)

    said_title = answer(title, "Title", title_of_folder(name), _title_trouble)
    said_language = answer(language, "Language", "en", _language_trouble)
    said_domain = answer(domain, "Domain of yours", EXAMPLE_DOMAIN, _domain_trouble)
    said_id = _valid(identifier, _id_trouble, "--id") if identifier is not None else course_id(name)
    place, above = _in_repository(folder)
    answers = Answers(said_id, said_title.strip(), said_language.strip(), said_domain, ci, place)
    files = starter_files(answers)
    _write(folder, files)

    tell = voice()
    tell.result(f"{_shown(folder)}: a course of 5 parts, in {len(files)} files. Its id is {said_id}.")
    if taken:
        tell.remark(f"Nobody was asked, so these were taken: {', '.join(taken)}.")
    _tell_what_is_open(answers, course_iri(said_domain, said_id), above)
    for path in files:
        tell.detail(f"wrote {_shown(folder / path)}")
    source = "" if folder.resolve() == Path.cwd() else f" {_typed(folder)}"
    tell.confirm(
        "\nNext:\n"
        f"  scormpack check{source}      what is wrong with it: nothing so far\n"
        f"  scormpack preview{source}    the course as learners see it, renewed at every save\n"
        f"  scormpack build{source}      the package for your LMS"
    )


def _tell_what_is_open(answers: Answers, iri: str, above: Path | None) -> None:
    from scormpack.lab_words import speaks

    if answers.domain == EXAMPLE_DOMAIN:
        voice().remark(f"Before learners begin, put a domain of yours into `iri` in course.yaml: it is {iri} now.")
    if answers.language.split("-")[0].lower() != "en":
        voice().remark(f"The language is {answers.language}; the texts are English until you replace them.")
    if not speaks(answers.language):
        voice().remark("Labs have no words of their own in it, so course.yaml has a `consent` for you to translate.")
    if above is not None and answers.ci != "none":
        file = ".github/workflows/course.yml" if answers.ci == "github" else ".gitlab-ci.yml"
        voice().remark(f"Pipelines are read at the top of a repository only: move {file} to {_shown(above)}.")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    from scormpack.diagnostics import ScormpackError
    from scormpack.starter import NotEmptyError, write_fresh

    try:
        write_fresh(folder, files)
    except (ScormpackError, NotEmptyError) as error:
        click.echo(f"scormpack: {_shown(str(error)).rstrip('.')}. Nothing was written.", err=True)
        sys.exit(1)


def _asked(what: str, default: str, trouble_of: Callable[[str], str]) -> str:
    while True:
        typed = str(click.prompt(what, default=default, err=True))
        if not (trouble := trouble_of(typed)):
            return typed
        click.echo(f"  {typed!r} cannot be it: {trouble}.", err=True)


def _valid(given: str, trouble_of: Callable[[str], str], what: str) -> str:
    if trouble := trouble_of(given):
        raise click.BadParameter(f"{given!r}: {trouble}.", param_hint=what)
    return given


def _title_trouble(text: str) -> str:
    if not text.strip() or not text.isprintable():
        return "a title is a line of text"
    return "a title has at most 255 characters" if len(text.strip()) > 255 else ""


def _language_trouble(text: str) -> str:
    import re

    from scormpack.model import LANGUAGE_PATTERN

    return "" if re.fullmatch(LANGUAGE_PATTERN, text.strip()) else "a language is a tag such as en, de or pt-BR"


def _domain_trouble(text: str) -> str:
    from scormpack.starter import domain_trouble

    return domain_trouble(text)


def _id_trouble(text: str) -> str:
    import re

    fits = re.fullmatch(r"[a-z][a-z0-9-]{0,63}", text)
    return "" if fits else "an id has small letters, digits and `-`, begins with a letter, and has at most 64 of them"


def _in_repository(folder: Path) -> tuple[str, Path | None]:
    """The folder seen from the top of the git repository around it, and that top where it is another folder."""
    place = folder.resolve()
    for above in (place, *place.parents):
        # Where Path.exists would raise for a name that is too long, this says no; the writing then tells why.
        if os.path.exists(above / ".git"):  # noqa: PTH110 - see above
            return _shown(place.relative_to(above).as_posix()), None if above == place else above
    return ".", None


def _typed(folder: Path) -> str:
    """The path as one types it in a shell."""
    text = _shown(folder)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def _shown(text: object) -> str:
    """Without bytes of a file's name that are no UTF-8, which could be neither printed nor written."""
    return str(text).encode("utf-8", "replace").decode("utf-8")

"""What several commands take: courses, targets; how each is guessed at, and completed in a shell."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # generic in click's later versions only

TARGET_NAMES = ("scorm12", "xapi", "cmi5")
"""Repeated from `scormpack.targets`, so that `--help` and `--version` import nothing else; a test compares."""

COURSE_FILE = "course.yaml"

_SPOKEN = {"tincan": "xapi", "tincanapi": "xapi", "experienceapi": "xapi"}
_MOST_FOLDERS = 2000
_DEEPEST = 3


class CoursePath(click.Path):
    """A course's folder or its course.yaml, which is there; with ``packages`` also a .zip, without ``folders`` only that."""

    name = "course"

    def __init__(self, *, packages: bool = False, folders: bool = True) -> None:
        super().__init__(exists=True, path_type=Path, dir_okay=folders)
        self.packages = packages

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; what is not there fails with the nearest name beside it."""
        path = Path(value)
        if not os.path.lexists(path):
            import difflib

            try:
                beside = [one.name for one in path.parent.iterdir()]
            except OSError:
                beside = []
            near = difflib.get_close_matches(path.name, beside, n=1)
            hint = f" Did you mean {str(path.parent / near[0])!r}?" if near else ""
            self.fail(f"There is no {str(path)!r}.{hint}", param, ctx)
        return super().convert(value, param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click gives it
        param: click.Parameter,  # noqa: ARG002 - click gives it
        incomplete: str,
    ) -> list[CompletionItem]:
        """The courses below what is typed; where there is none, any folder."""
        from click.shell_completion import CompletionItem

        found = [*courses_below(incomplete, packages=self.packages, courses=self.dir_okay)]
        if not found:
            return [CompletionItem(incomplete, type="file" if self.packages else "dir")]
        return [CompletionItem(_as_typed(path)) for path in found]


def courses_below(incomplete: str, *, packages: bool, courses: bool = True) -> Iterator[str]:
    """Folders with a course.yaml whose path begins so, in order; packages too where asked for. Not the deepest ones."""
    start = incomplete.rpartition("/")[0] + ("/" if "/" in incomplete else "")
    waiting, seen = [(start, 0)], 0
    while waiting and seen < _MOST_FOLDERS:
        prefix, depth = waiting.pop(0)
        seen += 1
        try:
            entries = sorted(os.scandir(Path(prefix or ".").expanduser()), key=lambda entry: entry.name)
        except (OSError, RuntimeError):
            continue
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.name.startswith(".") or not (path.startswith(incomplete) or incomplete.startswith(path)):
                continue
            if packages and entry.name.lower().endswith(".zip"):
                yield path
            elif not entry.is_dir():
                continue
            elif (Path(entry.path) / COURSE_FILE).is_file():
                if courses:
                    yield path
            elif depth < _DEEPEST and entry.name != "node_modules":
                waiting.append((f"{path}/", depth + 1))


def _as_typed(path: str) -> str:
    """Bash puts a completion on the line as it is, and click's script for it takes one of two backslashes away.

    The other shells quote by themselves.
    """
    is_bash = os.environ.get("_SCORMPACK_COMPLETE", "").startswith("bash")
    return re.sub(r"([^\w@%+=:,./~-])", r"\\\\\1", path) if is_bash else path


def _this_folder(ctx: click.Context, _param: click.Parameter, value: Any) -> Any:
    """What was given; else this folder, where it holds a course."""
    if value or ctx.resilient_parsing:
        return value
    here = Path()
    if not (here / COURSE_FILE).is_file():
        raise click.UsageError(
            f"Which course? There is no {COURSE_FILE} in this folder. "
            f"Give the course's folder, such as: {ctx.command_path} my-course",
            ctx,
        )
    return (here,) if isinstance(value, tuple) else here


COURSE = click.argument("source", type=CoursePath(), required=False, callback=_this_folder)
"""One course: `source`. Where it is left out, the course in this folder."""

COURSES = click.argument("sources", metavar="[SOURCE]...", type=CoursePath(), nargs=-1, callback=_this_folder)
"""Any number of courses: `sources`, a tuple of at least one."""

COURSE_OR_PACKAGE = click.argument("source", type=CoursePath(packages=True), required=False, callback=_this_folder)
"""A course or a package: `source`."""


class TargetName(ParamType):
    """A kind of package, as people may spell it: `SCORM 1.2`, `tincan`. With ``several`` also `all` and `xapi,cmi5`."""

    name = "target"

    def __init__(self, *, several: bool = False) -> None:
        self.several = several

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002 - click 8.1 gives no context
        """What help shows for the value."""
        return f"[{'|'.join(TARGET_NAMES)}{'|all' if self.several else ''}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The name; with ``several`` a tuple of names."""
        if isinstance(value, tuple):
            return value
        if not self.several:
            return self._one(value, param, ctx)
        if value.strip().lower() == "all":
            return TARGET_NAMES
        return tuple(self._one(name, param, ctx) for name in value.split(","))

    def _one(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        folded = re.sub(r"[\s._-]", "", value).lower()
        folded = _SPOKEN.get(folded, folded)
        if folded in TARGET_NAMES:
            return folded
        if folded.startswith("scorm2004"):
            hint = "scormpack builds no SCORM 2004; LMSs that take it take SCORM 1.2 too: scorm12."
            raise click.BadParameter(hint, ctx, param)
        import difflib

        near = difflib.get_close_matches(folded, TARGET_NAMES, n=1)
        known = ", ".join([*TARGET_NAMES, *(["all"] if self.several else [])])
        hint = f"Did you mean {near[0]}?" if near else f"There are: {known}."
        raise click.BadParameter(f"There is no target {value!r}. {hint}", ctx, param)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - as click calls it
        """The names that begin so."""
        from click.shell_completion import CompletionItem

        names = [*TARGET_NAMES, *(["all"] if self.several else [])]
        return [CompletionItem(name) for name in names if name.startswith(incomplete.lower())]


def _each_once(_ctx: click.Context, _param: click.Parameter, value: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in value for name in names))


TARGETS = click.option(
    "-t",
    "--target",
    "targets",
    type=TargetName(several=True),
    multiple=True,
    default=("scorm12",),
    show_default=True,
    callback=_each_once,
    help="What to build; may be given several times.",
)
"""Kinds of packages: `targets`, each once, in the order they were asked for."""


class DiagnosticCode(ParamType):
    """The code of a diagnostic, which a shell completes from the page that describes them."""

    name = "code"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - as click calls it
        """The codes that begin so."""
        from click.shell_completion import CompletionItem

        from scormpack.resources import documentation

        page = documentation("diagnostics.md").read_text("utf-8")
        codes = re.findall(r"^## ([A-Z]{3}[0-9]{3})$", page, flags=re.MULTILINE)
        return [CompletionItem(code) for code in codes if code.startswith(incomplete.upper())]


class LabId(ParamType):
    """The id of a lab, which a shell completes from the course that `--source` names, or the one in this folder."""

    name = "lab"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - as click calls it
        """The ids that begin so; none where the course cannot be read."""
        from click.shell_completion import CompletionItem

        from scormpack.load import load_course

        course = load_course(Path(ctx.params.get("source") or ".")).course
        labs = [part for part in course.parts() if part.kind == "lab"] if course else []
        return [CompletionItem(lab.id, help=lab.title) for lab in labs if lab.id.startswith(incomplete)]

"""The pipeline: load, lint, check, render, assemble, search for secrets, zip, write."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from scormpack.bundle import Bundle, to_zip
from scormpack.contract import LabProxy
from scormpack.diagnostics import Diagnostic, ScormpackError, has_errors, ordered
from scormpack.lab_connection import check_connection
from scormpack.lint import lint_course
from scormpack.load import Loaded, load_course
from scormpack.model import Course
from scormpack.package_secrets import scan_bundles
from scormpack.quality import judge_course
from scormpack.render import render_course, render_parts
from scormpack.stages import stage, tell
from scormpack.targets import TARGETS
from scormpack.writing import write_beside


@dataclass(frozen=True, slots=True)
class Built:
    """One package that was written; ``size`` is in bytes, ``files`` counts the manifest too."""

    target: str
    path: Path
    size: int
    files: int


@dataclass(frozen=True, slots=True)
class BuildResult:
    """``packages`` is empty where a diagnostic is an error: then nothing was written, for no target.

    ``written`` has the SHA-256 of each file that was written: the packages, and the vocabulary where it was asked for.
    """

    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]
    packages: tuple[Built, ...] = ()
    written: Mapping[Path, str] = field(default_factory=dict)


@stage("reading and checking")
def check_course(
    source: Path, targets: Sequence[str] = (), unsaved: Mapping[Path, bytes] = MappingProxyType({})
) -> BuildResult:
    """All that is wrong with a course, for these targets; writes nothing.

    ``unsaved`` is what files hold that are not written yet, by their resolved paths.
    """
    loaded = load_course(source, unsaved)
    found = [*loaded.diagnostics, *lint_course(replace(loaded, course=loaded.course or loaded.recovered))]
    if loaded.course is not None:
        found += judge_course(loaded.course, loaded)
    if loaded.course is not None and not has_errors(found):
        for name in targets:
            found += TARGETS[name].check(loaded.course, loaded.where)
    return BuildResult(loaded, ordered(found))


def build_course(
    source: Path, targets: Sequence[str], out: Path, lab_proxy: LabProxy | None = None, dated: str | None = None
) -> BuildResult:
    """Writes ``<id>-<version>.<target>.zip`` for each target into ``out``.

    ``dated`` asks for the published vocabulary beside them, made at this time (ISO 8601).

    A file that is there already is replaced as the very last step, once all packages are complete, so a failed
    or killed build leaves it as it was. Raises `ScormpackError` where ``out`` cannot be written.
    """
    result, bundles = assemble_course(source, targets, lab_proxy)
    return write_packages(result, bundles, out, dated)


def write_packages(
    result: BuildResult, bundles: Mapping[str, Bundle], out: Path, dated: str | None = None
) -> BuildResult:
    """Writes what `assemble_course` gave, in the way of `build_course`; nothing where that found an error."""
    course = result.loaded.course
    if course is None or has_errors(result.diagnostics):
        return result
    archives: list[tuple[Built, bytes]] = []
    for name, bundle in bundles.items():
        with stage(f"zipping for {name}"):
            archive = to_zip(bundle)
        path = out / f"{course.id}-{course.version}.{name}.zip"
        archives.append((Built(name, path, len(archive), len(bundle)), archive))
    published = _vocabulary(course, dated) if dated is not None else {}
    contents = {built.path: archive for built, archive in archives}
    contents |= {out / name: content for name, content in published.items()}
    for path, content in contents.items():
        write_whole(path, content)
    packages = tuple(built for built, _archive in archives)
    written = {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    return replace(result, packages=packages, written=written)


def assemble_course(
    source: Path, targets: Sequence[str], lab_proxy: LabProxy | None = None
) -> tuple[BuildResult, dict[str, Bundle]]:
    """Each target's package before it is zipped; none where a diagnostic is an error."""
    result = check_course(source, targets)
    course = result.loaded.course
    if course is None or has_errors(result.diagnostics):
        return result, {}
    diagnostics = ordered([*result.diagnostics, *check_connection(course, lab_proxy)])
    if has_errors(diagnostics):
        return BuildResult(result.loaded, diagnostics), {}
    with stage("rendering"):
        sections = render_parts(course, lab_proxy)
    bundles: dict[str, Bundle] = {}
    for name in targets:
        with stage(f"assembling for {name}"):
            bundles[name] = TARGETS[name].assemble(
                render_course(course, sections, result.loaded.assets, TARGETS[name].host, lab_proxy)
            )
    with stage("searching for secrets"):
        diagnostics = ordered([*diagnostics, *scan_bundles(bundles.values(), result.loaded.files())])
    return BuildResult(result.loaded, diagnostics), {} if has_errors(diagnostics) else bundles


def _vocabulary(course: Course, dated: str) -> dict[str, bytes]:
    from scormpack.xapi.vocabulary import vocabulary_files

    return vocabulary_files(course, dated)


def write_whole(path: Path, content: bytes) -> None:
    """The file with all its content, or as it was. Raises `ScormpackError`."""
    try:
        write_beside(path, content)
        tell(f"wrote {path}: {len(content):,} bytes")
    except OSError as error:
        raise ScormpackError(f"{path} cannot be written: {error.strerror or error}") from error

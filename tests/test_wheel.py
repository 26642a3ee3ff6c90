"""The wheel: installed into an empty environment it works from any folder, without Node, make or this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hatch_build import PLAYER_FILES
from tests.courses import ROOT, write_course

pytestmark = pytest.mark.xdist_group("wheel")


COPIED = {"scormpack", "templates", "docs", "pyproject.toml", "hatch_build.py", "README.md", "CHANGELOG.md"}


def _not_copied(folder: str, names: list[str]) -> set[str]:
    if Path(folder) == ROOT:
        return {*names} - COPIED
    return {*names} & {"node_modules", "dist", "_build", "__pycache__"}


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is built from it: of a copy, for other tests build with the player of this checkout."""
    out, checkout = tmp_path_factory.mktemp("distributions"), tmp_path_factory.mktemp("copy") / "scormpack"
    shutil.copytree(ROOT, checkout, ignore=_not_copied)
    (checkout / "templates/player/node_modules").symlink_to(ROOT / "templates/player/node_modules")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(checkout)],
        check=True,
        capture_output=True,
    )
    return out


def test_the_wheel_brings_templates_player_and_theme(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "scormpack/templates/course.html.j2",
        *(f"scormpack/templates/player/dist/player-{name}.js" for name in ("scorm12", "xapi", "cmi5")),
        *(f"scormpack/templates/player/dist/{name}" for name in PLAYER_FILES),
        "scormpack/docs/diagnostics.md",
        "scormpack/json_schema/course.schema.json",
        "scormpack/json_schema/part.schema.json",
    } <= set(names)
    assert not [name for name in names if "node_modules" in name or name.endswith(".ts")]


def test_the_sdist_brings_the_built_player_and_its_source(distributions: Path) -> None:
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {
        *(f"templates/player/dist/player-{name}.js" for name in ("scorm12", "xapi", "cmi5")),
        "templates/player/src/main.ts",
        "templates/player/package-lock.json",
    } <= names
    assert not [name for name in names if "node_modules" in name]


def test_a_wheel_in_an_empty_environment_builds_the_same_package(distributions: Path, tmp_path: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True, capture_output=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, capture_output=True)
    source = write_course(tmp_path / "elsewhere" / "course")
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}

    installed = subprocess.run(
        [str(environment / "bin" / "scormpack"), "build", "course", "--out", "out"],
        cwd=source.parent,
        env=clean,
        check=True,
        capture_output=True,
        text=True,
    )
    begun = subprocess.run(
        [str(environment / "bin" / "scormpack"), "new", "first-aid", "--yes"],
        cwd=source.parent,
        env=clean,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "a course of 5 parts" in begun.stdout
    assert (source.parent / "first-aid" / ".schema" / "course.schema.json").is_file()
    here = subprocess.run(
        [sys.executable, "-m", "scormpack", "build", str(source), "--out", str(tmp_path / "here")],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert installed.stdout.startswith("out/small-1.0.0.scorm12.zip")
    assert here.stdout
    name = "small-1.0.0.scorm12.zip"
    assert (source.parent / "out" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()

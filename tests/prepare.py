"""Brings what the tests need and pip cannot give: Node packages, the built player, a browser.

    python -m tests.prepare

A browser is looked for in SCORMPACK_CHROMIUM, on PATH, and where Playwright keeps its own; when none is found one
is installed: Playwright's download, else Debian's package where we are root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from hatch_build import bundle_player, node_environment, npm_command

ROOT = Path(__file__).parent.parent
PLAYER = ROOT / "templates" / "player"
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NotPreparedError(Exception):
    """Something is missing and could not be installed; the text says which command to run."""


def main() -> None:
    """Prepares everything, or says what to do and exits with 1."""
    try:
        for folder in (PLAYER, ROOT / "tests"):
            install_node_packages(folder)
        bundle_player(PLAYER)
        find_or_install_browser()
    except NotPreparedError as error:
        sys.exit(str(error))


def install_node_packages(folder: Path) -> None:
    """`npm ci`, unless what the lock file asks for is there already."""
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".complete"
    if installed.is_file() and installed.read_bytes() == lock.read_bytes():
        return
    result = subprocess.run(
        [*npm_command(), "ci", "--ignore-scripts", "--no-fund", "--no-audit"],
        cwd=folder,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise NotPreparedError(f"npm ci failed in {folder}:\n{result.stdout}{result.stderr}")
    installed.write_bytes(lock.read_bytes())


def find_browser() -> str | None:
    """The path of a Chromium or Chrome, None where there is none."""
    named = os.environ.get("SCORMPACK_CHROMIUM")
    if named:
        if not shutil.which(named):
            raise NotPreparedError(f"SCORMPACK_CHROMIUM names `{named}`, which cannot be run")
        return named
    return next((path for name in BROWSER_NAMES if (path := shutil.which(name))), None) or playwright_browser()


def playwright_browser() -> str | None:
    """The Chromium that Playwright downloaded earlier, None where it did not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def find_or_install_browser() -> str:
    """A browser, installed if need be. Raises `NotPreparedError`."""
    found = find_browser()
    if found:
        return found
    sys.stderr.write("No Chromium or Chrome found; installing one\n")
    attempts = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for command in attempts:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=900)
        found = find_browser()
        if found:
            return found
    raise NotPreparedError(
        "The tests need Chromium or Chrome, and none could be installed. Run one of\n"
        "    sudo apt-get install chromium\n"
        "    .venv/bin/python -m playwright install chromium\n"
        "or name one: export SCORMPACK_CHROMIUM=/path/to/chromium"
    )


if __name__ == "__main__":
    main()

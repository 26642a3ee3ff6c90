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
from contextlib import suppress
from pathlib import Path

from hatch_build import bundle_player, install_node_packages
from tests.browser.chromium import MISSING

ROOT = Path(__file__).parent.parent
PLAYER = ROOT / "templates" / "player"


class NotPreparedError(Exception):
    """Something is missing and could not be installed; the text says which command to run."""


def main() -> None:
    """Prepares everything, or says what to do and exits with 1."""
    try:
        for folder in (PLAYER, ROOT / "tests"):
            install_node_packages(folder, dev=True)
        bundle_player(PLAYER)
        prepare_browser()
    except (NotPreparedError, RuntimeError) as error:
        sys.exit(str(error))


def prepare_browser() -> None:
    """Installs a browser unless one starts already. Raises `NotPreparedError`."""
    if browser_starts():
        return
    sys.stderr.write("No Chromium or Chrome starts; installing one\n")
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq"]
        attempts += [["apt-get", "update", "-qq"], [*install, "chromium-headless-shell"], [*install, "chromium"]]
    for command in attempts:
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=600)
        if browser_starts():
            return
    raise NotPreparedError(f"The tests need Chromium or Chrome, and none could be installed.\n{MISSING}")


def browser_starts() -> bool:
    """True when the browser that the tests will use can be started."""
    command = [sys.executable, "-m", "tests.browser.chromium"]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    main()

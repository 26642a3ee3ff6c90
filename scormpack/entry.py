"""How the command starts and ends: as little as a short-lived process needs.

A build makes some hundred thousand objects and ends. Looking among them for cycles, and taking them apart one by
one at the end, would be a fifth of the time that an author waits.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def run() -> NoReturn:
    """The console script."""
    gc.disable()
    # Looking for plugins of pydantic reads the metadata of every installed package; we have none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from scormpack.cli import main

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
        code = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Whoever read our output has gone; nothing is left to be said.
        os._exit(1)
    os._exit(code if isinstance(code, int) else 0)

"""The command, within this process or as one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from scormpack.cli.lrs import lrs
from tests.courses import ROOT
from tests.lrs_client.unruly_lrs import KEY, SECRET

KNOWN = {"SCORMPACK_LRS_KEY": KEY, "SCORMPACK_LRS_SECRET": SECRET, "SCORMPACK_LRS_ENDPOINT": ""}
PROGRAM = [sys.executable, "-m", "scormpack", "lrs"]


def invoked(*arguments: object, environment: dict[str, str] = KNOWN, stdin: str | None = None) -> Result:
    return CliRunner().invoke(
        lrs, [str(argument) for argument in arguments], env=environment, input=stdin, terminal_width=100
    )


def started(*arguments: object, environment: dict[str, str] = KNOWN, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PROGRAM, *(str(argument) for argument in arguments)],
        env={
            **os.environ,
            **KNOWN,
            **environment,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        },
        **options,
    )

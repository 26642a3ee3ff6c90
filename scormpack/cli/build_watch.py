"""`scormpack build --watch`: packages that follow their sources."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from scormpack.cli.build import tell
from scormpack.cli.output import voice
from scormpack.rebuild import Asked, rebuild
from scormpack.watching import changes


def follow(asked: Sequence[Asked]) -> None:
    """Builds, and builds again what is saved, until Ctrl-C."""
    gc.enable()  # the command starts without: most of its runs are short
    for one in asked:
        _build(one)
    voice().confirm("Waiting for changes; Ctrl-C ends it.")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        for paths in changes(lambda: [_root(one) for one in asked], threading.Event()):
            for one in asked:
                saved = sorted(path.name for path in paths if path.is_relative_to(_root(one)) and _is_input(path, one))
                if saved:
                    voice().confirm(f"{', '.join(saved)}:")
                    _build(one)
            sys.stdout.flush()
    voice().confirm("Stopped.")


def _build(one: Asked) -> None:
    outcome = rebuild(one)
    tell(outcome)
    if outcome.status == "built":
        voice().confirm(f"Built in {outcome.seconds * 1000:.0f} ms.")
    elif outcome.status == "failed":
        click.echo("The packages of the last build stay as they are.", err=True)


def _is_input(path: Path, one: Asked) -> bool:
    """False for what is written into the folder of packages, where that lies in the course's own."""
    out = one.out.resolve()
    return not path.is_relative_to(out) or out == _root(one)


def _root(one: Asked) -> Path:
    source = one.source.resolve()
    return source if source.is_dir() else source.parent

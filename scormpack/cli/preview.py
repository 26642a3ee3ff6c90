"""`scormpack preview`: the course beside an LMS and an inspector, built again at every save."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import show, voice
from scormpack.cli.parameters import COURSE, TargetName

if TYPE_CHECKING:
    from scormpack.preview import Preview


@click.command(cls=Command, short_help="Show the course beside an LMS, built again at every save.")
@COURSE
@click.option(
    "-t",
    "--target",
    type=TargetName(),
    default="scorm12",
    show_default=True,
    help="What to begin with; the page can change it.",
)
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    help="Where to listen; 0 takes any free port.  [default: 8300, or the next that is free]",
)
@click.option("--open", "opens", is_flag=True, help="Show the page in the browser.")
@click.option("--lab-proxy", metavar="URL", help="Where the labs' assistant is reached.  [default: a rehearsal here]")
@click.option("--lab-model", metavar="NAME", help="The model's alias at the proxy.  [default: lab-assistant]")
@click.option("--no-rehearsal", is_flag=True, help="Build without a proxy: labs use their guided reflection.")
def preview(  # noqa: PLR0913  # one parameter an option
    *,
    source: Path,
    target: str,
    port: int | None,
    opens: bool,
    lab_proxy: str | None,
    lab_model: str | None,
    no_rehearsal: bool,
) -> None:
    """Show the course at SOURCE beside an LMS, and build it again at every save.

    What is shown is the very package that `build` writes. Beside it stand the calls or statements that the LMS gets, the
    learner's saved state, and what is still missing. Nothing but this machine can reach it. Ctrl-C ends it.

    \b
    scormpack preview my-course --open
    scormpack preview my-course --target cmi5 --port 9000
    """
    from scormpack.cli.build import lab_connection
    from scormpack.diagnostics import ScormpackError
    from scormpack.preview import serving

    gc.enable()  # the command starts without: most of its runs are short
    proxy = lab_connection(lab_proxy, lab_model)
    try:
        with serving(source, port=port, lab_proxy=proxy, rehearse=not no_rehearsal) as running:
            _follow(running, source, target, opens=opens)
    except ScormpackError as error:
        click.echo(f"scormpack: {error}", err=True)
        sys.exit(1)


def _follow(running: Preview, source: Path, target: str, *, opens: bool) -> None:
    from scormpack.preview import run

    address = running.url if target == "scorm12" else f"{running.url}?target={target}"
    stop = threading.Event()
    saves = run(running, stop)
    edition = running.editions.edition(target)
    gc.collect()
    gc.freeze()  # what a long course is made of stays, and need not be looked through again at every save
    show(edition.diagnostics, source)
    voice().result(f"The preview of {source} is at {address}")
    if not running.labs.proxy:
        voice().confirm("Labs use their guided reflection. To rehearse conversations: pip install 'scormpack[proxy]'")
    voice().confirm("Every save is shown there at once. Ctrl-C ends it.")
    sys.stdout.flush()
    if opens:
        import webbrowser

        webbrowser.open(address)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        for paths, editions in saves:
            names = ", ".join(sorted(path.name for path in paths))
            if not editions:
                voice().confirm(f"{names}: saved; no page is open")
            for one in editions:
                told = one.failure or (f"built in {one.milliseconds:.0f} ms" if one.is_current else "does not build")
                voice().confirm(f"{names}: {told}")
                show(one.diagnostics, source)
            sys.stdout.flush()
    stop.set()
    voice().confirm("The preview has ended.")

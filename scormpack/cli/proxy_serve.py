"""`scormpack proxy serve`: the reference proxy for labs."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scormpack.cli.manners import Command
from scormpack.cli.output import has_errors, show, voice
from scormpack.cli.parameters import COURSES

if TYPE_CHECKING:
    from scormpack.lab_server import Labs, Secrets, Settings

NEEDED = ("httpx", "limits", "prometheus_client")
INSTALL = "the proxy takes more packages: pip install 'scormpack[proxy]'"
INSTALL_REDIS = "limits in Redis take one more package: pip install 'scormpack[proxy-redis]'"


@click.command(cls=Command, short_help="Run the proxy between courses' labs and a language model.")
@COURSES
@click.option("--settings", "file", type=click.Path(dir_okay=False, path_type=Path), help="A TOML file: docs/proxy.md.")
@click.option("--upstream", metavar="URL", help="The OpenAI-compatible service, such as https://api.example.org/v1.")
@click.option("--model", metavar="NAME", help="What the upstream calls the model that lab-assistant stands for.")
@click.option("--origin", "origins", metavar="URL", multiple=True, help="Where learners have the course from: the LMS.")
@click.option("--rehearsal", is_flag=True, help="No upstream: the labs' scripts answer.")
@click.option("--host", help="Which address to listen at.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: 8020]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; more than one share a Redis.  [default: 1]")
def serve(  # noqa: PLR0913  # one parameter an option
    *,
    sources: tuple[Path, ...],
    file: Path | None,
    upstream: str | None,
    model: str | None,
    origins: tuple[str, ...],
    rehearsal: bool,
    host: str | None,
    port: int | None,
    workers: int | None,
) -> None:
    """Run the proxy between the labs of the courses at SOURCE and a language model.

    It adds each lab's system prompt, keeps limits, and passes replies on as they come. The upstream's key is read from
    SCORMPACK_UPSTREAM_KEY, the secret of the session tokens from SCORMPACK_PROXY_SECRET. Neither is ever given on the
    command line. Options stand in for the same values of the settings file. Ctrl-C ends it.

    \b
    scormpack proxy serve my-course --rehearsal --origin http://127.0.0.1:8000
    scormpack proxy serve my-course --upstream https://api.example.org/v1 \\
        --model small-1 --origin https://lms.example.org
    """
    from scormpack.cli.lrs_terminal import told_in_one_line

    gc.enable()  # the command starts without: most of its runs are short
    with told_in_one_line(lambda: ""):
        _check_installed()
        settings, secrets = _settings(
            file,
            {
                "server": {"host": host, "port": port, "workers": workers, "origins": list(origins) or None},
                "upstream": {"url": upstream, "models": {"lab-assistant": model} if model else None},
            },
            rehearsal=rehearsal,
        )
    labs = _labs(sources)
    _serve(settings, secrets, sources, labs, rehearsal=rehearsal)


def _check_installed() -> None:
    from scormpack.diagnostics import ScormpackError
    from scormpack.lab_server.settings import REDIS_VARIABLE

    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise ScormpackError(INSTALL)
    if os.environ.get(REDIS_VARIABLE) and importlib.util.find_spec("redis") is None:
        raise ScormpackError(INSTALL_REDIS)


def _settings(file: Path | None, flags: dict[str, dict[str, Any]], *, rehearsal: bool) -> tuple[Settings, Secrets]:
    from scormpack.lab_server import Secrets, read_settings
    from scormpack.lab_server.settings import check_settings

    given = {
        table: {key: value for key, value in values.items() if value is not None} for table, values in flags.items()
    }
    settings = read_settings(file, {table: values for table, values in given.items() if values})
    secrets = Secrets.from_environment(os.environ)
    check_settings(settings, secrets, rehearsal=rehearsal)
    return settings, secrets


def _labs(sources: tuple[Path, ...]) -> Labs:
    """The courses' labs; ends the command where a course has a mistake."""
    from scormpack.build import check_course
    from scormpack.cli.lrs_terminal import told_in_one_line
    from scormpack.lab_server import Labs

    courses, wrong = [], False
    for source in sources:
        result = check_course(source)
        show(result.diagnostics, source)
        wrong = wrong or result.loaded.course is None or has_errors(result.diagnostics)
        if result.loaded.course is not None:
            courses.append(result.loaded.course)
    if wrong:
        voice().remark("The proxy was not started.")
        sys.exit(1)
    with told_in_one_line(lambda: ""):
        return Labs(courses)


def _serve(settings: Settings, secrets: Secrets, sources: tuple[Path, ...], labs: Labs, *, rehearsal: bool) -> None:
    import signal

    from scormpack.cli.lrs_terminal import count, told_in_one_line
    from scormpack.lab_server.serve import check_place, is_local, run

    server = settings.server
    with told_in_one_line(lambda: ""):
        check_place(settings)
    address = f"[{server.host}]" if ":" in server.host else server.host
    click.echo(f"The lab proxy at http://{address}:{server.port}/v1, for {count(len(labs), 'lab')}.")
    voice().confirm(f"Pages of {', '.join(server.origins)} may ask.")
    for line in _warnings(settings, secrets, rehearsal=rehearsal, local=is_local(settings)):
        voice().remark(line)
    voice().confirm("Ctrl-C ends it.")
    sys.stdout.flush()
    # The server ends by itself at both signals, and then passes them on.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with told_in_one_line(lambda: ""), suppress(KeyboardInterrupt):
        run(settings, secrets, sources, labs, rehearsal=rehearsal)
    voice().confirm("The lab proxy has stopped.")


def _warnings(settings: Settings, secrets: Secrets, *, rehearsal: bool, local: bool) -> list[str]:
    told = []
    if rehearsal:
        told.append("scormpack: rehearsal: no model answers, the labs' scripts do")
    elif not secrets.upstream_key:
        told.append("scormpack: warning: SCORMPACK_UPSTREAM_KEY is not set, so the upstream is asked without a key")
    if not secrets.proxy_secret:
        told.append("scormpack: SCORMPACK_PROXY_SECRET is not set: session tokens end with this run")
    if settings.server.log_text:
        told.append(
            "scormpack: warning: server.log_text is on: what learners and the assistant write goes into the log"
        )
    if not rehearsal and settings.spending.per_day is None:
        told.append("scormpack: warning: spending.per_day is not set: nothing but tokens_per_day caps what a day costs")
    if not local:
        told.append("scormpack: warning: this service speaks plain http; put a web server with TLS in front of it")
    return told

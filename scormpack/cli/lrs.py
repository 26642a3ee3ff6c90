"""Commands about a learning record store: check and serve here, pull and push in modules of their own."""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.lrs_pull import pull
from scormpack.cli.lrs_push import push
from scormpack.cli.lrs_terminal import (
    KEY_VARIABLE,
    SECRET_VARIABLE,
    TIMEOUT,
    count,
    parsed_endpoint,
    remote,
    told_in_one_line,
)
from scormpack.cli.manners import Family
from scormpack.cli.output import voice

if TYPE_CHECKING:
    from scormpack.lrs_client import Finding

DEFAULT_PORT = 8010


@click.group(cls=Family, short_help="Check an LRS, pull statements from it, push them, run one.")
def lrs() -> None:
    """Check an LRS, pull a course's statements from it, push them into another, or run one here.

    ENDPOINT is the address below which the LRS has its resources, such as https://lrs.example.org/xapi/. It may stand
    in SCORMPACK_LRS_ENDPOINT instead.

    Key and secret are read from SCORMPACK_LRS_KEY and SCORMPACK_LRS_SECRET. What is not there is asked for. They are
    never given on the command line, which shells keep in their histories.

    \b
    scormpack lrs check https://lrs.example.org/xapi/
    scormpack lrs pull https://lrs.example.org/xapi/ my-course
    scormpack lrs push https://other.example.org/xapi/ my-course.statements.jsonl
    scormpack lrs serve --database statements.sqlite
    """


@lrs.command()
@click.argument("endpoint", required=False)
@click.option(
    "--origin",
    metavar="URL",
    default="https://lms.example.org",
    show_default=True,
    help="Where learners' browsers have the course from: your LMS, without a path.",
)
@click.option("--write", is_flag=True, help="Store a statement too, and void it. It stays in the LRS for good.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@TIMEOUT
def check(endpoint: str | None, origin: str, form: str, timeout: float, *, write: bool) -> None:
    """Find out whether an LRS does what a course needs.

    Can it be reached, does it know the key, does it keep State, does it answer a browser's preflight (CORS)? A State
    document is stored and deleted again. Statements are left alone unless --write is given.

    \b
    scormpack lrs check https://lrs.example.org/xapi/
    scormpack lrs check https://lrs.example.org/xapi/ --format json
    scormpack lrs check https://lrs.example.org/xapi/ \\
        --origin https://lms.example.org
    """
    from scormpack.lrs_client import check_lrs

    place = parsed_endpoint(endpoint)
    origin = _origin(origin)
    store = remote(place, timeout, lambda _seconds, _why: None, tries=2)
    findings: list[Finding] = []
    with told_in_one_line(lambda: ""):
        for finding in check_lrs(store, origin, write=write):
            findings.append(finding)
            if form == "text":
                _show_finding(finding)
    problems = sum(finding.status == "problem" for finding in findings)
    if form == "json":
        listed = [{name: getattr(finding, name) for name in finding.__slots__} for finding in findings]
        told = {"format": 1, "endpoint": place.url, "origin": origin, "ok": not problems, "findings": listed}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        voice().confirm(f"\n{count(problems, 'problem')}." if problems else "\nThis LRS does what a course needs.")
    sys.exit(1 if problems else 0)


@lrs.command()
@click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The SQLite file to keep everything in. Without it, all is gone at the end.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Which address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Where to listen; 0 takes any free port.",
)
def serve(database: Path | None, host: str, port: int) -> None:
    """Run an LRS of our own on this machine, for trying things out.

    Key and secret are those of SCORMPACK_LRS_KEY and SCORMPACK_LRS_SECRET. Without them, random ones are made and
    shown. There is no other way in. Ctrl-C ends it.

    \b
    scormpack lrs serve
    scormpack lrs serve --database statements.sqlite --port 9000
    """
    import secrets
    import signal

    from scormpack.listening import address_of, listening
    from scormpack.lrs_client import is_loopback
    from scormpack.lrs_server import Credentials, run

    gc.enable()  # the command starts without: most of its runs are short
    key, secret = os.environ.get(KEY_VARIABLE), os.environ.get(SECRET_VARIABLE)
    if bool(key) != bool(secret):
        raise click.UsageError(f"Set both {KEY_VARIABLE} and {SECRET_VARIABLE}, or neither")
    with told_in_one_line(lambda: ""):
        bound = listening(host, port)
    click.echo(f"An LRS at {address_of(bound)}/xapi/, {f'kept in {database}' if database else 'kept in memory'}.")
    if not key or not secret:
        key, secret = f"key-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
        click.echo(f"Made for this run:\n  {KEY_VARIABLE}={key}\n  {SECRET_VARIABLE}={secret}")
    if not is_loopback(host):
        voice().remark(
            f"scormpack: warning: whoever reaches this machine at {host} can try to get in, and everything is sent "
            "without encryption. Use this for tests only"
        )
    voice().confirm("Ctrl-C ends it.")
    sys.stdout.flush()
    # The server ends by itself at both signals, and then passes them on.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with told_in_one_line(lambda: ""), suppress(KeyboardInterrupt):
        run(bound, database, Credentials(key, secret))
    voice().confirm("The LRS has stopped.")


def _origin(text: str) -> str:
    """What a browser sends as Origin for a page of that address: scheme, host, and a port that is not the usual one."""
    from urllib.parse import urlsplit

    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.BadParameter("an origin is like https://lms.example.org", param_hint="--origin")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _show_finding(finding: Finding) -> None:
    if voice().is_quiet and finding.status == "ok":
        return
    color = {"ok": "green", "problem": "red"}[finding.status]
    click.echo(f"{click.style(f'{finding.status:<8}', fg=color)} {finding.name:<18} {finding.found}.")
    if finding.meaning:
        click.echo(f"{'':<28}For learners: {finding.meaning}")
    if finding.advice:
        click.echo(f"{'':<28}What to do: {finding.advice}")


lrs.add_command(pull)
lrs.add_command(push)

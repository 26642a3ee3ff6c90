"""`scormpack proxy check`: what a learner's browser meets at a lab proxy."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scormpack.cli.lrs_terminal import count, told_in_one_line
from scormpack.cli.manners import Command
from scormpack.cli.output import voice
from scormpack.cli.parameters import CoursePath, LabId

if TYPE_CHECKING:
    from scormpack.lab_check import Finding

_COLORS = {"ok": "green", "problem": "red", "note": "yellow"}


@click.command(cls=Command, short_help="Find out what a learner's browser meets at a lab proxy.")
@click.argument("url")
@click.option(
    "--origin",
    metavar="URL",
    default="https://lms.example.org",
    show_default=True,
    help="Where learners' browsers have the course from: your LMS, without a path.",
)
@click.option("--model", metavar="ALIAS", help="What --lab-model of the build says.  [default: lab-assistant]")
@click.option("--course", metavar="ID", help="The course to ask in the name of; with --lab.")
@click.option("--lab", metavar="ID", type=LabId(), help="The lab to ask in the name of; with --course or --source.")
@click.option(
    "--source",
    metavar="COURSE",
    type=CoursePath(),
    help="The course's folder or course.yaml, in place of --course: its first lab, or that of --lab.",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the proxy may be silent.",
)
def check(  # noqa: PLR0913 - click hands over each option
    url: str,
    *,
    origin: str,
    model: str | None,
    course: str | None,
    lab: str | None,
    source: Path | None,
    form: str,
    timeout: float,
) -> None:
    """Find out what a learner's browser meets at a lab proxy, or at a gateway in its place.

    URL is what --lab-proxy of the build says. The address, its name and certificate, redirects, the browser's
    preflight (CORS), session tokens, a streamed answer and its pace, what answers give away, and caches.

    One short question is asked, which costs tokens. It is asked a second time only where the player would: when no
    answer began within 10 seconds, and after a 5xx. Everything else costs nothing. The exit status is 1 when there is a
    problem; notes do not count.

    \b
    scormpack proxy check https://labs.example.org/v1
    scormpack proxy check https://labs.example.org/v1 \\
        --origin https://lms.example.org --source my-course --lab lab-fog
    scormpack proxy check http://localhost:4000/v1 --format json
    """
    if source and course:
        raise click.UsageError("Give --source or --course, not both")
    if not source and bool(course) != bool(lab):
        raise click.UsageError("--course and --lab go together")
    sender = _browser_origin(origin)
    findings: list[Finding] = []
    with told_in_one_line(lambda: ""):
        _need_httpx()
        from scormpack.lab_check import Lab, Patience, check_proxy
        from scormpack.proxy_url import DEFAULT_MODEL

        asking = Lab(model or DEFAULT_MODEL)
        if source:
            course, lab = _in_source(source, lab)
        if course and lab:
            asking = Lab(asking.model, course, lab, is_named=True)
        for finding in check_proxy(url, sender, asking, Patience(timeout_seconds=timeout)):
            findings.append(finding)
            if form == "text":
                _show(finding)
    problems = sum(finding.status == "problem" for finding in findings)
    if form == "json":
        listed = [{name: getattr(finding, name) for name in finding.__slots__} for finding in findings]
        shown = re.sub(r"//[^/@]*@", "//…@", url)
        told = {"format": 1, "url": shown, "origin": sender, "ok": not problems, "findings": listed}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        voice().confirm(f"\n{_summary(findings, problems)}")
    sys.exit(1 if problems else 0)


def _need_httpx() -> None:
    from importlib.util import find_spec

    from scormpack.diagnostics import ScormpackError

    if find_spec("httpx") is None:
        raise ScormpackError("this command needs httpx; install it with: pip install 'scormpack[proxy]'")


def _browser_origin(text: str) -> str:
    """What a browser sends as Origin for a page of that address (RFC 6454, 6.2): no path, and no port that is usual."""
    from urllib.parse import urlsplit

    wrong = click.BadParameter("an origin is like https://lms.example.org", param_hint="--origin")
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not host:
        raise wrong
    usual = {"http": 80, "https": 443}[parts.scheme]
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}" + (f":{port}" if port not in {None, usual} else "")


def _in_source(source: Path, lab: str | None) -> tuple[str, str]:
    """The ids of the course and of its first lab, or of the one that is named."""
    from scormpack.cli.output import show
    from scormpack.diagnostics import ScormpackError, did_you_mean
    from scormpack.load import load_course

    loaded = load_course(source)
    if loaded.course is None:
        show(loaded.diagnostics, source)
        raise ScormpackError(f"{source} cannot be read as a course")
    labs = [part.id for part in loaded.course.parts() if part.kind == "lab"]
    if not labs:
        raise ScormpackError(f"the course {loaded.course.id} has no lab")
    if lab and lab not in labs:
        hint = did_you_mean(lab, labs)
        raise ScormpackError(f"the course {loaded.course.id} has no lab {lab}" + (f"; {hint}" if hint else ""))
    return loaded.course.id, lab or labs[0]


def _show(finding: Finding) -> None:
    if voice().is_quiet and finding.status != "problem":
        return
    click.echo(f"{click.style(f'{finding.status:<8}', fg=_COLORS[finding.status])} {finding.name:<18} {finding.found}.")
    if finding.meaning:
        click.echo(f"{'':<28}For learners: {finding.meaning}")
    if finding.advice:
        click.echo(f"{'':<28}What to do: {finding.advice}")


def _summary(findings: list[Finding], problems: int) -> str:
    if problems:
        return f"{count(problems, 'problem')}."
    if any(finding.name == "rest" for finding in findings):
        return "No problem in what was checked, which is not all."
    notes = sum(finding.status == "note" for finding in findings)
    return "Learners can talk to the assistant" + (f"; {count(notes, 'note')}." if notes else ".")

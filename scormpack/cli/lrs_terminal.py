"""What the commands about an LRS share at the terminal: endpoint, credentials, progress, how a failure is told."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import click

from scormpack.cli.output import voice

if TYPE_CHECKING:
    from scormpack.lrs_client import Credentials, Endpoint, Remote

ENDPOINT_VARIABLE = "SCORMPACK_LRS_ENDPOINT"
KEY_VARIABLE = "SCORMPACK_LRS_KEY"
SECRET_VARIABLE = "SCORMPACK_LRS_SECRET"  # noqa: S105 - the variable's name, not what is in it

SECONDS_BETWEEN_LINES = 10.0
"""How often a log is told of progress, where no terminal shows a bar."""

TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the LRS may be silent.",
)


def endpoint_and(subject: str, *arguments: str | None) -> tuple[Endpoint, str]:
    """The endpoint and what follows it. The endpoint may be left out where the environment names one."""
    given = [argument for argument in arguments if argument is not None]
    named = os.environ.get(ENDPOINT_VARIABLE)
    if len(given) == 1 and named:
        given.insert(0, named)
    if len(given) < 2:
        missing = subject if named else f"ENDPOINT and {subject}"
        raise click.UsageError(f"Missing {missing}; the endpoint may also stand in {ENDPOINT_VARIABLE}")
    return parsed_endpoint(given[0]), given[1]


def parsed_endpoint(text: str | None) -> Endpoint:
    """The endpoint as typed, or from the environment. Warns of one that anybody underway can read."""
    from scormpack.lrs_client import parse_endpoint

    text = text or os.environ.get(ENDPOINT_VARIABLE)
    if not text:
        raise click.UsageError(f"Missing ENDPOINT; it may also stand in {ENDPOINT_VARIABLE}")
    try:
        endpoint = parse_endpoint(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="ENDPOINT") from None
    if endpoint.is_readable_underway:
        voice().remark(
            f"scormpack: warning: {endpoint.url} is not encrypted. Whoever is between you and {endpoint.host} can read "
            "the secret, and what learners did. Use https"
        )
    return endpoint


def credentials() -> Credentials:
    """From the environment; what is not there is asked for, where somebody sits at a terminal."""
    from scormpack.lrs_client import Credentials

    key, secret = os.environ.get(KEY_VARIABLE, ""), os.environ.get(SECRET_VARIABLE, "")
    if not (key and secret) and not sys.stdin.isatty():
        missing = " and ".join(name for name, value in ((KEY_VARIABLE, key), (SECRET_VARIABLE, secret)) if not value)
        raise click.UsageError(f"No key to the LRS: set {missing}")
    key = key or click.prompt("Key of the LRS", err=True)
    secret = secret or click.prompt(f"Secret of {key}", hide_input=True, err=True)
    if ":" in key:
        # Basic authentication ends the key at the first colon (RFC 7617, 2).
        raise click.UsageError(f"A key has no colon; is the secret in {KEY_VARIABLE} too?")
    return Credentials(key, secret)


def remote(endpoint: Endpoint, timeout_seconds: float, pausing: Callable[[float, str], None], tries: int = 6) -> Remote:
    """The LRS at the endpoint."""
    from scormpack.lrs_client import Patience, Remote

    return Remote(endpoint, credentials(), Patience(timeout_seconds=timeout_seconds, tries=tries, pausing=pausing))


@contextmanager
def told_in_one_line(kept: Callable[[], str]) -> Iterator[None]:
    """A failure, or Ctrl-C, ends the command with one line on what happened and one on what is kept."""
    from scormpack.diagnostics import ScormpackError

    try:
        yield
    except (ScormpackError, KeyboardInterrupt) as error:
        why = str(error) if isinstance(error, ScormpackError) else "stopped"
        click.echo(f"scormpack: {why}", err=True)
        if told := kept():
            click.echo(told, err=True)
        sys.exit(1)


class Progress:
    """A bar on a terminal, else a line now and then; on standard error."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar = (
            click.progressbar(
                length=_STEPS,
                label=label,
                file=sys.stderr,
                item_show_func=lambda text: text,
                show_eta=False,
                # So that each call is drawn: the text changes also where the bar does not.
                update_min_steps=0,
            )
            if voice().may_redraw
            else None
        )
        self._step = 0
        self._last_line = time.monotonic()

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.__enter__()
        return self

    def __exit__(self, *_failure: object) -> None:
        if self._bar:
            self._bar.render_finish()

    def reached(self, share: float, text: str) -> None:
        """``share`` of the whole, 0 to 1, is done."""
        if self._bar:
            step = max(self._step, min(int(share * _STEPS), _STEPS))
            self._bar.update(step - self._step, text)
            self._step = step
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            voice().remark(f"{self._label}: {text}")

    def pausing(self, seconds: float, why: str) -> None:
        """Something has to be waited for."""
        text = f"{why}; trying again in {seconds:.0f} s"
        if self._bar:
            self._bar.update(0, text)
        else:
            voice().remark(text)


def count(number: int, noun: str) -> str:
    """Such as `1 statement`, `2,000 statements`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_STEPS = 1000

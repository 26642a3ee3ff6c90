"""The commands about the command: help, version, completion."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from scormpack import __version__
from scormpack.cli.manners import Command

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHELLS = ("bash", "zsh", "fish")
COMPLETE_VARIABLE = "_SCORMPACK_COMPLETE"
"""click's own convention: by this variable the shells' scripts ask the command for completions."""

_WORDS = {None: "not installed", True: "in use", False: "not there: reading YAML is slow"}


def _command_words(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    found: click.Command | None = ctx.find_root().command
    for word in ctx.params.get("words") or ():
        found = found.get_command(ctx, word) if isinstance(found, click.Group) else None
    names = found.list_commands(ctx) if isinstance(found, click.Group) else []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(cls=Command, name="help")
@click.argument("words", metavar="[COMMAND]...", nargs=-1, shell_complete=_command_words)
@click.pass_context
def help_command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show what a command does and takes.

    \b
    scormpack help
    scormpack help build
    scormpack help lrs pull
    """
    shown = ctx.find_root()
    for word in words:
        if not isinstance(shown.command, click.Group):
            raise click.UsageError(f"{shown.command_path!r} has no commands below it.", shown)
        name, command, _rest = shown.command.resolve_command(shown, [word])
        if command is None:
            raise click.UsageError(f"There is no command {word!r}.", shown)
        shown = click.Context(command, info_name=name, parent=shown, **command.context_settings)
    click.echo(shown.get_help())


@click.command(cls=Command)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
def version(form: str) -> None:
    """Show the versions that a bug report needs.

    Those of scormpack, Python and what a build rests on. `scormpack --version` shows the first alone.

    \b
    scormpack version
    scormpack version --format json
    """
    show_versions(form)


def show_versions(form: str = "text") -> None:
    """What `scormpack version` prints."""
    data = versions()
    if form == "json":
        click.echo(json.dumps({"format": 1, **data}, ensure_ascii=False, indent=2))
        return
    width = max(map(len, data))
    for name, value in data.items():
        shown = _WORDS[value] if value is None or isinstance(value, bool) else value
        click.echo(f"{name:<{width}}  {shown}")


def versions() -> dict[str, Any]:
    """Name to version; None for an extra that is not installed. A package that is broken says so and stops nothing."""
    import platform
    import sqlite3
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    def installed(name: str) -> str | None:
        try:
            return version_of(name)
        except PackageNotFoundError:
            return None

    data: dict[str, Any] = {
        "scormpack": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "executable": sys.executable,
    }
    for name in ("click", "pydantic", "jinja2", "markdown-it-py", "lxml", "pyyaml", "tincan", "starlette", "uvicorn"):
        data[name] = installed(name)
    data["libxml2"] = _told(_libxml2)
    data["libyaml"] = _told(_libyaml)
    data["sqlite"] = sqlite3.sqlite_version
    data["format of packages"] = _told(_contract_format)
    for name in ("httpx", "limits", "prometheus-client", "redis"):
        data[f"{name} (proxy)"] = installed(name)
    return data


def _told(what: Callable[[], object]) -> Any:
    try:
        return what()
    except Exception as error:  # noqa: BLE001 - a bug report is made of what does not work
        return f"cannot be loaded: {type(error).__name__}: {error}"


def _libxml2() -> str:
    from scormpack.verify.manifests import libxml2_version

    return libxml2_version()


def _libyaml() -> bool:
    from scormpack.load.yaml_source import has_c_loader

    return has_c_loader()


def _contract_format() -> int:
    from scormpack.contract import CONTRACT_FORMAT

    return CONTRACT_FORMAT


@click.command(cls=Command, short_help="Print what lets the shell complete scormpack's words.")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
def completion(shell: str | None) -> None:
    """Print a script with which the shell completes scormpack's words.

    Commands, options, courses' folders, targets, codes and labs. SHELL is the one you use, unless you name another.

    \b
    bash, for this terminal, or for good:
      eval "$(scormpack completion bash)"
      echo 'eval "$(scormpack completion bash)"' >> ~/.bashrc

    \b
    zsh, behind the line with compinit:
      echo 'eval "$(scormpack completion zsh)"' >> ~/.zshrc

    \b
    fish:
      scormpack completion fish > ~/.config/fish/completions/scormpack.fish
    """
    import os
    from pathlib import PurePath

    from click.shell_completion import get_completion_class

    name = shell or PurePath(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise click.UsageError(f"Name the shell: {', '.join(f'scormpack completion {one}' for one in SHELLS)}")
    completer = get_completion_class(name)
    if completer is None:
        raise click.UsageError(f"This version of click completes nothing in {name}")
    root = click.get_current_context().find_root().command
    click.echo(completer(root, {}, "scormpack", COMPLETE_VARIABLE).source())

"""Commands about the labs' proxy: serve and check, each in a module of its own."""

from __future__ import annotations

import click

from scormpack.cli.manners import Family
from scormpack.cli.proxy_check import check
from scormpack.cli.proxy_serve import serve


@click.group(cls=Family)
def proxy() -> None:
    """Run the proxy between labs and a language model, or check one.

    The proxy holds the model's key and the labs' instructions, which never enter a package.

    \b
    scormpack proxy serve my-course --rehearsal --origin http://127.0.0.1:8000
    scormpack proxy check https://labs.example.org/v1
    """


proxy.add_command(serve)
proxy.add_command(check)

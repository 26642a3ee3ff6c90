"""The socket that a server of ours answers at."""

from __future__ import annotations

import socket

from scormpack.diagnostics import ScormpackError


def listening(host: str, port: int, waiting: int = 128) -> socket.socket:
    """A socket that answers there; port 0 takes a free one. Up to ``waiting`` connections may wait to be taken.

    Raises `ScormpackError` where nobody can listen.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named; without it an answer takes 40 ms more.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        why = (error.strerror or "no such address").lower()
        raise ScormpackError(f"cannot listen at {host}, port {port}: {why}. Choose another port or address") from error
    bound.listen(waiting)
    return bound


def address_of(bound: socket.socket) -> str:
    """Where it answers, as a URL without a path: `http://127.0.0.1:8300`."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

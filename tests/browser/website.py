"""A web site on loopback: folders and single files, each under a path of its own."""

from __future__ import annotations

import mimetypes
import threading
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Site:
    """What is served where. ``mount`` may be called while it serves."""

    def __init__(self) -> None:
        self._roots: dict[str, Path] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def mount(self, prefix: str, root: Path) -> str:
        """Serves a folder (or one file) under ``/prefix`` and returns its URL."""
        self._roots[prefix] = root
        return f"{self.url}/{prefix}"

    def resolve(self, path: str) -> Path | None:
        """The file at a URL's path; None where there is none, or it lies outside of what is served."""
        name = path.lstrip("/")
        for prefix in sorted(self._roots, key=len, reverse=True):
            if name != prefix and not name.startswith(prefix + "/"):
                continue
            root = self._roots[prefix].resolve()
            file = (root / name[len(prefix) + 1 :]).resolve() if name != prefix else root
            return file if file.is_file() and (file == root or root in file.parents) else None
        return None

    @contextmanager
    def serving(self) -> Iterator[Site]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Site, *arguments: object) -> None:
        self._site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        file = self._site.resolve(unquote(urlsplit(self.path).path))
        body = file.read_bytes() if file else b"not found"
        kind = mimetypes.guess_type(file.name)[0] if file else "text/plain"
        self.send_response(200 if file else 404)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Silent: a test prints nothing but its failure."""

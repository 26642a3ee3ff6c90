"""An LRS of our own, for preview and tests: xAPI 1.0.3 over HTTP on SQLite, with the LMS's side of cmi5 launches."""

from __future__ import annotations

from scormpack.lrs_server.access import Credentials
from scormpack.lrs_server.app import Lrs
from scormpack.lrs_server.cmi5_sessions import Cmi5Launch
from scormpack.lrs_server.serve import RunningLrs, run, serving

__all__ = ["Cmi5Launch", "Credentials", "Lrs", "RunningLrs", "run", "serving"]

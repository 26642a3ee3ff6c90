"""A course on this machine while it is written: the very package, an LMS and an LRS around it, new bytes after each save."""

from __future__ import annotations

from scormpack.preview.serve import Preview, run, serving

__all__ = ["Preview", "run", "serving"]

"""The reference proxy for labs: adds a lab's system prompt, keeps limits, and passes on to an OpenAI-compatible upstream."""

from __future__ import annotations

from scormpack.lab_server.prompts import Labs
from scormpack.lab_server.settings import Secrets, Settings, read_settings

__all__ = ["Labs", "Secrets", "Settings", "read_settings"]

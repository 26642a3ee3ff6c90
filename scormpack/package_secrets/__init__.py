"""No secret enters a package: searches what is about to be zipped."""

from __future__ import annotations

from scormpack.package_secrets.scan import scan_bundles

__all__ = ["scan_bundles"]

"""`python -m docs.site [FOLDER]` builds the site into FOLDER, docs/_build unless another is named."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.site.build import build

if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "_build"))

"""A new course: a small whole one that builds clean, as a model to write one's own from.

Its files lie in `files/`, with names in place of what differs between courses. `fresh_folder.py` writes them, all or
none.
"""

from __future__ import annotations

from scormpack.starter.files import CI_SERVICES, Answers, starter_files
from scormpack.starter.fresh_folder import NotEmptyError, obstacle, write_fresh
from scormpack.starter.names import course_id, course_iri, domain_trouble, title_of_folder

__all__ = [
    "CI_SERVICES",
    "Answers",
    "NotEmptyError",
    "course_id",
    "course_iri",
    "domain_trouble",
    "obstacle",
    "starter_files",
    "title_of_folder",
    "write_fresh",
]

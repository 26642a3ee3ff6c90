"""Attachments by their hash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scormpack.lrs_server.database import Database
from scormpack.lrs_server.multipart import Part


class AttachmentStore:
    """What `Database` keeps of attachments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, parts: Iterable[Part]) -> None:
        """Keeps contents; the same one twice is one."""
        rows = [(part.sha2, part.type, part.content) for part in parts]
        if rows:
            with self._database.writing() as connection:
                connection.executemany("INSERT OR IGNORE INTO attachments VALUES (?, ?, ?)", rows)

    def of(self, hashes: Sequence[str]) -> list[Part]:
        """Those that are kept, in this order; of one that has only an address there is no content."""
        with self._database.reading() as connection:
            rows = [
                connection.execute("SELECT sha2, type, content FROM attachments WHERE sha2 = ?", (sha2,)).fetchone()
                for sha2 in hashes
            ]
        return [Part(*row) for row in rows if row]

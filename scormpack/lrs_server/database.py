"""The SQLite file: its tables, one connection, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS statements (
  place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, stored TEXT NOT NULL, verb TEXT NOT NULL,
  registration TEXT, reference TEXT, voided INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS statements_by_verb ON statements (verb, place);
CREATE INDEX IF NOT EXISTS statements_by_registration ON statements (registration, place);
CREATE INDEX IF NOT EXISTS statements_by_reference ON statements (reference) WHERE reference IS NOT NULL;
CREATE INDEX IF NOT EXISTS statements_by_time ON statements (stored);
CREATE TABLE IF NOT EXISTS relations (
  kind TEXT NOT NULL, value TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (kind, value, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS activities (id TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attachments (sha2 TEXT PRIMARY KEY, type TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
  scope TEXT NOT NULL, activity TEXT NOT NULL, agent TEXT NOT NULL, registration TEXT NOT NULL, id TEXT NOT NULL,
  type TEXT NOT NULL, content BLOB NOT NULL, etag TEXT NOT NULL, updated TEXT NOT NULL,
  PRIMARY KEY (scope, activity, agent, registration, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
  code TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, used INTEGER NOT NULL DEFAULT 0,
  registration TEXT NOT NULL, actor TEXT NOT NULL) WITHOUT ROWID;
"""


class Database:
    """All that the LRS keeps; in memory where ``path`` is None."""

    def __init__(self, path: Path | None) -> None:
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._lock = threading.RLock()
        if path is not None:
            self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, alone with it."""
        with self._lock:
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it, or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Nothing may be asked after this."""
        with self._lock:
            self._connection.close()

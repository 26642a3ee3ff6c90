"""Statements in SQLite: stored once, never changed, found by what they speak of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scormpack.lrs_server.answers import RefusedError
from scormpack.lrs_server.database import Database
from scormpack.lrs_server.relations import definitions_of, reference_of, relations_of
from scormpack.lrs_server.statement_query import Question, page_of
from scormpack.statement_rules import same_statement

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


class StatementStore:
    """What `Database` keeps of statements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, statements: Sequence[Mapping[str, Any]], assigned: Mapping[str, Any]) -> None:
        """Stores statements, all or none; ``assigned`` stands where they lack a property. 409 where an id has another."""
        with self._database.writing() as connection:
            for statement in statements:
                self._add_one(connection, statement, {**assigned, **statement})

    def _add_one(self, connection: sqlite3.Connection, sent: Mapping[str, Any], statement: Mapping[str, Any]) -> None:
        own = statement["id"]
        held = connection.execute("SELECT body FROM statements WHERE id = ?", (own,)).fetchone()
        if held is not None:
            if not same_statement(sent, json.loads(held[0])):
                raise RefusedError(409, f"another statement has the id {own}")
            return
        voids = statement["verb"]["id"] == VOIDED
        if voids:
            self._void(connection, statement["object"]["id"].lower())
        registration = statement.get("context", {}).get("registration")
        # A voiding statement may have come before the one that it voids.
        voided = (
            not voids
            and connection.execute(
                "SELECT 1 FROM statements WHERE reference = ? AND verb = ?",
                (own, VOIDED),
            ).fetchone()
        )
        cursor = connection.execute(
            "INSERT INTO statements (id, stored, verb, registration, reference, voided, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                own,
                statement["stored"],
                statement["verb"]["id"],
                registration.lower() if registration else None,
                reference_of(statement),
                1 if voided else 0,
                json.dumps(statement, ensure_ascii=False),
            ),
        )
        place = cursor.lastrowid
        connection.executemany(
            "INSERT OR IGNORE INTO relations VALUES (?, ?, ?)",
            [(kind, value, place) for kind, value in relations_of(statement)],
        )
        for iri, definition in definitions_of(statement):
            _learn(connection, iri, definition)

    @staticmethod
    def _void(connection: sqlite3.Connection, target: str) -> None:
        row = connection.execute("SELECT verb FROM statements WHERE id = ?", (target,)).fetchone()
        if row is not None and row[0] == VOIDED:
            raise RefusedError(400, "a voiding statement cannot be voided (Data, 2.3.2)")
        connection.execute("UPDATE statements SET voided = 1 WHERE id = ?", (target,))

    def get(self, own: str, *, voided: bool) -> dict[str, Any] | None:
        """One statement by its id; a voided one only where it is asked for as such."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT body FROM statements WHERE id = ? AND voided = ?", (own.lower(), int(voided))
            ).fetchone()
        return json.loads(row[0]) if row else None

    def find(self, question: Question, limit: int) -> tuple[list[dict[str, Any]], int | None]:
        """So many statements, newest first unless it says otherwise, and the place to go on after; None at the end."""
        sql, values = page_of(question, limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(sql, values).fetchall()
        page = rows[:limit]
        return [json.loads(body) for _place, body in page], page[-1][0] if len(rows) > limit else None

    def everything(self) -> Iterator[dict[str, Any]]:
        """All statements in the order in which they were stored, voided ones too."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT body FROM statements ORDER BY place").fetchall()
        return (json.loads(body) for (body,) in rows)

    def definition(self, iri: str) -> dict[str, Any] | None:
        """What is known of an activity; None where no statement has named it."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT definition FROM activities WHERE id = ?", (iri,)).fetchone()
        return json.loads(row[0]) if row else None


def _learn(connection: sqlite3.Connection, iri: str, definition: Mapping[str, Any]) -> None:
    """What a statement says of an activity is added to what was known; the newer word stands (Data, 2.4.4.1)."""
    row = connection.execute("SELECT definition FROM activities WHERE id = ?", (iri,)).fetchone()
    known = json.loads(row[0]) if row else {}
    merged = {**known, **definition}
    for name in ("name", "description", "extensions"):
        if name in known and name in definition:
            merged[name] = {**known[name], **definition[name]}
    if row is None or merged != known:
        connection.execute(
            "INSERT INTO activities VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET definition = excluded.definition",
            (iri, json.dumps(merged, ensure_ascii=False)),
        )

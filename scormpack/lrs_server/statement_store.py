"""Statements in SQLite: stored once, never changed, found by what they speak of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scormpack.lrs_server.access import canonical
from scormpack.lrs_server.answers import RefusedError
from scormpack.lrs_server.database import Database
from scormpack.lrs_server.relations import definitions_of, relations_of

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
_SET_BY_LRS = ("stored", "authority", "version")


@dataclass(frozen=True, slots=True)
class Question:
    """The filters of GET statements.

    ``since`` and ``until`` are times in UTC as they are stored; ``after`` is the place of the last statement that was
    given.
    """

    agent: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: str | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: str | None = None
    until: str | None = None
    ascending: bool = False
    after: int | None = None

    def to_json(self) -> str:
        """For the address of the next page."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})


def comparable(statement: Mapping[str, Any]) -> str:
    """What makes two statements of one id the same (Communication, 2.1.1; Data, 2.3.1): all but what the LRS sets."""
    return canonical({name: value for name, value in statement.items() if name not in _SET_BY_LRS})


class StatementStore:
    """What `Database` keeps of statements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, prepared: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Stores statements, each with what was given for it; all or none. 409 where an id has another statement."""
        with self._database.writing() as connection:
            for given, statement in prepared:
                self._add_one(connection, given, statement)

    def _add_one(self, connection: sqlite3.Connection, given: str, statement: Mapping[str, Any]) -> None:
        own = statement["id"]
        held = connection.execute("SELECT given FROM statements WHERE id = ?", (own,)).fetchone()
        if held is not None:
            if held[0] != given:
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
                "SELECT 1 FROM statements JOIN relations USING (place) WHERE kind = 'reference' AND value = ? AND verb = ?",
                (own, VOIDED),
            ).fetchone()
        )
        cursor = connection.execute(
            "INSERT INTO statements (id, stored, verb, registration, voided, given, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                own,
                statement["stored"],
                statement["verb"]["id"],
                registration.lower() if registration else None,
                1 if voided else 0,
                given,
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
        where, values = _conditions(question)
        order = "ASC" if question.ascending else "DESC"
        sql = f"SELECT place, body FROM statements WHERE {where} ORDER BY place {order} LIMIT ?"  # noqa: S608  # parts of our own
        with self._database.reading() as connection:
            rows = connection.execute(sql, (*values, limit + 1)).fetchall()
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


def _conditions(question: Question) -> tuple[str, list[object]]:
    """SQL for a question.

    A statement is also found by the one that it refers to, and by the one that that refers to (Communication, 2.1.3,
    "Filter Conditions for StatementRefs"); times are always its own.
    """
    asked: list[str] = []
    values: list[object] = []
    for kind, value, wide in (
        ("agent", question.agent, question.related_agents),
        ("activity", question.activity, question.related_activities),
    ):
        if value is not None:
            asked.append("place IN (SELECT place FROM relations WHERE kind = ? AND value = ?)")
            values += [f"related-{kind}" if wide else kind, value]
    for column, value in (("verb", question.verb), ("registration", question.registration)):
        if value is not None:
            asked.append(f"{column} = ?")
            values.append(value)
    if asked:
        matching = (
            f"WITH RECURSIVE found(place, id) AS (SELECT place, id FROM statements WHERE {' AND '.join(asked)} "  # noqa: S608  # parts of our own
            "UNION SELECT s.place, s.id FROM found JOIN relations r ON r.kind = 'reference' AND r.value = found.id "
            "JOIN statements s ON s.place = r.place) SELECT place FROM found"
        )
        conditions = [f"place IN ({matching})"]
    else:
        conditions = []
    conditions.append("voided = 0")
    for condition, bound in (
        ("stored > ?", question.since),
        ("stored <= ?", question.until),
        ("place > ?" if question.ascending else "place < ?", question.after),
    ):
        if bound is not None:
            conditions.append(condition)
            values.append(bound)
    return " AND ".join(conditions), values


def _learn(connection: sqlite3.Connection, iri: str, definition: Mapping[str, Any]) -> None:
    """What a statement says of an activity is added to what was known; the newer word stands (Data, 4.1.4.1)."""
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

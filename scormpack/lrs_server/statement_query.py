"""The filters of GET statements as SQL (Communication, 2.1.3).

Both ways to be found (by what a statement says itself, and by what the statement that it refers to says) are asked for
one page at a time, so that the first page of a hundred thousand statements costs no more than that of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass

Values = list[object]


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


def page_of(question: Question, limit: int) -> tuple[str, Values]:
    """SQL, and the values for it, that gives ``place`` and ``body`` of at most so many statements in their order."""
    order = "ASC" if question.ascending else "DESC"
    direct, values = _direct(question, order, limit)
    places = f"SELECT * FROM ({direct})"  # noqa: S608  # parts of our own, and values apart
    if _has_filter(question):
        referring, more = _referring(question, order, limit)
        places += f" UNION SELECT * FROM ({referring}) ORDER BY place {order} LIMIT {limit:d}"  # noqa: S608  # as above
        values = [*values, *more]
    sql = f"SELECT place, body FROM statements WHERE place IN ({places}) ORDER BY place {order}"  # noqa: S608  # as above
    return sql, values


def _has_filter(question: Question) -> bool:
    return any((question.agent, question.verb, question.activity, question.registration))


def _direct(question: Question, order: str, limit: int) -> tuple[str, Values]:
    """Statements that fit by themselves, walked along the index of one filter and ended by the limit."""
    relations = _relations(question)
    source, walked = "statements s", "s.place"
    conditions: list[str] = []
    values: Values = []
    if relations and question.registration is None:
        source, walked = "relations d CROSS JOIN statements s ON s.place = d.place", "d.place"
        conditions += ["d.kind = ?", "d.value = ?"]
        values += relations.pop(0)
    for condition, bound in (*_own_columns(question), *map(_probe, relations), *_window(question, walked)):
        conditions.append(condition)
        values += bound
    where = " AND ".join((*conditions, "s.voided = 0"))
    return f"SELECT s.place FROM {source} WHERE {where} ORDER BY {walked} {order} LIMIT {limit:d}", values  # noqa: S608  # as above


def _referring(question: Question, order: str, limit: int) -> tuple[str, Values]:
    """Statements that refer to one that fits, or to one that refers to it, and so on; times are always their own.

    It begins at the statements that something refers to, which are few, and never at all that fit. A voided one counts
    too: what refers to it is still given (2.1.4).
    """
    conditions: list[str] = []
    values: Values = []
    for condition, bound in (*_own_columns(question), *map(_probe, _relations(question))):
        conditions.append(condition)
        values += bound
    window = ["s.voided = 0"]
    for condition, bound in _window(question, "s.place"):
        window.append(condition)
        values += bound
    sql = (
        "WITH RECURSIVE target(id) AS (SELECT s.id FROM "  # noqa: S608  # as above
        "(SELECT DISTINCT reference FROM statements WHERE reference IS NOT NULL) t "
        f"CROSS JOIN statements s ON s.id = t.reference WHERE {' AND '.join(conditions)}), "
        "found(place, id) AS (SELECT s.place, s.id FROM target CROSS JOIN statements s ON s.reference = target.id "
        "UNION SELECT s.place, s.id FROM found CROSS JOIN statements s ON s.reference = found.id) "
        f"SELECT s.place FROM found CROSS JOIN statements s ON s.place = found.place WHERE {' AND '.join(window)} "
        f"ORDER BY s.place {order} LIMIT {limit:d}"
    )
    return sql, values


def _relations(question: Question) -> list[tuple[str, str]]:
    asked = (
        ("agent", question.agent, question.related_agents),
        ("activity", question.activity, question.related_activities),
    )
    return [(f"related-{kind}" if wide else kind, value) for kind, value, wide in asked if value is not None]


def _probe(relation: tuple[str, str]) -> tuple[str, Values]:
    return "EXISTS (SELECT 1 FROM relations p WHERE p.kind = ? AND p.value = ? AND p.place = s.place)", [*relation]


def _own_columns(question: Question) -> list[tuple[str, Values]]:
    columns: list[tuple[str, Values]] = []
    if question.verb is not None:
        # The plus keeps SQLite from the index of the verb: a registration has fewer statements.
        columns.append((f"{'+' if question.registration is not None else ''}s.verb = ?", [question.verb]))
    if question.registration is not None:
        columns.append(("s.registration = ?", [question.registration]))
    return columns


def _window(question: Question, place: str) -> list[tuple[str, Values]]:
    bounds = (
        ("s.stored > ?", question.since),
        ("s.stored <= ?", question.until),
        (f"{place} {'>' if question.ascending else '<'} ?", question.after),
    )
    return [(condition, [value]) for condition, value in bounds if value is not None]

"""What GET statements finds, held to a plain reading of Communication, 2.1.3, and what a page costs."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from scormpack.lrs_server.database import Database
from scormpack.lrs_server.relations import agent_key
from scormpack.lrs_server.statement_query import Question
from scormpack.lrs_server.statement_store import StatementStore
from tests.lrs_server.statement_examples import VOIDED, Json, reference_to

AGENTS = [{"mbox": f"mailto:{name}@example.org"} for name in "abc"]
ACTIVITIES = [f"https://example.org/activity/{at}" for at in range(3)]
VERBS = [f"https://example.org/verb/{at}" for at in range(2)]
REGISTRATIONS = [str(uuid.UUID(int=at, version=4)) for at in range(2)]


def moment(second: int) -> str:
    return f"2026-01-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000000Z"


def drawn(chance: random.Random, own: str, second: int, ids: list[str]) -> Json:
    """A statement with few different values, which often refers to another, also to one that comes later."""
    statement: Json = {
        "id": own,
        "actor": chance.choice(AGENTS),
        "verb": {"id": chance.choice(VERBS)},
        "object": {"id": chance.choice(ACTIVITIES)},
        "stored": moment(second),
    }
    if chance.random() < 0.4:
        statement["object"] = reference_to(chance.choice(ids))
        if chance.random() < 0.3 and statement["object"]["id"] != own:
            statement["verb"] = {"id": VOIDED}
    context: Json = {}
    if chance.random() < 0.5:
        context["registration"] = chance.choice(REGISTRATIONS)
    if chance.random() < 0.3:
        context["contextActivities"] = {"parent": [{"id": chance.choice(ACTIVITIES)}]}
    return {**statement, "context": context}


def question(chance: random.Random) -> Question:
    def perhaps(value: Any) -> Any:
        return value if chance.random() < 0.4 else None

    return Question(
        agent=perhaps(agent_key(chance.choice(AGENTS))),
        verb=perhaps(chance.choice([*VERBS, VOIDED])),
        activity=perhaps(chance.choice(ACTIVITIES)),
        registration=perhaps(chance.choice(REGISTRATIONS)),
        related_activities=chance.random() < 0.5,
        since=perhaps(moment(chance.randrange(40))),
        until=perhaps(moment(chance.randrange(40))),
        ascending=chance.random() < 0.5,
    )


def fits(statement: Json, asked: Question, by_id: Mapping[str, Json], seen: frozenset[str] = frozenset()) -> bool:
    """By what it says, or by what the statement says that it refers to, and so on."""
    if statement["id"] in seen:
        return False
    about, context = statement["object"], statement["context"]
    activities = [] if "objectType" in about else [about["id"]]
    if asked.related_activities:
        activities += [one["id"] for one in context.get("contextActivities", {}).get("parent", [])]
    wanted = (
        (asked.agent, [agent_key(statement["actor"])]),
        (asked.verb, [statement["verb"]["id"]]),
        (asked.activity, activities),
        (asked.registration, [context.get("registration")]),
    )
    if all(value is None or value in found for value, found in wanted):
        return True
    target = by_id.get(about["id"]) if "objectType" in about else None
    return target is not None and fits(target, asked, by_id, seen | {statement["id"]})


def expected(held: list[Json], asked: Question) -> list[str]:
    by_id = {statement["id"]: statement for statement in held}
    voided = {statement["object"]["id"] for statement in held if statement["verb"]["id"] == VOIDED}
    found = [
        statement["id"]
        for statement in held
        if (statement["id"] not in voided or statement["verb"]["id"] == VOIDED)
        and fits(statement, asked, by_id)
        and (asked.since is None or statement["stored"] > asked.since)
        and (asked.until is None or statement["stored"] <= asked.until)
    ]
    return found if asked.ascending else found[::-1]


def pages(store: StatementStore, asked: Question, limits: Iterator[int]) -> Iterator[str]:
    after = None
    for limit in limits:
        found, after = store.find(replace(asked, after=after), limit)
        assert len(found) <= limit
        yield from (statement["id"] for statement in found)
        if after is None:
            return


def may_be_stored(statement: Json, held: list[Json]) -> bool:
    """A statement that voids is not voided (Data, 2.3.2)."""
    voiding = {one["id"] for one in held if one["verb"]["id"] == VOIDED}
    return statement["verb"]["id"] != VOIDED or statement["object"]["id"] not in voiding


@pytest.mark.parametrize("seed", range(40))
def test_2_1_3_what_is_found_is_what_the_specification_says(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a seed makes it the same each time
    store = StatementStore(Database(None))
    ids = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(40)]
    held: list[Json] = []
    for second, own in enumerate(ids):
        statement = drawn(chance, own, second, ids)
        if may_be_stored(statement, held):
            store.add([statement], {})
            held.append(statement)
    for _ in range(20):
        asked = question(chance)
        limits = (chance.choice([1, 3, 7]) for _ in itertools.count())
        assert list(pages(store, asked, limits)) == expected(held, asked), asked


COURSE = "https://example.org/course"
QUESTIONS = {
    "no filter": Question(),
    "verb": Question(verb=VERBS[0]),
    "activity": Question(activity=ACTIVITIES[0]),
    "agent": Question(agent=agent_key(AGENTS[0])),
    "agent and verb": Question(agent=agent_key(AGENTS[0]), verb=VERBS[0]),
    "related activity": Question(activity=COURSE, related_activities=True),
    "related activity, the oldest first": Question(activity=COURSE, related_activities=True, ascending=True),
    "registration and verb": Question(registration=REGISTRATIONS[0], verb=VERBS[0]),
    "registration and related activity": Question(
        registration=REGISTRATIONS[0], activity=COURSE, related_activities=True
    ),
}


def filled(count: int) -> Database:
    """So many statements of one course, among them 20 that refer to another."""
    database = Database(None)
    every = count // 20
    statements = [
        {
            "id": str(uuid.UUID(int=at, version=4)),
            "actor": AGENTS[at % 3],
            "verb": {"id": VERBS[at % 2]},
            "object": reference_to(str(uuid.UUID(int=at - 1, version=4)))
            if at % every == every - 1
            else {"id": ACTIVITIES[at % 3]},
            "context": {
                "registration": REGISTRATIONS[at % 2],
                "contextActivities": {"grouping": [{"id": COURSE}]},
            },
            "stored": moment(at),
        }
        for at in range(count)
    ]
    StatementStore(database).add(statements, {})
    return database


@pytest.fixture(scope="module")
def small() -> Database:
    return filled(400)


@pytest.fixture(scope="module")
def large() -> Database:
    return filled(8000)


def steps(database: Database, asked: Question) -> int:
    """How often SQLite reports that it has done ten instructions of its virtual machine."""
    counted = itertools.count()

    def count() -> int:
        next(counted)
        return 0

    with database.reading() as connection:
        connection.set_progress_handler(count, 10)
    found, _after = StatementStore(database).find(asked, 50)
    with database.reading() as connection:
        connection.set_progress_handler(None, 0)
    assert len(found) == 50
    return next(counted)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_of_8000_statements_costs_no_more_than_one_of_400(small: Database, large: Database, name: str) -> None:
    """Statements are 20 times as many, those that refer to others as many: half as much again is the allowance."""
    assert steps(large, QUESTIONS[name]) < 1.5 * steps(small, QUESTIONS[name])

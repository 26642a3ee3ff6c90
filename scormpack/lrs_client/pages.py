"""A query for statements, answered page by page, oldest first, with the statements as the LRS wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from scormpack.lrs_client.exchange import Answer
from scormpack.lrs_client.failures import LrsError
from scormpack.lrs_client.json_text import Written, elements, members
from scormpack.lrs_client.remote import Remote

PAGE_STATEMENTS = 500
"""How many we ask for at a time; an LRS may send fewer (xAPI Communication, 2.1.3: limit)."""


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """Which statements (xAPI Communication, 2.1.3). ``since`` is exclusive, ``until`` inclusive, both by `stored`."""

    activity: str
    """Its IRI. Statements that name it anywhere in their context match too, which is how parts and questions are found."""
    verb: str | None = None
    registration: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def parameters(self) -> dict[str, str]:
        """As a query's names and values; true is written as in JSON."""
        given = {
            "activity": self.activity,
            "related_activities": "true",
            "ascending": "true",
            "format": "exact",
            "verb": self.verb,
            "registration": self.registration,
            "since": self.since and timestamp(self.since),
            "until": self.until and timestamp(self.until),
        }
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement as it came: ``line`` is its JSON on one line."""

    id: str
    stored: datetime
    line: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some statements; before ``consistent_through`` none will turn up any more (xAPI Communication, 2.1.3)."""

    statements: tuple[StoredStatement, ...]
    consistent_through: datetime | None


def pages(remote: Remote, query: StatementQuery) -> Iterator[Page]:
    """All pages of a query. LrsError when the LRS refuses, or answers what no statements can be read from."""
    answer = remote.ask("GET", "statements", {**query.parameters(), "limit": str(PAGE_STATEMENTS)})
    asked: str | None = None
    while True:
        page, more = _page(remote, answer)
        yield page
        if not more:
            return
        following = remote.place.more(more)
        if following == asked:
            raise LrsError(f"{remote.place.host} names the same further page again and again")
        asked = following
        answer = remote.ask("GET", following)


def timestamp(moment: datetime) -> str:
    """A moment as xAPI writes it, in UTC with milliseconds, what is finer cut off (xAPI Data, 4.5)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_timestamp(text: str) -> datetime:
    """A moment from an LRS; ValueError when it is none. Without a zone it is taken as UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_statement(written: Written) -> StoredStatement:
    """A statement with what the LRS gave it. ValueError when it has no id or no stored, which each one has by then."""
    match written.value:
        case {"id": str(own_id), "stored": str(stored)}:
            return StoredStatement(own_id.lower(), parse_timestamp(stored), written.line)
    raise ValueError("a statement without its id, or the time when it was stored")


def _page(remote: Remote, answer: Answer) -> tuple[Page, str]:
    _value, text = remote.json(answer)
    try:
        result = dict(members(text))
        written = elements(result["statements"].text) if "statements" in result else iter(())
        statements = tuple(read_statement(one) for one in written)
    except ValueError as error:
        raise LrsError(f"{remote.place.host} sent what cannot be read as statements: {error}") from None
    more = result["more"].value if "more" in result else ""
    return Page(statements, _consistent_through(answer)), more if isinstance(more, str) else ""


def _consistent_through(answer: Answer) -> datetime | None:
    try:
        return parse_timestamp(answer.header("X-Experience-API-Consistent-Through") or "")
    except ValueError:
        return None

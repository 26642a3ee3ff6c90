"""A pull keeps each statement once, over as many runs as it takes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scormpack.diagnostics import ScormpackError
from scormpack.lrs_client import Pulled, Remote, StatementQuery, StatementStream, pull, pull_to_stream
from scormpack.lrs_client.failures import LrsError, UnreachableError
from scormpack.lrs_client.pages import StoredStatement
from scormpack.lrs_client.pull import Seen
from tests.lrs_client.client import remote_for
from tests.lrs_client.unruly_lrs import (
    CUT,
    DROPPED,
    HTML,
    SILENT,
    Trouble,
    UnrulyLrs,
    failing,
    moment,
    serving,
    statements,
)

COURSE = StatementQuery("https://courses.example.org/rain")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "rain.statements.jsonl"


def run(remote: Remote, out: Path, query: StatementQuery = COURSE) -> Pulled:
    *_before, last = pull(remote, query, out)
    return last


def lines(out: Path) -> list[dict[str, Any]]:
    text = out.read_bytes().decode()
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def ids(out: Path) -> list[str]:
    return [line["id"] for line in lines(out)]


def ids_of(lrs: UnrulyLrs) -> list[str]:
    return [statement["id"] for statement in lrs.statements]


@pytest.mark.parametrize("more", ["path", "address", "foreign"])
def test_all_pages_are_followed_however_more_is_written(more: Any, lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements, lrs.more = statements(250), more
    pulled = run(remote, out)
    assert lines(out) == lrs.statements
    assert (pulled.kept, pulled.earlier) == (250, 0)
    assert len(lrs.requests) == 3


def test_the_lrs_is_asked_for_the_course_and_all_below_it_oldest_first(
    lrs: UnrulyLrs, remote: Remote, out: Path
) -> None:
    since = datetime(2026, 11, 1, 8, 0, 0, 123456, tzinfo=UTC)
    query = StatementQuery("https://courses.example.org/rain?x=ü", "https://verbs.example/v", "reg", since, since)
    run(remote, out, query)
    # Communication 2.1.3: true is written as in JSON.
    assert lrs.requests[0].query == {
        "activity": "https://courses.example.org/rain?x=ü",
        "related_activities": "true",
        "ascending": "true",
        "format": "exact",
        "verb": "https://verbs.example/v",
        "registration": "reg",
        "since": "2026-11-01T08:00:00.123Z",
        "until": "2026-11-01T08:00:00.123Z",
        "limit": "500",
    }
    assert lrs.requests[0].headers["X-Experience-API-Version"] == "1.0.3"


def test_a_second_run_adds_what_is_new_and_asks_for_little_else(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    everything = statements(400)
    lrs.statements = everything[:300]
    run(remote, out)
    lrs.statements = everything
    pulled = run(remote, out)
    assert ids(out) == ids_of(lrs)
    assert (pulled.kept, pulled.earlier) == (100, 300)
    # The last of the first run is number 299, stored 299 * 20 s after 08:00; a minute is asked for again.
    assert lrs.requests[3].query["since"] == "2026-11-01T09:38:40.000Z"


@pytest.mark.parametrize("at_a_time", [1, 7, 250, 600])
@pytest.mark.parametrize("broken_at", [1, 2, 5])
def test_a_pull_that_broke_off_goes_on_without_gap_or_double(
    at_a_time: int, broken_at: int, lrs: UnrulyLrs, pauses: list[float], out: Path
) -> None:
    lrs.statements = statements(600, at_a_time=at_a_time)
    lrs.troubles = [*[None] * broken_at, DROPPED]
    impatient = remote_for(lrs, pauses.append, tries=1)
    with pytest.raises(UnreachableError):
        run(impatient, out)
    assert len(ids(out)) == broken_at * 100
    run(impatient, out)
    assert ids(out) == ids_of(lrs)


@pytest.mark.parametrize(
    "trouble",
    [DROPPED, CUT, SILENT, failing(500), failing(429, Retry_After="3")],
    ids=lambda trouble: f"{trouble.kind}-{trouble.status}",
)
def test_a_page_that_fails_once_is_neither_lost_nor_doubled(
    trouble: Trouble, lrs: UnrulyLrs, remote: Remote, out: Path
) -> None:
    lrs.statements = statements(350)
    lrs.troubles = [None, trouble, None, trouble, trouble]
    run(remote, out)
    assert ids(out) == ids_of(lrs)


def test_a_page_of_html_in_the_middle_ends_the_run_and_keeps_what_there_is(
    lrs: UnrulyLrs, remote: Remote, out: Path
) -> None:
    lrs.statements = statements(250)
    lrs.troubles = [None, HTML]
    with pytest.raises(LrsError, match="a web page"):
        run(remote, out)
    assert len(ids(out)) == 100


def test_a_statement_that_turned_up_late_comes_with_the_next_run(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    everything = statements(400)  # the last is stored 2 h 13 min after 08:00
    late = everything[300]  # 100 min after
    lrs.statements = [one for one in everything if one is not late]
    lrs.consistent_through = "2026-11-01T09:35:00.000Z"
    run(remote, out)
    assert late["id"] not in ids(out)
    lrs.statements, lrs.consistent_through = everything, "2026-11-02T00:00:00.000Z"
    pulled = run(remote, out)
    assert pulled.kept == 1
    assert sorted(ids(out)) == ids_of(lrs)
    run(remote, out)
    assert len(ids(out)) == 400
    assert lrs.requests[-1].query["since"] == "2026-11-01T10:12:00.000Z", "all is settled: a minute before the last"


def test_what_may_turn_up_late_is_remembered_through_a_run_that_breaks_off(
    lrs: UnrulyLrs, remote: Remote, pauses: list[float], out: Path
) -> None:
    everything = statements(400)
    late = everything[300]
    lrs.statements = [one for one in everything if one is not late]
    lrs.consistent_through = "2026-11-01T08:10:00.000Z"
    run(remote, out)
    lrs.statements, lrs.consistent_through = everything, None
    lrs.troubles = [None, DROPPED]
    with pytest.raises(UnreachableError):
        run(remote_for(lrs, pauses.append, tries=1), out)
    assert late["id"] not in ids(out)
    run(remote, out)
    assert sorted(ids(out)) == ids_of(lrs)
    assert len(ids(out)) == 400


def test_the_earliest_page_that_was_not_settled_counts(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements = statements(400)
    # The first page ends 33 min after 08:00; the second, and the rest, say less, but of a later time.
    lrs.consistent_through_of_the_first_page = "2026-11-01T08:20:00.000Z"
    lrs.consistent_through = "2026-11-01T08:50:00.000Z"
    run(remote, out)
    run(remote, out)
    assert lrs.requests[4].query["since"] == "2026-11-01T08:19:00.000Z"


def test_a_statement_that_two_pages_have_is_kept_once(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    doubled = statements(150)
    lrs.statements = [*doubled[:100], doubled[99], *doubled[100:]]
    run(remote, out)
    assert ids(out) == [one["id"] for one in doubled]


def test_an_lrs_that_sends_the_newest_first_is_refused_before_anything_is_kept(
    lrs: UnrulyLrs, remote: Remote, out: Path
) -> None:
    lrs.statements, lrs.descending = statements(50), True
    with pytest.raises(LrsError, match="oldest statements first"):
        run(remote, out)
    assert ids(out) == []


def test_an_lrs_that_names_the_same_page_for_ever_is_left(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements, lrs.more = statements(50, at_a_time=50), "same"
    with pytest.raises(LrsError, match="again and again"):
        run(remote, out)
    assert len(ids(out)) == 50


def test_a_list_without_statements_is_refused(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.troubles = [Trouble(200, {}, b'{"statements": [{"id": "x"}]}')]
    with pytest.raises(LrsError, match="without its id, or the time"):
        run(remote, out)


def test_a_line_that_a_crash_cut_off_is_fetched_again(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements = statements(120)
    run(remote, out)
    out.write_bytes(out.read_bytes()[:-40])
    pulled = run(remote, out)
    assert (pulled.kept, pulled.earlier) == (1, 119)
    assert ids(out) == ids_of(lrs)


def test_a_file_of_one_question_is_not_mixed_with_another(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements = statements(3)
    run(remote, out)
    before = out.read_bytes()
    other = StatementQuery("https://courses.example.org/snow")
    with pytest.raises(ScormpackError, match=r"holds another pull .*courses\.example\.org/rain.*choose another --out"):
        run(remote, out, other)
    assert out.read_bytes() == before
    assert len(lrs.requests) == 1


def test_a_file_of_one_lrs_is_not_mixed_with_another(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements = statements(3)
    run(remote, out)
    with serving(UnrulyLrs(statements(9))) as another:
        with pytest.raises(ScormpackError, match=f"holds another pull .{re.escape(lrs.endpoint)}"):
            run(remote_for(another, lambda _seconds: None), out)
        assert another.requests == []
    assert len(ids(out)) == 3


def test_a_record_in_a_format_to_come_is_not_guessed_at(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements = statements(3)
    run(remote, out)
    record = out.with_name(f"{out.name}.pull.json")
    record.write_text(record.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(ScormpackError, match="would say what it holds"):
        run(remote, out)


def test_a_file_that_no_pull_wrote_is_left_alone(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    out.write_text("my notes\n")
    with pytest.raises(ScormpackError, match="Choose another --out"):
        run(remote, out)
    assert out.read_text() == "my notes\n"
    assert lrs.requests == []


def test_a_line_that_somebody_changed_is_named(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    lrs.statements = statements(3)
    run(remote, out)
    out.write_bytes(out.read_bytes().replace(b"{", b"[", 1))
    with pytest.raises(ScormpackError, match="line 1, is no statement"):
        run(remote, out)


def test_a_course_without_statements_leaves_an_empty_file(lrs: UnrulyLrs, remote: Remote, out: Path) -> None:
    assert run(remote, out).kept == 0
    assert out.read_bytes() == b""
    lrs.statements = statements(2)
    assert run(remote, out).kept == 2


def test_what_goes_to_a_stream_is_the_same(lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.statements = statements(150)
    written: list[bytes] = []
    *_before, last = pull_to_stream(remote, COURSE, StatementStream(written.append))
    assert [json.loads(line) for line in written] == lrs.statements
    assert last.kept == 150


def test_memory_holds_the_last_while_however_long_the_file_is() -> None:
    seen, start = Seen(), moment("2026-01-01T00:00:00Z")
    most = 0
    for number in range(100_000):
        stored = start + number * timedelta(seconds=1)
        seen.add(StoredStatement(str(number), stored, ""))
        seen.forget_before(stored - timedelta(seconds=60))
        most = max(most, len(seen))
    # 61 ids are within a minute; a sweep comes when there are twice as many and a thousand more.
    assert most <= 2 * 61 + 1000
    assert StoredStatement("99940", start, "") in seen
    assert seen.count == 100_000

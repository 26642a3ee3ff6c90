"""A push brings each statement once, and says which ones an LRS did not take."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scormpack.lrs_client import (
    Line,
    LineFault,
    Pushed,
    PushRecord,
    Remote,
    push,
    read_lines,
    read_record,
    survey,
    write_record,
)
from scormpack.lrs_client.failures import LrsError, RefusedError, UnreachableError
from scormpack.lrs_client.push import BATCH_BYTES, BATCH_STATEMENTS, batches
from tests.lrs_client.client import remote_for
from tests.lrs_client.unruly_lrs import CUT, DROPPED, Trouble, UnrulyLrs, failing, statements


def as_file(values: list[dict[str, Any]]) -> io.BytesIO:
    return io.BytesIO("".join(f"{json.dumps(value)}\n" for value in values).encode())


def good(file: io.BytesIO) -> Iterator[Line]:
    for line in read_lines(file):
        assert isinstance(line, Line)
        yield line


def run(remote: Remote, values: list[dict[str, Any]]) -> Pushed:
    """All batches as one."""
    done = list(push(remote, good(as_file(values))))
    refused = tuple(refusal for batch in done for refusal in batch.refused)
    return Pushed(done[-1].last, sum(b.accepted for b in done), sum(b.there for b in done), refused)


def faults(text: str) -> list[LineFault]:
    (found,) = read_lines(io.BytesIO(text.encode()))
    assert isinstance(found, list)
    return found


def test_statements_arrive_in_order_and_in_batches(lrs: UnrulyLrs, remote: Remote) -> None:
    sent = statements(250)
    done = run(remote, sent)
    assert (done.accepted, done.there, done.refused) == (250, 0, ())
    assert [one["id"] for one in lrs.statements] == [one["id"] for one in sent]
    assert [len(json.loads(request.body)) for request in lrs.requests] == [100, 100, 50]


def test_what_an_lrs_sets_itself_is_not_sent_and_the_rest_as_it_was_written(lrs: UnrulyLrs, remote: Remote) -> None:
    own = '"stored":"2026-01-01T00:00:00Z", "version":"1.0.3","authority":{"mbox":"mailto:a@example.org"}'
    rest = (
        '"id":"00000000-0000-4000-8000-0000000000AB","actor":{"mbox":"mailto:b@example.org"},'
        '"verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},"object":{"id":"https://x.example/\\u00e9"},'
        '"result":{"score":{"raw":1.10},"duration":"PT60S"}'
    )
    list(push(remote, good(io.BytesIO(f"{{{own}, {rest}}}\n".encode()))))
    # The numbers' own digits and the escape are still there.
    assert lrs.requests[0].body.decode() == f"[{{{rest}}}]"


def test_a_second_push_stores_nothing_and_says_so(lrs: UnrulyLrs, remote: Remote) -> None:
    run(remote, statements(30))
    done = run(remote, statements(30))
    assert (done.accepted, done.there, done.refused) == (0, 30, ())
    assert len(lrs.statements) == 30


def test_of_a_batch_in_conflict_the_new_ones_arrive(lrs: UnrulyLrs, remote: Remote) -> None:
    run(remote, statements(10)[3:5])
    done = run(remote, statements(10))
    assert (done.accepted, done.there) == (8, 2)
    assert len(lrs.statements) == 10


def test_another_statement_under_the_same_id_is_listed(lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.statements = [{**statements(5)[2], "result": {"success": False}}]
    done = run(remote, statements(5))
    assert (done.accepted, done.there) == (4, 0)
    (refusal,) = done.refused
    assert (refusal.line, refusal.id) == (3, statements(5)[2]["id"])
    assert "another statement under this id" in refusal.reason


def test_a_conflict_about_a_statement_that_cannot_be_seen_is_listed(lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.troubles = [failing(409), None, None, failing(409), None, None]
    done = run(remote, statements(1))
    assert [refusal.line for refusal in done.refused] == [1]
    assert "no statement under this id to show" in done.refused[0].reason


@pytest.mark.parametrize("reply_lost", [DROPPED, CUT, Trouble(503, {"Retry-After": "0"}, b"", "after")])
def test_a_batch_that_was_stored_but_not_answered_is_stored_once(
    reply_lost: Trouble, lrs: UnrulyLrs, remote: Remote
) -> None:
    lrs.troubles = [reply_lost]
    done = run(remote, statements(20))
    assert done.accepted + done.there == 20
    assert [one["id"] for one in lrs.statements] == [one["id"] for one in statements(20)]


def test_the_culprits_of_a_refused_batch_are_found_and_the_others_arrive(lrs: UnrulyLrs, remote: Remote) -> None:
    sent = statements(100)
    lrs.refused_ids = {sent[0]["id"], sent[57]["id"], sent[99]["id"]}
    done = run(remote, sent)
    assert done.accepted == 97
    assert [refusal.line for refusal in done.refused] == [1, 58, 100]
    assert done.refused[0].reason == "I do not like one of them"


def test_a_batch_that_is_too_large_for_the_lrs_is_halved(lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.troubles = [failing(413)]
    assert run(remote, statements(10)).accepted == 10
    assert [len(json.loads(request.body)) for request in lrs.requests] == [10, 5, 5]


def test_an_lrs_that_refuses_everything_is_left_after_a_hundred(lrs: UnrulyLrs, remote: Remote) -> None:
    sent = statements(500)
    lrs.refused_ids = {one["id"] for one in sent}
    with pytest.raises(LrsError, match="has refused 100 statements"):
        run(remote, sent)


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_an_lrs_that_does_not_let_us_in_ends_the_push_at_once(status: int, lrs: UnrulyLrs, remote: Remote) -> None:
    lrs.troubles = [failing(status)]
    with pytest.raises(RefusedError):
        run(remote, statements(3))
    assert len(lrs.requests) == 1


def test_a_key_that_may_not_void_still_pushes_the_others(lrs: UnrulyLrs, remote: Remote) -> None:
    sent = statements(4)
    sent[1] = {
        **sent[1],
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": sent[0]["id"]},
    }
    # The whole, its first half, then that half's second statement.
    lrs.troubles = [failing(403), failing(403), None, failing(403)]
    done = run(remote, sent)
    assert done.accepted == 3
    assert [refusal.line for refusal in done.refused] == [2]


def test_a_batch_keeps_both_limits_and_has_no_id_twice() -> None:
    long = [{**one, "result": {"response": "x" * (BATCH_BYTES // 3)}} for one in statements(7)]
    assert [len(batch) for batch in batches(good(as_file(long)))] == [2, 2, 2, 1]
    twice = [*statements(3), statements(3)[1], statements(4)[3]]
    assert [len(batch) for batch in batches(good(as_file(twice)))] == [3, 2]
    assert [len(batch) for batch in batches(good(as_file(statements(BATCH_STATEMENTS + 1))))] == [BATCH_STATEMENTS, 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not one statement as JSON"),
        ("[" * 50_000, "nested too deep"),
        ('{"id": NaN}', "NaN is no JSON"),
        ('{"id": 1, "id": 2}', "stands twice"),
        ("[]", ""),
        ("null", ""),
    ],
)
def test_a_line_that_is_no_statement_is_a_fault(text: str, said: str) -> None:
    assert said in faults(text)[0].message


def test_a_line_that_is_not_utf_8_is_a_fault() -> None:
    (found,) = read_lines(io.BytesIO(b'{"id": "\xff"}\n'))
    assert isinstance(found, list)
    assert found[0].message == "it is not UTF-8"


def test_a_statement_that_breaks_a_rule_is_a_fault_with_its_clause() -> None:
    broken = {name: value for name, value in statements(1)[0].items() if name != "verb"}
    (fault, *_more) = faults(json.dumps(broken))
    assert fault.line == 1
    assert "verb" in fault.message
    assert fault.rule[0].isdigit()


def test_a_statement_without_id_is_a_fault_for_it_would_be_stored_with_each_push() -> None:
    nameless = {name: value for name, value in statements(1)[0].items() if name != "id"}
    assert [(fault.path, fault.rule) for fault in faults(json.dumps(nameless))] == [("id", "Data 2.4.1")]


def test_an_attachment_without_a_file_url_is_a_fault_for_its_data_is_elsewhere() -> None:
    attachment = {
        "usageType": "https://x.example/certificate",
        "display": {"en": "Certificate"},
        "contentType": "application/pdf",
        "length": 3,
        "sha2": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }
    own = {**statements(1)[0], "attachments": [attachment]}
    assert [fault.rule for fault in faults(json.dumps(own))] == ["Communication 1.5.2"]
    linked = {**own, "attachments": [{**attachment, "fileUrl": "https://x.example/1.pdf"}]}
    assert list(good(as_file([linked])))


def test_a_survey_counts_statements_and_faults_and_keeps_a_hundred() -> None:
    file = io.BytesIO(as_file(statements(3)).getvalue() + b"\n\n" + b"{\n" * 150)
    found = survey(file, None)
    assert (found.statements, found.faulty_lines, len(found.faults)) == (3, 150, 100)
    assert found.faults[0].line == 6


def test_a_push_that_broke_off_goes_on_behind_what_the_lrs_has(lrs: UnrulyLrs, tmp_path: Path) -> None:
    path, file = tmp_path / "s.jsonl", as_file(statements(250))
    lrs.troubles = [None, failing(401)]
    remote = remote_for(lrs, lambda _seconds: None)
    pushing = push(remote, good(file))
    last = next(pushing).last
    write_record(path, PushRecord(lrs.endpoint, last.number, last.fingerprint))
    with pytest.raises(RefusedError):
        next(pushing)
    file.seek(0)
    assert survey(file, read_record(path, lrs.endpoint)).sent_through == 100
    assert read_record(path, "https://other.example/") is None
    changed = io.BytesIO(file.getvalue().replace(b"PT60S", b"PT61S", 1))
    assert survey(changed, read_record(path, lrs.endpoint)).sent_through == 0


def test_a_push_to_an_lrs_that_is_away_ends_with_its_reason(lrs: UnrulyLrs) -> None:
    lrs.troubles = [DROPPED]
    with pytest.raises(UnreachableError, match="broke off"):
        run(remote_for(lrs, lambda _seconds: None, tries=1), statements(1))

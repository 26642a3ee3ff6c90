"""JSON taken apart with its own characters kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scormpack.lrs_client.json_text import elements, members, parse

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
LAYOUTS = st.sampled_from([{}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}])


def test_what_was_written_is_kept_to_the_last_digit() -> None:
    text = '{"statements": [ {"n": 1.10, "big": 12345678901234567890.123456789, "e": 1E+2, "s": "\\u00e9"} ,\r\n {} ]}'
    ((_name, listed),) = members(text)
    assert [one.text for one in elements(listed.text)] == [
        '{"n": 1.10, "big": 12345678901234567890.123456789, "e": 1E+2, "s": "\\u00e9"}',
        "{}",
    ]


def test_a_line_has_no_break_and_still_those_that_a_string_spells() -> None:
    (written,) = elements('[{\n  "text": "one\\ntwo \u2028",\r\n  "n": 1\n}]')
    assert "\n" not in written.line
    assert "\r" not in written.line
    assert json.loads(written.line) == {"text": "one\ntwo \u2028", "n": 1}


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES, max_size=5), LAYOUTS)
def test_elements_are_those_of_the_array(values: list[Any], layout: dict[str, Any]) -> None:
    text = f" {json.dumps(values, **layout)} "
    assert [one.value for one in elements(text)] == values
    assert [json.loads(one.line) for one in elements(text)] == values


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=5), LAYOUTS)
def test_members_are_those_of_the_object(values: dict[str, Any], layout: dict[str, Any]) -> None:
    assert {name: one.value for name, one in members(json.dumps(values, **layout))} == values


@pytest.mark.parametrize("text", ["", "{}", "[1 2]", "[1,]", "[", "null"])
def test_what_is_no_array_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expect|Expecting"):
        list(elements(text))


@pytest.mark.parametrize("text", ["", "[]", '{"a" 1}', '{"a": 1,}', "{", "{1: 2}"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expect|Expecting"):
        list(members(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1', "at character 8"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
    ],
)
def test_what_python_would_let_pass_is_no_json(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse(text)


def test_nesting_without_end_is_refused_and_breaks_nothing() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        parse("[" * 100_000)
    with pytest.raises(ValueError, match="nested too deep"):
        list(elements("[" * 100_000))

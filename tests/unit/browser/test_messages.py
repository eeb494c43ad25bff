"""What a page says, from whoever has the address: keys, sizes, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.browser.programs import COLUMNS, ROWS, TAB, Ping, Size, Typed, read_message, size, size_asked, tab_asked

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


def test_keys_reach_the_program_as_a_terminal_sends_them():
    assert read_message('["stdin", "\\u001b[A é"]') == Typed("\x1b[A é".encode())


def test_half_a_letter_is_no_reason_to_fail():
    assert read_message('["stdin", "\\ud800"]') == Typed(b"?")


@given(st.integers(), st.integers())
def test_whatever_size_a_page_has_it_is_drawn_with_one_that_makes_sense(columns, rows):
    found = read_message(json.dumps(["resize", {"width": columns, "height": rows}]))
    assert isinstance(found, Size)
    assert COLUMNS[0] <= found.columns <= COLUMNS[1]
    assert ROWS[0] <= found.rows <= ROWS[1]


def test_a_ping_comes_back_unless_it_is_long():
    assert read_message('["ping", "17"]') == Ping("17")
    assert read_message(json.dumps(["ping", "1" * 41])) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "null", '["stdin"]', '["stdin", 7]', '["quit", ""]', '["resize", [80, 24]]',
     '["resize", {"width": "80", "height": 24}]', '["deliver_file_start", "x"]', "[" * 60_000, "9" * 60_000],
)  # fmt: skip
def test_anything_else_means_nothing(text):
    assert read_message(text) is None


@given(st.text() | JSON.map(json.dumps))
def test_no_text_makes_it_fail(text):
    assert read_message(text) is None or isinstance(read_message(text), Typed | Size | Ping)


def test_the_size_in_an_address_counts_and_what_is_no_number_does_not():
    assert size_asked({"width": "120", "height": "40"}) == Size(120, 40)
    assert size_asked({}) == Size(80, 24)
    assert size_asked({"width": "٣", "height": "-5"}) == Size(80, 24)
    assert size_asked({"width": "9" * 5000, "height": "1"}) == size(80, 1)


def test_a_tab_is_known_by_a_name_of_one_shape_only():
    name = "0123456789abcdef" * 2
    assert TAB.fullmatch(name)
    assert tab_asked({"tab": name}) == name
    for wrong in ("", name[1:], name + "0", name[:-1] + "G", name[:-1] + "\n"):
        assert tab_asked({"tab": wrong}) is None

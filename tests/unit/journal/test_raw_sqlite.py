"""Rows read from the pages of a SQLite file without SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from unclench.journal.raw_sqlite import PAGE, leaf_rows

ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.text(max_size=3) | st.builds(str.__mul__, st.sampled_from("aü€"), st.integers(PAGE // 4, 3 * PAGE)),
        st.builds(bytes, st.integers(0, 2 * PAGE)),
    ),
    max_size=20,
)
"""Rows with every kind of value that the journal stores, from the shortest to those that need overflow pages."""


def file_of(rows: list[tuple[int | None, str, bytes]]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute("CREATE TABLE things (number, words, bytes)")
        connection.executemany("INSERT INTO things VALUES (?, ?, ?)", rows)
        connection.commit()
        return connection.serialize()


@given(ROWS)
def test_every_row_that_sqlite_wrote_is_read(rows):
    found = [row for row in leaf_rows(file_of(rows)) if len(row) == 3]
    assert sorted(found, key=repr) == sorted(rows, key=repr)


@given(ROWS, st.data())
def test_a_broken_file_yields_what_is_left_and_never_raises(rows, data):
    pages = bytearray(file_of(rows))
    start = data.draw(st.integers(0, len(pages) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=200))
    pages[start : start + len(noise)] = noise
    cut = data.draw(st.integers(0, len(pages)))
    for row in leaf_rows(bytes(pages[:cut])):
        assert all(isinstance(value, (int, str, bytes, type(None))) for value in row)

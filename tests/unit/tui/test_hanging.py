"""Answers of more than one line hang under their first word."""

from __future__ import annotations

from unclench.tui.text import hanging


def test_further_lines_begin_under_the_text_and_not_under_its_key():
    said = hanging("4  [ ] ", "Osteoporosis, a broken vertebra in the past, or long use of steroids?", 33)
    assert said.splitlines() == [
        "4  [ ] Osteoporosis, a broken",
        "       vertebra in the past, or",
        "       long use of steroids?",
    ]


def test_what_fits_in_one_line_stays_as_it_is():
    assert hanging("1  ", "End here", 30) == "1  End here"


def test_where_words_would_be_cut_the_text_begins_at_the_left():
    assert hanging("4  [ ] ", "Osteoporosis, or long use", 18) == "4  [ ] Osteoporosis, or long use"

"""How the steps of a routine are laid out before it is begun."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from unclench.tui.widgets.step_cards import FEWEST, beside


@pytest.mark.parametrize(("cards", "most", "found"), [(6, 5, 3), (9, 5, 5), (6, 3, 3), (4, 3, 2), (2, 5, 3), (7, 6, 4)])
def test_rows_of_cards_are_about_equally_long(cards, most, found):
    assert beside(cards, most) == found


@given(some.integers(1, 60), some.integers(FEWEST, 9))
def test_no_row_of_cards_is_wider_than_its_room_and_none_more_is_needed(cards, most):
    found = beside(cards, most)
    assert found <= most
    assert -(-cards // found) == -(-cards // most)

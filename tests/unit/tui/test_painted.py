"""Where rows may be written straight to the terminal, and what is written there."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip

from unclench.tui.textual_internals import Rows
from unclench.tui.widgets.painted import free_place

SCREEN = Region(0, 0, 12, 8)
regions = some.builds(Region, *(some.integers(-3, 10), some.integers(-3, 6), some.integers(0, 8), some.integers(0, 6)))
clips = some.just(SCREEN) | regions


def box(size: Size) -> Any:
    """As much of a widget as is asked for."""
    return type("Box", (), {"outer_size": size})()


def cells(region: Region) -> set[tuple[int, int]]:
    return {(x, y) for x in region.column_range for y in region.line_range}


@given(some.lists(some.tuples(regions, clips), max_size=4), regions, clips)
def test_a_place_is_free_exactly_where_nothing_in_front_and_no_edge_hides_a_cell_of_it(others, place, clip):
    mine = box(place.size)
    layout = {box(region.size): (region, limits) for region, limits in others} | {mine: (place, clip)}
    hidden = any(cells(region) & cells(limits) & cells(place) for region, limits in others)
    found = free_place(mine, layout | {box(SCREEN.size): (SCREEN, SCREEN)})
    if place.area:
        assert (found == place) == (cells(place) <= cells(clip) and not hidden)
    else:
        assert not found


def test_what_is_not_on_the_screen_or_is_just_being_made_another_size_has_no_place():
    mine = box(Size(3, 2))
    assert free_place(mine, {}) is None
    assert free_place(mine, {mine: (Region(0, 0, 4, 2), SCREEN)}) is None


def test_rows_are_written_each_at_its_own_place():
    rows = Rows(Region(5, 2, 3, 9), {0: Strip([Segment("abc")]), 4: Strip([Segment("def")])})
    assert rows.render_segments(Console()) == "\x1b[3;6Habc\x1b[7;6Hdef"

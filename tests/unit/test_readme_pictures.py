"""The pictures of the pages: which there are, and that a moving one shows what the program showed at each moment."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some
from rich.segment import Segment
from rich.style import Style
from tests import pages

ROOT = Path(__file__).parents[2]
LARGEST = 1_500_000
"""Bytes of one picture: somebody on a slow line reads the README, too."""


make = pages.maker("make_pictures")


def test_the_readme_shows_one_that_moves_and_the_pages_every_picture_that_is_made_and_none_is_large():
    in_readme = re.findall(r"!\[[^]]+\]\(docs/(\w+)\.svg\)", (ROOT / "README.md").read_text("utf-8"))
    assert [make.SHOTS[name].lasting > 0 for name in in_readme] == [True]
    shown = {
        name
        for page in (ROOT / "docs").glob("*.md")
        for name in re.findall(r"!\[[^]]+\]\((\w+)\.svg\)", page.read_text("utf-8"))
    }
    assert shown == {*make.SHOTS, "architecture"}
    assert all((ROOT / "docs" / f"{name}.svg").stat().st_size < LARGEST for name in shown)


@given(some.lists(some.lists(some.sampled_from("abc"), min_size=2, max_size=2), min_size=1, max_size=12))
def test_at_every_moment_each_row_is_shown_once_and_as_it_was(screens):
    moments = [(n * 100, rows) for n, rows in enumerate(screens)]
    for at, rows in moments:
        for y, row in enumerate(rows):
            versions = make.versions(moments, y, len(screens) * 100)
            shown = [look for look, spans in versions.items() if any(first <= at < last for first, last in spans)]
            assert shown == [row]


def test_who_wants_nothing_to_move_sees_one_whole_screen():
    shot = make.Shot(make.SHOTS["moving"].scene, (1, 2), "t", lasting=200, still=100)
    svg = make.framed(shot, [(0, ["<a/>", "<x/>"]), (100, ["<b/>", "<x/>"])])
    shown, hidden = (re.findall(rf'<g [^>]*class="{look}"[^>]*>(<\w/>)</g>', svg) for look in "vh")
    assert (shown, hidden) == (["<b/>"], ["<a/>"])
    assert '<g transform="translate(0 20)"><x/></g>' in svg
    assert "prefers-reduced-motion:no-preference" in svg


def test_blocks_and_dots_are_drawn_and_words_are_text_in_their_colours():
    style = Style.parse("bold #ff0000 on #101418")
    row = make.drawn([Segment("█⠿ a<b", style)])
    assert row.count("<path") == 2
    assert '<text x="30" y="15" fill="#ff0000" textLength="30" font-weight="bold">a&lt;b</text>' in row

"""The keys at the lower edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unclench.tui.widgets.keybar import Cap, fitting

WORDS = st.text("abc ?", min_size=1, max_size=9)
CAPS = st.lists(st.builds(Cap, WORDS, WORDS, WORDS), max_size=12)


def written(caps: list[Cap], gap: int) -> str:
    return (" " * gap).join(f"{cap.shown} {cap.label}" for cap in caps)


@given(CAPS, st.integers(0, 200), st.integers(1, 2))
def test_no_key_is_cut_and_none_is_left_out_that_had_room(caps, width, gap):
    """The first ones stand there, and one more would be too many."""
    shown = list(fitting(caps, width, gap))
    assert shown == caps[: len(shown)]
    assert len(written(shown, gap)) <= width
    if len(shown) < len(caps):
        assert len(written(caps[: len(shown) + 1], gap)) > width

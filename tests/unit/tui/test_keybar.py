"""The keys at the bottom of a screen, and the one line of a tiny window."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unclench.tui.text import content
from unclench.tui.widgets.keybar import Cap, fitting
from unclench.tui.widgets.lines import brief

WORDS = st.text("abc ?", min_size=1, max_size=9)
CAPS = st.lists(st.builds(Cap, WORDS, WORDS, WORDS), max_size=12)


def written(caps: list[Cap], gap: int) -> str:
    return (" " * gap).join(f"{cap.shown} {cap.label}" for cap in caps)


@given(CAPS, st.integers(0, 200), st.integers(1, 2))
def test_no_key_is_cut_and_none_is_left_out_that_had_room(caps, width, gap):
    """The first ones fit, and one more would not."""
    shown = list(fitting(caps, width, gap))
    assert shown == caps[: len(shown)]
    assert len(written(shown, gap)) <= width
    if len(shown) < len(caps):
        assert len(written(caps[: len(shown) + 1], gap)) > width


@given(WORDS, WORDS, st.integers(1, 39), st.integers(1, 11))
def test_a_question_gives_way_to_its_keys_and_only_as_far_as_it_must(question, keys, columns, rows):
    """The whole text if it fits; otherwise its first words, of which one more would not fit; the keys always."""

    def fits(text: str) -> bool:
        return bool(len(content(text).wrap(columns)) <= rows)

    said = brief(question, keys, columns, rows)
    assert said.endswith(keys.strip())
    whole = f"{' '.join(question.split())}  {keys}".strip()
    if fits(whole):
        assert said == whole
    else:
        left = said.partition("…")[0].split() if "…" in said else []
        assert left == question.split()[: len(left)]
        assert fits(said) or not left
        assert not fits(f"{' '.join(question.split()[: len(left) + 1])}… {keys}".strip())

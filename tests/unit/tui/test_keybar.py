"""What is shown of keys, sentences and rows where there is room for a part of them only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.tui.text import content, gist, row, shortened
from unclench.tui.widgets.keybar import Cap, fitting
from unclench.tui.widgets.lists import brief, whole_sentences

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


SENTENCES = st.lists(st.text("abc ,", min_size=1, max_size=30).map(lambda text: f"A{text.strip()}."), min_size=1)


@given(SENTENCES, st.integers(8, 60), st.integers(1, 5))
def test_whole_sentences_are_shown_as_many_as_fit_and_the_first_in_any_case(sentences, columns, rows):
    shown = whole_sentences(" ".join(sentences), columns, rows)
    count = next(n for n in range(len(sentences), 0, -1) if shown == " ".join(sentences[:n]))

    def fits(many: int) -> bool:
        return bool(len(content(" ".join(sentences[:many])).wrap(columns)) <= rows)

    assert fits(count) or count == 1
    assert count == len(sentences) or not fits(count + 1)


def test_a_title_that_is_too_long_is_cut_behind_a_word_and_one_long_word_within_it():
    assert row(24, "First minutes of a spasm", "7 m").plain == "First minutes of…    7 m"
    assert row(14, "Muskelentspannung", "7 m").plain == "Muskelen…  7 m"


def test_nothing_in_a_row_has_a_colour_of_its_own_which_a_bar_could_not_change():
    assert not row(24, "Gentle stretch", "7 m").spans


@pytest.mark.parametrize(
    ("answer", "room", "seen"),
    [
        ("1  Go on more gently: shorter, fewer, smaller", 35, "1  Go on more gently"),
        ("b  Breathe for a while, and come back", 35, "b  Breathe for a while"),
        ("b  Breathe for a while, and come back", 40, "b  Breathe for a while, and come back"),
        ("s  Steep stairs without a rail", 25, "s  Steep stairs without…"),
    ],
)
def test_an_answer_without_room_for_all_of_it_says_what_it_is_and_is_not_cut_in_a_word(answer, room, seen):
    assert gist(answer, room) == seen


@given(st.text("ab c:,", max_size=30), st.integers(1, 40))
def test_what_is_cut_fits(text, room):
    assert max(len(gist(text, room)), len(shortened(text, room))) <= room

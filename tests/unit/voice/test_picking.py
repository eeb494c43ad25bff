"""Which wording is spoken, what is kept, and what engines are given to read."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.audio.backend import order
from unclench.media.pcm import RATE, Samples
from unclench.voice.engine import ENGINES, VoiceWish, language_here
from unclench.voice.spoken_text import LONGEST, plain, sayable
from unclench.voice.voice import Store, fits, pick, utterance

LENGTHS = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 5_000), min_size=1)


def sound(ms: int) -> Samples:
    return array("h", [1]) * (RATE * ms // 1000)


@given(LENGTHS, st.none() | st.integers(0, 5_000))
def test_what_is_picked_fits_and_nothing_longer_would(lengths: dict[str, int | None], room: int | None):
    variants = sorted(lengths, key=lambda text: -(lengths[text] or 0))
    able = {t: n for t, n in lengths.items() if n is not None and (room is None or n <= room)}
    chosen = pick(variants, lengths.get, room)
    assert (chosen is None) == (not able)
    if chosen is not None:
        assert able[chosen] == max(able.values())


def test_what_is_not_rendered_fits_nowhere():
    assert not fits(None, None)
    assert fits(0, 0)


@given(st.integers(0, 3 * RATE))
def test_a_length_is_never_shorter_than_its_samples(count: int):
    length = utterance("x", array("h", bytes(2 * count))).length_ms
    assert (length - 1) * RATE < count * 1000 <= length * RATE


def test_texts_come_in_order_and_urgent_ones_first():
    store = Store()
    store.ask(["a", "b", "a"])
    store.ask(["c", "b"], first=True)
    order_of = []
    while text := store.next():
        order_of.append(text)
        store.put(text, sound(1))
    assert order_of == ["c", "b", "a"]


def test_a_text_is_rendered_once():
    store = Store()
    assert store.ask(["a"])
    store.put("a", sound(1))
    store.take("a")
    assert not store.ask(["a"])


def test_what_was_spoken_longest_ago_makes_room():
    store = Store(room=len(sound(10)) * 2 * 3)
    store.ask("abcd")
    for text in "abc":
        store.put(text, sound(10))
    assert store.next() is None  # full, and nothing has been spoken
    for text in "aba":
        store.take(text)
    assert store.next() == "d"
    store.put("d", sound(10))
    assert [text for text in "abcd" if store.length(text) is None] == ["b"]


def test_an_urgent_text_pushes_out_what_is_furthest_ahead():
    store = Store(room=len(sound(10)) * 2 * 2)
    store.ask("ab")
    store.put("a", sound(10))
    store.put("b", sound(10))
    store.ask("z", first=True)
    store.put("z", sound(10))
    assert [text for text in "abz" if store.length(text)] == ["a", "z"]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.booleans(), st.integers(0, 40)), max_size=60))
def test_the_store_counts_what_it_keeps(steps: list[tuple[str, bool, int]]):
    store = Store(room=4_000)
    for text, first, ms in steps:
        store.ask([text], first=first)
        if (wanted := store.next()) is not None:
            store.put(wanted, sound(ms))
        if store.length(text) is not None:
            store.take(text)
    assert store.used == sum(2 * len(store.take(t).samples) for t in "abcdefgh" if store.length(t) is not None)


@given(st.text())
def test_engines_get_one_line_without_markup_control_characters_or_a_leading_dash(text: str):
    line = plain(text)
    assert line == line.strip()
    assert not set(line) & set("[]<>\\{}\n\r\t\x00\x1b")
    assert all(c.isprintable() for c in line)
    assert not line.startswith("-")
    assert len(line) <= LONGEST
    line.encode()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("-v", "v"),
        ("<speak>", "speak"),
        ("[[h@]]", "h@"),
        ("\x1b[2J", "2J"),
        ("Cat-cow.\nOn all fours.", "Cat-cow. On all fours."),
        ("5-1-4", "5, 1, 4"),
        ("\U0001f600 90° bend", "90° bend"),
        ("\x01100S hello\ud800", "100S hello"),
    ],
)
def test_words_stay_and_orders_go(text: str, line: str):
    assert plain(text) == line


def test_a_text_too_long_to_listen_to_ends_with_a_whole_word():
    line = plain("hello " * 2_000)
    assert LONGEST - 6 < len(line) <= LONGEST
    assert line.endswith("hello")
    assert len(plain("a" * 10_000)) == LONGEST


def test_marks_alone_cannot_be_said():
    assert not sayable(plain("... [!]"))
    assert sayable("3")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en-us"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB@euro", "LANG": "de_DE"}, "en-gb"),
        ({"LC_ALL": "", "LANG": "en_AU"}, "en-au"),
    ],
)
def test_the_locale_chooses_a_variety_of_the_words_language(environ: dict[str, str], language: str):
    assert language_here(environ) == language


def test_a_wished_engine_is_tried_before_all_others():
    assert order("auto", ENGINES) == ENGINES
    assert order("piper", ENGINES)[0] == "piper"
    assert set(order("piper", ENGINES)) == set(ENGINES)
    assert order("none", ENGINES) == ("none",)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [({"engine": "espaek"}, "Did you mean espeak"), ({"rate": 20}, "50 to 200"), ({"pitch": 900}, "50 to 200")],
)
def test_an_impossible_wish_is_answered_with_a_sentence(wrong: dict[str, Any], hint: str):
    with pytest.raises(ValueError, match=hint):
        VoiceWish(**wrong)

"""What a terminal sends for what is pressed: keys, whole letters, and nothing that was not pressed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.system.keystrokes import BACKSPACE, ENTER, ESCAPE, ESCAPE_ALONE, LONGEST_PASTE, TAIL, Guard, Keystrokes
from unclench.testing import ManualClock

SEQUENCES = [
    b"\x1b[A", b"\x1b[B", b"\x1b[5~", b"\x1b[6~", b"\x1b[3~", b"\x1b[15~", b"\x1b[1;5D", b"\x1bOP", b"\x1bOp",
    b"\x1b[[A",
    b"\x1b\x1b[6~", b"\x1b[<0;10;16M", b"\x1b[M !1", b"\x1b[97;5u", b"\x1b[?62;1;6c", b"\x1b[10;44R", b"\x1b[I",
    b"\x1b]11;rgb:1010/2020/3030\x07", b"\x1b]11;rgb:1010/2020/3030\x1b\\", b"\x1bP1$r0m\x1b\\", b"\x1b_Gi=31;OK\x1b\\",
    b"\x1by", b"\x1b6", "\x1bé".encode(), b"\x1b\r", b"\x9b6~", b"\x8fP", b"\xc2\x9b6~",
]  # fmt: skip
"""Arrows, page and function keys, the mouse, Alt with a key, and what terminals answer."""


def pressed(*reads: bytes, apart: int = 0) -> list[str]:
    """The keys of these reads, so many ms apart, and of the long silence behind them."""
    keystrokes, keys, now = Keystrokes(), list[str](), 1_000
    for data in reads:
        keys += keystrokes.feed(data, now)
        now += apart
    while (wait := keystrokes.patience(now)) is not None:
        now += wait
        keys += keystrokes.settle(now)
    return keys


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_key_that_is_sent_as_several_characters_is_none_of_them(sequence):
    assert pressed(sequence) == []
    assert pressed(b"a" + sequence + b"b") == ["a", "b"]


@pytest.mark.parametrize("sequence", SEQUENCES)
@pytest.mark.parametrize("apart", [0, ESCAPE_ALONE - 1])
def test_so_it_is_wherever_a_read_breaks_it(sequence, apart):
    for at in range(1, len(sequence)):
        assert pressed(sequence[:at], sequence[at:], b"z", apart=apart) == ["z"], at


@pytest.mark.parametrize("sequence", [b"\x1b[6~", b"\x1b[1;5D", b"\x1bOP", b"\x1b[[A"])
def test_over_a_slow_line_no_digit_of_it_is_pressed(sequence):
    """The escape character alone has then been taken for the key; what follows it comes to nothing."""
    assert pressed(sequence[:1], sequence[1:], b"z", apart=TAIL - 1) == [ESCAPE, "z"]


def test_escape_alone_is_a_key_and_the_one_behind_it_too():
    assert pressed(b"\x1b") == [ESCAPE]
    assert pressed(b"\x1b\x1b") == [ESCAPE]
    assert pressed(b"\x1b", b"y", apart=ESCAPE_ALONE) == [ESCAPE, "y"]
    assert pressed(b"\x1b", b"\x1b", apart=ESCAPE_ALONE) == [ESCAPE, ESCAPE]


def test_what_begins_and_never_ends_does_not_swallow_what_is_typed_later():
    for begun in (b"\x1b[", b"\x1b[1;", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b[200~", b"\xe9"):
        assert pressed(begun, b"y", apart=TAIL) == ["y"], begun


def test_a_letter_is_one_key_wherever_a_read_breaks_it():
    text = "größer, 更好 😀"
    data = text.encode()
    for at in range(1, len(data)):
        assert "".join(pressed(data[:at], data[at:])) == text
    assert pressed(*(data[at : at + 1] for at in range(len(data)))) == list(text)


def test_a_letter_of_another_encoding_is_one_replacement():
    assert pressed("größer".encode("latin-1")) == ["g", "r", "\ufffd", "\ufffd", "e", "r"]


def test_enter_and_backspace_are_one_key_each_whatever_they_are_sent_as():
    assert pressed(b"\r\n\b\x7f") == [ENTER, ENTER, BACKSPACE, BACKSPACE]


def test_other_control_characters_are_no_keys():
    assert pressed(bytes(range(1, 8)) + b"\t\x0b\x0c" + bytes(range(14, 27)) + bytes(range(28, 32))) == []


def test_a_paste_is_one_text_and_no_key():
    paste = b"\x1b[200~7 of 10\ny\x1b]0;x\x07 \x1b[6~n\x1b[201~q"
    assert pressed(paste) == ["7 of 10 y ]0;x [6~n ", "q"]
    for at in range(1, len(paste)):
        assert pressed(paste[:at], paste[at:]) == ["7 of 10 y ]0;x [6~n ", "q"], at
    assert pressed(b"\x1b[200~7\x1b[201~") == ["7 "]


def test_of_a_paste_without_end_so_much_is_kept_and_its_end_is_seen():
    keystrokes, keys = Keystrokes(), list[str]()
    for data in [b"\x1b[200~", *([b"9" * 4_000] * 50), b"9\x1b[2", b"01~y"]:
        keys += keystrokes.feed(data, 0)
    assert [len(key) for key in keys] == [LONGEST_PASTE + 1, 1]


def test_what_had_begun_before_it_was_forgotten_comes_to_nothing():
    for sequence in (b"\x1b[6~", b"\x1by", "ö".encode(), b"\x1b[200~7\x1b[201~"):
        for at in range(1, len(sequence)):
            keystrokes = Keystrokes()
            keystrokes.feed(sequence[:at], 0)
            keystrokes.forget()
            assert "\x1b" not in keystrokes.feed(sequence[at:], 1)
            assert not {"6", "7", "7 ", "ö"} & set(keystrokes.feed(b"z", 2))


@given(st.lists(st.binary(max_size=12), max_size=6), st.integers(0, 2_000))
def test_whatever_comes_the_last_letter_is_read_once_all_else_is_settled(reads, apart):
    keystrokes, now = Keystrokes(), 0
    for data in reads:
        for key in keystrokes.feed(data, now):
            assert key in (ENTER, ESCAPE, BACKSPACE) or key.endswith(" ") or key.isprintable() or ord(key) > 0x9F
        now += apart
    now += 2 * TAIL
    keystrokes.settle(now)
    keystrokes.settle(now)
    assert keystrokes.feed(b"y", now)[-1:] == ["y"]


def test_repetitions_may_be_counted_twice_a_second_and_a_key_that_is_held_down_counts_hardly():
    clock = ManualClock()
    guard = Guard(clock)
    counted = 0
    for _ in range(10):
        clock.advance(500)
        counted += guard.fresh_key(" ", counts=True)
    assert counted == 10
    clock.advance(500)
    assert guard.fresh_key(" ", counts=True)
    clock.advance(500)  # before a keyboard begins to repeat
    held = 0
    for _ in range(100):
        held += guard.fresh_key(" ", counts=True)
        clock.advance(33)
    assert held == 1

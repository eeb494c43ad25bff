"""Standard output that lacks letters: whatever is written is readable, and nothing fails."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.system.streams import PLAINER, take_any_letter


def written(text: str, encoding: str) -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")
    take_any_letter(stream)
    stream.write(text)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("encoding", "text", "read"),
    [
        ("cp1252", "Pain 9 → 3, “café”", "Pain 9 -> 3, “café”"),
        ("ascii", "Pain 9 → 3, “café” – 4 × 5…", 'Pain 9 -> 3, "cafe" - 4 x 5...'),
        ("ascii", "½ a minute, ﬁne, 日", "1/2 a minute, fine, ?"),
        ("utf-8", "9 → 3 日", "9 → 3 日"),
    ],
)
def test_a_letter_that_is_not_there_becomes_one_like_it(encoding: str, text: str, read: str):
    assert written(text, encoding) == read


@given(st.text(), st.sampled_from(["ascii", "cp1252", "cp437", "utf-8"]))
def test_no_text_makes_a_stream_fail(text: str, encoding: str):
    read = written(text, encoding)
    assert read.isprintable() or not text.isprintable()
    assert all(after == before for before, after in zip(text, read, strict=False) if text.isascii())


def test_what_stands_in_for_a_sign_is_in_every_encoding():
    assert all(plain.isascii() and plain.isprintable() for plain in PLAINER.values())

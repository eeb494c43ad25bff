"""Figures, units and signs as a person would read them aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.voice.spoken_text import plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Breathing 5-1-4.", "Breathing 5, 1, 4."),
        ("Breathing 5.5-0-5.5", "Breathing 5 and a half, 0, 5 and a half"),
        ("Breathing 2+1-0-6", "Breathing 2 and 1, 0, 6"),
        ("8-10 times", "8 to 10 times"),
        ("20–30s", "20 to 30 seconds"),
        ("hold 5s", "hold 5 seconds"),
        ("hold 1s, 1 min.", "hold 1 second, 1 minute."),
        ("Plank 3x30s", "Plank 3 times 30 seconds"),
        ("1x each", "1 time each"),
        ("3 × 10 reps", "3 times 10 repetitions"),
        ("walk 5m", "walk 5 minutes"),
        ("walk 5 m", "walk 5 m"),
        ("20s or 1m30s", "20 seconds or 1 minute 30 seconds"),
        ("1h30m", "1 hour 30 minutes"),
        ("hold 7.5 seconds", "hold 7 and a half seconds"),
        ("hold 0.5 seconds", "hold half a second"),
        ("left/right", "left or right"),
        ("1/2 squat", "half squat"),
        ("knees → chest", "knees, chest"),
        ("\U0001f600 Stretch", "Stretch"),
        ("bent by 90°", "bent by 90°"),
        ("3\u200b\U0001f600x", "3 times"),
        ("Before anything else call 112. Lie down.", "Before anything else call 1 1 2. Lie down."),
        ("call 1800 022 222", "call 1 8 0 0, 0 2 2, 2 2 2"),
        ("call 10177, or 112 from a mobile phone", "call 1 0 1 7 7, or 1 1 2 from a mobile phone"),
    ],
)
def test_what_is_written_short_is_read_in_words(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    "text", ["Cat-cow. On hands and knees.", "Child's pose", "Sit-to-stand", "T-4", "L5", "v1.5.2"]
)
def test_names_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


@given(st.text(max_size=100))
def test_no_text_is_too_odd_and_reading_it_again_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)

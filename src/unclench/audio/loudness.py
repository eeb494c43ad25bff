"""How loud a cue or words are at a volume."""

from __future__ import annotations

from unclench.audio.pcm import UNITY
from unclench.cues import Sound


def gain(sound: Sound | None, level: float, percent: int) -> int:
    """The factor for a cue or, None, for words, in 1/UNITY, from its own level (0..1) and the volume (0..100).

    The volume does not hold for the alarm, muted or not: its level alone grows to full within 30 s (issue 3).
    """
    if sound is Sound.ALARM:
        percent = 100
    return round(min(max(level, 0.0), 1.0) * min(max(percent, 0), 100) / 100 * UNITY)

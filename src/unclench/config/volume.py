"""The volume in percent, and the rungs on which its keys go up and down. Pure.

The percentage is that of the amplitude, so that of two steps that an ear takes for alike one is of many percent and
the other of few: from 100 to 71 sounds like from 35 to 25.
"""

from __future__ import annotations

RUNGS = (3, 4, 6, 9, 13, 18, 25, 35, 50, 71, 100)
"""3 dB apart, to whole percent: as small a step as is surely heard (ours).

They end above silence, for which there is a key of its own: a session that begins in silence guides nobody.
"""
NOTICED = 1.189
"""What is louder by less than this factor, 1.5 dB or half a step, is not worth the press of a key."""


def stepped(volume: int, steps: int) -> int:
    """The volume after that many presses of the key for louder, or softer if there are fewer than none.

    From a volume between two rungs, as the settings may have it, the first step is one of 1.5 to 5 dB, unless that
    leads past the loudest. What is softer than the softest rung stays as it is.
    """
    for _ in range(steps):
        volume = min((rung for rung in RUNGS if rung >= volume * NOTICED), default=RUNGS[-1])
    for _ in range(-steps):
        volume = max((rung for rung in RUNGS if rung * NOTICED <= volume), default=min(volume, RUNGS[0]))
    return volume

"""Reads the parts of one repetition, as in "round for 5 seconds, sag for 5 seconds"."""

from __future__ import annotations

import re

from unclench.routine.model import Exact, Phase
from unclench.routine.pasted import vocabulary as v

LONGEST_PART = 60
"""In seconds: what goes on for longer is more likely an exercise of its own (ours)."""
_WIDEST = 200
"""Characters of a sentence that is looked at."""
_PART = r"([a-z]+(?: [a-z]+){0,2}) for (\d{1,3}) ?(?:s|secs?|seconds?)"
_PARTS = re.compile(rf"{_PART}(?:(?:,? then|,? and|,) {_PART}){{1,3}}\.?")
_NO_MOVEMENT = (
    v.HOLDS | v.NOT | (v.UNSURE - {"round"}) | v.UNSURE_BEHIND | v.VAGUE
    | v.MOVING_ON | v.GOING_ON | v.HALVES | v.OF_DOSES
    | {"breathe", "breath", "inhale", "exhale", "in", "out", "rest", "relax", "pause", "wait", "each", "or", "and",
       "then", "stay", "keep", "for"}
)  # fmt: skip
"""Words that make of a part something else: a hold, a rest, a breath, or what holds only in some case.

"Round" is what a back does here, and no round of a circuit."""


def phases_of(sentence: str) -> tuple[Phase, ...]:
    """Two to four movements, each with its name and its seconds; empty unless the whole sentence says just that."""
    text = " ".join(sentence.lower().split())
    if len(text) > _WIDEST or _PARTS.fullmatch(text) is None:
        return ()
    parts = [(name, int(seconds)) for name, seconds in re.findall(_PART, re.sub(r",|\b(?:then|and)\b", ";", text))]
    names = [name for name, _ in parts]
    if len(set(names)) < len(names) or any(_NO_MOVEMENT & set(name.split()) for name in names):
        return ()
    if not all(0 < seconds <= LONGEST_PART for _, seconds in parts):
        return ()
    return tuple(Phase(name, Exact(seconds * 1_000)) for name, seconds in parts)

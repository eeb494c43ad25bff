"""The cue vocabulary as data: what the program says without words.

The list is design/sound.md's. Each name is also the stem of a WAV file in sounds/.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sound(StrEnum):
    """The id of a cue; the file is sounds/<id>.wav."""

    PREPARE = "prepare"
    GO = "go"
    PHASE = "phase"
    COUNT = "count"
    HALF = "half"
    TICK = "tick"
    RELEASE = "release"
    REST = "rest"
    SWITCH = "switch"
    IN = "in"
    TOP = "top"
    OUT = "out"
    EMPTY = "empty"
    CHECK = "check"
    ALARM = "alarm"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Meaning:
    """When a cue is heard and what it sounds like, one sentence each."""

    when: str
    character: str


VOCABULARY: dict[Sound, Meaning] = {
    Sound.PREPARE: Meaning("A setup begins.", "One low soft wood tap."),
    Sound.GO: Meaning("A hold, or the first phase of a repetition, begins.", "A warm bell, rising."),
    Sound.PHASE: Meaning("The next phase inside a repetition begins.", "A short bell of the same family."),
    Sound.COUNT: Meaning("A counted repetition begins.", "One light tap."),
    Sound.HALF: Meaning("Half of a hold of fifteen seconds or more is over.", "Two light taps."),
    Sound.TICK: Meaning("Three, two, one before a hold or a setup ends.", "A dry tick."),
    Sound.RELEASE: Meaning("A hold ends.", "The bell, falling."),
    Sound.REST: Meaning("A rest begins.", "Low and round."),
    Sound.SWITCH: Meaning("Change sides.", "Two notes, one after the other."),
    Sound.IN: Meaning("Breathe in.", "A swell that rises."),
    Sound.TOP: Meaning("Hold the breath, full.", "A small high chime."),
    Sound.OUT: Meaning("Breathe out.", "A swell that falls."),
    Sound.EMPTY: Meaning("Hold the breath, empty.", "A small low chime."),
    Sound.CHECK: Meaning("An awake or skin check asks for an answer.", "Clear, two rising calls."),
    Sound.ALARM: Meaning("A check was not answered, or an exposure has ended.", "Insistent, louder step by step."),
    Sound.DONE: Meaning("The session is over.", "A small cadence."),
}

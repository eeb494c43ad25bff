"""The cues as data: what the program says without words."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from unclench.language import tr


class Sound(StrEnum):
    """The id of a cue. Its recording is sounds/<id>.wav."""

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
    MINUTE = "minute"
    KEY = "key"
    REFUSED = "refused"


BED_EVERY, BED_OPENS = 4_000, 3_000
"""Ms that a piece of the bed under a hold lasts, and its last one, which opens towards the end."""
ANSWERS = frozenset({Sound.KEY, Sound.REFUSED})
"""They answer keys, and are no part of a session."""


class Meaning(Struct, frozen=True):
    """When a cue is heard and what it sounds like, one sentence each.

    `speak_after` is how many ms after its beginning the voice may begin: by then the cue itself
    has been heard (ours).
    """

    when: str
    character: str
    speak_after: int = 400


VOCABULARY: dict[Sound, Meaning] = {
    Sound.PREPARE: Meaning(tr("Time to get into position."), tr("A low soft tap that sinks, as of a hand drum."), 300),
    Sound.GO: Meaning(tr("A hold, or the first phase of a repetition, begins."), tr("A warm bell, up an octave."), 450),
    Sound.PHASE: Meaning(tr("The next part of a repetition begins."), tr("A short bell that bends up."), 250),
    Sound.COUNT: Meaning(tr("A counted repetition begins."), tr("One light drop, upwards."), 200),
    Sound.HALF: Meaning(tr("Halfway through a hold of fifteen seconds or more."), tr("Two light taps on wood."), 350),
    Sound.TICK: Meaning(tr("Three, two, one before a hold or a setup ends."), tr("A dry tick."), 150),
    Sound.RELEASE: Meaning(tr("A hold ends."), tr("A bell, down an octave.")),
    Sound.REST: Meaning(tr("A rest begins."), tr("Low and round, and slow to come.")),
    Sound.SWITCH: Meaning(tr("Change sides."), tr("Three notes: low, high, low."), 600),
    Sound.IN: Meaning(tr("Breathe in."), tr("A swell that rises."), 350),
    Sound.TOP: Meaning(tr("Hold your breath, lungs full."), tr("Two small high notes, up."), 250),
    Sound.OUT: Meaning(tr("Breathe out."), tr("A swell that falls."), 350),
    Sound.EMPTY: Meaning(tr("Hold your breath, lungs empty."), tr("Two small notes, down."), 250),
    Sound.CHECK: Meaning(tr("A check: are you awake, and is your skin fine?"), tr("Clear, two rising calls."), 900),
    Sound.ALARM: Meaning(
        tr("A check was not answered, or the pack has to come off."), tr("Low pulses, getting louder."), 1_100
    ),
    Sound.DONE: Meaning(tr("The session is over."), tr("A small cadence, down to a chord."), 1600),
    Sound.MINUTE: Meaning(tr("Another minute has gone by."), tr("Two soft notes, the same."), 600),
    Sound.KEY: Meaning(tr("Your key was taken."), tr("A very short, light chirp."), 100),
    Sound.REFUSED: Meaning(tr("Your key does nothing now."), tr("Two low, hollow knocks."), 250),
}


def speak_after(sound: Sound | None) -> int:
    """How many ms after a cue's beginning its words may begin; at once where there are only words."""
    return 0 if sound is None else VOCABULARY[sound].speak_after

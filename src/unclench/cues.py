"""The cues as data: what the program says without words."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


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


class Meaning(Struct, frozen=True):
    """When a cue is heard and what it sounds like, one sentence each.

    `speak_after` is how many ms after its beginning the voice may begin: by then the cue itself
    has been heard (ours).
    """

    when: str
    character: str
    speak_after: int = 400


VOCABULARY: dict[Sound, Meaning] = {
    Sound.PREPARE: Meaning("Time to get into position.", "A low soft tap that sinks, as of a hand drum.", 300),
    Sound.GO: Meaning("A hold, or the first phase of a repetition, begins.", "A warm bell, up an octave.", 450),
    Sound.PHASE: Meaning("The next part of a repetition begins.", "A short bell that bends up.", 250),
    Sound.COUNT: Meaning("A counted repetition begins.", "One light drop, upwards.", 200),
    Sound.HALF: Meaning("Halfway through a hold of fifteen seconds or more.", "Two light taps on wood.", 350),
    Sound.TICK: Meaning("Three, two, one before a hold or a setup ends.", "A dry tick.", 150),
    Sound.RELEASE: Meaning("A hold ends.", "A bell, down an octave."),
    Sound.REST: Meaning("A rest begins.", "Low and round, and slow to come."),
    Sound.SWITCH: Meaning("Change sides.", "Three notes: low, high, low.", 600),
    Sound.IN: Meaning("Breathe in.", "A swell that rises.", 350),
    Sound.TOP: Meaning("Hold your breath, lungs full.", "Two small high notes, up.", 250),
    Sound.OUT: Meaning("Breathe out.", "A swell that falls.", 350),
    Sound.EMPTY: Meaning("Hold your breath, lungs empty.", "Two small notes, down.", 250),
    Sound.CHECK: Meaning("A check: are you awake, and is your skin fine?", "Clear, two rising calls.", 900),
    Sound.ALARM: Meaning("A check was not answered, or the pack has to come off.", "Low pulses, getting louder."),
    Sound.DONE: Meaning("The session is over.", "A small cadence, down to a chord.", 1600),
}


def speak_after(sound: Sound | None) -> int:
    """How many ms after a cue's beginning its words may begin; at once where there are only words."""
    return 0 if sound is None else VOCABULARY[sound].speak_after

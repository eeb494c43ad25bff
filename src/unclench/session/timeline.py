"""What will happen: segments and cues with absolute offsets in integer milliseconds.

Immutable and pure. Everything anyone wants to know about a session before it starts (its length, what comes next,
how many repetitions) is a look-up here. `unclench.session.compiler` makes a timeline from a routine, and
`unclench.session.edits` changes one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from unclench.cues import Sound
from unclench.keynames import USUAL, KeyNames
from unclench.language import tr
from unclench.safety.limits import CHECK_EVERY


class Kind(StrEnum):
    """What happens in a segment. The values appear in the output of `show --json`."""

    SETUP = "setup"
    WORK = "work"
    REST = "rest"
    SWITCH = "switch"
    SET_REST = "set_rest"
    BREATHE_IN = "breathe_in"
    BREATHE_HOLD = "breathe_hold"
    BREATHE_OUT = "breathe_out"
    BREATHE_EMPTY = "breathe_empty"
    COLD = "cold"
    HEAT = "heat"
    DO = "do"
    CONFIRM = "confirm"


BREATHING = frozenset({Kind.BREATHE_IN, Kind.BREATHE_HOLD, Kind.BREATHE_OUT, Kind.BREATHE_EMPTY})
EXPOSURE = frozenset({Kind.COLD, Kind.HEAT})


class Gate(StrEnum):
    """Why a segment does not end by itself: it waits for a key."""

    OPEN = "open"
    """As long as the user likes; counts up."""
    COUNT = "count"
    """As many repetitions as the user likes: one key counts each of them, another goes on."""
    READY = "ready"
    """The step starts only when somebody is ready."""
    ANSWER = "answer"
    """Something has to be confirmed."""
    QUESTION = "question"
    """A yes goes on, a no leaves the step out."""


AT_WILL = frozenset({Gate.OPEN, Gate.COUNT})
"""The gates of what lasts as long as the user likes."""


class Segment(Struct, frozen=True):
    """One phase of the session, from `start` for `duration` ms (None where a key decides how long it lasts).

    `step` is an index into `Timeline.steps`; `rep`, `set` and the like count from one, and are None where they have
    no meaning. A segment with a gate lasts until a key ends it; the duration of a confirmation is only an estimate, for
    the total.
    """

    index: int
    start: int
    duration: int | None
    kind: Kind
    label: str
    step: int
    side: str | None = None
    rep: int | None = None
    reps: int | None = None
    set: int | None = None
    sets: int | None = None
    phase: int = 0
    gate: Gate | None = None
    alarm: bool = False
    checks: int = CHECK_EVERY
    """How far apart the skin checks of cold or heat are, in ms."""
    hint: str = ""
    """Words for this very segment: the note on a repetition, or the question it asks."""
    off: bool = False
    """Whether it asks if cold or heat has been taken off."""
    press: bool = False
    """Whether one point is pressed in it, for which there is a limit (see `unclench.safety.press`)."""
    quiet: bool = False
    """Whether no sign comes within it, because somebody lets go in it."""
    written: int | None = None
    """How long it is in the routine, in ms, where its words take longer than that; else None."""

    @property
    def width(self) -> int:
        """Its share of the timeline, in ms; 0 where a key decides how long it lasts."""
        return self.duration or 0

    @property
    def end(self) -> int:
        """Where the next segment starts."""
        return self.start + self.width

    @property
    def on_skin(self) -> bool:
        """Whether something is, or may still be, on the skin."""
        return self.kind in EXPOSURE or self.alarm

    @property
    def holds(self) -> bool:
        """Whether a position is held in it, for a set time."""
        return self.kind is Kind.WORK and self.label == "hold" and self.gate is None


class Cue(Struct, frozen=True):
    """A sound, a few words or both, at `at` ms of the timeline, belonging to `segment`.

    A cue that marks an end belongs to the segment that ends, so that skipping does not sound it. The very last cue has
    the number of segments as its `segment`.

    For a cue that fills its whole phase, `lasting` is the length of that phase in ms. With `every`, the cue repeats
    every so many ms until its gate is passed.
    """

    at: int
    sound: Sound | None
    say: str
    segment: int
    lasting: int | None = None
    every: int | None = None
    spoken: tuple[str, ...] = ()
    """What the voice may say, longest first: it says the first that ends before the next words begin."""
    essential: bool = False
    """Whether the shortest of them is said even when the voice is set to brief."""

    def said(self, *, briefly: bool) -> tuple[str, ...]:
        """What a voice that is on may say of it, longest first; `briefly`: only what is needed, and the shortest."""
        if not briefly:
            return self.spoken
        return self.spoken[-1:] if self.essential else ()


class Told(Struct, frozen=True):
    """What this person is told with a step beside its name and dose. `unclench.session.guidance` decides it."""

    before: str = ""
    """How to come out of the position before, and over into this one."""
    how: str = ""
    """How it is done."""
    things: str = ""
    """What it needs, in a sentence."""
    cautions: tuple[str, ...] = ()
    """What to look out for that no answer has ruled out."""
    again: bool = False
    """Whether it is the same exercise at the same dose as just before, so that the dose need not be said again."""
    keys: bool = False
    """Whether the two keys to know lying down are named."""
    first: Mapping[str, str] = field(default_factory=dict)
    """What is said with each phase of the first repetition."""
    ready: str = ""
    """In the last pause of the step: what to have ready for the next one."""
    after: str = ""
    """Where the session ends with it: how to come out of it."""


class StepInfo(Struct, frozen=True):
    """One step as it is played: its words, dose and figure, for the screens and `show`. `Compiler` fills it in.

    `first` and `last` are its segments.

    `id` is its place in the file: `3`, `2.1` inside a block, `3/1` for its first alternative. `kind` is the key that
    introduces it there; a step of kind `repeat` comes before a block that asks or waits first.
    """

    index: int
    id: str
    kind: str
    name: str
    dose: str = ""
    spoken_dose: str = ""
    """The dose as it is said, if that is something else: "8 to 10 times" as on the sheet; `dose` has "8 times"."""
    exercise: str | None = None
    position: str = ""
    instructions: str = ""
    say: str = ""
    first_words: Mapping[str, str] = field(default_factory=dict)
    come_out: str = ""
    things: tuple[str, ...] = ()
    note: str = ""
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    round: int | None = None
    rounds: int | None = None
    blocks: tuple[tuple[str, int, int], ...] = ()
    """The blocks it stands in, the outermost first: the id of each, which of its rounds this is, and of how many."""
    first: int = 0
    last: int = 0
    figure: Mapping[str, Any] | None = None
    """A figure the routine itself gives for this step; unset, the exercise's own is drawn."""
    picture: str | None = None
    """A picture to show instead of a figure: the name of a file in the routine's folder."""
    told: Told | None = None
    """None where nobody has decided it."""
    or_more: bool = False
    """Whether its sheet says “at least”, so that it may take longer than it is planned."""
    load: str = ""
    """What it is done with, where that grows or was asked: the journal keeps it."""
    asked_about: str = ""
    """The dose that somebody is asked about afterwards, `8 times`, since it grows by the answer; else empty."""

    @property
    def title(self) -> str:
        """Its name, with the round if it is played in several, and the rounds of the blocks around that."""
        blocks = self.blocks or (("", self.round or 1, self.rounds or 1),)  # older journals have only these two
        played = [(number, of) for _, number, of in reversed(blocks) if of > 1]
        if not played:
            return self.name
        rounds = [tr("round {round} of {rounds}", round=number, rounds=of) for number, of in played]
        return tr("{name} ({rounds})", name=self.name, rounds=tr(" in ").join(rounds))

    @property
    def recorded(self) -> str:
        """The same as the journal keeps it, in one language for all; `journal.queries` looks for its words."""
        return f"{self.name} (round {self.round} of {self.rounds})" if self.rounds and self.rounds > 1 else self.name


class Timeline(Struct, frozen=True, dict=True):
    """A compiled session. `segments` follow each other without gaps.

    `cue` makes the cues when they are first needed: listing a thousand routines only takes their lengths. `keys` are
    those that its sentences name, from the words of the cues to what is refused (see `edits.with_keys`).
    """

    steps: tuple[StepInfo, ...]
    segments: tuple[Segment, ...]
    cue: Callable[[tuple[StepInfo, ...], tuple[Segment, ...], KeyNames], tuple[Cue, ...]]
    keys: KeyNames = USUAL

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """All cues, in time order."""
        return self.cue(self.steps, self.segments, self.keys)

    @cached_property
    def total(self) -> int:
        """How long it lasts, in ms; open parts count as nothing, confirmations as their estimate."""
        return self.segments[-1].end if self.segments else 0

    @cached_property
    def written(self) -> int:
        """How long it lasts without the time that its words need, in ms; `total` where they need none."""
        return self.total - sum(each.width - each.written for each in self.segments if each.written is not None)

    @cached_property
    def has_pack(self) -> bool:
        """Whether cold or heat is put on somewhere in it."""
        return any(segment.kind in EXPOSURE for segment in self.segments)

    @cached_property
    def at_least(self) -> bool:
        """Whether some part lasts as long as the user likes, or "at least" so long, so that `total` is a minimum."""
        return self.first_open < len(self.segments) or any(step.or_more for step in self.steps)

    @cached_property
    def first_open(self) -> int:
        """The index of the first segment that lasts as long as the user likes; behind it, times are the earliest."""
        opens = (segment.index for segment in self.segments if segment.gate in AT_WILL)
        return next(opens, len(self.segments))

    @cached_property
    def last_open(self) -> int:
        """The index of the last segment that lasts as long as the user likes; -1 if there is none."""
        return max((segment.index for segment in self.segments if segment.gate in AT_WILL), default=-1)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The start of each segment."""
        return [segment.start for segment in self.segments]

    @cached_property
    def gates(self) -> Sequence[int]:
        """The indices of the segments that only a key ends."""
        return [segment.index for segment in self.segments if segment.gate]

    @cached_property
    def in_turn(self) -> Sequence[bool]:
        """For each step, whether its sides alternate with every repetition."""
        turns, last = [False] * len(self.steps), dict[int, Segment]()
        for segment in self.segments:
            if segment.kind is Kind.WORK and segment.side is not None:
                before = last.get(segment.step)
                turns[segment.step] |= before is not None and before.side != segment.side and (segment.rep or 1) > 1
                last[segment.step] = segment
        return turns

    @cached_property
    def _cue_keys(self) -> Sequence[tuple[int, int]]:
        return [(cue.segment, cue.at) for cue in self.cues]

    def start(self, index: int) -> int:
        """Where a segment starts; for the number of segments, the total."""
        return self.starts[index] if index < len(self.starts) else self.total

    def at(self, position: int, *, since: int = 0) -> int:
        """The index of the segment that contains `position`, but none before `since`.

        Where an empty segment and its successor start together, it is the successor: empty segments are gates, which
        the caller has ruled out before.
        """
        return max(since, bisect_right(self.starts, position) - 1)

    def next_gate(self, index: int) -> int | None:
        """The first gate from segment `index` on; None if there is none."""
        place = bisect_left(self.gates, index)
        return self.gates[place] if place < len(self.gates) else None

    def room(self, index: int) -> int | None:
        """How many ms the words of cue `index` may take: until the next words or sign, or the next phase.

        None if nothing follows by itself: at a gate, and at the end.
        """
        cue = self.cues[index]
        if cue.segment >= len(self.segments) or self.segments[cue.segment].gate is not None:
            return None
        for place in range(index + 1, len(self.cues)):
            after = self.cues[place]
            if after.segment != cue.segment:
                break
            if after.spoken or (after.sound is not None and after.at > cue.at):
                return after.at - cue.at
        return self.segments[cue.segment].end - cue.at

    def first_cue(self, segment: int, position: int) -> int:
        """The index of the first cue of `segment` or later that falls at `position` or later."""
        return bisect_left(self._cue_keys, (segment, position))

    def step_of(self, segment: Segment) -> StepInfo:
        """The step a segment belongs to."""
        return self.steps[segment.step]

    def block(self, step: int) -> Sequence[StepInfo]:
        """The step itself and, if it opens a block, everything in all rounds of that block."""
        head, found = self.steps[step], [self.steps[step]]
        for other in self.steps[step + 1 :] if head.kind == "repeat" else ():
            of_block = other.id == head.id and other.kind != "repeat"  # the rest between rounds
            if not (of_block or other.id.startswith(f"{head.id}.")):
                break
            found.append(other)
        return found

    def pressed(self, index: int) -> range:
        """The segments around `index` in which the same point is pressed without a break."""
        first, last = index, index + 1
        while first > 0 and self._same_press(first - 1, first):
            first -= 1
        while last < len(self.segments) and self._same_press(last - 1, last):
            last += 1
        return range(first, last)

    def _same_press(self, index: int, after: int) -> bool:
        one, other = self.segments[index], self.segments[after]
        return one.press and other.press and point(one, self.steps) == point(other, self.steps)

    def seconds_of(self, step: StepInfo) -> float:
        """The length of a step as planned, in seconds."""
        return (self.segments[step.last].end - self.segments[step.first].start) / 1000

    def breath(self, index: int) -> range:
        """The segments of the breath that segment `index` belongs to."""
        here = self.segments[index]
        return self._around(index, lambda other: (other.step, other.rep) == (here.step, here.rep))

    def breathing(self, index: int) -> range:
        """The segments of the whole breathing block around segment `index`."""
        here = self.segments[index]
        return self._around(index, lambda other: other.step == here.step)

    def _around(self, index: int, belongs: Callable[[Segment], bool]) -> range:
        first = last = index
        while first > 0 and self._breathes(first - 1, belongs):
            first -= 1
        while last + 1 < len(self.segments) and self._breathes(last + 1, belongs):
            last += 1
        return range(first, last + 1)

    def _breathes(self, index: int, belongs: Callable[[Segment], bool]) -> bool:
        segment = self.segments[index]
        return segment.kind in BREATHING and belongs(segment)


def point(segment: Segment, steps: Sequence[StepInfo]) -> tuple[str | None, str, str | None]:
    """What tells one pressed point from another: the exercise, its name, and the side."""
    step = steps[segment.step]
    return step.exercise, step.name, segment.side


def pressed(before: int, last: Segment | None, segment: Segment, steps: Sequence[StepInfo]) -> int:
    """How long, in ms, a point has been pressed without a break by the end of a segment that presses it (C1.16).

    `before` is the same by the end of the `last` segment.
    """
    goes_on = last is not None and last.press and point(last, steps) == point(segment, steps)
    return segment.width + (before if goes_on else 0)


def lay_out(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments numbered, each starting where the one before it ends."""
    placed: list[Segment] = []
    for segment in segments:
        index, start = len(placed), placed[-1].end if placed else 0
        in_place = segment.index == index and segment.start == start
        placed.append(segment if in_place else replace(segment, index=index, start=start))
    return tuple(placed)

"""What will happen: segments and cues with absolute offsets in integer milliseconds.

Immutable and pure. Everything that anyone wants to know of a session before it starts (its
length, what comes next, how many repetitions) is a look-up here. `unclench.session.edits` makes
one from a routine.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from unclench.cues import Sound
from unclench.safety.limits import CHECK_EVERY


class Kind(StrEnum):
    """What a segment is; the names are those of `show --json`."""

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
    """Why a segment does not end by itself."""

    OPEN = "open"
    """As long as the user likes; counts up."""
    READY = "ready"
    """The step starts only on a key."""
    ANSWER = "answer"
    """Something must be confirmed."""
    QUESTION = "question"
    """Yes goes on, no leaves the step out."""


class Segment(Struct, frozen=True):
    """One phase of the session, from `start` for `duration` ms (None where open).

    `step` is an index into `Timeline.steps`; `rep`, `set` and the like count from one and are
    None where they have no meaning. A segment with a gate lasts until a key ends it; a
    confirmation's duration is then only its estimate in the total.
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
    """How far apart the checks of an application are, in ms."""
    hint: str = ""
    """What holds for this very segment: a repetition's note, a question."""
    off: bool = False
    """Whether it asks if cold or heat is off the skin again."""
    press: bool = False
    """Whether one point is pressed in it, which has its limit (see `unclench.safety.press`)."""

    @property
    def width(self) -> int:
        """Its share of the timeline, in ms: an open segment has none."""
        return self.duration or 0

    @property
    def end(self) -> int:
        """Where the next segment starts."""
        return self.start + self.width

    @property
    def on_skin(self) -> bool:
        """Whether something is, or may still be, on the skin."""
        return self.kind in EXPOSURE or self.alarm


class Cue(Struct, frozen=True):
    """A sound, a few words or both, at `at` ms of the timeline, belonging to `segment`.

    A cue that marks an end belongs to the segment that ends, so that skipping does not sound
    it; the last cue of all belongs to the index behind the last segment.

    `lasting` is the length of the phase for cues that fill it. `every` repeats the cue until
    its gate is passed.
    """

    at: int
    sound: Sound | None
    say: str
    segment: int
    lasting: int | None = None
    every: int | None = None
    spoken: tuple[str, ...] = ()
    """What the voice may say, the fullest first; the first that fits before the next thing is said."""
    essential: bool = False
    """Whether the shortest of them is said even where the voice is to be short."""


class StepInfo(Struct, frozen=True):
    """What a step is called and what is good to know about it; `first` and `last` are segments.

    `id` is its place in the file: `3`, `2.1` inside a block, `3/1` for its first alternative. `kind`
    is the key that names it there; a `repeat` stands before a block that asks or waits first.
    """

    index: int
    id: str
    kind: str
    name: str
    dose: str = ""
    exercise: str | None = None
    position: str = ""
    instructions: str = ""
    say: str = ""
    note: str = ""
    cautions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    round: int | None = None
    rounds: int | None = None
    first: int = 0
    last: int = 0
    figure: Mapping[str, Any] | None = None
    """A figure that the routine gives this step; unset, it is the exercise's own."""
    picture: str | None = None
    """The name of a file beside the routine to show in its place."""

    @property
    def title(self) -> str:
        """Its name, with the round where it is played in several."""
        if self.rounds and self.rounds > 1:
            return f"{self.name} (round {self.round} of {self.rounds})"
        return self.name


class Timeline(Struct, frozen=True, dict=True):
    """A compiled session. `segments` follow each other without gaps.

    `cue` makes the cues when they are first asked for: a list of a thousand routines wants
    their lengths only.
    """

    steps: tuple[StepInfo, ...]
    segments: tuple[Segment, ...]
    cue: Callable[[tuple[StepInfo, ...], tuple[Segment, ...]], tuple[Cue, ...]]

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """All cues, in the order of time."""
        return self.cue(self.steps, self.segments)

    @cached_property
    def total(self) -> int:
        """Milliseconds; open parts count as nothing, confirmations with their estimate."""
        return self.segments[-1].end if self.segments else 0

    @cached_property
    def at_least(self) -> bool:
        """Whether some part is as long as the user likes."""
        return any(segment.gate is Gate.OPEN for segment in self.segments)

    @cached_property
    def last_open(self) -> int:
        """The index of the last segment that is as long as the user likes; -1 where none is."""
        return max((segment.index for segment in self.segments if segment.gate is Gate.OPEN), default=-1)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The start of each segment, for look-ups."""
        return [segment.start for segment in self.segments]

    @cached_property
    def gates(self) -> Sequence[int]:
        """The indices of the segments that end only on a key."""
        return [segment.index for segment in self.segments if segment.gate]

    @cached_property
    def in_turn(self) -> Sequence[bool]:
        """For each step, whether its sides are taken in turn, repetition by repetition."""
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
        """Where a segment starts; the index behind the last one gives the total."""
        return self.starts[index] if index < len(self.starts) else self.total

    def at(self, position: int, *, since: int = 0) -> int:
        """The index of the segment that holds `position`, none before `since`.

        Where an empty segment and its successor start together, the later one: the empty
        ones are gates, which the caller has looked at before.
        """
        return max(since, bisect_right(self.starts, position) - 1)

    def next_gate(self, index: int) -> int | None:
        """The first gate at or after segment `index`."""
        place = bisect_left(self.gates, index)
        return self.gates[place] if place < len(self.gates) else None

    def room(self, index: int) -> int | None:
        """Ms from cue `index` to the next phase or the next words: what is said must end before.

        None where nothing follows by itself: at a gate, and after the end.
        """
        cue = self.cues[index]
        if cue.segment >= len(self.segments) or self.segments[cue.segment].gate is not None:
            return None
        for place in range(index + 1, len(self.cues)):
            after = self.cues[place]
            if after.segment != cue.segment:
                break
            if after.spoken:
                return after.at - cue.at
        return self.segments[cue.segment].end - cue.at

    def first_cue(self, segment: int, position: int) -> int:
        """The index of the first cue of `segment` or later that falls at `position` or later."""
        return bisect_left(self._cue_keys, (segment, position))

    def step_of(self, segment: Segment) -> StepInfo:
        """The step a segment belongs to."""
        return self.steps[segment.step]

    def block(self, step: int) -> Sequence[StepInfo]:
        """The step itself, and all rounds of the block that it opens, if it opens one."""
        head, found = self.steps[step], [self.steps[step]]
        for other in self.steps[step + 1 :] if head.kind == "repeat" else ():
            of_block = other.id == head.id and other.kind != "repeat"  # the rest between rounds
            if not (of_block or other.id.startswith(f"{head.id}.")):
                break
            found.append(other)
        return found

    def pressed(self, index: int) -> range:
        """The segments around `index` in which the same point is pressed without a pause."""
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
    """What tells one pressed point from another: what it is called, and the side."""
    step = steps[segment.step]
    return step.exercise, step.name, segment.side


def lay_out(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments with their indices and starts made to follow each other."""
    placed: list[Segment] = []
    for segment in segments:
        index, start = len(placed), placed[-1].end if placed else 0
        in_place = segment.index == index and segment.start == start
        placed.append(segment if in_place else replace(segment, index=index, start=start))
    return tuple(placed)

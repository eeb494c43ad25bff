"""Builds a timeline, segment by segment, and refuses what is too long to play. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from unclench.routine.model import Mark
from unclench.safety import press
from unclench.session import wording
from unclench.session.choices import LONGEST, MOST_PHASES, RoutineTooLong, UnsafeCombination
from unclench.session.cue_rules import closing, cues_of
from unclench.session.sentences import off_question
from unclench.session.timeline import EXPOSURE, Cue, Gate, Kind, Segment, StepInfo, Timeline, lay_out, point

_ABOUT_OFF = re.compile(
    r"(?=.*\b(?:off|away|removed)\b)(?=.*\b(?:it|pack|ice|cold|heat|pad|bottle|bag|peas|compress|wrap|towel|skin)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""An author's own question whether cold or heat is off. It replaces ours; any other question is asked as well."""


def assemble(segments: Sequence[Segment], steps: Sequence[StepInfo]) -> Timeline:
    """Segments in order and their steps -> a timeline with offsets and cues."""
    placed = lay_out(segments)
    return Timeline(_spanned(steps, placed), placed, _all_cues)


def _all_cues(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[Cue, ...]:
    cues: list[Cue] = []
    for segment in segments:
        before = segments[segment.index - 1] if segment.index else None
        after = segments[segment.index + 1] if segment.index + 1 < len(segments) else None
        left = segments[steps[segment.step].last].end - segment.start
        cues += cues_of(segment, before, after, steps, left)
    cues.append(closing(segments[-1].end if segments else 0, len(segments)))
    return tuple(cues)


def _spanned(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[StepInfo, ...]:
    """The steps with their first and last segment."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for segment in segments:
        first.setdefault(segment.step, segment.index)
        last[segment.step] = segment.index
    return tuple(replace(step, first=first[step.index], last=last[step.index]) for step in steps)


class TimelineBuilder:
    """The steps and segments so far, in order; the segments get their offsets in `timeline`.

    Raises Unplayable past 10,000 phases, past 24 hours, and where one point would be pressed for too long (C1.16).
    """

    def __init__(self) -> None:
        self.steps: list[StepInfo] = []
        self.mark: Mark | None = None
        """Where the step being added is in its file, for Unplayable."""
        self._segments: list[Segment] = []
        self._length = 0
        self._pressed = 0
        """How long, in ms, the last segments have pressed the same point without a break."""

    def finish(self) -> None:
        """Nothing follows: cold or heat at the very end is confirmed to be off, too."""
        self._confirm_off()

    def timeline(self) -> Timeline:
        """The finished timeline."""
        return assemble(self._segments, self.steps)

    def begin_step(self, step: StepInfo) -> None:
        """The segments added next belong to this step."""
        self.steps.append(step)

    def describe(self, **fields: Any) -> None:
        """Changes what is known about the running step."""
        self.steps[-1] = replace(self.steps[-1], **fields)

    def end_step(self) -> None:
        """A step that came to nothing (a rest of 0 s) leaves no trace in the list."""
        if not self._segments or self._segments[-1].step != len(self.steps) - 1:
            self.steps.pop()

    def add(self, kind: Kind, label: str, duration: int | None, *, gate: Gate | None = None, **at: Any) -> None:
        """One more segment; one of no length is left out, unless a key ends it."""
        if not duration and gate is None:
            return
        self._confirm_off()
        if gate in (Gate.OPEN, Gate.READY, Gate.QUESTION):
            duration = None
        self._append(Segment(0, 0, duration, kind, label, len(self.steps) - 1, gate=gate, **at))

    def ask(self, question: str, *, alarm: bool, estimate: int) -> None:
        """A confirmation. An author's question whether cold or heat is off takes the place of ours."""
        last = self._segments[-1] if self._segments else None
        if last is not None and last.kind in EXPOSURE and _ABOUT_OFF.match(question):
            hint = off_question(last.kind, question)
            off = Segment(0, 0, estimate, Kind.CONFIRM, "confirm", len(self.steps) - 1, gate=Gate.ANSWER)
            self._append(replace(off, alarm=True, hint=hint, off=True))
            return
        self.add(Kind.CONFIRM, "confirm", estimate, gate=Gate.ANSWER, alarm=alarm, hint=question)

    def _confirm_off(self) -> None:
        """Whatever follows cold or heat, "off" is confirmed before it (C2.3)."""
        last = self._segments[-1] if self._segments else None
        if last is not None and last.kind in EXPOSURE:
            off = replace(last, kind=Kind.CONFIRM, label="confirm", duration=0, gate=Gate.ANSWER, alarm=True, off=True)
            self._append(replace(off, hint=off_question(last.kind)))

    def _append(self, segment: Segment) -> None:
        self._length += segment.width
        if len(self._segments) >= MOST_PHASES:
            raise RoutineTooLong(f"It unfolds to more than {MOST_PHASES:,} phases.", self.mark)
        if self._length > LONGEST:
            raise RoutineTooLong("It lasts more than 24 hours.", self.mark)
        if segment.press:
            self._press(segment)
        self._segments.append(segment)

    def _press(self, segment: Segment) -> None:
        """One more phase of pressing: with those right before it, on the same point, within the limit (C1.16)."""
        last = self._segments[-1] if self._segments else None
        goes_on = last is not None and last.press and point(last, self.steps) == point(segment, self.steps)
        self._pressed = segment.width + (self._pressed if goes_on else 0)
        name = self.steps[segment.step].name
        if segment.gate is Gate.OPEN:
            limit = press.too_long(LONGEST)
            assert limit is not None
            raise UnsafeCombination(f"{name} would be pressed for any length of time. {limit.sentence}", self.mark)
        if (limit := press.too_long(self._pressed)) is not None:
            pressed = wording.duration(self._pressed)
            raise UnsafeCombination(f"{name} would be {pressed} or more without a pause. {limit.sentence}", self.mark)

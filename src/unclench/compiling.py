"""Routine -> Timeline, and timelines that change while they run. Pure.

`unclench.unfolding` walks the routine; here its segments are laid out and get their cues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from unclench.choosing import Choices, Question
from unclench.cueing import closing, cues_of
from unclench.model import AnyStep, RepeatStep, Routine
from unclench.timeline import BREATHING, EXPOSURE, Cue, Kind, Segment, StepInfo, Timeline, lay_out
from unclench.unfolding import Unfolding, name_of


def compile_routine(routine: Routine, choices: Choices = Choices()) -> Timeline:
    """The routine as it will be played. Raises TooMuch past 10,000 phases or 24 hours."""
    unfolded = Unfolding(routine, choices)
    return assemble(unfolded.segments, unfolded.steps)


def questions(routine: Routine, choices: Choices = Choices()) -> tuple[Question, ...]:
    """What the routine leaves open and `choices` has not yet answered, in the file's order."""
    return tuple(dict.fromkeys(Unfolding(routine, choices).questions))


def optional_steps(routine: Routine) -> tuple[tuple[str, str], ...]:
    """The optional steps as (id, name), blocks and all, in the file's order."""
    return tuple((id, name_of(step)) for id, step in _numbered(routine.steps) if step.optional)


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


def stretched(timeline: Timeline, index: int, duration: int) -> Timeline:
    """The same session with segment `index` lasting `duration` ms."""
    segments = list(timeline.segments)
    segments[index] = replace(segments[index], duration=duration)
    return assemble(segments, timeline.steps)


def eased(timeline: Timeline, index: int, elapsed: int) -> Timeline:
    """What is left of the step around segment `index` made easier, after `elapsed` ms of that segment.

    Half of the repetitions that are still to come on a side, and holds of half their length
    (both ours). The repetition that runs, and everything before it, stays.
    """
    here = timeline.segments[index]
    reps = (here.rep or 1) + max(0, (here.reps or 1) - (here.rep or 1)) // 2
    segments = list(timeline.segments[:index])
    for segment in timeline.segments[index:]:
        if segment.step != here.step or segment.kind in EXPOSURE or segment.kind in BREATHING:
            segments.append(segment)
        elif segment.rep is None or segment.rep <= reps:
            past = elapsed + 1 if segment.index == index else 1
            half = max(past, segment.width // 2) if _holds(segment) else segment.duration
            segments.append(replace(segment, duration=half, reps=None if segment.reps is None else reps))
    return assemble(segments, timeline.steps)


def _holds(segment: Segment) -> bool:
    return segment.kind is Kind.WORK and segment.label == "hold" and segment.gate is None


def with_breaths(timeline: Timeline, index: int, more: int) -> Timeline:
    """The breathing block around segment `index` with `more` breaths (or fewer: negative).

    The running breath and those before it stay.
    """
    block = timeline.breathing(index)
    breath = timeline.breath(block[-1])
    segments = list(timeline.segments)
    if more > 0:
        last = [segments[i] for i in breath]
        added = [replace(s, rep=(s.rep or 0) + n + 1) for n in range(more) for s in last]
        segments[breath.stop : breath.stop] = added
    else:
        keep = timeline.breath(index).stop
        segments[max(keep, block.stop + more * len(breath)) : block.stop] = []
    reps = max(s.rep or 0 for s in segments if s.step == segments[index].step)
    segments = [
        replace(s, reps=reps) if s.step == segments[index].step and s.kind in BREATHING else s for s in segments
    ]
    return assemble(segments, timeline.steps)


def _numbered(steps: Sequence[AnyStep], prefix: str = "") -> Iterator[tuple[str, AnyStep]]:
    for number, step in enumerate(steps, 1):
        id = f"{prefix}{number}"
        yield id, step
        if isinstance(step, RepeatStep):
            yield from _numbered(step.steps, f"{id}.")


def _spanned(steps: Sequence[StepInfo], segments: Sequence[Segment]) -> tuple[StepInfo, ...]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for segment in segments:
        first.setdefault(segment.step, segment.index)
        last[segment.step] = segment.index
    return tuple(replace(step, first=first[step.index], last=last[step.index]) for step in steps)

"""Routine -> Timeline, and timelines that change while they run. Pure.

`unclench.session.compiler` walks the routine; here its segments are laid out and get their cues.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec.structs import replace

from unclench.routine.model import AnyStep, RepeatStep, Routine
from unclench.safety import press
from unclench.safety.limits import sleepy, too_long
from unclench.session import wording
from unclench.session.choices import LONGEST, MOST_PHASES, Choices, Question, TooMuch
from unclench.session.compiler import Unfolding, name_of
from unclench.session.cue_rules import closing, cues_of
from unclench.session.timeline import BREATHING, EXPOSURE, Cue, Kind, Segment, StepInfo, Timeline, lay_out


def compile_routine(routine: Routine, choices: Choices = Choices()) -> Timeline:
    """The routine as it will be played. Raises TooMuch past 10,000 phases, 24 hours or a limit of safety."""
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


def refusal(routine: Routine, choices: Choices, question: Question, value: int) -> str | None:
    """Why a blank cannot be answered with `value`, in a sentence or two; None where it can."""
    try:
        Unfolding(routine, replace(choices, answers={**choices.answers, (question.step, question.field): value}))
    except TooMuch as error:
        return str(error)
    return None


def remaining(timeline: Timeline, place: int) -> Timeline:
    """The steps that are still to be played from segment `place` on, the one it stands in among them."""
    return without_steps(timeline, 0, {step.id for step in timeline.steps if step.last < place})[0]


def without_steps(timeline: Timeline, place: int, ids: Collection[str]) -> tuple[Timeline, int]:
    """The same session without the steps of these ids, and where segment `place` is in it.

    Where that was in a step that is gone, it is the first one behind it; behind the last one, the
    number of the segments.
    """
    if not ids:
        return timeline, place
    kept = [step for step in timeline.steps if step.id not in ids]
    numbers = {step.index: number for number, step in enumerate(kept)}
    segments = [segment for segment in timeline.segments if segment.step in numbers]
    before = sum(segment.index < place for segment in segments)
    steps = [replace(step, index=number) for number, step in enumerate(kept)]
    return assemble([replace(each, step=numbers[each.step]) for each in segments], steps), before


def with_notes(timeline: Timeline, notes: Mapping[str, str]) -> Timeline:
    """The same session with these sentences said and shown first in the notes of their steps, by the steps' ids."""
    if not notes:
        return timeline
    steps = [
        replace(step, note=wording.join(said, step.note))
        if (said := notes.get(step.id)) and said not in step.note
        else step
        for step in timeline.steps
    ]
    return assemble(timeline.segments, steps)


def stretched(timeline: Timeline, index: int, duration: int) -> Timeline:
    """The same session with segment `index` lasting `duration` ms.

    Raises TooMuch with the sentence of the limit that it would go past.
    """
    segment = timeline.segments[index]
    longer = duration - segment.width
    if segment.kind in EXPOSURE:
        limit = too_long("cold" if segment.kind is Kind.COLD else "heat", duration)
    elif segment.press:
        limit = press.too_long(longer + sum(timeline.segments[i].width for i in timeline.pressed(index)))
    else:
        limit = None
    if limit is not None and longer > 0:
        raise TooMuch(limit.sentence)
    if longer > 0 and timeline.total + longer > LONGEST:
        raise TooMuch("It would last more than 24 hours.")
    segments = list(timeline.segments)
    segments[index] = replace(segment, duration=duration)
    return assemble(segments, timeline.steps)


def eased(timeline: Timeline, index: int, elapsed: int) -> Timeline:
    """What is still to come of the step around segment `index` made easier, after `elapsed` ms of that segment.

    Of the repetitions that have not begun on the side that runs about half are left, and half of
    those of each side and set to come; holds are half as long (both ours). The repetition that
    runs, and everything before it, stays; in a hold that runs, half of its length, or its end.
    """
    here = timeline.segments[index]
    running = here.kind is Kind.WORK
    begun = {(s.set, s.side) for s in timeline.segments[: index + 1] if s.step == here.step and s.kind is Kind.WORK}
    segments = list(timeline.segments[:index])
    for segment in timeline.segments[index:]:
        if segment.step != here.step or segment.kind in EXPOSURE or segment.kind in BREATHING:
            segments.append(segment)
            continue
        reps = segment.reps
        if reps is not None:
            of_these = segment.set == here.set and ((segment.set, segment.side) in begun or segment.side == here.side)
            done = (here.rep or 1) - (not running) if of_these else 0
            to_come = max(0, reps - done)
            reps = done + (to_come // 2 if running and of_these else (to_come + 1) // 2)
        if segment.index == index or segment.rep is None or reps is None or segment.rep <= reps:
            past = elapsed + 1 if segment.index == index else 1
            half = max(past, segment.width // 2) if _holds(segment) else segment.duration
            segments.append(replace(segment, duration=half, reps=reps))
    return assemble(segments, timeline.steps)


def _holds(segment: Segment) -> bool:
    return segment.kind is Kind.WORK and segment.label == "hold" and segment.gate is None


def with_breaths(timeline: Timeline, index: int, more: int) -> Timeline:
    """The breathing block around segment `index` with `more` breaths (or fewer: negative).

    The running breath and those before it stay. Raises TooMuch for more than 10,000 phases or 24
    hours, and where so long a breathing would not go together with the cold or heat beside it (C2.10).
    """
    block = timeline.breathing(index)
    breath = timeline.breath(block[-1])
    segments = list(timeline.segments)
    if more > 0:
        last = [segments[i] for i in breath]
        _look_at(timeline, more, last)
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


def _look_at(timeline: Timeline, more: int, breath: Sequence[Segment]) -> None:
    """Raises TooMuch where `more` such breaths are more than will be played."""
    longer = more * sum(segment.width for segment in breath)
    if len(timeline.segments) + more * len(breath) > MOST_PHASES or timeline.total + longer > LONGEST:
        raise TooMuch("That would be more breaths than are played in one session.")
    if any(segment.kind in EXPOSURE for segment in timeline.segments):
        breathing = sum(segment.width for segment in timeline.segments if segment.kind in BREATHING)
        if (limit := sleepy((), breathing + longer)) is not None:
            raise TooMuch(limit.sentence)


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

"""Edits to a timeline, before or while it is played: longer, easier, without a step. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from unclench.keynames import KeyNames
from unclench.language import tr
from unclench.safety import press
from unclench.safety.limits import BEFORE, too_long
from unclench.session import wording
from unclench.session.choices import LONGEST_SESSION, MOST_PHASES, RoutineTooLong, UnsafeCombination
from unclench.session.compiler import assemble
from unclench.session.plan_check import breathes_too_long
from unclench.session.questions import begins_application, is_off_gate
from unclench.session.timeline import BREATHING, EXPOSURE, Kind, Segment, Timeline


def remaining(timeline: Timeline, place: int) -> Timeline:
    """What is still to be played from segment `place` on, with the whole of the step that segment is in."""
    return without_steps(timeline, 0, {step.id for step in timeline.steps if step.last < place})[0]


def without_steps(timeline: Timeline, place: int, ids: Collection[str]) -> tuple[Timeline, int]:
    """The same session without the steps of these ids, and the index that segment `place` then has.

    If its step is gone, that is the first segment after the step; if nothing follows, the number of segments.
    A step that asks whether cold or heat is off stays as long as the cold or heat does (C2.3).
    """
    if not ids:
        return timeline, place
    gone = {step.index for step in timeline.steps if step.id in ids}
    gone -= {
        gate.step
        for applied, gate in pairwise(timeline.segments)
        if applied.step not in gone and is_off_gate(timeline, gate.index)
    }
    kept = [step for step in timeline.steps if step.index not in gone]
    numbers = {step.index: number for number, step in enumerate(kept)}
    segments = [segment for segment in timeline.segments if segment.step in numbers]
    before = sum(segment.index < place for segment in segments)
    steps = [replace(step, index=number) for number, step in enumerate(kept)]
    return assemble([replace(each, step=numbers[each.step]) for each in segments], steps, timeline.keys), before


def with_notes(timeline: Timeline, notes: Mapping[str, str]) -> Timeline:
    """The same session with a sentence put before the note of each step whose id is in `notes`."""
    if not notes:
        return timeline
    steps = [
        replace(step, note=wording.join(said, step.note))
        if (said := notes.get(step.id)) and said not in step.note
        else step
        for step in timeline.steps
    ]
    return assemble(timeline.segments, steps, timeline.keys)


def with_keys(timeline: Timeline, keys: KeyNames) -> Timeline:
    """The same session for a front end whose keys are called so: all its sentences name them.

    The question right before cold or heat is always ours (see `compiler`), and the one hint that names a key.
    """
    if keys == timeline.keys:
        return timeline
    segments = [
        replace(gate, hint=BEFORE[after.kind.value].by(keys)) if begins_application(timeline, gate.index) else gate
        for gate, after in zip(timeline.segments, timeline.segments[1:], strict=False)
    ]
    return assemble([*segments, *timeline.segments[-1:]], timeline.steps, keys)


def stretched(timeline: Timeline, index: int, duration: int) -> Timeline:
    """The same session with segment `index` lasting `duration` ms.

    Raises Unplayable with the sentence of the limit it would exceed.
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
        raise UnsafeCombination(limit.sentence)
    if longer > 0 and timeline.total + longer > LONGEST_SESSION:
        raise RoutineTooLong(tr("It would last more than 24 hours."))
    segments = list(timeline.segments)
    segments[index] = replace(segment, duration=duration, written=None)
    return assemble(segments, timeline.steps, timeline.keys)


def lengthened(timeline: Timeline, index: int, elapsed: int, by: int) -> Timeline:
    """The same session with segment `index` `by` ms longer (shorter: negative) when `elapsed` ms of it are over.

    Breathing changes by whole breaths, at least one. Raises Unplayable with the sentence of the limit it would exceed.
    """
    segment = timeline.segments[index]
    if segment.kind in BREATHING:
        cycle = sum(timeline.segments[i].width for i in timeline.breath(index))
        return with_breaths(timeline, index, max(1, round(abs(by) / cycle)) * (1 if by > 0 else -1))
    # At least one ms is left, so that the segment still ends with its own sound.
    return stretched(timeline, index, max(elapsed + 1, segment.width + by))


def eased(timeline: Timeline, index: int, elapsed: int) -> Timeline:
    """The rest of the step around segment `index` made easier, after `elapsed` ms of that segment.

    About half of the repetitions to come are left, counted for each side and set on its own, and their holds are half
    as long (both ours). The running repetition and everything before it stay, but a running hold ends halfway, or at
    once if it is past that.
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
            half = max(past, segment.width // 2) if segment.holds else segment.duration
            segments.append(replace(segment, duration=half, reps=reps))
    return assemble(segments, timeline.steps, timeline.keys)


def with_breaths(timeline: Timeline, index: int, more: int) -> Timeline:
    """The same session with `more` breaths (fewer: negative) in the breathing block around segment `index`.

    The running breath and those before it stay. Raises Unplayable for more than 10,000 phases or 24 hours, and if the
    session has cold or heat and that much breathing might put somebody to sleep with it on (C2.10).
    """
    block = timeline.breathing(index)
    breath = timeline.breath(block[-1])
    segments = list(timeline.segments)
    if more > 0:
        last = [segments[i] for i in breath]
        _check_room_for(timeline, more, last)
        added = [replace(s, rep=(s.rep or 0) + n + 1) for n in range(more) for s in last]
        segments[breath.stop : breath.stop] = added
    else:
        keep = timeline.breath(index).stop
        segments[max(keep, block.stop + more * len(breath)) : block.stop] = []
    reps = max(s.rep or 0 for s in segments if s.step == segments[index].step)
    segments = [
        replace(s, reps=reps) if s.step == segments[index].step and s.kind in BREATHING else s for s in segments
    ]
    changed = assemble(segments, timeline.steps, timeline.keys)
    if more > 0 and (limit := breathes_too_long(changed)) is not None:
        raise UnsafeCombination(limit.sentence)
    return changed


def _check_room_for(timeline: Timeline, more: int, breath: Sequence[Segment]) -> None:
    """Raises RoutineTooLong if `more` breaths like this one do not fit into one session."""
    longer = more * sum(segment.width for segment in breath)
    if len(timeline.segments) + more * len(breath) > MOST_PHASES or timeline.total + longer > LONGEST_SESSION:
        raise RoutineTooLong(tr("That would be too many breaths for one session."))

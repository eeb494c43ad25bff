"""Where a key leads on a timeline: the segments a session can stop at. Pure.

Every function returns the index of a segment, or the number of segments for the end of the session.
"""

from __future__ import annotations

from unclench.session import questions
from unclench.session.timeline import BREATHING, EXPOSURE, Timeline


def repetition_start(timeline: Timeline, index: int) -> int:
    """The first phase of the breath or repetition around segment `index`, or the segment itself."""
    while index > 0 and _is_later_phase(timeline, index):
        index -= 1
    return index


def next_repetition(timeline: Timeline, index: int) -> int:
    """The next segment; inside a breath or a repetition, the next of those."""
    index += 1
    while index < len(timeline.segments) and _is_later_phase(timeline, index):
        index += 1
    return index


def _is_later_phase(timeline: Timeline, index: int) -> bool:
    segment = timeline.segments[index]
    return segment.phase > 0 and segment.gate is None


def after_application(timeline: Timeline, application: int) -> int:
    """The first segment after cold or heat and the question whether it is off."""
    after = application + 1
    return after + 1 if questions.is_off_gate(timeline, after) else after


def after_step(timeline: Timeline, step: int) -> int:
    """The first segment after a step that is left out; a step that opens a block goes with the whole block.

    After cold or heat, the question whether it is off is left out too: nothing was put on.
    """
    last = timeline.block(step)[-1].last
    return after_application(timeline, last) if timeline.segments[last].kind in EXPOSURE else last + 1


def resume_from(timeline: Timeline, place: int) -> int:
    """Where a session interrupted in segment `place` resumes: a breath or a repetition from its beginning.

    Cold and heat never resume: they were over when the program ended. The session resumes after them, or not at all if
    nothing follows.
    """
    segments = timeline.segments
    place = max(0, min(place, len(segments) - 1))
    while place < len(segments) and (segments[place].kind in EXPOSURE or segments[place].alarm):
        place += 1
    if place >= len(segments):
        return len(segments)
    return timeline.breath(place)[0] if segments[place].kind in BREATHING else repetition_start(timeline, place)

"""What must not come together in the plan of a session: cold and heat, or either of them and sleepiness. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from unclench.routine.model import Routine
from unclench.safety import press
from unclench.safety.limits import Limit, sleepy
from unclench.safety.lockouts import Plan, Planned, plan_of, unsafe_plan
from unclench.session.timeline import BREATHING, EXPOSURE, Kind, Segment, Timeline, pressed

if TYPE_CHECKING:
    from unclench.safety.exposure import Skin


def applications(timeline: Timeline) -> tuple[list[Planned], Plan]:
    """The cold and heat of a session at their planned times, and the kind of plan they make up.

    Breaks count as planned; that they are really taken is checked while the session plays.
    """
    skin = [segment for segment in timeline.segments if segment.kind in EXPOSURE]
    kinds: list[Skin] = ["cold" if segment.kind is Kind.COLD else "heat" for segment in skin]
    breaks = [after.start - before.end for before, after in pairwise(skin)]
    planned = [Planned(kind, each.start, each.width, each.step) for kind, each in zip(kinds, skin, strict=True)]
    return planned, plan_of(kinds, breaks)


def unsafe_together(routine: Routine, timeline: Timeline) -> Limit | None:
    """The limit that playing this as planned would exceed (C1.4 to C1.13, C2.10); None if it is safe."""
    planned, plan = applications(timeline)
    if not planned:
        return None
    return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)


def presses_too_long(timeline: Timeline) -> Limit | None:
    """C1.16 if one point is pressed for too long without a break; else None.

    For a timeline from which steps were taken out: what stood between two presses may be gone.
    """
    before = 0
    last: Segment | None = None
    for segment in timeline.segments:
        before = pressed(before, last, segment, timeline.steps) if segment.press else 0
        if (limit := press.too_long(before)) is not None:
            return limit
        last = segment
    return None


def puts_to_sleep(routine: Routine, timeline: Timeline) -> Limit | None:
    """C2.10 if something in this may put somebody to sleep, so that it must not go with cold or heat; else None."""
    tags = {*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}
    return sleepy(tags, _breathing(timeline))


def breathes_too_long(timeline: Timeline, *, on_skin: bool = False) -> Limit | None:
    """C2.10 if this has too much breathing to go with the cold or heat in it, or with what is `on_skin` now; else None.

    For a timeline that is made longer while it plays: its tags were checked before it began.
    """
    if not on_skin and not timeline.has_pack:
        return None
    return sleepy((), _breathing(timeline))


def _breathing(timeline: Timeline) -> int:
    return sum(segment.width for segment in timeline.segments if segment.kind in BREATHING)

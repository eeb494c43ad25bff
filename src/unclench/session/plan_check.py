"""What a session's own plan must not bring together on one skin, or with sleepiness. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from unclench.routine.model import Routine
from unclench.safety.limits import Limit, sleepy
from unclench.safety.lockouts import Plan, Planned, plan_of, unsafe_plan
from unclench.session.timeline import BREATHING, EXPOSURE, Kind, Timeline

if TYPE_CHECKING:
    from unclench.safety.exposure import Skin


def applications(timeline: Timeline) -> tuple[list[Planned], Plan]:
    """The cold and heat of a session, each at its planned time, and what they are chosen as.

    Breaks are taken as planned: that they are kept is looked after while it is played.
    """
    skin = [segment for segment in timeline.segments if segment.kind in EXPOSURE]
    kinds: list[Skin] = ["cold" if segment.kind is Kind.COLD else "heat" for segment in skin]
    breaks = [after.start - before.end for before, after in pairwise(skin)]
    planned = [Planned(kind, each.start, each.width, each.step) for kind, each in zip(kinds, skin, strict=True)]
    return planned, plan_of(kinds, breaks)


def unsafe_together(routine: Routine, timeline: Timeline) -> Limit | None:
    """The limit that playing this as planned would break (C1.4 to C1.13, C2.10), or None."""
    planned, plan = applications(timeline)
    if not planned:
        return None
    return unsafe_plan(planned, plan) or puts_to_sleep(routine, timeline)


def puts_to_sleep(routine: Routine, timeline: Timeline) -> Limit | None:
    """C2.10, where something in this may put somebody to sleep: it must not meet cold or heat; or None."""
    tags = {*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}
    return sleepy(tags, _breathing(timeline))


def breathes_too_long(timeline: Timeline, *, on_skin: bool = False) -> Limit | None:
    """C2.10, where this has more breathing than may meet the cold or heat in it, or what is `on_skin` now; or None.

    For a timeline that was made longer while it is played: its tags were looked at before it began.
    """
    if not on_skin and not any(segment.kind in EXPOSURE for segment in timeline.segments):
        return None
    return sleepy((), _breathing(timeline))


def _breathing(timeline: Timeline) -> int:
    return sum(segment.width for segment in timeline.segments if segment.kind in BREATHING)

"""What a session's own plan must not bring together on one skin, or with sleepiness. Pure."""

from __future__ import annotations

from itertools import pairwise

from unclench.exposure.guards import too_many
from unclench.model import Routine
from unclench.safety import Limit, sleepy
from unclench.timeline import BREATHING, EXPOSURE, Timeline


def unsafe_together(routine: Routine, timeline: Timeline) -> Limit | None:
    """The limit that playing this as planned would break (C1.4 to C1.13, C2.10), or None.

    Breaks are taken as planned: that they are kept is looked after while it is played.
    """
    skin = [segment for segment in timeline.segments if segment.kind in EXPOSURE]
    if not skin:
        return None
    breaks = [after.start - before.end for before, after in pairwise(skin)]
    found = too_many([segment.kind.value for segment in skin], breaks)
    if found is not None:
        return found
    return puts_to_sleep(routine, timeline)


def puts_to_sleep(routine: Routine, timeline: Timeline) -> Limit | None:
    """C2.10, where something in this may put somebody to sleep: it must not meet cold or heat; or None."""
    tags = {*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}
    return sleepy(tags, sum(segment.width for segment in timeline.segments if segment.kind in BREATHING))

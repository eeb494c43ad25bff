"""What a session's own plan must not bring together on one skin, or with sleepiness. Pure."""

from __future__ import annotations

from itertools import pairwise

from unclench.exposure.guards import too_many
from unclench.model import Routine
from unclench.safety import Limit, sleepy
from unclench.timeline import BREATHING, EXPOSURE, Timeline

PMR = "muscle-group"
"""The catalogue's exercise of tensing and letting go."""


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
    breathing = sum(segment.width for segment in timeline.segments if segment.kind in BREATHING)
    relaxing = ("pmr",) if any(step.exercise == PMR for step in timeline.steps) else ()
    return sleepy((*routine.tags, *relaxing), breathing)

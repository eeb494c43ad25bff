"""How something begins once somebody wants it: at once or after a preview, and what to fetch before it. Pure."""

from __future__ import annotations

from unclench.care.suitability import SPASM
from unclench.language import tr
from unclench.routine.model import Routine
from unclench.safety.screening import SKIN
from unclench.session.own_pack import PACKS
from unclench.session.timeline import Timeline

FETCH = {
    "cold": tr("Fetch a cold pack and a damp cloth, and find a place where you'll stay awake."),
    "heat": tr("Fetch something warm and a cloth, and find a place where you'll stay awake."),
    "both": tr("Fetch something warm, a cold pack and a cloth for each, and find a place where you'll stay awake."),
}
"""What to have beside you before cold, heat, or both, since nothing begins while somebody is still fetching things."""
TOO_EARLY = tr("It may be too early for your skin.")
"""Said aloud before the lock-out that will be asked about: nobody should get up for a pack without knowing that."""
NO_HURRY = tr("No clock is running yet.")


def begins_at_once(routine: Routine) -> bool:
    """Whether a command or a key of its own begins this routine without a preview.

    In a spasm nobody reads a list of steps, and of `cold` and `heat` there is none. A breath asks nothing at all.
    """
    return SPASM in routine.tags or (routine.path is None and routine.id in PACKS)


def to_fetch(timeline: Timeline) -> str:
    """What to fetch before it begins, in a sentence; empty if nothing goes on the skin."""
    kinds = [kind for kind in SKIN if any(step.kind == kind for step in timeline.steps)]
    if not kinds:
        return ""
    return FETCH[kinds[0]] if len(kinds) == 1 else FETCH["both"]

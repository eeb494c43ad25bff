"""The routine behind `breathe` and its key: one block of breathing, with a warning where it is unusual. Pure."""

from __future__ import annotations

from unclench.language import begun, tr
from unclench.routine.model import LONGEST_BREATH_HOLD, BreatheStep, BreathPattern, Exact, Routine
from unclench.safety.limits import LIMITS
from unclench.session import wording
from unclench.session.timeline import Timeline

BREATHE = "breathe"
"""The id of that routine."""
LASTING = 300_000
"""Five minutes, in ms: the most that NHS-BR suggests."""
SETUP = 2_000
"""A tap at once, and two seconds later the first breath in (ours); in ms."""
WARNED_SETUP = 10_000
"""Time to hear a warning first, if there is one (ours); in ms."""


def unusual(pattern: BreathPattern, lasting: int) -> tuple[str, ...]:
    """The warnings about breathing in this pattern for `lasting` ms, a sentence each (C1.19; a long hold is ours)."""
    said = []
    if lasting > LIMITS["C1.19"].value:
        long = begun(wording.duration(lasting))
        said.append(tr("{long} of breathing is unusual; 3 to 5 minutes is usual.", long=long))
    if (held := max(pattern.hold, pattern.empty)) > LONGEST_BREATH_HOLD:
        said.append(tr(
            "Holding your breath for {held} is unusual; {long} is long. Breathe as soon as you want to.",
            held=wording.duration(held), long=wording.duration(LONGEST_BREATH_HOLD),
        ))  # fmt: skip
    return tuple(said)


def needs_no_words(routine: Routine, timeline: Timeline) -> bool:
    """Whether this is one's own breath without a warning before it, so that no words keep anybody from it."""
    return routine.id == BREATHE and not any(step.note for step in timeline.steps)


def breathing_routine(pattern: BreathPattern, lasting: int = LASTING) -> Routine:
    """One block of `lasting` ms, rounded up to whole breaths."""
    warned = unusual(pattern, lasting)
    setup = WARNED_SETUP if warned else SETUP
    step = BreatheStep(pattern=pattern, lasting=Exact(lasting), setup=Exact(setup), note=" ".join(warned) or None)
    return Routine(id=BREATHE, title=tr("Breathing {pattern}", pattern=pattern), steps=(step,))

"""The breath patterns that have a name, as data."""

from __future__ import annotations

from msgspec import Struct

from unclench.routine.model import BreatheStep, BreathPattern, Exact, Routine
from unclench.safety.limits import LIMITS
from unclench.session import wording

BREATHE = "breathe"
"""The id of the routine behind the breathing key."""
LASTING = 300_000
"""Five minutes: the top of what NHS-BR gives (clinical/routines.md, R2), in ms."""
SETUP = 2_000
"""It sounds at once: a tap, and two seconds later the first breath in (ours), in ms."""
WARNED_SETUP = 10_000
"""With something to be warned of there is time to hear it first (ours), in ms."""
LONGEST_HOLD = 7_000
"""No pattern that has a name holds the breath for longer: 4-7-8 does for so many ms."""


class NamedPattern(Struct, frozen=True):
    """A pattern with its id, one sentence, and where it comes from."""

    id: str
    pattern: BreathPattern
    sentence: str
    source: str


_ALL = (
    NamedPattern("5-1-4", BreathPattern(5_000, 1_000, 4_000), "Slow and even: the one for a spasm.", "seed 000"),
    NamedPattern("5-1-3", BreathPattern(5_000, 1_000, 3_000), "The same with a shorter breath out.", "seed 000"),
    NamedPattern("4-7-8", BreathPattern(4_000, 7_000, 8_000), "A long hold and a longer breath out.", "issue 3"),
    NamedPattern("box", BreathPattern(4_000, 4_000, 4_000, 4_000), "Four equal sides.", "issue 3"),
    NamedPattern("even", BreathPattern(5_000, 0, 5_000), "Five in, five out, nothing held.", "NHS-BR; issue 3"),
    NamedPattern(
        "sigh",
        BreathPattern(2_000, 0, 6_000, sip=1_000),
        "In, a little more in, and a long breath out.",
        "issue 3; the seconds are ours",
    ),
)

PATTERNS: dict[str, NamedPattern] = {named.id: named for named in _ALL}


def unusual(pattern: BreathPattern, lasting: int) -> tuple[str, ...]:
    """What somebody is warned of before breathing so, a sentence each (C1.19; a long hold is ours)."""
    said = []
    if lasting > LIMITS["C1.19"].value:
        said.append(f"{wording.duration(lasting).capitalize()} of breathing is unusual; 3 to 5 minutes is usual.")
    if (held := max(pattern.hold, pattern.empty)) > LONGEST_HOLD:
        said.append(
            f"Holding your breath for {wording.duration(held)} is unusual; {wording.duration(LONGEST_HOLD)} is long. "
            "Breathe as soon as you want to."
        )
    return tuple(said)


def breathing_routine(pattern: BreathPattern, lasting: int = LASTING) -> Routine:
    """The routine behind `breathe` and the breathe key: one block of `lasting` ms, rounded up to whole breaths."""
    warned = unusual(pattern, lasting)
    setup = WARNED_SETUP if warned else SETUP
    step = BreatheStep(pattern=pattern, lasting=Exact(lasting), setup=Exact(setup), note=" ".join(warned) or None)
    return Routine(id=BREATHE, title=f"Breathing {pattern}", steps=(step,))

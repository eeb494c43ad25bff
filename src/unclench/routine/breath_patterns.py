"""The breath patterns that have a name."""

from __future__ import annotations

from unclench.routine.model import BreathPattern

PATTERNS: dict[str, BreathPattern] = {
    "5-1-4": BreathPattern(5_000, 1_000, 4_000),  # slow and even: the one for a spasm
    "5-1-3": BreathPattern(5_000, 1_000, 3_000),  # the same with a shorter breath out
    "4-7-8": BreathPattern(4_000, 7_000, 8_000),  # a long hold and a longer breath out
    "box": BreathPattern(4_000, 4_000, 4_000, 4_000),  # four equal sides
    "even": BreathPattern(5_000, 0, 5_000),  # five in, five out, no hold (NHS-BR)
    "sigh": BreathPattern(2_000, 0, 6_000, sip=1_000),  # in, a little more in, a long breath out; our own times
}
"""The pattern of each name, in milliseconds."""

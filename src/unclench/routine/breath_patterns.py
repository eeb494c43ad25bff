"""The breath patterns that have a name, as data."""

from __future__ import annotations

from msgspec import Struct

from unclench.routine.model import BreathPattern


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

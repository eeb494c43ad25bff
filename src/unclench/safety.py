"""The limits that keep a person safe, as data. The numbers are shared/clinical/safety.md's.

Each limit has the id it carries there, its value, what is done about it and where it comes
from. Pure checks over them live here; who refuses, warns or alarms lives at the caller.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

MINUTE = 60_000


class Limit(Struct, frozen=True):
    """`value` is in milliseconds, or a bare count where `unit` says so."""

    id: str
    value: int
    unit: Literal["ms", "count"]
    action: Literal["refuse", "warn", "inform"]
    sentence: str
    source: str


_ALL = (
    Limit("C1.1", 20 * MINUTE, "ms", "refuse",
          "Cold stays on the skin for at most 20 minutes.",
          "seeds 000, 002, 003; MPFT-C; OXO; CRYO"),
    Limit("C1.2", 15 * MINUTE, "ms", "inform",
          "Cold is timed for 15 minutes unless you say otherwise.",
          "MPFT-C; seed 000"),
    Limit("C1.8", 20 * MINUTE, "ms", "refuse",
          "Heat stays on the skin for at most 20 minutes.",
          "MPFT-H; HW-HI; GWENT-H; MIZZOU"),
    Limit("C1.16", 60_000, "ms", "refuse",
          "One point is pressed for at most 60 seconds.",
          "seed 003"),
    Limit("C1.18", 60_000, "ms", "warn",
          "A stretch is usually held for 5 to 30 seconds; over 60 is unusual.",
          "ACSM"),
    Limit("C1.19", 10 * MINUTE, "ms", "warn",
          "Breathing blocks are usually 3 to 5 minutes; over 10 is unusual.",
          "NHS-BR; the ten minutes are ours"),
    Limit("C2.1", 5 * MINUTE, "ms", "refuse",
          "The skin is looked at after 5 minutes, then every 5 minutes, and at the end.",
          "GWENT-H; OXO; MPFT; BLACKP"),
    Limit("C2.2", 30_000, "ms", "refuse",
          "A check that is not answered within 30 seconds becomes the alarm.",
          "seeds 000, 003; MPFT-H; HW-EM; the thirty seconds are ours"),
)  # fmt: skip

LIMITS: dict[str, Limit] = {limit.id: limit for limit in _ALL}

LONGEST: dict[str, Limit] = {"cold": LIMITS["C1.1"], "heat": LIMITS["C1.8"]}
"""The hard stop of each kind of application."""

CHECK_EVERY = LIMITS["C2.1"].value
UNANSWERED_AFTER = LIMITS["C2.2"].value

BEFORE: dict[str, str] = {
    "cold": "A damp cloth between the pack and your skin, and no weight lying on the pack?",
    "heat": "A cloth between the heat and your skin, the heat on low, and no weight lying on it?",
}
"""Asked right before an application (C2.6, C2.7, C2.8): its clock starts with the yes."""

SKIN = "White, grey, mottled, blistered, very red, numb or burning skin: take it off now and end."
"""What a skin check looks for (C2.1)."""


def too_long(kind: Literal["cold", "heat"], lasting: int) -> Limit | None:
    """The limit that an application of `lasting` ms would break, or None."""
    limit = LONGEST[kind]
    return limit if lasting > limit.value else None


def check_times(lasting: int, every: int = CHECK_EVERY) -> tuple[int, ...]:
    """When a check falls within an application, in ms from its start.

    Never wider apart than C2.1 says; none at the very end, where "off" is asked for anyway.
    """
    step = max(1, min(every, CHECK_EVERY))
    return tuple(range(step, lasting, step))

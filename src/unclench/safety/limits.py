"""The limits for cold, heat, pressure and practice (C1, C2), as data.

docs/safety.md lists them all with their tests, docs/sources.md what the keys of their sources stand
for. Checks that need only a plan are here; those about what was on the skin before are in
`unclench.safety.lockouts`. Refusing, warning and sounding the alarm is up to the caller.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from unclench.keynames import Keyed
from unclench.safety.exposure import Skin

MINUTE = 60_000
DAY = 24 * 60 * MINUTE

Action = Literal["refuse", "override", "warn", "inform"]
"""What is done about it. `override`: refused unless somebody types a reason, which is recorded."""


class Limit(Struct, frozen=True):
    """One rule. `value` is in milliseconds, or a plain count if `unit` says so; 0 if the rule has no number."""

    id: str
    value: int
    unit: Literal["ms", "count"]
    action: Action
    sentence: str
    source: str


_ALL = (
    Limit("C1.1", 20 * MINUTE, "ms", "refuse",
          "Cold stays on the skin for at most 20 minutes.",
          "seeds 000, 002, 003; MPFT-C; OXO; CRYO"),
    Limit("C1.2", 15 * MINUTE, "ms", "inform",
          "Cold is timed for 15 minutes unless you say otherwise.",
          "MPFT-C; seed 000"),
    Limit("C1.3", 10 * MINUTE, "ms", "warn",
          "With thin skin, in old age or where you are unsure, 5 or 10 minutes of cold are enough.",
          "GWENT-C; BLACKP"),
    Limit("C1.4", 120 * MINUTE, "ms", "override",
          "Two hours lie between one cold pack and the next, and the skin has to feel and look normal.",
          "seeds 000, 003; MPFT-C; MERSEY; HW-BP; BMJ-BP; BLACKP"),
    Limit("C1.5", 2, "count", "refuse",
          "Two packs are the most with 20 minutes on and 20 off, and only where you chose that.",
          "seed 002; CASC; the cap of two is ours"),
    Limit("C1.6", 4, "count", "warn",
          "More than four cold packs in a day are unusual.",
          "BRAIN; HW-EM"),
    Limit("C1.7", 72 * 60 * MINUTE, "ms", "inform",
          "Cold is mostly for the first two or three days. Does it still help you?",
          "seeds 000, 003; ADAM; HW-EM"),
    Limit("C1.8", 20 * MINUTE, "ms", "refuse",
          "Heat stays on the skin for at most 20 minutes.",
          "MPFT-H; HW-HI; GWENT-H; MIZZOU"),
    Limit("C1.9", 60 * MINUTE, "ms", "refuse",
          "At least an hour lies between one heat and the next; two or three are better.",
          "GWENT-H; HW-BP"),
    Limit("C1.10", 3, "count", "warn",
          "More than three times of heat in a day are unusual.",
          "MPFT-H"),
    Limit("C1.11", 72 * 60 * MINUTE, "ms", "warn",
          "After a blow, a fall or with a swelling, heat has to wait two or three days.",
          "seed 000; HW-EM; Cleveland; ACP; Healthwise"),
    Limit("C1.12", 1, "count", "refuse",
          "Heat and cold in turn are one round, and no second one.",
          "seeds 000, 003"),
    Limit("C1.13", 20 * MINUTE, "ms", "refuse",
          "Between heat and cold the skin is bare for at least 20 minutes.",
          "seeds 000, 003; DOCW; HW-HI"),
    Limit("C1.14", 0, "count", "inform",
          "The 20 minutes are for pads, bottles and bags; a heat wrap that sticks follows its own label.",
          "Cochrane heat-wrap trials"),
    Limit("C1.15", 30_000, "ms", "warn",
          "A rice sock has 20 to 30 seconds in the microwave and no more; try it on your forearm, never under bedding.",
          "seed 002; WHEAT"),
    Limit("C1.16", 60_000, "ms", "refuse",
          "One point is pressed for at most 60 seconds.",
          "seed 003"),
    Limit("C1.17", 15 * MINUTE, "ms", "inform",
          "A walk is 10 to 15 minutes, twice a day; 5 are better than none.",
          "seeds 000, 001; HW-BP"),
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
    Limit("C2.3", 0, "count", "refuse",
          "The alarm rings until you have said that it is off.",
          "follows from C1.1 and C1.8"),
    Limit("C2.4", 0, "count", "refuse",
          "Its time runs on through a pause, a closed lid, a crash and a restart.",
          "ours; follows from C1.1"),
    Limit("C2.5", 0, "count", "refuse",
          "A pause means that you have taken it off; otherwise its clock runs on.",
          "ours"),
    Limit("C2.6", 0, "count", "refuse",
          "A cloth lies between it and the skin before its clock starts.",
          "seeds 000, 002, 003; MPFT; Healthwise"),
    Limit("C2.7", 0, "count", "warn",
          "It lies on you, and you never on it.",
          "TOOLKIT; BVM; DESERET"),
    Limit("C2.8", 0, "count", "warn",
          "Heat is on low, never on high, and never with boiling water.",
          "seed 000; HW-HI; MIZZOU; MPFT-H"),
    Limit("C2.9", 0, "count", "warn",
          "No heat or cold alone after alcohol or medicine that makes you drowsy, or when you are very tired.",
          "FDA; seeds 000, 002"),
    Limit("C2.10", 5 * MINUTE, "ms", "refuse",
          "No relaxing, sleep sound or long breathing together with heat or cold: you might fall asleep.",
          "ours, from C2.2; the five minutes are C2.1's"),
    Limit("C2.11", 0, "count", "warn",
          "No muscle rub and no pain patch under heat.",
          "ANESK"),
)  # fmt: skip

LIMITS: dict[str, Limit] = {limit.id: limit for limit in _ALL}

HARD_STOP: dict[str, Limit] = {"cold": LIMITS["C1.1"], "heat": LIMITS["C1.8"]}
"""The hard stop of each kind of application."""

CHECK_EVERY = LIMITS["C2.1"].value
UNANSWERED_AFTER = LIMITS["C2.2"].value

PUT_IT_ON = Keyed("Put it on as you press {pause}.")

BEFORE: dict[str, Keyed] = {
    "cold": Keyed(
        "Is the pack beside you, in a damp cloth? Is your skin unbroken and normal, and have you no fever? Are you "
        f"awake and sober? It lies on you, not under you. {PUT_IT_ON.text}"
    ),
    "heat": Keyed(
        "Is it beside you, in a cloth, on low, never boiling water? Is your skin unbroken and normal, with no fever; "
        "no blow, fall, swelling or bruise in three days; no cream or patch? Are you awake and sober? It lies on you, "
        f"not under you. {PUT_IT_ON.text}"
    ),
}
"""Asked right before every application: nothing goes on the skin before the yes, which starts the clock.

What changes from day to day belongs here: the cloth (C2.6), how it lies (C2.7), low (C2.8), awake and sober (C2.9),
no rub (C2.11), no blow in three days before heat (C1.11), the skin normal again (C1.4), and whole (C3).
"""

CAUTIONS: dict[str, tuple[str, ...]] = {
    "cold": tuple(LIMITS[id].sentence for id in ("C2.9", "C1.3")),
    "heat": tuple(LIMITS[id].sentence for id in ("C2.9", "C2.11", "C1.15", "C1.14")),
}
"""The cautions for an application outside a routine, which would bring its own."""

SKIN_SIGNS = "White, grey, mottled, blistered, very red, numb or burning skin: take it off now and end."
"""What to look for in a skin check (C2.1)."""

SLEEPY = frozenset({"relaxation", "sleep", "pmr"})
"""The tags of what may send somebody to sleep (C2.10)."""


def too_long(kind: Skin, lasting: int) -> Limit | None:
    """The limit that an application of `lasting` ms would break, or None."""
    limit = HARD_STOP[kind]
    return limit if lasting > limit.value else None


def check_times(lasting: int, every: int = CHECK_EVERY) -> tuple[int, ...]:
    """The times of the skin checks within an application, in ms from its start.

    They are never further apart than C2.1 allows. None falls on the very end, where the person is
    asked anyway whether it is off.
    """
    step = max(1, min(every, CHECK_EVERY))
    return tuple(range(step, lasting, step))


def sleepy(tags: Collection[str], breathing: int = 0) -> Limit | None:
    """C2.10 if something with these tags, or `breathing` ms of breathing, must not go with heat or cold; or None."""
    limit = LIMITS["C2.10"]
    return limit if SLEEPY & {tag.lower() for tag in tags} or breathing > limit.value else None

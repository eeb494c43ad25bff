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
from unclench.language import tr
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
          tr("Cold stays on the skin for at most 20 minutes."),
          "seeds 000, 002, 003; MPFT-C; OXO; CRYO"),
    Limit("C1.2", 15 * MINUTE, "ms", "inform",
          tr("Cold is timed for 15 minutes unless you say otherwise."),
          "MPFT-C; seed 000"),
    Limit("C1.3", 10 * MINUTE, "ms", "warn",
          tr("If you have thin skin, are older or are unsure, 5 or 10 minutes of cold are enough."),
          "GWENT-C; BLACKP"),
    Limit("C1.4", 120 * MINUTE, "ms", "override",
          tr("Your skin needs two hours between cold packs, and has to feel and look normal again."),
          "seeds 000, 003; MPFT-C; MERSEY; HW-BP; BMJ-BP; BLACKP"),
    Limit("C1.5", 2, "count", "refuse",
          tr("With 20 minutes on and 20 off, two packs at most, and only if you chose that."),
          "seed 002; CASC; the cap of two is ours"),
    Limit("C1.6", 4, "count", "warn",
          tr("More than four cold packs in a day is unusual."),
          "BRAIN; HW-EM"),
    Limit("C1.7", 72 * 60 * MINUTE, "ms", "inform",
          tr("Cold is mostly for the first two or three days. Is it still helping you?"),
          "seeds 000, 003; ADAM; HW-EM"),
    Limit("C1.8", 20 * MINUTE, "ms", "refuse",
          tr("Heat stays on the skin for at most 20 minutes."),
          "MPFT-H; HW-HI; GWENT-H; MIZZOU"),
    Limit("C1.9", 60 * MINUTE, "ms", "refuse",
          tr("Your skin needs at least an hour between heat packs; two or three are better."),
          "GWENT-H; HW-BP"),
    Limit("C1.10", 3, "count", "warn",
          tr("Heat more than three times in a day is unusual."),
          "MPFT-H"),
    Limit("C1.11", 72 * 60 * MINUTE, "ms", "warn",
          tr("After a blow or a fall, or with a swelling, wait two or three days before you use heat."),
          "seed 000; HW-EM; Cleveland; ACP; Healthwise"),
    Limit("C1.12", 1, "count", "refuse",
          tr("Alternate heat and cold for one round only."),
          "seeds 000, 003"),
    Limit("C1.13", 20 * MINUTE, "ms", "refuse",
          tr("Leave the skin bare for at least 20 minutes between heat and cold."),
          "seeds 000, 003; DOCW; HW-HI"),
    Limit("C1.14", 0, "count", "inform",
          tr("The 20 minutes are for pads, bottles and bags; with a stick-on heat wrap, follow its own "
             "label."),
          "Cochrane heat-wrap trials"),
    Limit("C1.15", 30_000, "ms", "warn",
          tr("Microwave a rice sock for 20 to 30 seconds, no more. Try it on your forearm first; never "
             "under bedding."),
          "seed 002; WHEAT"),
    Limit("C1.16", 60_000, "ms", "refuse",
          tr("Press one point for at most 60 seconds."),
          "seed 003"),
    Limit("C1.17", 15 * MINUTE, "ms", "inform",
          tr("Walk for 10 to 15 minutes, twice a day; 5 are better than none."),
          "seeds 000, 001; HW-BP"),
    Limit("C1.18", 60_000, "ms", "warn",
          tr("A stretch is usually held for 5 to 30 seconds; over 60 is unusual."),
          "ACSM"),
    Limit("C1.19", 10 * MINUTE, "ms", "warn",
          tr("Breathing usually lasts 3 to 5 minutes; over 10 is unusual."),
          "NHS-BR; the ten minutes are ours"),
    Limit("C2.1", 5 * MINUTE, "ms", "refuse",
          tr("Look at your skin after 5 minutes, then every 5 minutes, and at the end."),
          "GWENT-H; OXO; MPFT; BLACKP"),
    Limit("C2.2", 30_000, "ms", "refuse",
          tr("If you don't answer a check within 30 seconds, the alarm rings."),
          "seeds 000, 003; MPFT-H; HW-EM; the thirty seconds are ours"),
    Limit("C2.3", 0, "count", "refuse",
          tr("The alarm rings until you say that the pack is off."),
          "follows from C1.1 and C1.8"),
    Limit("C2.4", 0, "count", "refuse",
          tr("The timer keeps running through a pause, a closed lid, a crash and a restart."),
          "ours; follows from C1.1"),
    Limit("C2.5", 0, "count", "refuse",
          tr("A pause means that you have taken it off; otherwise the timer keeps running."),
          "ours"),
    Limit("C2.6", 0, "count", "refuse",
          tr("A cloth goes between the pack and your skin before the timer starts."),
          "seeds 000, 002, 003; MPFT; Healthwise"),
    Limit("C2.7", 0, "count", "warn",
          tr("The pack goes on you; never lie on it."),
          "TOOLKIT; BVM; DESERET"),
    Limit("C2.8", 0, "count", "warn",
          tr("Use heat on low, never on high, and never with boiling water."),
          "seed 000; HW-HI; MIZZOU; MPFT-H"),
    Limit("C2.9", 0, "count", "warn",
          tr("After alcohol or medicine that makes you drowsy, or when you are very tired: no heat or cold "
             "while alone."),
          "FDA; seeds 000, 002"),
    Limit("C2.10", 5 * MINUTE, "ms", "refuse",
          tr("No relaxing, sleep sounds or long breathing with heat or cold on: you might fall asleep."),
          "ours, from C2.2; the five minutes are C2.1's"),
    Limit("C2.11", 0, "count", "warn",
          tr("No muscle rub or pain patch under heat."),
          "ANESK"),
)  # fmt: skip

LIMITS: dict[str, Limit] = {limit.id: limit for limit in _ALL}

HARD_STOP: dict[str, Limit] = {"cold": LIMITS["C1.1"], "heat": LIMITS["C1.8"]}
"""The hard stop of each kind of application."""

CHECK_EVERY = LIMITS["C2.1"].value
UNANSWERED_AFTER = LIMITS["C2.2"].value

PUT_IT_ON = Keyed(tr("Put it on as you press {pause}."))
"""The last sentence of each question in `BEFORE`."""


def _before(question: str) -> Keyed:
    return Keyed(f"{question} {PUT_IT_ON.text}")


BEFORE: dict[str, Keyed] = {
    "cold": _before(
        tr(
            "Is the pack beside you, in a damp cloth? Is your skin unbroken and normal, with no fever? Are you "
            "awake and sober? It goes on you, not under you."
        )
    ),
    "heat": _before(
        tr(
            "Is it beside you, in a cloth, on low, never boiling water? "
            "Is your skin unbroken and normal, with no fever; no blow, fall, swelling or bruise in three days; "
            "no cream or patch? Are you awake and sober? It goes on you, not under you."
        )
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

SKIN_SIGNS = tr("White, grey, mottled, blistered, very red, numb or burning skin: take it off now and stop.")
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

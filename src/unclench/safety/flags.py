"""Red flags (C4), as data: what stops everything, and what to do then. Nothing is diagnosed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

Urgency = Literal["emergency", "urgent", "doctor", "appointment", "end"]

ACTIONS: dict[Urgency, str] = {
    "emergency": "Go to an emergency department now, or call {number}.",
    "urgent": "See a doctor today.",
    "doctor": "Call a doctor now.",
    "appointment": "Make an appointment with a doctor.",
    "end": "End the session.",
}
"""What is done about each; `{number}` is the emergency number."""

WORST_FIRST: tuple[Urgency, ...] = ("emergency", "urgent", "doctor", "appointment", "end")


class Flag(Struct, frozen=True):
    """One sign, asked with a yes or a no."""

    id: str
    question: str
    urgency: Urgency
    source: str


FLAGS: tuple[Flag, ...] = (
    Flag("C4.saddle", "Numb, or pins and needles, between the legs, around the genitals, buttocks or back passage?",
         "emergency", "CES-1; CES-2; NHS-RED; NORTHERN"),
    Flag("C4.bladder", "New trouble passing or holding urine, leaking, or not feeling that the bladder is full?",
         "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.bowel", "New trouble holding or feeling the bowels?", "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.sexual", "New numbness in sex, or loss of erection, with the back pain?",
         "emergency", "CES-1; NHS-RED"),
    Flag("C4.legs", "Pain, tingling, weakness or numbness in both legs, growing weakness, or a limb you cannot move?",
         "emergency", "NHS-RED; NORTHERN; seed 000"),
    Flag("C4.chest", "Chest pain, or a throbbing in the belly with the back pain?",
         "emergency", "NHS-RED; MAYO-DR; for the belly the emergency line is our stricter choice"),
    Flag("C4.accident", "A serious accident or fall; or a small fall in old age, with brittle bones or after long use "
         "of steroids?",
         "emergency", "NHS-RED; NORTHERN"),
    Flag("C4.ill", "Fever, weight lost without a reason, cancer now or before, a lump or changed shape, worse at "
         "night or lying down, pain between the shoulders, unsteady walk, or pain like a band?",
         "urgent", "NHS-RED; NORTHERN; MAYO-DR"),
    Flag("C4.leg", "New numbness, tingling or weakness in one leg, the belly or the buttocks?",
         "doctor", "seed 000; MAYO-DR"),
    Flag("C4.weeks", "Not better after one or two weeks, or spasms that keep coming?",
         "appointment", "seeds 000, 001, 003; NHSI; MAYO-DR"),
    Flag("C4.session", "In a session: pain of 6 or more out of 10, pain moving down a leg, dizziness or new numbness?",
         "end", "PAIN-1; CENTR-1"),
)  # fmt: skip

BY_ID: dict[str, Flag] = {flag.id: flag for flag in FLAGS}

AT_FIRST_SPASM: tuple[Flag, ...] = tuple(flag for flag in FLAGS if flag.urgency != "end")
"""Asked before the first routine for a spasm."""

STOP_RATING = 6
"""Pain of so many out of ten ends a session (C4; PAIN-1)."""

NUMBERS: dict[str, str] = {
    "US": "911", "CA": "911", "MX": "911", "GB": "999", "IE": "112", "AU": "000", "NZ": "111", "ZA": "112", "IN": "112",
    "HK": "999", "SG": "995",
}  # fmt: skip
"""The emergency number by country; 112 elsewhere: it is reached from most mobile phones."""


def emergency_number(locale: str) -> str:
    """The number for a locale such as `en_GB.UTF-8`; 112 where the country is unknown."""
    country = locale.partition(".")[0].partition("@")[0].replace("-", "_").rpartition("_")[2]
    return NUMBERS.get(country.upper(), "112")


def action(yes: Collection[str], number: str) -> str | None:
    """What to do about the flags answered with yes (their ids), the most urgent; None for none.

    Raises KeyError for an id that is no flag's.
    """
    found = {BY_ID[id].urgency for id in yes}
    for urgency in WORST_FIRST:
        if urgency in found:
            return ACTIONS[urgency].format(number=number)
    return None


def ends_session(rating: int) -> bool:
    """Whether pain of `rating` out of ten ends the session (C4)."""
    return rating >= STOP_RATING
